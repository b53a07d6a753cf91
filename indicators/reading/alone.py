"""Numbers without a unit that are figures all the same: `KH giao 20.000`, `nam 120, nữ 80`, `lần lượt là 12, 15`."""

from __future__ import annotations

import re

from .amounts import Amount
from .patterns import WORD, one_of
from .sentences import Sentence

#: `giảm từ A xuống còn B`: A and B are levels, not changes.
FROM = re.compile(rf"(?<!\w)(?:(?:tăng|giảm|hạ|nâng)(?:\s+{WORD}){{0,4}}?\s+)?từ\s+(?:mức\s+)?$")
_LEADS = one_of(
    """là | đạt | gồm | có | giao | nam | nữ | còn | được | kh | hoạch | tiêu | hiện | số | lượt | lần lượt | và | tổng | cho
    | thêm"""
)
_LEADS_IN = re.compile(rf"(?:(?<!\w){_LEADS}|[:=(,])\s*(?:gần|trên|hơn|khoảng|từ)?\s*$")
_LISTED = re.compile(r"lần lượt|tương ứng|trong đó|gồm|nam|nữ|kế hoạch|kh |chỉ tiêu|tổng số|:")


#: Behind these each part may stand without a unit: `gồm: cao đẳng 4.820, trung cấp 6.130`.
_OPENED = re.compile(r"\d.*(?:(?:gồm|trong đó|chia ra|cụ thể)\s?:?\s|\()(?:.*\s)?[^\W\d]+\s(?:là\s|có\s)?$")


#: `tăng từ 450.000 lên 470.000 người`
_RISES = re.compile(r"\s+(?:lên|xuống|còn)\s")
#: `số quyết định đã ban hành là 12.480`
_SUMMED = re.compile(
    r"(?<!\w)số\s(?:[^,;:.()\d]*(?:\d{1,2} tháng )?(?:là|đạt)\s+(?:gần |trên |hơn )?"
    r"|(?:người|lao động|hộ|đối tượng|hồ sơ|lượt|trẻ|học viên)\s[^,;:.()\d]{1,40}\s)$"
)
#: `Nhật Bản 6.120 lao động, Đài Loan 5.050, Hàn Quốc 1.450`
_LISTED_ON = re.compile(r"\d[\d.,]*\s[^\W\d]+[^;:()%]*,\s(?:và\s)?(?:[^\W\d]+\s){1,4}$")
#: `xây mới 21 và sửa chữa 34 nhà`
_SHARES_UNIT = re.compile(r"\s+và\s+(?:[^\W\d]+\s){1,3}\d[\d.,]*\s+(?!tuổi|năm|tháng|ngày|tỷ|triệu)[^\W\d]")


def stands_alone(folded: str, amount: Amount, sentence: Sentence) -> bool:
    """Whether a number without a unit is still a figure: `KH giao 20.000`, `nam 120, nữ 80`, `lần lượt là 12, 15`."""
    printed = folded[amount.digits_start : amount.digits_end]
    if printed.isdigit() and len(printed) > 6:
        return False
    if amount.whole is not None:
        return amount.whole > 12 or "chỉ tiêu" in sentence.text
    if _SUMMED.search(folded, max(sentence.start, amount.start - 100), amount.start) and not printed.isdigit():
        return True
    if not printed.isdigit() and _LISTED_ON.search(folded, max(sentence.start, amount.start - 120), amount.start):
        return True
    if _SHARES_UNIT.match(folded, amount.end):
        return True
    if _RISES.match(folded, amount.end) and FROM.search(folded, max(0, amount.start - 30), amount.start):
        return True
    ends = re.match(r"\s*(?:[,;.)/]|$|\n|và\s|\()", folded[amount.end : amount.end + 6])
    if ends and _OPENED.search(folded, sentence.start, amount.start):
        return True
    leads = _LEADS_IN.search(folded, max(sentence.start, amount.start - 30), amount.start)
    return bool((ends or not printed.isdigit()) and leads and _LISTED.search(sentence.text))

"""Decide which numbers without a unit are figures: `KH giao 20.000`, `nam 120, nữ 80`, `lần lượt là 12, 15`."""

from __future__ import annotations

import re

from ..text.patterns import WORD, one_of
from ..text.sentences import Sentence
from .amounts import Amount

#: Digits without a separator; a longer run is a number of something else.
LONGEST_PLAIN = 6

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
_ENDS = re.compile(r"\s*(?:[,;.)/]|$|\n|và\s|\()")


def stands_alone(folded: str, amount: Amount, sentence: Sentence) -> bool:
    """Return whether a number without a unit is still a figure: `KH giao 20.000`, `lần lượt là 12, 15`."""
    if _plain(folded, amount) and amount.digits_end - amount.digits_start > LONGEST_PLAIN:
        return False
    if amount.whole is not None:
        return amount.whole > 12 or "chỉ tiêu" in sentence.text
    return any(sign(folded, amount, sentence) for sign in (_summed, _listed_on, _shares_unit, _rises, _opened, _led))


def _plain(folded: str, amount: Amount) -> bool:
    """Return whether digits have no dot or comma, and may as well be a year or a document's number."""
    return folded[amount.digits_start : amount.digits_end].isdigit()


def _before(pattern: re.Pattern[str], folded: str, amount: Amount, sentence: Sentence, reach: int) -> bool:
    """Return whether the pattern ends where the amount begins, at most `reach` characters back in its sentence."""
    return pattern.search(folded, max(sentence.start, amount.start - reach), amount.start) is not None


def _summed(folded: str, amount: Amount, sentence: Sentence) -> bool:
    return not _plain(folded, amount) and _before(_SUMMED, folded, amount, sentence, 100)


def _listed_on(folded: str, amount: Amount, sentence: Sentence) -> bool:
    return not _plain(folded, amount) and _before(_LISTED_ON, folded, amount, sentence, 120)


def _shares_unit(folded: str, amount: Amount, sentence: Sentence) -> bool:
    return _SHARES_UNIT.match(folded, amount.end) is not None


def _rises(folded: str, amount: Amount, sentence: Sentence) -> bool:
    if not _RISES.match(folded, amount.end):
        return False
    return FROM.search(folded, max(0, amount.start - 30), amount.start) is not None


def _opened(folded: str, amount: Amount, sentence: Sentence) -> bool:
    return _ends(folded, amount) and _OPENED.search(folded, sentence.start, amount.start) is not None


def _led(folded: str, amount: Amount, sentence: Sentence) -> bool:
    if _plain(folded, amount) and not _ends(folded, amount):
        return False
    return _before(_LEADS_IN, folded, amount, sentence, 30) and _LISTED.search(sentence.text) is not None


def _ends(folded: str, amount: Amount) -> bool:
    """Return whether the number closes its clause: no noun follows it."""
    return _ENDS.match(folded[amount.end : amount.end + 6]) is not None

"""Read unit words after a number, in families that can be compared.

A noun that is not listed still makes a unit (`unknown_noun`): reports count more things than a list can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..text.patterns import words

#: family → canonical unit → how it is written (folded); under `=` each stands for itself.
_WRITTEN: dict[str, dict[str, str]] = {
    "person": {
        "lượt người": "lượt người|lượt lao động|lượt học viên|lượt đối tượng|lượt hội viên|lượt trẻ em|lượt hộ"
        "|lượt sinh viên|lượt học sinh|lượt bệnh nhân|lượt khách|lượt cán bộ|lượt nlđ|lượt đoàn viên",
        "lượt": "lượt truy cập|lượt xem|lượt",
        "lao động": "người lao động|lao động|lđ|nlđ",
        "người": "người có công|người nghiện|người cao tuổi|người khuyết tật|người dân|người già|người|nhân khẩu"
        "|đối tượng|thương binh|bệnh binh|liệt sĩ|thân nhân|cán bộ|công chức|viên chức|công nhân|đoàn viên"
        "|hội viên|nhà giáo|giáo viên|giảng viên|bác sĩ|cụ|mẹ việt nam anh hùng|bà mẹ việt nam anh hùng|mẹ vnah"
        "|nạn nhân|phụ nữ|thanh niên|nông dân|bệnh nhân|hành khách|tình nguyện viên|cộng tác viên|chuyên gia"
        "|học viên|học sinh|sinh viên|hs|sv|thực tập sinh|tu nghiệp sinh|nam|nữ|bộ đội|chiến sĩ"
        "|ứng viên|thí sinh|đại biểu|công dân|thành viên|cá nhân|em học sinh|em|cháu|khẩu|phạm nhân",
        "trẻ em": "trẻ em|trẻ mồ côi|trẻ",
    },
    "household": {"hộ": "hộ nghèo|hộ cận nghèo|hộ gia đình|hộ dân|hộ|gia đình"},
    "house": {"nhà": "căn nhà|ngôi nhà|nhà ở|nhà tình nghĩa|nhà đại đoàn kết|nhà tạm|nhà|căn hộ|căn|mái ấm"},
    "file": {
        "hồ sơ": "bộ hồ sơ|lượt hồ sơ|hồ sơ",
        "quyết định": "quyết định",
        "giấy phép": "giấy phép",
        "hợp đồng": "hợp đồng",
        "sổ": "sổ bhxh|sổ tiết kiệm|sổ",
        "thẻ": "thẻ bhyt|thẻ bảo hiểm y tế|thẻ",
        "đơn": "lượt đơn|đơn thư|đơn",
        "văn bản": "văn bản",
    },
    "event": {
        "phiên": "phiên",
        "hội nghị": "hội nghị|hội thảo|cuộc họp|buổi tư vấn",
        "ngày hội": "ngày hội",
        "chương trình": "chương trình",
        "lớp": "lớp học|lớp|khóa đào tạo|khóa học|khóa",
        "cuộc": "cuộc thanh tra|cuộc kiểm tra|cuộc|đợt|buổi|đoàn",
        "mô hình": "mô hình",
    },
    "case": {"vụ": "vụ việc|vụ", "trường hợp": "trường hợp|ca"},
    "project": {"dự án": "tiểu dự án|dự án|phương án", "công trình": "công trình|hạng mục"},
    "loan": {"khoản vay": "khoản vay|lượt vay|món vay", "lượt vay": "lượt hộ vay"},
    "employer": {
        "doanh nghiệp": "lượt doanh nghiệp|lượt dn|doanh nghiệp|dn|công ty|nhà máy|hợp tác xã|htx|xí nghiệp|tập đoàn",
        "đơn vị": "lượt đơn vị|đơn vị|cơ quan|tổ chức|nhà tuyển dụng|cơ sở sản xuất kinh doanh|hộ kinh doanh",
    },
    "job": {"việc làm": "việc làm mới|việc làm|chỗ làm việc|chỗ làm|chỗ việc làm|chỗ|vị trí việc làm|vị trí"},
    "facility": {
        "=": "cơ sở|trung tâm|trường|bệnh viện|trạm|nhà trẻ|quầy|gian hàng|phòng học|phòng|điểm tư vấn|điểm giao dịch"
    },
    "place": {"=": "xã|phường|thị trấn|huyện|quận|tỉnh|thành phố|thôn|bản|ấp|tổ dân phố|khu dân cư|buôn|nước|quốc gia"},
    "score": {"điểm": "điểm"},
    "plan": {"chỉ tiêu": "chỉ tiêu|suất học bổng"},
    "gift": {"suất": "suất quà|phần quà|suất học bổng|suất|phần|túi quà|giỏ quà|xe lăn|xe đạp|học bổng"},
    "time": {
        "năm": "năm",
        "tháng": "tháng",
        "ngày": "ngày đêm|ngày",
        "tuần": "tuần",
        "giờ": "giờ|tiếng",
        "phút": "phút",
        "quý": "quý",
        "tuổi": "tuổi",
        "thập kỷ": "thập kỷ|thế kỷ|nhiệm kỳ",
    },
    "workday": {"ngày công": "ngày công lao động|ngày công"},
    "times": {"lần": "lần"},
    "money": {
        "đồng": "đồng việt nam|đồng|vnđ|vnd|đ",
        "USD": "đô la mỹ|đô la|usd|đôla",
        "euro": "euro|eur",
        "yên": "yên nhật|yên",
        "won": "won",
    },
    "mass": {"tấn": "tấn", "kg": "kg|kilôgam|kilogam|ki-lô-gam", "tạ": "tạ", "yến": "yến", "lít": "lít", "gam": "gam"},
    "extent": {"km": "km2|km²|km", "ha": "hecta|héc ta|ha", "m2": "m2|m²", "m": "mét|m"},
    "points": {"điểm %": "điểm phần trăm|điểm %|điểm%"},
    "percent": {"%": "%|phần trăm|pct"},
    "permille": {"‰": "‰"},
    "bed": {"giường": "giường bệnh|giường"},
    "thing": {
        "bài": "tin bài|tin, bài|bài viết|tin|bài|phóng sự|bản tin",
        "tờ rơi": "tờ rơi|tờ gấp|pano|áp phích|băng rôn|khẩu hiệu|cuốn|quyển",
        "tiêu chí": "tiêu chí",
        "nghề": "ngành nghề|ngành, nghề|nghề|ngành",
        "sản phẩm": "sản phẩm|mặt hàng|máy tính bảng|chiếc|cái|con|bộ|cây|tủ sách|mũi tiêm|liều",
        "nhóm": "câu lạc bộ|clb|nhóm|tổ|đội|chi hội|mạng lưới",
        "thị trường": "thị trường",
    },
}


@dataclass(frozen=True, slots=True)
class UnitWord:
    name: str
    family: str


def _table() -> dict[str, UnitWord]:
    return {
        word: UnitWord(word if name == "=" else name, family)
        for family, names in _WRITTEN.items()
        for name, forms in names.items()
        for word in forms.split("|")
    }


_UNITS = _table()
_UNIT = re.compile(
    r"[^\S\n]*(?:(?P<sign>[%‰])|(?P<word>"
    + "|".join(re.escape(form) for form in sorted(_UNITS, key=len, reverse=True) if form not in "%‰")
    + r")(?!\w))"
)
#: After these a number has no unit of its own: verbs, prepositions, conjunctions.
_NOT_A_NOUN = words(
    """
    là có đạt bằng được đã đang sẽ tăng giảm so và với của cho tại ở trong ngoài từ đến tới để do theo vào ra lên xuống
    còn nhưng hoặc hay thì mà bị qua trên dưới gồm chiếm năm tháng ngày quý về khi nếu vì bởi cũng nay mới nữa này đó
    khác đối cùng các những mỗi hơn gần khoảng chưa không thứ trở sang đi nhất hiện riêng tính tỷ triệu nghìn ngàn vạn
    """
)
_NOUN = re.compile(r"[^\S\n]*([^\W\d_]+)")


def unit_at(folded: str, place: int) -> tuple[UnitWord, int] | None:
    """Return the unit that starts at `place` (spaces allowed before it) and where it ends."""
    match = _UNIT.match(folded, place)
    if not match:
        return None
    return _UNITS[match["sign"] or match["word"]], match.end()


@cache
def unit_named(name: str) -> UnitWord | None:
    """Return a catalogue's unit by the way it is written, e.g. `người`, `tỷ đồng`; scale words are ignored."""
    bare = re.sub(r"^(nghìn|ngàn|vạn|triệu|tỷ|\s)+", "", name.strip().lower())
    return _UNITS.get(bare) or (_UNITS["đồng"] if "đồng" in bare else None)


#: A description that goes on with one of these is a new thought, not part of the unit.
_GOES_ON = (_NOT_A_NOUN - {"khác"}) | words(
    """
    được tham hưởng đi làm vay nhờ qua tập sinh đóng mất chết bị thoát nhận trúng hoàn thành lập hỗ đăng truy tiếp vừa
    cần phải thuộc xuất nhập theo nộp trên thực phát mới tốt học bằng đủ so đang cai
    """
)
_DESCRIPTION = re.compile(r"((?:\s[^\W\d_]+){1,5})\s*(?=[,;.)\n]|$)")
#: `61 trẻ em khuyết tật, tàn tật;`: a description of several words is no part of the unit.
_ENUMERATED = re.compile(r",(?:\s[^\W\d_]+){1,3}\s*(?:[;.\n]|$)")
_SHARED = re.compile(
    r"[^\S\n]*((?:tổng )?dân số|người|đối tượng|hộ|lao động|trẻ em|xã|trẻ|huyện|học viên|học sinh)(?!\w)"
)


def described(folded: str, start: int, end: int, *, percent: bool = False, listed: bool = False) -> int:
    """Return where a unit ends with the words that describe it: `03 người già cô đơn,`, `100% đối tượng`.

    Outside a list of parts the description may not outweigh number and unit.
    """
    if percent:
        match = _SHARED.match(folded, end)
        free = match and (match[1].endswith("dân số") or folded[start:end].strip() == "100%")
    else:
        match = _DESCRIPTION.match(folded, end)
        free = listed
        if match and (any(word in _GOES_ON for word in match[1].split()) or _ENUMERATED.match(folded, match.end(1))):
            return end
    if not match or not (free or match.end(1) - end <= end - start):
        return end
    return match.end(1)


def unknown_noun(folded: str, place: int) -> tuple[UnitWord, int] | None:
    """Return the noun that a number counts where no unit is listed for it."""
    match = _NOUN.match(folded, place)
    if not match or match[1] in _NOT_A_NOUN or match.end(1) - match.start(1) < 2:
        return None
    return UnitWord(match[1], "other"), match.end(1)

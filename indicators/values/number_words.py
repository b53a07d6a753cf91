"""The words that stand around numbers in Vietnamese reports, lower-case and in NFC.

`static/js/numbers.js` carries the same lists; a test compares them.
"""

from __future__ import annotations

#: Words that multiply the number before them.
SCALES: dict[str, int] = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "nghìn tỷ": 10**12,
    "nghìn tỉ": 10**12,
    "ngàn tỷ": 10**12,
    "ngàn tỉ": 10**12,
}

#: `tỷ lệ`, `tỷ số`, `tỷ suất`, `tỷ trọng`: shares, not milliards.
_SHARES = frozenset({"lệ", "số", "suất", "trọng"})


def scale_of(unit: str) -> int:
    """Return what a unit's own Vietnamese name multiplies by: 1,000,000 for `triệu đồng`, 1 for `đồng`."""
    words = unit.lower().split()
    if not words or (words[1:2] and words[1] in _SHARES):
        return 1
    return SCALES.get(" ".join(words[:2])) or SCALES.get(words[0], 1)


#: Words before a number that say how exact it is, with the value of `series.Qualifier`.
QUALIFIERS: dict[str, str] = {
    "gần": "nearly",
    "xấp xỉ": "nearly",
    "trên": "over",
    "hơn": "over",
    "vượt": "over",
    ">": "over",
    "khoảng": "about",
    "chừng": "about",
    "≈": "about",
    "~": "about",
    "ước": "estimate",
    "ước đạt": "estimate",
    "ước tính": "estimate",
    "ước khoảng": "estimate",
    "dự kiến": "estimate",
    "dưới": "under",
    "chưa đến": "under",
    "chưa tới": "under",
    "tối đa": "under",
    "<": "under",
    "sơ bộ": "provisional",
}

#: Words that may follow a number; money in all its spellings is `đồng`.
UNITS: dict[str, str] = {
    **dict.fromkeys(("đồng", "đ", "vnđ", "vnd", "₫"), "đồng"),
    **dict.fromkeys(("%", "phần trăm"), "%"),
    **{
        word: word
        for word in (
            *("người", "lao động", "lượt", "lượt người", "lượt lao động", "đối tượng", "trường hợp", "nhà giáo"),
            *(
                "học viên",
                "học sinh",
                "sinh viên",
                "trẻ em",
                "trẻ",
                "cháu",
                "hộ",
                "hộ gia đình",
                "nhà",
                "căn",
                "căn nhà",
            ),
            *("hồ sơ", "quyết định", "suất", "doanh nghiệp", "công ty", "đơn vị", "cơ sở", "dự án", "nghề", "lớp"),
            *("hội nghị", "ngày hội", "phiên", "cuộc", "buổi", "vụ", "tấn", "xã", "huyện", "chỉ tiêu"),
        )
    },
}

#: Cells that hold no digits. By the national yearbook `-` says that there was nothing, `…` that nobody knows;
#: many people write them the other way round, so `-` is asked about.
NOTHING = frozenset({"-", "–", "—", "−", "x", "không", "không có", "k.có", "k có"})
UNAVAILABLE = frozenset(
    {"...", "…", "n/a", "na", "không có số liệu", "chưa có số liệu", "k.có số liệu", "chưa có", "không rõ", "chưa rõ"}
)

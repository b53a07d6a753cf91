"""Name the columns that a file may have, and the ways in which people head them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ..values.periods import Basis, Month
from ..values.rows import COLUMNS

#: Headings in words. The words of our own files are among them (a test holds them together).
_WORDS: dict[str, tuple[str, ...]] = {
    "area_code": ("mã địa bàn", "mã đơn vị hành chính", "area code"),
    "area_vi": ("địa bàn", "tên địa bàn", "đơn vị hành chính", "area (vietnamese)"),
    "area_en": ("địa bàn (tiếng anh)", "area"),
    "indicator": ("mã chỉ tiêu", "indicator code"),
    "indicator_vi": ("chỉ tiêu", "tên chỉ tiêu", "chỉ tiêu thống kê", "indicator (vietnamese)"),
    "indicator_en": ("chỉ tiêu (tiếng anh)",),
    "category": ("mã phân tổ", "category code"),
    "category_vi": ("phân tổ", "tên phân tổ", "category (vietnamese)"),
    "category_en": ("phân tổ (tiếng anh)",),
    "unit": ("đơn vị tính", "đơn vị", "đvt"),
    "basis": ("cách tính kỳ", "loại kỳ"),
    "period": ("kỳ", "kỳ báo cáo", "tháng", "tháng báo cáo"),
    "period_start": ("từ ngày", "from"),
    "period_end": ("đến ngày", "to"),
    "value": ("giá trị", "số liệu"),
    "value_high": ("giá trị trên", "upper value"),
    "qualifier": ("mức chính xác",),
    "status": ("trạng thái",),
    "missing_reason": (
        "lý do không có số",
        "lý do không có số liệu",
        "why there is no value",
        "not available, because",
    ),
    "note": ("ghi chú",),
    "source_title": ("nguồn", "source"),
    "source_url": ("địa chỉ nguồn", "source address"),
    "report": ("báo cáo",),
    "release": ("lần công bố",),
    "released_at": ("công bố lúc (utc)", "released (utc)"),
    "confidence": ("độ tin cậy",),
    "second_sources": ("nguồn khác cùng số liệu", "further sources"),
}

#: The bases in words: in a column of long files, as headings of wide ones.
_BASES: dict[Basis, tuple[str, ...]] = {
    Basis.MONTH: ("trong tháng", "thực hiện trong tháng", "in the month"),
    Basis.QUARTER: ("trong quý", "in the quarter"),
    Basis.YTD: ("lũy kế", "luỹ kế", "lũy kế từ đầu năm", "luỹ kế từ đầu năm", "since january", "since 1 january"),
    Basis.YEAR: ("cả năm", "trong năm", "in the year"),
    Basis.AS_OF: ("tại thời điểm chốt số liệu", "tại thời điểm chốt", "at the cut-off"),
    Basis.TARGET: ("chỉ tiêu kế hoạch năm", "kế hoạch năm", "the year's target", "target"),
    Basis.SPAN: ("gộp nhiều năm", "several years together", "over several years"),
    Basis.AVERAGE: ("bình quân một năm của nhiều năm", "a year on average, over several years"),
    Basis.AVERAGE_TARGET: (
        "kế hoạch bình quân một năm của nhiều năm",
        "the plan for a year on average, over several years",
    ),
}

_CODES = frozenset(COLUMNS)
_BY_WORD = {word: code for code, words in _WORDS.items() for word in words}
_BASIS_BY_WORD = {word: basis for basis, words in _BASES.items() for word in (*words, basis.value)}


def tidy(text: str) -> str:
    """Return a text in the form in which texts are compared: NFC, single spaces, lower case."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split()).lower()


@lru_cache(maxsize=2000)
def code_of(heading: str) -> str | None:
    """Return which column a heading means: a code of the contract, or for a wide file a basis or `basis@YYYY-MM`."""
    text = tidy(heading).rstrip("*: ")
    if text in _CODES:
        return text
    if code := _BY_WORD.get(text):
        return code
    named, _, month = text.partition("@")
    basis = _BASIS_BY_WORD.get(named)
    return None if basis is None or (month and not _is_month(month)) else basis.value + (f"@{month}" if month else "")


def _is_month(text: str) -> bool:
    try:
        Month.parse(text)
    except ValueError:
        return False
    return True


def is_code(heading: str) -> bool:
    """Return whether a heading is written as our files write it."""
    return tidy(heading) in _CODES


def basis_of(text: str) -> Basis | None:
    """Return the basis that a cell names."""
    return _BASIS_BY_WORD.get(tidy(text))


def letter(column: int) -> str:
    """Return what spreadsheets call a column, counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(letters: str) -> int:
    """Return the column that spreadsheets call `letters`, counted from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


#: Rows that only add others up.
TOTALS = re.compile(r"(tổng( cộng| số)?|cộng|toàn tỉnh|total|sum)( .{0,20})?[:.]?")

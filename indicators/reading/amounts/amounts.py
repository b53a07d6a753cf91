"""Read numbers with scale, range, unit and qualifier: `từ 20 - 25 triệu đồng`, `1.185/8.000 chỉ tiêu`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from ...values.numbers import SCALES, read_digits
from ..text.words import WORD_NUMBER, is_vague, read_words
from .units import UnitWord, unit_at, unknown_noun


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed; `start`–`end` is its span with qualifier and unit, `digits_*` the number alone."""

    start: int
    end: int
    digits_start: int
    digits_end: int
    value: Decimal
    high: Decimal | None = None
    whole: Decimal | None = None  # what stands behind the slash in "1.185/8.000"
    unit: UnitWord | None = None
    qualifier: str = "exact"
    unit_end: int = 0
    flags: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        return self.unit.family if self.unit else "bare"


_SCALE = (
    r"nghìn tỷ|ngàn tỷ|triệu tỷ|nghìn triệu|nghìn|ngàn|vạn|triệu|tỷ|trăm triệu|trăm|tr(?=\s?(?:đ|\.|/))|tr\.(?=\s?đ)"
)
_FACTORS = {
    **SCALES,
    "triệu tỷ": 10**15,
    "nghìn triệu": 10**9,
    "trăm triệu": 10**8,
    "trăm": 100,
    "tr": 10**6,
    "tr.": 10**6,
}
_DIGITS = re.compile(
    r"(?<![\w.,])(?:(?<![^\d\s]/)|(?<=lớp/)|(?<=vụ/))(?:\d{1,3}(?:[ ]\d{3})+(?![\d.,]*\d)|\d{1,3}\.[ ]\d{3}(?=\s[^\W\d])|\d+(?:[.,]\d+)*)"
    rf"(?:[^\S\n]*(?P<scale>{_SCALE})(?!\w)(?:\s(?P<rest>\d{{1,3}})(?=\s(?:{_SCALE}|[^\W\d]))(?:\s(?P<rest_scale>{_SCALE})(?!\w))?)?)?"
)
_NO_GROUPING_AFTER = re.compile(r"(?:năm|tháng|ngày|quý|số|khoản|điều|mục|tổ|lớp|khóa|dự án)\s+$")
_BETWEEN = re.compile(
    r"[ ]?(?P<slash>/)[ ]?(?:kh|kế hoạch|chỉ tiêu|tổng số|tổng)?[ ]?|[ ]?(?P<dash>-)[ ]?|\s+(?P<to>đến|tới)\s+(?:gần\s+|hơn\s+|trên\s+)?"
)

_QUALIFIERS = (
    (
        "estimate",
        r"ước(?: tính| đạt| khoảng| có| thực hiện(?: được)?| tổng| còn| chi)?|dự kiến(?: đạt| có| khoảng| là)?|dự ước|ước lượng|dự báo",
    ),
    ("nearly", r"gần|xấp xỉ|ngót|suýt soát|sấp xỉ|non|tiệm cận|gần đạt"),
    ("over", r"trên|hơn|vượt(?: mốc)?|quá|ít nhất|tối thiểu|không dưới|trên dưới(?!\s)|lớn hơn|>"),
    ("about", r"khoảng(?: từ)?|chừng|tầm|độ|cỡ|trên dưới|vào khoảng|≈|~"),
    ("under", r"dưới|chưa đến|chưa tới|chưa đầy|không quá|tối đa|không đến|<"),
)
_QUALIFIER = re.compile(
    "(?:"
    + "|".join(rf"(?:(?<!\w)(?P<{name}>{words}))" for name, words in _QUALIFIERS)
    + r")\s*(?:là\s|được\s|tới\s|đến\s)?\s*$"
)
_COMPARATIVE = re.compile(r"(?:nhiều|cao|thấp|ít|lớn|nhỏ|kém|vượt)\s$")


def find(text: str, folded: str, mask: bytearray) -> list[Amount]:
    """Return every number outside the mask, in order of the text; a range or a fraction is one amount."""
    numbers = [amount for match in _DIGITS.finditer(folded) if (amount := _read(folded, match, mask))]
    numbers = _joined(folded, [*numbers, *_worded(folded, mask)])
    return [_framed(folded, amount) for amount in numbers]


def _read(folded: str, match: re.Match[str], mask: bytearray) -> Amount | None:
    if mask[match.start()]:
        return None
    digits, end = _digits_of(match)
    before = folded[max(0, match.start() - 8) : match.start()]
    if " " in digits and "." not in digits and _NO_GROUPING_AFTER.search(before):
        digits, end = digits.split(" ")[0], match.start() + digits.index(" ")
    scale = match["scale"] if end > match.start() + len(digits) else None
    percent = folded[end : end + 2].lstrip().startswith("%")
    reading = read_digits(digits.replace(". ", "."), scale=bool(scale), percent=percent)
    if reading.value is None or (not scale and folded[end : end + 1].isalpha() and not unit_at(folded, end)):
        return None
    value = reading.value * _FACTORS[scale] if scale else reading.value
    value += _rest(match) if scale else 0
    flags = (f"digits-{reading.reason}",) if reading.ambiguous else ()
    return Amount(match.start(), end, match.start(), end, value, flags=(*flags, *(["scaled"] if scale else [])))


def _digits_of(match: re.Match[str]) -> tuple[str, int]:
    """Return the digits alone, and where number and scale end."""
    number = re.match(r"[\d., ]*\d", match[0])
    assert number
    digits = number[0] if match["scale"] is None else match.string[match.start() : match.start("scale")].rstrip()
    return digits, match.end()


def _rest(match: re.Match[str]) -> Decimal:
    """Return the second part of `24 nghìn 300`, `1 tỷ 200 triệu`."""
    if not match["rest"]:
        return Decimal(0)
    return Decimal(match["rest"]) * _FACTORS.get(match["rest_scale"] or "", 1)


def _worded(folded: str, mask: bytearray) -> list[Amount]:
    """Return the number words that count something listed: `hai mươi lăm hộ`, but not `ba mẹ` or `một lần`."""
    amounts = []
    for match in WORD_NUMBER.finditer(folded):
        value = read_words(match[0])
        if value is None or any(mask[match.start() : match.end()]) or is_vague(folded, match.start()):
            continue
        unit = unit_at(folded, match.end())
        if (
            unit
            and _counts(unit[0], folded[match.end() : unit[1]], match[0])
            and not folded[match.start() - 2].isdigit()
        ):
            amounts.append(
                Amount(match.start(), match.end(), match.start(), match.end(), Decimal(value), flags=("words",))
            )
    return amounts


_WORDED_UNITS = frozenset(
    {"lao động", "người", "hộ", "lượt người", "phiên", "hội nghị", "lớp", "dự án", "doanh nghiệp", "hồ sơ", "trẻ em"}
)


def _counts(unit: UnitWord, noun: str, words: str) -> bool:
    plain = noun.strip() in (
        "người",
        "lao động",
        "hộ",
        "lượt người",
        "trẻ em",
        "đối tượng",
        "doanh nghiệp",
        "hồ sơ",
        "phiên",
        "hộ nghèo",
        "học viên",
        "nhà",
        "căn nhà",
    )
    return unit.name in _WORDED_UNITS and (plain or " " in words)


def _joined(folded: str, amounts: list[Amount]) -> list[Amount]:
    """Return the amounts in order, with each range and each fraction joined to one amount."""
    amounts = sorted(amounts, key=lambda amount: amount.start)
    whole_amounts: list[Amount] = []
    skip = False
    for first, second in zip_longest(amounts, amounts[1:]):
        if skip:
            skip = False
            continue
        both = _pair(folded, first, second) if second else None
        whole_amounts.append(both or first)
        skip = both is not None
    return whole_amounts


def _pair(folded: str, first: Amount, second: Amount) -> Amount | None:
    unit = unit_at(folded, first.digits_end)
    for place in (first.digits_end, *([unit[1]] if unit else [])):
        match = _BETWEEN.match(folded, place)
        other = unit_at(folded, second.digits_end)
        if match and match["slash"] and unit and place == unit[1] and other and other[0] != unit[0]:
            return None  # 5 lớp/130 học viên
        if match and match.end() == second.digits_start:
            return (
                _fraction(first, second)
                if match["slash"]
                else _range(folded, first, second, unit if place != first.digits_end else None)
            )
    return None


def _fraction(first: Amount, second: Amount) -> Amount:
    return replace(
        first, end=second.end, digits_end=second.digits_end, whole=second.value, flags=first.flags + second.flags
    )


def _range(folded: str, first: Amount, second: Amount, between: tuple[UnitWord, int] | None) -> Amount | None:
    low = first.value
    if "scaled" in second.flags and "scaled" not in first.flags and low < second.value:
        match = re.search(rf"({_SCALE})$", folded[second.digits_start : second.digits_end])
        low *= _FACTORS[match[1]] if match else 1
    opening = re.search(r"(?:từ|khoảng|mức)\s+$", folded[max(0, first.start - 8) : first.start])
    worded = folded[first.digits_end : second.digits_start].strip(" -%") != ""
    if low >= second.value or (worded and not opening) or (between and between[0].family == "time"):
        return None
    return replace(
        first,
        end=second.end,
        digits_end=second.digits_end,
        value=low,
        high=second.value,
        flags=first.flags + second.flags,
    )


def _framed(folded: str, amount: Amount) -> Amount:
    """Return the amount with its unit and qualifier, and the span that covers all three."""
    unit_and_end = unit_at(folded, amount.digits_end) or unknown_noun(folded, amount.digits_end)
    if unit_and_end is None and "scaled" in amount.flags and re.search(r"tỷ$", folded[: amount.digits_end][-3:]):
        unit_and_end = (UnitWord("đồng", "money"), amount.digits_end)
    unit, end = unit_and_end or (None, amount.digits_end)
    start, qualifier = _qualified(folded, amount, percent=unit is not None and unit.family == "percent")
    return replace(amount, start=start, end=end, unit=unit, unit_end=end, qualifier=qualifier)


def _qualified(folded: str, amount: Amount, *, percent: bool) -> tuple[int, str]:
    """Return where the words that hedge a number begin, and the qualifier they give; an estimate outranks the rest."""
    names: list[str] = []
    start = amount.digits_start
    if amount.high is not None and (opening := re.search(r"(?<!\w)từ\s+$", folded[max(0, start - 6) : start])):
        start -= len(opening[0])
    while match := _QUALIFIER.search(folded[max(0, start - 24) : start]):
        at = start - (len(match.string) - match.start())
        if _compares(folded, at, match, percent):
            break
        names.insert(0, match.lastgroup or "")
        start = at
    return start, "estimate" if "estimate" in names else names[0] if names else "exact"


def _compares(folded: str, at: int, match: re.Match[str], percent: bool) -> bool:
    """Return whether a hedge says by how much, not how exactly: `nhiều hơn 200`, `vượt 5% kế hoạch`."""
    if not match["over"]:
        return False
    return bool(_COMPARATIVE.search(folded[max(0, at - 6) : at])) or (percent and match["over"] == "vượt")

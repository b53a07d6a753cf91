"""Read single cells: months, days and numbers. What reads two ways is refused or asked about, never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from ..values.names import Name
from ..values.numbers import Parsed, TextKind, parse, parse_native, parse_plain
from ..values.periods import YEARLY, Basis, Month
from .columns import tidy
from .lines import BadCell, PercentCell

_MONTHS = (
    re.compile(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})"),
    re.compile(r"(?:tháng )?(?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4})"),
    re.compile(r"tháng (?P<m>[0-9]{1,2}) năm (?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-01"),
)
#: January, or October after a spreadsheet.
_SHORTENED = re.compile(r"[0-9]{4}[.]1")
_QUARTERS = (
    re.compile(r"(?P<y>[0-9]{4})-?q(?P<q>[1-4])"),
    re.compile(r"(?:q|quý )(?P<q>[1-4]|i{1,3}|iv)[-/ ](?P<y>[0-9]{4})"),
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}

MONTH = Name(
    "Năm và tháng như 2022-05 (năm, kế hoạch năm: 2022).", "Year and month like 2022-05 (a year or target: 2022)."
)
SHORT = Name(
    "Năm và tháng ghi dạng chữ như 2022-10; 2022.10 ghi dạng số thì bảng tính bỏ số 0 cuối, thành 2022.1.",
    "Year and month written as text like 2022-10; of 2022.10 as a number a spreadsheet keeps 2022.1.",
)
DATE = Name(
    "Năm và tháng như 2022-05; đây là một ngày, không rõ tháng nào.",
    "Year and month like 2022-05; this is a day, and which month is meant is not clear.",
)
DAY = Name("Ngày như 2022-05-01.", "A day like 2022-05-01.")

#: Cells of workbooks that hold no figure.
BAD = {
    "date": Name(
        "Một số. Excel đã đổi ô này thành ngày; hãy định dạng ô là Số và nhập lại.",
        "A number. Excel made this cell a date; format it as a number and type it again.",
    ),
    "boolean": Name("Một số, không phải TRUE/FALSE.", "A number, not TRUE or FALSE."),
    "error": Name(
        "Một số. Ô chứa lỗi của bảng tính; hãy sửa công thức.", "A number. The cell holds an error; mend its formula."
    ),
    "formula": Name(
        "Một số. Công thức chưa có kết quả; hãy mở bằng Excel, lưu lại, hoặc dán giá trị.",
        "A number. The formula has no result yet; open and save the file in Excel, or paste the value.",
    ),
}


def month_of(cell: Any, basis: Basis) -> Month | Name:
    """Return the month that a cell names, or what should stand there."""
    try:
        if isinstance(cell, date):
            return Month.of(cell) if cell.day == 1 else DATE
        if _SHORTENED.fullmatch(str(cell).strip()) or (isinstance(cell, float) and cell % 1):
            return SHORT
        text = tidy(str(cell).translate(_WIDE_DIGITS)) if isinstance(cell, (str, int, float, Decimal)) else ""
        return _month(text, basis) or (
            DATE if re.fullmatch(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", text) else MONTH
        )
    except ValueError:
        return MONTH


def _month(text: str, basis: Basis) -> Month | None:
    """Return the month of a text, None where it is no month. Raises ValueError for a month 13."""
    if basis in YEARLY and re.fullmatch(r"(năm )?[0-9]{4}", text):
        return Month(int(text[-4:]), 12)
    for pattern in _MONTHS:
        if match := pattern.fullmatch(text):
            return Month(int(match["y"]), int(match["m"]))
    for pattern in _QUARTERS if basis == Basis.QUARTER else ():
        if match := pattern.fullmatch(text):
            quarter = _ROMAN.get(match["q"]) or int(match["q"])
            return Month(int(match["y"]), quarter * 3)
    return None


def day_of(cell: Any) -> date | Name:
    """Return a day as our files write it, or as a workbook holds it."""
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip())
    except ValueError:
        return DAY


def number_of(
    cell: Any, *, decimals: int, percent: bool, ours: bool, contract: bool, unit_scale: int = 1
) -> Parsed | Name:
    """Return what a cell's number is read as, or what should stand there.

    `ours`: the file is as we wrote it, with a decimal point. `contract`: its column has the contract's heading but it may
    be a person's, so that a text which reads differently in both ways is asked about; a count has no decimals to be in
    doubt. `unit_scale`: as for `numbers.parse`.
    """
    if isinstance(cell, str):
        return parse_plain(cell) if ours else _typed(cell, decimals, percent, contract, unit_scale)
    if isinstance(cell, PercentCell):
        return _per_cent(cell, percent)
    if isinstance(cell, BadCell):
        return BAD[cell.kind]
    return BAD["date"] if isinstance(cell, date) else parse_native(cell)


def _typed(text: str, decimals: int, percent: bool, contract: bool, unit_scale: int) -> Parsed:
    parsed = parse(text, decimals=decimals, percent=percent, unit_scale=unit_scale)
    if contract and decimals and parsed.kind == TextKind.NUMBER:
        other = parse_plain(text.strip())
        if other.kind == TextKind.NUMBER and other.value != parsed.value:
            return Parsed(TextKind.AMBIGUOUS, (*parsed.readings, *other.readings), "dot")
    return parsed


def _per_cent(cell: PercentCell, percent: bool) -> Parsed:
    """Return 14.8 for 0.148 shown as 14,8 %: the figure the person sees, where the indicator is in per cent."""
    parsed = parse_native(cell.number)
    if not percent or parsed.value is None:
        return parsed if parsed.value is None else Parsed(TextKind.INVALID, reason="percent")
    return parse_native(parsed.value * 100)

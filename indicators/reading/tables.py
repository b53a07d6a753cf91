"""Tables pasted as text: cells between tabs or bars, a header that says what each column holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from indicators.numbers import read_digits

from .amounts import Amount
from .candidates import Kind, Span
from .kinds import Sort
from .normalise import Page
from .units import Unit, unit_at


class Column(Enum):
    """What a column holds, by its header."""

    INDEX = auto()
    LABEL = auto()
    UNIT = auto()
    TARGET = auto()
    ATTAINED = auto()  # % of the plan
    RATIO = auto()  # % of the same months last year
    VALUE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table: its amount and sort, and the stretch of the header above it."""

    amount: Amount
    sort: Sort
    header: Span
    row: Span  # its whole line


#: In this order: the first pattern found in a header names the column.
_HEADERS = (
    (Column.INDEX, r"^(?:stt|tt|số tt|số thứ tự)$"),
    (Column.UNIT, r"^(?:đvt|đơn vị(?: tính)?)$"),
    (Column.RATIO, r"(?:%|tỷ lệ|so).*(?:cùng kỳ|năm trước|năm ngoái)|cùng kỳ.*%"),
    (Column.ATTAINED, r"(?:%|tỷ lệ|so|đạt).*(?:kh(?!\w)|kế hoạch|chỉ tiêu)|^%|^tỷ lệ|^đạt|hoàn thành"),
    (Column.OTHER, r"ghi chú|cùng kỳ|thực hiện năm trước"),
    (Column.TARGET, r"^(?:kế hoạch|kh(?!\w)|chỉ tiêu (?:giao|kế hoạch|năm)|mục tiêu)"),
    (Column.VALUE, r"thực hiện|kết quả|^th(?!\w)|ước|lũy kế|số lượng|số liệu|tháng|quý|năm|tổng|số người|số hộ"),
    (Column.LABEL, r"chỉ tiêu|nội dung|tên|danh mục|lĩnh vực|địa phương|đơn vị|huyện|xã"),
)
_HEADER = tuple((column, re.compile(pattern)) for column, pattern in _HEADERS)
_KINDS = {Column.TARGET: Kind.TARGET, Column.ATTAINED: Kind.PCT_OF_TARGET, Column.RATIO: Kind.RATIO}
_PERCENT = Unit("%", "percent")
_FIGURE = re.compile(r"(?P<digits>-?\d[\d.,]*)\s*(?P<percent>%)?\s*$")


def find(page: Page) -> list[Cell]:
    """The figures of every table on the page."""
    return [cell for rows in _blocks(page.text) for cell in _figures(page, rows)]


def _blocks(text: str) -> Iterable[list[list[Span]]]:
    """Runs of at least two lines with three cells or more each."""
    block: list[list[Span]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        cells = _cells(line, start)
        if len(cells) >= 3:
            block.append(cells)
        else:
            if len(block) > 1:
                yield block
            block = []
        start += len(line) + 1


def _cells(line: str, start: int) -> list[Span]:
    """The cells of a line, without the white space around them."""
    if "\t" not in line and line.count("|") < 2:
        return []
    bars = "\t" if "\t" in line else "|"
    if bars == "|":
        start += len(line) - len(line.lstrip(" |"))
        line = line.strip(" |")
    cells = []
    for cell in line.split(bars):
        lead = len(cell) - len(cell.lstrip())
        cells.append((start + lead, start + lead + len(cell.strip())))
        start += len(cell) + 1
    return cells


def _figures(page: Page, rows: list[list[Span]]) -> Iterable[Cell]:
    columns = [_column(page.folded[first:last]) for first, last in rows[0]]
    if not {Column.VALUE, Column.TARGET, Column.ATTAINED} & set(columns):
        return
    for row in rows[1:]:
        unit = _unit(page, row, columns)
        for place, column, header in zip(row, columns, rows[0], strict=False):
            if column in (Column.VALUE, *_KINDS) and (found := _amount(page, place, column, unit)):
                yield Cell(found, _sort(found, column), header, (row[0][0], row[-1][1]))


def _column(header: str) -> Column:
    text = " ".join(header.split())
    return next((column for column, pattern in _HEADER if pattern.search(text)), Column.OTHER)


def _unit(page: Page, row: list[Span], columns: list[Column]) -> Unit | None:
    """The unit that the row names, in its own column or in its label."""
    for place, column in zip(row, columns, strict=False):
        if column is Column.UNIT and (found := unit_at(page.folded, place[0])):
            return found[0]
    label = next(
        (page.folded[slice(*place)] for place, column in zip(row, columns, strict=False) if column is Column.LABEL), ""
    )
    return _PERCENT if label.startswith("tỷ lệ") or "%" in label else None


def _amount(page: Page, place: Span, column: Column, unit: Unit | None) -> Amount | None:
    match = _FIGURE.fullmatch(page.folded, *place)
    if not match or match["digits"].startswith("-"):
        return None
    share = column in (Column.ATTAINED, Column.RATIO) or bool(match["percent"])
    measured = _PERCENT if share else unit
    reading = read_digits(match["digits"], percent=measured is _PERCENT)
    if reading.value is None:
        return None
    flags = ("table", *((f"digits-{reading.reason}",) if reading.ambiguous else ()))
    return Amount(
        place[0], place[1], place[0], place[0] + len(match["digits"]), reading.value,
        unit=measured, unit_end=place[1], flags=flags,
    )  # fmt: skip


def _sort(amount: Amount, column: Column) -> Sort:
    kind = _KINDS.get(column) or (Kind.RATE if amount.family == "percent" else _counted(amount.unit))
    return Sort(kind, amount.value, None, amount.start, amount.end, amount.flags, column is Column.TARGET)


def _counted(unit: Unit | None) -> Kind:
    return {"money": Kind.MONEY, "mass": Kind.MASS}.get(unit.family if unit else "", Kind.COUNT)

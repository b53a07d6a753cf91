"""Read tables pasted as text: cells between tabs or bars, under a header that says what each column holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from ...values.numbers import SCALES, read_digits
from ..amounts.amounts import Amount
from ..amounts.kinds import AmountSort
from ..amounts.units import UnitWord, unit_at
from ..candidates import AmountKind, Span
from .normalise import Page


class ColumnKind(Enum):
    """A sort of content that a column's header can announce."""

    INDEX = auto()
    LABEL = auto()
    UNIT = auto()
    TARGET = auto()
    ATTAINED = auto()  # % of the plan
    BEFORE = auto()  # the same months last year
    RATIO = auto()  # % of the same months last year
    VALUE = auto()
    CHANGE = auto()  # by how much more or fewer, in numbers or in %
    SHARE = auto()  # % of something that the columns before say
    NOTE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure in a table: its amount and sort, and the stretch of the header above it."""

    amount: Amount
    sort: AmountSort
    header: Span
    row: Span  # its whole line
    place: Span | None = None  # what the row is about, where the rows are places
    level: str | None = None  # of that place, where the header says it


#: In this order: the first pattern found in a header names the column.
_HEADERS = (
    (ColumnKind.INDEX, r"^(?:stt|tt|số tt|số thứ tự)$"),
    (ColumnKind.UNIT, r"^(?:đvt|đơn vị(?: tính)?)$"),
    (
        ColumnKind.CHANGE,
        r"^(?:số |tỷ lệ |mức |% )?(?:tăng|giảm)(?! nghèo| thất nghiệp| tỷ lệ)|^(?:chênh lệch|biến động)",
    ),
    (ColumnKind.RATIO, r"(?:%|tỷ lệ|so).*(?:cùng kỳ|năm trước|năm ngoái)|cùng kỳ.*%"),
    (ColumnKind.ATTAINED, r"(?:%|tỷ lệ|so|đạt).*(?:kh(?!\w)|kế hoạch|chỉ tiêu)|^đạt|hoàn thành"),
    (ColumnKind.SHARE, r"^%|^\(%\)|^tỷ lệ|^tỷ trọng"),
    (ColumnKind.NOTE, r"ghi chú|căn cứ|nguồn số liệu|^$"),
    (ColumnKind.BEFORE, r"^(?:(?:thực hiện|th|số liệu|kết quả)\s)?cùng kỳ"),
    (ColumnKind.NOTE, r"cùng kỳ|thực hiện năm trước"),
    (ColumnKind.TARGET, r"^(?:kế hoạch|kh(?!\w)|chỉ tiêu (?:giao|kế hoạch|năm)|mục tiêu)"),
    (ColumnKind.VALUE, r"thực hiện|kết quả|^th(?!\w)|ước|lũy kế|số lượng|số liệu|tháng|quý|năm|tổng|số người|số hộ"),
    (ColumnKind.LABEL, r"chỉ tiêu|nội dung|tên|danh mục|lĩnh vực|địa phương|đơn vị|huyện|xã"),
)
_HEADER = tuple((column, re.compile(pattern)) for column, pattern in _HEADERS)
_READ = (
    ColumnKind.VALUE,
    ColumnKind.CHANGE,
    ColumnKind.BEFORE,
    ColumnKind.TARGET,
    ColumnKind.ATTAINED,
    ColumnKind.RATIO,
)
_KINDS = {
    ColumnKind.TARGET: AmountKind.TARGET,
    ColumnKind.ATTAINED: AmountKind.PCT_OF_TARGET,
    ColumnKind.RATIO: AmountKind.RATIO,
}
_PERCENT = UnitWord("%", "percent")
#: Headers of a column of places, and the level that they say.
_PLACES = {
    "district": re.compile(r"huyện|quận|thị xã"),
    "commune": re.compile(r"xã|phường|thị trấn"),
    "": re.compile(r"địa phương|địa bàn|đơn vị hành chính"),
}
_FIGURE = re.compile(r"(?P<digits>[-+]?\d[\d.,]*)\s*(?P<percent>%)?\s*$")


def find(page: Page) -> list[TableCell]:
    """Return the figures of every table on the page."""
    return [cell for rows in _blocks(page.text) for cell in _figures(page, rows)]


def _blocks(text: str) -> Iterable[list[list[Span]]]:
    """Yield the runs of at least two lines with three cells or more each."""
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
    """Return the cells of a line, without the white space around them."""
    if "\t" not in line and line.count("|") < 2:
        return []
    bars = "\t" if "\t" in line else "|"
    if bars == "|":
        bare = re.sub(r"^ *\|", "", line)
        start += len(line) - len(bare)
        line = re.sub(r"\| *$", "", bare)
    cells = []
    for cell in line.split(bars):
        lead = len(cell) - len(cell.lstrip())
        cells.append((start + lead, start + lead + len(cell.strip())))
        start += len(cell) + 1
    return cells


def _figures(page: Page, rows: list[list[Span]]) -> Iterable[TableCell]:
    columns = [_column(page.folded[first:last]) for first, last in rows[0]]
    if ColumnKind.LABEL not in columns:  # "Đơn vị" heads units, or those who report
        columns = [ColumnKind.LABEL if column is ColumnKind.UNIT else column for column in columns]
    level, label = _places(page, rows[0], columns)
    columns = _settled(columns, of_places=level is not None)
    if not {ColumnKind.VALUE, ColumnKind.TARGET, ColumnKind.ATTAINED} & set(columns):
        return
    headers = _headers(page, rows[0])
    for row in rows[1:]:
        unit = _unit(page, row, columns)
        about = row[label] if level is not None and label < len(row) else None
        for place, column, header, place_of_header in zip(row, columns, headers, rows[0], strict=False):
            heading = page.folded[slice(*(place_of_header if column is ColumnKind.CHANGE else header))]
            column_unit = unit or unit_in(heading)
            if column in _READ and (amount := _amount(page, place, column, column_unit, heading)):
                if column_unit and column_unit.family == "money" and amount.unit is column_unit:
                    amount = replace(
                        amount, value=amount.value * (_scale(page, row, columns) or _scale_in(heading) or 1)
                    )
                sort = _sort(amount, column, header)
                if column is ColumnKind.CHANGE:
                    sort = _changed(sort, heading, page.folded[place[0]])
                yield TableCell(amount, sort, header, (row[0][0], row[-1][1]), about, level or None)


_SCALE = re.compile(r"(nghìn|ngàn|triệu|tỷ)\s+đồng")


def _scale(page: Page, row: list[Span], columns: list[ColumnKind]) -> int | None:
    """Return the factor in the unit's own column: `Triệu đồng`."""
    units = (
        page.folded[slice(*place)] for place, column in zip(row, columns, strict=False) if column is ColumnKind.UNIT
    )
    return next((_scale_in(text) for text in units), None)


def _scale_in(text: str) -> int | None:
    match = _SCALE.search(text)
    return SCALES[match[1]] if match else None


def _settled(columns: list[ColumnKind], *, of_places: bool) -> list[ColumnKind]:
    """Return the columns with shares read as attainments where there is a plan; of places, other columns as numbers."""
    share_column = ColumnKind.ATTAINED if ColumnKind.TARGET in columns else ColumnKind.VALUE
    substitutes = {ColumnKind.SHARE: share_column, **({ColumnKind.OTHER: ColumnKind.VALUE} if of_places else {})}
    return [substitutes.get(column, column) for column in columns]


def _headers(page: Page, header: list[Span]) -> list[Span]:
    """Return the header that speaks for each column: `Tỷ lệ (%)` and `Tăng (người)` take in the header before them."""
    columns = [_column(page.folded[slice(*place)]) for place in header]
    stretches: list[Span] = []
    for at, (place, column) in enumerate(zip(header, columns, strict=True)):
        leans = at > 0 and column in (ColumnKind.SHARE, ColumnKind.CHANGE)
        before = stretches[-1] if leans and columns[at - 1] is ColumnKind.CHANGE else header[at - 1]
        stretches.append((before[0], place[1]) if leans else place)
    return stretches


def unit_in(header: str) -> UnitWord | None:
    """Return the unit that a header names: `Thực hiện (người)`, `Số hộ nghèo`."""
    match = re.search(r"\((?:đvt:?|đơn vị:?)?\s*", header)
    header = re.sub(_SCALE, "đồng", header)
    places = [match.end()] if match else [word.start() for word in re.finditer(r"\w+", header)]
    units = (unit_at(header, place) for place in places)
    return next((unit[0] for unit in units if unit and unit[0].family not in ("time", "plan", "place")), None)


def _places(page: Page, header: list[Span], columns: list[ColumnKind]) -> tuple[str | None, int]:
    """Return the level of the places that head the rows (empty: not printed; None: no places), and their column."""
    for at, (place, column) in enumerate(zip(header, columns, strict=True)):
        if column is ColumnKind.LABEL:
            text = page.folded[slice(*place)]
            return next((level for level, words in _PLACES.items() if words.search(text)), None), at
    return None, 0


def _column(header: str) -> ColumnKind:
    text = " ".join(header.split())
    return next((column for column, pattern in _HEADER if pattern.search(text)), ColumnKind.OTHER)


def _unit(page: Page, row: list[Span], columns: list[ColumnKind]) -> UnitWord | None:
    """Return the unit that the row names, in its own column or in its label."""
    for place, column in zip(row, columns, strict=False):
        text = re.sub(_SCALE, "đồng", page.folded[slice(*place)])
        if column is ColumnKind.UNIT and (unit := unit_at(text, 0)):
            return unit[0]
    label = next(
        (page.folded[slice(*place)] for place, column in zip(row, columns, strict=False) if column is ColumnKind.LABEL),
        "",
    )
    return _PERCENT if label.startswith("tỷ lệ") or "%" in label else None


def _amount(page: Page, place: Span, column: ColumnKind, unit: UnitWord | None, header: str) -> Amount | None:
    match = _FIGURE.fullmatch(page.folded, *place)
    if not match or (match["digits"].startswith("-") and column is not ColumnKind.CHANGE):
        return None
    share = (
        column in (ColumnKind.ATTAINED, ColumnKind.RATIO)
        or bool(match["percent"])
        or "%" in header
        or "tỷ lệ" in header
    )
    own_unit = _PERCENT if share else unit
    reading = read_digits(match["digits"].lstrip("+-"), percent=own_unit is _PERCENT)
    if reading.value is None:
        return None
    flags = ("table", *((f"digits-{reading.reason}",) if reading.ambiguous else ()))
    return Amount(
        place[0], place[1], place[0], place[0] + len(match["digits"]), reading.value,
        unit=own_unit, unit_end=place[1], flags=flags, qualifier=_qualifier(column, header),
    )  # fmt: skip


def _qualifier(column: ColumnKind, header: str) -> str:
    return "estimate" if column is ColumnKind.VALUE and re.match(r"(?:ước|dự kiến)(?!\w)", header) else "exact"


def _sort(amount: Amount, column: ColumnKind, header: Span) -> AmountSort:
    kind = _KINDS.get(column) or (AmountKind.RATE if amount.family == "percent" else _counted(amount.unit))
    against = "year" if column is ColumnKind.BEFORE else ""
    planned = column is ColumnKind.TARGET
    return AmountSort(kind, amount.value, None, amount.start, amount.end, amount.flags, planned, header[0], against)


def _changed(sort: AmountSort, header: str, sign: str) -> AmountSort:
    """Return the sort of a cell under `Tăng (+), giảm (-)`: signed by the cell, or by a header that only says less."""
    less = sign == "-" or ("giảm" in header and "tăng" not in header)
    kind = AmountKind.CHANGE_PCT if sort.kind is AmountKind.RATE else AmountKind.CHANGE_ABS
    return replace(sort, kind=kind, value=-sort.value if less else sort.value)


def _counted(unit: UnitWord | None) -> AmountKind:
    return {"money": AmountKind.MONEY, "mass": AmountKind.MASS}.get(unit.family if unit else "", AmountKind.COUNT)

"""The layout of a report's entry page: form lines and held cells in, rows and columns out. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from .numbers import entry_text
from .periods import Basis, Month, last_month, step
from .rules import Finding, Key
from .series import IndicatorRef, Measure, Qualifier, Ref


@dataclass(frozen=True, slots=True)
class CellId:
    """Which cell: what the browser sends back. `str()` gives `14|jobs_created|loan|month|2024-01`.

    A total has an empty category; a figure over several years ends with the day that it is counted from.
    """

    key: Key
    since: date | None = None

    def __str__(self) -> str:
        key = self.key
        parts = [key.area, key.indicator, key.category or "", key.basis.value, str(key.month)]
        return "|".join([*parts, *([self.since.isoformat()] if self.since else [])])

    @classmethod
    def parse(cls, text: str) -> CellId:
        """Raises ValueError for anything that `str()` would not have given."""
        parts = text.split("|")
        if len(parts) not in {5, 6} or not re.fullmatch("[A-Za-z0-9_|-]{1,300}", text):
            raise ValueError(f"not a cell: {text[:80]!r}")
        since = date.fromisoformat(parts[5]) if len(parts) == 6 else None
        return cls(Key(parts[0], parts[1], parts[2] or None, Basis(parts[3]), Month.parse(parts[4])), since)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that the page shows: asked for by the form, or held by the report beyond it."""

    id: CellId
    indicator: IndicatorRef
    category: Ref | None
    area: Ref
    required: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds. `version` 0: nothing yet."""

    value: Decimal | None = None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    missing_reason: str = ""
    note: str = ""
    version: int = 0

    @property
    def text(self) -> str:
        """As one would type it."""
        return "" if self.value is None else entry_text(self.value, self.value_high)


EMPTY = Held()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input of the page."""

    id: CellId
    held: Held
    required: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One indicator or category, with its cells by basis."""

    key: str
    indicator: IndicatorRef
    category: Ref | None
    area: Ref
    month: Month  # of the report, or for a figure of another period that period's
    own: bool  # of the report's own area and month
    cells: Mapping[Basis, GridCell] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """1 below a total."""
        return 1 if self.category else 0

    @property
    def lead(self) -> Basis:
        """The basis that the months beside it are shown on."""
        return next(iter(self.cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole page: every row has at least one cell in `columns`."""

    columns: tuple[Basis, ...]
    rows: tuple[GridRow, ...]

    @property
    def cells(self) -> tuple[GridCell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells.values())


def build(
    *,
    lines: Sequence[Line],
    held: Mapping[CellId, Held],
    findings: Iterable[Finding],
    area: str,
    month: Month,
) -> Grid:
    """Lay out `lines` for a report of `area` and `month`, in their order; categories follow their total."""
    found: dict[Key, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.key, []).append(finding)
    rows: dict[str, GridRow] = {}
    for line in _in_order(lines, area, month):
        row = rows.get(_row_key(line, area, month)) or _row(line, area, month)
        cell = GridCell(line.id, held.get(line.id, EMPTY), line.required, tuple(found.get(line.id.key, ())))
        rows[row.key] = replace(row, cells={**row.cells, line.id.key.basis: cell})
    ordered = tuple(replace(row, cells=_by_basis(row.cells)) for row in rows.values())
    used = {basis for row in ordered for basis in row.cells}
    return Grid(tuple(basis for basis in Basis if basis in used), ordered)


def _by_basis(cells: Mapping[Basis, GridCell]) -> dict[Basis, GridCell]:
    return {basis: cells[basis] for basis in Basis if basis in cells}


def _in_order(lines: Sequence[Line], area: str, month: Month) -> list[Line]:
    """Indicators as the form first names them, each one's total before its categories; other months come last."""
    place: dict[tuple[str, str], int] = {}
    for line in lines:
        place.setdefault((line.id.key.area, line.indicator.slug), len(place))

    def rank(line: Line) -> tuple[int, bool, bool]:
        indicator = place[line.id.key.area, line.indicator.slug]
        return indicator, not _is_own(line.id, area, month), line.category is not None

    return sorted(lines, key=rank)


def _row(line: Line, area: str, month: Month) -> GridRow:
    own = _is_own(line.id, area, month)
    shown = month if own else line.id.key.month or month
    return GridRow(_row_key(line, area, month), line.indicator, line.category, line.area, shown, own)


def _is_own(cell: CellId, area: str, month: Month) -> bool:
    key = cell.key
    return key.area == area and key.month == last_month(key.basis, month) and cell.since is None


def _row_key(line: Line, area: str, month: Month) -> str:
    """`jobs_created.loan`; with its area and period where those are not the report's."""
    key = line.id.key
    name = f"{key.indicator}.{key.category}" if key.category else key.indicator
    if _is_own(line.id, area, month):
        return name
    since = f".{line.id.since:%Y-%m}" if line.id.since else ""
    return f"{name}@{key.area}.{key.month}{since}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row's inputs; None where it is not known. `attainment` in per cent of the target."""

    last_month: Decimal | None
    last_year: Decimal | None
    ytd: Decimal | None
    target: Decimal | None
    attainment: Decimal | None


def beside(row: GridRow, figures: Mapping[Key, Decimal]) -> Beside:
    """The figures to compare a row with, on its leading basis. `figures`: published ones, and the report's own."""
    key = Key(
        row.area.code,
        row.indicator.slug,
        row.category.code if row.category else None,
        row.lead,
        last_month(row.lead, row.month),
    )
    flow = row.indicator.measure == Measure.FLOW
    total = _running(key.on(Basis.YTD), figures) if flow and row.lead not in {Basis.YEAR, Basis.TARGET} else None
    target = figures.get(key.on(Basis.TARGET))
    reached = total if flow else figures.get(key)
    return Beside(
        last_month=_known(key.earlier(step(row.lead)), figures),
        last_year=_known(key.earlier(12), figures),
        ytd=total,
        target=target,
        attainment=reached / target * 100 if reached is not None and target else None,
    )


def _known(key: Key | None, figures: Mapping[Key, Decimal]) -> Decimal | None:
    """A figure as reported, or a month as the difference of two running totals."""
    if key is None or key.month is None or key in figures or key.basis != Basis.MONTH:
        return figures.get(key) if key else None
    total, before = figures.get(key.on(Basis.YTD)), key.on(Basis.YTD).earlier(1)
    start = Decimal(0) if key.month.month == 1 else figures.get(before) if before else None
    return total - start if total is not None and start is not None else None


def _running(key: Key, figures: Mapping[Key, Decimal]) -> Decimal | None:
    """The running total as reported, or last month's and this month's together."""
    if key in figures or key.month is None:
        return figures.get(key)
    this, before = figures.get(key.on(Basis.MONTH)), key.earlier(1)
    if this is None or key.month.month == 1 or before is None:
        return this
    start = _running(before, figures)
    return None if start is None else start + this

"""The layout of a report's entry page: form lines and held cells in, rows and columns out. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ...rules import Finding
from ...values.cells import EMPTY, FigureKey, Held, SheetLine
from ...values.names import Ref
from ...values.periods import Basis, Month, last_month, step
from ...values.series import IndicatorRef, Measure


@dataclass(frozen=True, slots=True)
class GridCell:
    """An input of the entry page."""

    id: FigureKey
    held: Held
    required: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the entry page: an indicator or category, with its cells by basis."""

    key: str
    indicator: IndicatorRef
    category: Ref | None
    area: Ref
    month: Month  # the report's, or that of a figure of another period
    own: bool  # whether area and month are the report's
    cells: Mapping[Basis, GridCell] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """Return how deep the row is indented: 0 for an indicator, 1 for a category."""
        return 1 if self.category else 0

    @property
    def lead(self) -> Basis:
        """Return the basis on which the figures beside the row are shown: that of its first cell."""
        return next(iter(self.cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole entry page: every row has at least one cell in `columns`."""

    columns: tuple[Basis, ...]
    rows: tuple[GridRow, ...]

    @property
    def cells(self) -> tuple[GridCell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells.values())


def build(
    *,
    lines: Sequence[SheetLine],
    held: Mapping[FigureKey, Held],
    findings: Iterable[Finding],
    area: str,
    month: Month,
) -> Grid:
    """Lay out `lines` for a report of `area` and `month`, in their order; categories follow their total."""
    by_cell: dict[FigureKey, list[Finding]] = {}
    for finding in findings:
        by_cell.setdefault(finding.key, []).append(finding)
    rows: dict[str, GridRow] = {}
    for line in _in_order(lines, area, month):
        row = rows.get(_row_key(line, area, month)) or _row(line, area, month)
        cell = GridCell(line.id, held.get(line.id, EMPTY), line.required, tuple(by_cell.get(line.id, ())))
        rows[row.key] = replace(row, cells={**row.cells, line.id.basis: cell})
    ordered = tuple(replace(row, cells=_by_basis(row.cells)) for row in rows.values())
    bases = {basis for row in ordered for basis in row.cells}
    return Grid(tuple(basis for basis in Basis if basis in bases), ordered)


def _by_basis(cells: Mapping[Basis, GridCell]) -> dict[Basis, GridCell]:
    return {basis: cells[basis] for basis in Basis if basis in cells}


def _in_order(lines: Sequence[SheetLine], area: str, month: Month) -> list[SheetLine]:
    """Sort lines: indicators as the form first names them, each total before its categories, other months last."""
    place: dict[tuple[str, str], int] = {}
    for line in lines:
        place.setdefault((line.id.area, line.indicator.slug), len(place))

    def rank(line: SheetLine) -> tuple[int, bool, bool]:
        indicator = place[line.id.area, line.indicator.slug]
        return indicator, not _is_own(line.id, area, month), line.category is not None

    return sorted(lines, key=rank)


def _row(line: SheetLine, area: str, month: Month) -> GridRow:
    own = _is_own(line.id, area, month)
    row_month = month if own else line.id.month
    return GridRow(_row_key(line, area, month), line.indicator, line.category, line.area, row_month, own)


def _is_own(cell: FigureKey, area: str, month: Month) -> bool:
    return cell.area == area and cell.month == last_month(cell.basis, month) and cell.since is None


def _row_key(line: SheetLine, area: str, month: Month) -> str:
    """Return the key of a line's row: `jobs_created.loan`; with area and period where those are not the report's."""
    key = line.id
    name = f"{key.indicator}.{key.category}" if key.category else key.indicator
    if _is_own(line.id, area, month):
        return name
    since = f".{line.id.since:%Y-%m}" if line.id.since else ""
    return f"{name}@{key.area}.{key.month}{since}"


@dataclass(frozen=True, slots=True)
class ReferenceFigures:
    """The figures beside a row's inputs; None where one is not known. `attainment` in per cent of the target."""

    last_month: Decimal | None
    last_year: Decimal | None
    ytd: Decimal | None
    target: Decimal | None
    attainment: Decimal | None


def beside(row: GridRow, figures: Mapping[FigureKey, Decimal]) -> ReferenceFigures:
    """Return the figures to compare a row with, on its leading basis, from the published ones and the report's own."""
    key = FigureKey(
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
    return ReferenceFigures(
        last_month=_known(key.earlier(step(row.lead)), figures),
        last_year=_known(key.earlier(12), figures),
        ytd=total,
        target=target,
        attainment=reached / target * 100 if reached is not None and target else None,
    )


def _known(key: FigureKey | None, figures: Mapping[FigureKey, Decimal]) -> Decimal | None:
    """Return a figure as reported, or a month as the difference of two running totals; None where neither is known."""
    if key is None or key in figures or key.basis != Basis.MONTH:
        return figures.get(key) if key else None
    total, before = figures.get(key.on(Basis.YTD)), key.on(Basis.YTD).earlier(1)
    start = Decimal(0) if key.month.month == 1 else figures.get(before) if before else None
    return total - start if total is not None and start is not None else None


def _running(key: FigureKey, figures: Mapping[FigureKey, Decimal]) -> Decimal | None:
    """Return the running total as reported, or the sum of last month's and this month's figure; None if unknown."""
    if key in figures:
        return figures.get(key)
    this, before = figures.get(key.on(Basis.MONTH)), key.earlier(1)
    if this is None or key.month.month == 1 or before is None:
        return this
    start = _running(before, figures)
    return None if start is None else start + this

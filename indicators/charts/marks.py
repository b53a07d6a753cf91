"""What a chart shows, before anyone draws it: lines, bars, levels and breaks in data units.

`svg` and `charts` (Plotly) both draw from here, which is why they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from ..values.comparison import Comparison, View, shown_breaks, shown_targets
from ..values.formatting import decimals, number_text, period_label, series_labels, short_marks, unit_name
from ..values.labels import TOTAL
from ..values.names import Name, Ref
from ..values.periods import Basis, Month, step
from ..values.series import Break, Point, Series, Status, stretches
from .axes import ValueAxis, bounds, starts_at_zero, value_axis
from .colours import Style, style
from .transform import MAX_LINES


class ChartKind(StrEnum):
    """How a comparison is drawn."""

    EMPTY = "empty"
    LINES = "lines"
    PANELS = "panels"  # small multiples on a common scale
    BARS = "bars"


class Dot(NamedTuple):
    """A figure at its place: `x` is `Month.index`, the year where years stand side by side, or the month's number
    where they lie above each other.
    """

    x: int
    value: Decimal
    point: Point

    @property
    def hollow(self) -> bool:
        return self.point.status == Status.ILLUSTRATIVE


@dataclass(frozen=True)
class LineMark:
    """A series as runs of neighbouring dots; between runs nothing is drawn."""

    label: str
    series: Series
    style: Style
    runs: tuple[tuple[Dot, ...], ...]
    missing: tuple[tuple[int, Point], ...]  # known not to be available: x and the point that says why

    @cached_property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot for run in self.runs for dot in run)

    @cached_property
    def hollow(self) -> tuple[bool, ...]:
        """Tell for each dot whether it is drawn hollow, as a made-up figure."""
        return tuple(dot.hollow for dot in self.dots)

    @cached_property
    def marked(self) -> tuple[tuple[int, str], ...]:
        """Return the dots with marks beside them: the dot's number, and the marks."""
        return tuple((at, codes) for at, dot in enumerate(self.dots) if (codes := short_marks(dot.point)))

    def dips(self, at: int) -> bool:
        """Whether a neighbour of this dot is higher: then its mark goes below."""
        return any(other.value > self.dots[at].value for other in self.dots[max(0, at - 1) : at + 2])


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A labelled horizontal line: a target, 100 %, or the base of an index. Without ends it spans the chart."""

    value: Decimal
    label: str
    short: str = ""  # where room is scarce; the colour says whose it is
    amount: str = ""  # where there is room for no more
    style: Style | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure as a bar: its row (a category or area) and its column within the row (an area and period).

    Where the figure is known not to be available, `point.value` is None and the bar has no length.
    """

    row: int
    column: int
    value: Decimal
    point: Point

    @property
    def hollow(self) -> bool:
        return self.point.status == Status.ILLUSTRATIVE


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars from 0, in rows; a column has the same style in every row."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    bars: tuple[Bar, ...]


def kind(comparison: Comparison) -> ChartKind:
    """Choose the drawing: bars for shares and for lone figures, small multiples for more than four series, else lines."""
    if not any(p.value is not None for s in comparison.series for p in s.points):
        return ChartKind.EMPTY
    lone = max(len(s.points) for s in comparison.series) == 1
    if comparison.view == View.SHARE or (lone and not shown_targets(comparison)):
        return ChartKind.BARS
    return ChartKind.PANELS if len(comparison.series) > MAX_LINES else ChartKind.LINES


# Lines


def lines(comparison: Comparison, lang: str) -> tuple[LineMark, ...]:
    """Turn every series into a line, in the comparison's order."""
    labels = series_labels(comparison, lang)
    return tuple(
        LineMark(label, s, style(i), runs(s, comparison.scale, comparison.breaks), _missing(s, comparison.scale))
        for i, (label, s) in enumerate(zip(labels, comparison.series, strict=True))
    )


def place(month: Month, scale: View) -> int:
    """Return where a month stands on the horizontal axis."""
    return {View.YEARS: month.month, View.YEAR: month.year}.get(scale, month.index)


def runs(series: Series, view: View, breaks: Iterable[Break] = ()) -> tuple[tuple[Dot, ...], ...]:
    """Group neighbours in time, nothing missing and no break between them; a running total begins anew each January."""
    return tuple(run for part in stretches(series, breaks) for run in _neighbours(part, view))


def _neighbours(series: Series, view: View) -> tuple[tuple[Dot, ...], ...]:
    runs: list[list[Dot]] = []
    apart = 12 if view == View.YEAR else step(series.basis)
    yearly, before = series.basis == Basis.YTD, -1000  # before every month
    for point in series.points:
        if point.value is None:
            continue
        index = point.month.index
        if index - before > apart or (yearly and index // 12 != before // 12):
            runs.append([])
        runs[-1].append(Dot(place(point.month, view), point.value, point))
        before = index
    return tuple(tuple(run) for run in runs)


def _missing(series: Series, view: View) -> tuple[tuple[int, Point], ...]:
    return tuple((place(p.month, view), p) for p in series.points if p.value is None)


def extent(comparison: Comparison) -> tuple[int, int]:
    """Return the first and the last place on the horizontal axis."""
    if comparison.view == View.YEARS:
        return 1, 12
    if comparison.extent is None:
        raise ValueError("nothing is shown, so there is no axis")
    first, last = comparison.extent
    return place(first, comparison.scale), place(last, comparison.scale)


def axis(comparison: Comparison, lang: str, steps: int = 5) -> ValueAxis:
    """Build the value axis of lines and panels, which holds every value, range and level."""
    values = [v for s in comparison.series for p in s.points for v in (p.value, p.value_high) if v is not None]
    values += [level.value for level in levels(comparison, lang)]
    low, high = bounds(values)
    low = min(Decimal(0), low) if starts_at_zero(comparison, low, high) else low
    return value_axis(low, high, lang, decimals=decimals(comparison), steps=steps)


def levels(comparison: Comparison, lang: str) -> tuple[LevelMark, ...]:
    """Return 100 % of the target, the base of an index, or the year's targets where they compare with what is drawn."""
    hundred = Decimal(100)
    if comparison.view == View.TARGET:
        return (LevelMark(hundred, Name("100% kế hoạch", "100% of target").text(lang)),)
    if comparison.view == View.INDEX:
        return (LevelMark(hundred, Name("gốc = 100", "base = 100").text(lang)),)
    targets = shown_targets(comparison)
    several = len({(t.area, t.category) for t in comparison.series}) > 1
    order = [(s.area, s.category) for s in comparison.series]
    return tuple(
        _target_level(comparison, t, p, order.index((t.area, t.category)), lang, several)
        for t in targets
        for p in t.points
        if p.value is not None and _overlaps(p.month.year, comparison)
    )


def _overlaps(year: int, comparison: Comparison) -> bool:
    if comparison.extent is None:
        return False
    first, last = comparison.extent
    return first.year <= year <= last.year


def _target_level(
    comparison: Comparison, target: Series, point: Point, number: int, lang: str, several: bool
) -> LevelMark:
    first, last = extent(comparison)
    year = point.month.year
    whose = f" {target.area.name.text(lang)}" if several else ""
    amount = number_text(point, lang, decimals(comparison))
    word = Name("Kế hoạch", "Target").text(lang)
    label, short = f"{word}{whose} {year}: {amount}", f"{word} {year}: {amount}"
    ends = (year, year) if comparison.scale == View.YEAR else (max(first, year * 12), min(last, year * 12 + 11))
    return LevelMark(point.value or Decimal(0), label, short, amount, style(number), *ends)


def break_lines(comparison: Comparison) -> tuple[Decimal, ...]:
    """Return where breaks stand: half a place before their first month, or before its year."""
    places = (place(b.month, comparison.scale) for b in shown_breaks(comparison))
    return tuple(dict.fromkeys(Decimal(at) - Decimal("0.5") for at in places))


# Bars


BarPeriod = tuple[Basis, Month]
BarRow = tuple[Ref | None, BarPeriod | None]  # a category (None: the total), or an area and its period
BarColumn = tuple[Ref, BarPeriod] | None  # an area and period; None: the period is in the rows


def bars(comparison: Comparison, lang: str) -> Bars:
    """Lay out categories as rows with a bar per area and period; without several categories, areas and periods as rows."""
    by_category = len({s.part for s in comparison.series}) > 1
    cells = [(*_cell(s, p, by_category), p) for s in comparison.series for p in s.points]
    rows = _ranked_rows([(row, point) for row, _, point in cells])
    areas = [s.area for s in comparison.series]
    columns = sorted({column for _, column, _ in cells}, key=lambda c: _column_order(c, areas))
    marks = (Bar(rows.index(r), columns.index(c), p.value or Decimal(0), p) for r, c, p in cells)
    dated = len({period for _, period in rows}) > 1
    return Bars(
        tuple(_row_label(row, lang, dated) for row in rows),
        tuple(_column_label(c, rows, lang) for c in columns),
        tuple(sorted(marks, key=lambda bar: (bar.row, bar.column))),
    )


def _cell(series: Series, point: Point, by_category: bool) -> tuple[BarRow, BarColumn]:
    period = (series.basis, point.month)
    return ((series.part, None), (series.area, period)) if by_category else ((series.area, period), None)


def _ranked_rows(cells: list[tuple[BarRow, Point]]) -> list[BarRow]:
    """Order rows: the total first, then by the largest value; ties by code and period, so that the order is total."""
    top: dict[BarRow, Decimal] = {}
    for row, point in cells:
        top[row] = max(top.get(row, Decimal(0)), point.value or Decimal(0))
    return sorted(top, key=lambda row: (row[0] is not None, -top[row], row[0].code if row[0] else "", str(row[1])))


def _column_order(column: BarColumn, areas: list[Ref]) -> tuple[int, str, int]:
    """Return a key that orders columns by the comparison's areas, the newest period first."""
    if column is None:
        return 0, "", 0
    area, (basis, month) = column
    return areas.index(area), basis, -month.index


def _row_label(row: BarRow, lang: str, dated: bool) -> str:
    name = row[0].name.text(lang) if row[0] else TOTAL.text(lang)
    return f"{name}, {period_label(*row[1], lang)}" if dated and row[1] else name


def _column_label(column: BarColumn, rows: list[BarRow], lang: str) -> str:
    """Name the area and period, or the period that all rows share; empty where each row says its own."""
    if column is not None:
        return f"{column[0].name.text(lang)}, {period_label(*column[1], lang)}"
    periods = {period for _, period in rows if period}
    return period_label(*periods.pop(), lang) if len(periods) == 1 else ""


def bar_axis(comparison: Comparison, lang: str, steps: int = 5) -> ValueAxis:
    """Build the value axis of bars, which always holds 0."""
    marks = bars(comparison, lang).bars
    low, high = bounds([bar.value for bar in marks])
    high = max(high, *(b.point.value_high for b in marks if b.point.value_high is not None), Decimal(0))
    return value_axis(min(low, Decimal(0)), high, lang, decimals=decimals(comparison), steps=steps)


def axis_title(comparison: Comparison, lang: str, values: ValueAxis) -> str:
    """Write the unit above the axis, after the scale word of its labels: `tỷ đồng`."""
    return f"{values.note} {unit_name(comparison, lang)}".strip()


def plotted(comparison: Comparison, lang: str) -> tuple[tuple[str, int, Decimal], ...]:
    """Return every drawn value as (label, place, value): of lines the month's place, of bars the row."""
    if kind(comparison) == ChartKind.BARS:
        chart = bars(comparison, lang)
        return tuple((chart.columns[b.column], b.row, b.value) for b in chart.bars if b.point.value is not None)
    return tuple((line.label, dot.x, dot.value) for line in lines(comparison, lang) for dot in line.dots)

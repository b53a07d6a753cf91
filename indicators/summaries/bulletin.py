"""Lays a province's month out on one page: a line for each indicator and part. Datasets in, lines out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..charts.dataset import Dataset
from ..values.comparison import Comparison, View
from ..values.names import Ref
from ..values.periods import FIRST_YEAR, Basis, Month, months_before
from ..values.series import IndicatorRef, Measure, Point, Series, Source

#: So that insights, table and chart fit one A4 page.
MOST_LINES = 30
#: Fewer months than this make no course worth drawing.
_SHORT = 6


@dataclass(frozen=True, slots=True)
class BulletinCell:
    """A figure and the one of the same period last year."""

    point: Point
    before: Point | None


@dataclass(frozen=True, slots=True)
class BulletinLine:
    """One indicator, or one of its parts, in the month."""

    indicator: IndicatorRef
    category: Ref | None
    month: BulletinCell | None  # counted in the month; for a stock or a rate, as it stood at the cut-off
    ytd: BulletinCell | None  # since January
    attained: Point | None  # of the year's target, in per cent


def lines(datasets: Iterable[Dataset], month: Month) -> tuple[BulletinLine, ...]:
    """Return totals, each followed by its parts; the parts are left out where the page would not hold them."""
    every = [line for dataset in datasets for line in _lines(dataset, month)]
    if len(every) > MOST_LINES:
        every = [line for line in every if line.category is None]
    return tuple(every[:MOST_LINES])


def _lines(dataset: Dataset, month: Month) -> list[BulletinLine]:
    candidates = [_line(dataset, category, month) for category in (None, *dataset.categories)]
    return [line for line in candidates if line.month or line.ytd]


def _line(dataset: Dataset, category: Ref | None, month: Month) -> BulletinLine:
    area, flow = dataset.places[0], dataset.indicator.measure == Measure.FLOW
    plan = dataset.view(View.TARGET, categories=(category.code,) if category else (), until=month)
    same = next((s for s in plan.series if s.category == category), None)
    return BulletinLine(
        indicator=dataset.indicator,
        category=category,
        month=_cell(dataset.series(area, Basis.MONTH if flow else Basis.AS_OF, category), month, plan),
        ytd=_cell(dataset.series(area, Basis.YTD, category), month, plan) if flow else None,
        attained=same.at(month) if same else None,
    )


def _cell(series: Series | None, month: Month, among: Comparison) -> BulletinCell | None:
    point = series.at(month) if series else None
    if series is None or point is None:
        return None
    before = series.at(months_before(month, 12))
    return BulletinCell(point, before if before and among.compares(series, before.month, month) else None)


def picture(datasets: Iterable[Dataset], month: Month) -> Comparison | None:
    """Choose the first indicator with a course: its months of this year over those of the years before."""
    for dataset in datasets:
        comparison = dataset.view(View.YEARS, since=Month(max(month.year - 2, FIRST_YEAR), 1), until=month)
        if sum(len(series.points) for series in comparison.series) >= _SHORT:
            return comparison
    return None


def sources(bulletin_lines: Iterable[BulletinLine]) -> tuple[Source, ...]:
    """Return the reports behind the lines, newest first, each once."""
    points = [cell.point for line in bulletin_lines for cell in (line.month, line.ytd) if cell]
    documents = {point.source.report: point.source for point in points if point.source}
    return tuple(sorted(documents.values(), key=lambda source: (source.release, source.report), reverse=True))

"""A comparison as rows: exactly the chart's numbers, computed ones and the targets it draws among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..values.comparison import Comparison, shown_targets
from ..values.names import Name, Ref
from ..values.periods import code, span
from ..values.rows import Row
from ..values.series import IndicatorRef, Point, Series, SpanFigure
from .about import Definition

_TOTAL = Ref("", Name("", ""))


def rows_of(comparison: Comparison) -> list[Row]:
    """Return each shown point with a source, and the targets where the view draws them, in the order of the files.

    Beside years also the figures of several years, each with its first and last day.
    """
    spans = [_span_row(figure, comparison) for figure in comparison.spans if figure.point.source is not None]
    rows = [
        *_rows(comparison.series, comparison, comparison.unit),
        *_rows(shown_targets(comparison), comparison, None),
        *spans,
    ]
    return sorted(
        rows, key=lambda row: (row.indicator, row.category, row.area_code, row.basis, row.period, row.period_start)
    )


def definition_of(indicator: IndicatorRef) -> Definition:
    """Return what stands in the README beside the rows; they are computed from figures in this unit."""
    return Definition(indicator.slug, indicator.name, indicator.definition, indicator.unit.name)


def _rows(shown: Iterable[Series], comparison: Comparison, unit: Ref | None) -> Iterator[Row]:
    for series in shown:
        for point in series.points:
            if point.source is not None:
                yield _row(series, point, comparison, unit or comparison.indicator.unit)


def _span_row(figure: SpanFigure, comparison: Comparison) -> Row:
    series = Series(figure.area, figure.basis, (), figure.category)
    row = _row(series, figure.point, comparison, comparison.indicator.unit)
    start, end = span(figure.basis, figure.point.month, figure.since)
    return row._replace(period_start=start, period_end=end)


def _row(series: Series, point: Point, comparison: Comparison, unit: Ref) -> Row:
    source, category, indicator = point.source, series.category or _TOTAL, comparison.indicator
    assert source is not None
    start, end = span(series.basis, point.month)
    return Row(
        series.area.code, *_names(series.area), indicator.slug, indicator.name.vi, indicator.name.en,
        category.code, *_names(category), unit.code, series.basis.value, code(series.basis, point.month), start, end,
        point.value, point.value_high, point.qualifier.value, point.status.value, point.missing_reason, point.note,
        source.title, source.url, source.report, source.release, source.released_at,
    )  # fmt: skip


def _names(of: Ref) -> tuple[str, str]:
    return of.name.vi, of.name.en

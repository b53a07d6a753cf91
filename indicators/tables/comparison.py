"""The table beside a chart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..charts.captions import subtitle
from ..charts.marks import ChartKind, bars, kind
from ..values.comparison import Comparison, View, shown_breaks
from ..values.formatting import decimals, month_of_year_label, period_label, series_labels, span_label
from ..values.names import Ref
from ..values.periods import Basis, Month
from ..values.series import Point, Series
from .plain import plain_table, value_text


def comparison_table(comparison: Comparison, lang: str) -> tables.Table:
    """Lay out the chart's very numbers. Bars: a row per bar label; lines: a row per month or year, newest first.

    Below years stand the figures of several years, which no chart draws.
    """
    if kind(comparison) == ChartKind.BARS and not comparison.spans:
        return _bar_table(comparison, lang)
    comparison = replace(comparison, series=(*comparison.series, *_undrawn(comparison)))
    places, months = decimals(comparison), _months(comparison)
    labels = [label or item.area.name.text(lang) for label, item in _labelled(comparison, lang)]
    columns = [
        {_row_of(point.month, comparison): point for point in reversed(item.points)} for item in comparison.series
    ]
    broken = _broken(comparison, months)
    rows = [
        [_month(comparison, month, lang, broken), *[value_text(column.get(row), lang, places) for column in columns]]
        for month, row in [(month, _row_of(month, comparison)) for month in months]
    ]
    rows += _span_rows(comparison, lang)
    return plain_table([_("Period"), *labels], rows, subtitle(comparison, lang))


def _undrawn(comparison: Comparison) -> Iterator[Series]:
    """Yield an empty series for each place and part that has figures of several years only."""
    drawn = {(series.area, series.category) for series in comparison.series}
    for area, category in dict.fromkeys((figure.area, figure.category) for figure in comparison.spans):
        if (area, category) not in drawn:
            yield Series(area, Basis.YEAR, (), category)


def _span_rows(comparison: Comparison, lang: str) -> Iterator[list[SafeString | str]]:
    """Yield a row for all figures of the same several years, the newest first."""
    rows: dict[str, dict[tuple[Ref, Ref | None], Point]] = {}
    for figure in sorted(comparison.spans, key=lambda figure: (figure.point.month, figure.since), reverse=True):
        rows.setdefault(span_label(figure, lang), {})[figure.area, figure.category] = figure.point
    for label, points in rows.items():
        cells = (points.get((series.area, series.category)) for series in comparison.series)
        yield [label, *(value_text(point, lang, decimals(comparison)) for point in cells)]


def _labelled(comparison: Comparison, lang: str) -> Iterable[tuple[str, Series]]:
    return zip(series_labels(comparison, lang), comparison.series, strict=True)


def _bar_table(comparison: Comparison, lang: str) -> tables.Table:
    chart, places = bars(comparison, lang), decimals(comparison)
    cells = {(bar.row, bar.column): value_text(bar.point, lang, places) for bar in chart.bars}
    across = range(len(chart.columns))
    rows = ([label, *(cells.get((row, column), "") for column in across)] for row, label in enumerate(chart.rows))
    head = _("Breakdown") if any(series.part for series in comparison.series) else _("Area")
    return plain_table([head, *(column or _("Value") for column in chart.columns)], rows, subtitle(comparison, lang))


def _months(comparison: Comparison) -> list[Month]:
    """Return the rows' months, newest first; where years lie above each other, January to December of the newest.

    Of years none between the first and the last is left out.
    """
    months = {point.month for item in comparison.series for point in item.points}
    if comparison.scale == View.YEAR and months:
        return [Month(year, 12) for year in range(max(months).year, min(months).year - 1, -1)]
    if comparison.view != View.YEARS or not months:
        return sorted(months, reverse=True)
    year = max(months).year
    return [Month(year, number) for number in sorted({month.month for month in months})]


def _row_of(month: Month, comparison: Comparison) -> Month | int:
    """Return what tells a row from the others: the month, or its number where years lie above each other."""
    return month.month if comparison.view == View.YEARS else month


def _broken(comparison: Comparison, months: Sequence[Month]) -> Collection[Month]:
    """Return the first month of the table that lies behind each break of the chart."""
    later = ([month for month in months if month >= broken.month] for broken in shown_breaks(comparison))
    return {min(after) for after in later if after}


def _month(comparison: Comparison, month: Month, lang: str, broken: Collection[Month] = ()) -> str:
    if comparison.view == View.YEARS:
        return month_of_year_label(month.month, lang)
    by_year = comparison.scale == View.YEAR
    label = str(month.year) if by_year else period_label(comparison.series[0].basis, month, lang)
    return format_html('{} <span class="mark">[b]</span>', label) if month in broken else label

"""The table beside a chart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..charts.captions import subtitle
from ..charts.marks import ChartKind, bars, kind
from ..values.comparison import Comparison, View, shown_breaks
from ..values.formatting import decimals, month_of_year_label, period_label, series_labels
from ..values.periods import Month
from ..values.series import Series
from .plain import plain_table, value_text


def comparison_table(comparison: Comparison, lang: str) -> tables.Table:
    """Lay out the chart's very numbers. Bars: a row per bar label; lines: a row per month, newest first."""
    if kind(comparison) == ChartKind.BARS:
        return _bar_table(comparison, lang)
    places, months = decimals(comparison), _months(comparison)
    labels = [label or item.area.name.text(lang) for label, item in _labelled(comparison, lang)]
    columns = [
        {_row_of(point.month, comparison): point for point in reversed(item.points)} for item in comparison.series
    ]
    broken = _broken(comparison, months)
    rows = (
        [_month(comparison, month, lang, broken), *[value_text(column.get(row), lang, places) for column in columns]]
        for month, row in [(month, _row_of(month, comparison)) for month in months]
    )
    return plain_table([_("Period"), *labels], rows, subtitle(comparison, lang))


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
    """Return the rows' months, newest first; where years lie above each other, January to December of the newest."""
    months = {point.month for item in comparison.series for point in item.points}
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
    label = period_label(comparison.series[0].basis, month, lang)
    return format_html('{} <span class="mark">[b]</span>', label) if month in broken else label

"""Tables of figures: the same numbers, marks and labels as the charts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .periods import Basis, Month
from .phrases import decimals, mark, missing_text, month_label, number_text, period_label, series_labels
from .series import Comparison, Point, Qualifier, Row, Status

MOST_ROWS = 200
NUMBER = {"th": {"class": "value"}, "td": {"class": "value"}}


def value_text(point: Point | None, lang: str, places: int) -> SafeString | str:
    """A point as a cell shows it. Empty: nothing was published; a dash with a reason: not available."""
    if point is None:
        return ""
    if point.value is None:
        return format_html('<abbr class="missing" title="{0}">—</abbr> <small>{0}</small>', missing_text(point, lang))
    marks = mark(point, lang) + (" *" if point.status == Status.DERIVED else "")
    text = number_text(point, lang, places)
    return format_html('{} <span class="mark">{}</span>', text, marks) if marks else text


class MonthColumn(tables.Column):
    """The row's heading."""

    def __init__(self) -> None:
        super().__init__(verbose_name=_("Period"), orderable=False, attrs={"td": {"row": True}})


class _Plain(tables.Table):
    class Meta:
        template_name = "indicators/table.html"
        orderable = False


def comparison_table(comparison: Comparison, lang: str) -> tables.Table:
    """The chart's very numbers, newest first: a row per month, a column per series."""
    places, labels = decimals(comparison), series_labels(comparison, lang)
    names = [f"series{number}" for number in range(len(labels))]
    columns = [("month", MonthColumn())]
    columns += [
        (name, tables.Column(verbose_name=label or item.area.name.text(lang), orderable=False, attrs=NUMBER))
        for name, label, item in zip(names, labels, comparison.series, strict=True)
    ]
    months = sorted({point.month for item in comparison.series for point in item.points}, reverse=True)
    data = []
    for month in months:
        cells = (value_text(item.at(month), lang, places) for item in comparison.series)
        data.append({"month": _month(comparison, month, lang)} | dict(zip(names, cells, strict=True)))
    return _Plain(data, extra_columns=columns, empty_text=_("Nothing has been published for this selection."))


def _month(comparison: Comparison, month: Month, lang: str) -> str:
    basis = comparison.series[0].basis if comparison.series else Basis.MONTH
    return period_label(basis, month, lang) if basis in {Basis.YEAR, Basis.QUARTER} else month_label(month, lang)


class FigureTable(tables.Table):
    """Published figures as rows of files, one a line."""

    indicator = tables.Column(verbose_name=_("Indicator"))
    category = tables.Column(verbose_name=_("Breakdown"))
    area = tables.Column(verbose_name=_("Area"), accessor="area_code")
    period = tables.Column(verbose_name=_("Period"))
    value = tables.Column(verbose_name=_("Value"), attrs=NUMBER, empty_values=())
    source = tables.Column(verbose_name=_("Source"), accessor="source_title")

    class Meta:
        template_name = "indicators/table.html"
        orderable = False

    def __init__(self, data: Sequence[Row], *, lang: str, decimals: dict[str, int], **kwargs: Any) -> None:
        self.lang, self.decimals = lang, decimals
        super().__init__(data, empty_text=_("Nothing has been published for this selection."), **kwargs)

    def _name(self, record: Row, what: str) -> str:
        return str(getattr(record, f"{what}_{'en' if self.lang == 'en' else 'vi'}"))

    def render_indicator(self, record: Row) -> str:
        url = reverse("indicator", args=[record.indicator])
        return format_html('<a href="{}">{}</a>', url, self._name(record, "indicator"))

    def render_category(self, record: Row) -> str:
        return self._name(record, "category")

    def render_area(self, record: Row) -> str:
        return self._name(record, "area")

    def render_period(self, record: Row) -> str:
        return row_period(record, self.lang)

    def render_value(self, record: Row) -> str:
        return value_text(point(record), self.lang, self.decimals.get(record.indicator, 0))

    def render_source(self, record: Row) -> str:
        return format_html('<a href="{}">{}</a>', reverse("report", args=[record.report]), record.source_title)


def row_month(record: Row) -> Month:
    return Month.of(record.period_end)


def row_period(record: Row, lang: str) -> str:
    """What a row's figure speaks about."""
    since = record.period_start if record.basis == Basis.SPAN or record.period_start.year < record.period_end.year else None
    return period_text(Basis(record.basis), row_month(record), since, lang)


def period_text(basis: Basis, month: Month, since: date | None, lang: str) -> str:
    """Short, targets and spans of several years included: `T1–T5/2022`, `chỉ tiêu 2024`, `2020–2024`."""
    label = period_label(basis, month, lang)
    if since is not None:
        label = f"{since.year}–{month.year}"
    if basis == Basis.TARGET:
        return f"{'target' if lang.startswith('en') else 'chỉ tiêu'} {label}"
    return label


def point(record: Row) -> Point:
    """A row's figure as a chart would take it."""
    return Point(
        month=row_month(record),
        value=record.value,
        value_high=record.value_high,
        qualifier=Qualifier(record.qualifier),
        status=Status(record.status),
        missing_reason=record.missing_reason,
        note=record.note,
    )

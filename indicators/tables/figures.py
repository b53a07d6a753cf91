"""Published figures, one a line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..values.formatting import month_label, period_label
from ..values.names import Name
from ..values.periods import SEVERAL_YEARS, Basis, Month
from ..values.rows import Row
from ..values.series import Confidence, Point, Qualifier, Status
from .plain import LONG, NUMBER, SHORT, page_link, value_text


@dataclass(frozen=True, slots=True)
class SortHeading:
    """A heading that sorts: where its link goes, and how the rows stand now (`ascending`, `descending` or empty)."""

    url: str
    state: str


class FigureTable(tables.Table):
    """Published figures on a page, one a line; files are made from the rows themselves."""

    quiet = True  # the page's heading says what it is
    indicator = tables.Column(verbose_name=_("Indicator"))
    category = tables.Column(verbose_name=_("Breakdown"))
    area = tables.Column(verbose_name=_("Area"), accessor="area_code", attrs=SHORT)
    basis = tables.Column(verbose_name=_("Basis"))
    period = tables.Column(verbose_name=_("Period"), attrs=SHORT)
    value = tables.Column(verbose_name=_("Value"), attrs=NUMBER, empty_values=())
    unit = tables.Column(verbose_name=_("Unit"), attrs=SHORT)
    source = tables.Column(verbose_name=_("Source"), accessor="source_title", attrs=LONG)
    release = tables.Column(verbose_name=_("Release"), attrs=NUMBER)

    class Meta:
        template_name = "indicators/table.html"
        orderable = False  # rows come sorted: a page of them must not be sorted again
        default = ""

    def __init__(
        self,
        data: Sequence[Row],
        *,
        lang: str,
        decimals: Mapping[str, int],
        units: Mapping[str, Name],
        sorts: Mapping[str, SortHeading] | None = None,
        ended: Collection[tuple[str, ...]] = (),
        caption: str = "",
        as_of: int | None = None,
        bases: Mapping[Basis, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take `decimals` by indicator, `units` by slug, `sorts` by column; `ended`: keys of rows that no longer hold.

        `as_of`: the past release that links keep; `bases`: what they are called, None for a table without them.
        """
        self.lang, self.decimals, self.units, self.sorts = lang, decimals, units, sorts or {}
        self.ended, self.as_of, self.bases = ended, as_of, bases or {}
        self.caption = caption or gettext("Published figures")
        if not bases:
            kwargs["exclude"] = (*kwargs.get("exclude", ()), "basis")
        super().__init__(data, empty_text=_("Nothing has been published for this selection."), **kwargs)

    def _name(self, record: Row, what: str) -> str:
        return str(getattr(record, f"{what}_{'en' if self.lang == 'en' else 'vi'}"))

    def render_indicator(self, record: Row) -> str:
        return page_link(self._name(record, "indicator"), "indicator", record.indicator, self.as_of)

    def render_category(self, record: Row) -> str:
        return self._name(record, "category")

    def render_area(self, record: Row) -> str:
        return page_link(self._name(record, "area"), "area", record.area_code, self.as_of)

    def render_basis(self, record: Row) -> str:
        return self.bases[Basis(record.basis)]

    def render_period(self, record: Row) -> str:
        return row_period(record, self.lang)

    def render_value(self, record: Row) -> str:
        shown = value_text(point(record), self.lang, self.decimals.get(record.indicator, 0))
        if row_key(record) not in self.ended:
            return shown
        return format_html('<span class="old-value">{}</span> <small>{}</small>', shown, gettext("no longer holds"))

    def render_unit(self, record: Row) -> str:
        unit = self.units.get(record.unit)
        return unit.text(self.lang) if unit else record.unit

    def render_source(self, record: Row) -> str:
        return page_link(record.source_title, "report", record.report, self.as_of)

    def render_release(self, record: Row) -> str:
        return page_link(str(record.release), "release", record.release, self.as_of)


def row_key(record: Row) -> tuple[str, ...]:
    """Return what makes a row that figure and no other."""
    return record.area_code, record.indicator, record.category, record.basis, record.period, str(record.period_start)


def row_month(record: Row) -> Month:
    return Month.of(record.period_end)


def row_period(record: Row, lang: str) -> str:
    """Write the period that a row's figure speaks about."""
    since = (
        record.period_start
        if record.basis in SEVERAL_YEARS or record.period_start.year < record.period_end.year
        else None
    )
    return period_text(Basis(record.basis), row_month(record), since, lang)


def period_text(basis: Basis, month: Month, since: date | None, lang: str) -> str:
    """Write a period in short, targets and spans of years included: `T1–T5/2022`, `chỉ tiêu 2024`, `2020–2024`."""
    label = _span(since, month, lang) if since is not None else period_label(basis, month, lang)
    kind = _KINDS.get(basis)
    return f"{kind.text(lang)} {label}" if kind else label


_KINDS = {
    Basis.TARGET: Name("chỉ tiêu", "target"),
    Basis.AVERAGE: Name("bình quân năm", "yearly average"),
    Basis.AVERAGE_TARGET: Name("chỉ tiêu bình quân năm", "yearly average target"),
}


def _span(since: date, month: Month, lang: str) -> str:
    """Write several years, with months where they are not whole: `2016–2020`, `T1/2016–T11/2018`."""
    if since.month == 1 and month.month == 12:
        return f"{since.year}–{month.year}"
    return f"{month_label(Month.of(since), lang)}–{month_label(month, lang)}"


def point(record: Row) -> Point:
    """Return a row's figure as a chart would take it."""
    return Point(
        month=row_month(record),
        value=record.value,
        value_high=record.value_high,
        qualifier=Qualifier(record.qualifier),
        status=Status(record.status),
        missing_reason=record.missing_reason,
        note=record.note,
        inferred=record.confidence == Confidence.MEDIUM,
    )

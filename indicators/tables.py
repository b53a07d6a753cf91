"""Tables of figures: the same numbers, marks and labels as the charts beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .bulletin import Cell, Line
from .charts.captions import subtitle
from .charts.dataset import Dataset, Observation
from .charts.marks import Kind, bars, kind
from .links import address
from .values.comparison import Comparison, View, shown_breaks
from .values.formatting import (
    change_text,
    decimals,
    made_up_change,
    mark,
    missing_text,
    month_of_year_label,
    number_text,
    period_label,
    series_labels,
)
from .values.names import Name, Ref
from .values.periods import Basis, Month
from .values.rows import Row
from .values.series import Point, Qualifier, Series, Status

MOST_ROWS = 200
NUMBER = {"th": {"class": "value"}, "td": {"class": "value"}}
LONG = {"td": {"class": "long"}}
SHORT = {"th": {"class": "short"}, "td": {"class": "short"}}


def percent_text(point: Point, lang: str) -> SafeString:
    """A share with its marks: `14,8%`."""
    return format_html('{}% <span class="mark">{}</span>', number_text(point, lang, 1), mark(point, lang))


@dataclass(frozen=True, slots=True)
class Sort:
    """A heading that sorts: where its link goes, and how the rows stand now (`ascending`, `descending` or empty)."""

    url: str
    state: str


def value_text(point: Point | None, lang: str, places: int) -> SafeString | str:
    """A point as a cell shows it. Empty: nothing was published; a dash with a reason: not available."""
    if point is None:
        return ""
    if point.value is None:
        return format_html('<abbr class="missing" title="{0}">—</abbr> <small>{0}</small>', missing_text(point, lang))
    marks = mark(point, lang) + (" *" if point.status == Status.DERIVED else "")
    text = number_text(point, lang, places)  # digits and their signs: nothing to escape
    return SafeString(f'{text} <span class="mark">{escape(marks)}</span>' if marks else text)


class _Plain(tables.Table):
    """Rows of cells that are text already; the first column is the row's heading."""

    class Meta:
        template_name = "indicators/table.html"
        orderable = False
        default = ""  # a dash says "not available": that is another thing than nothing

    caption = ""
    quiet = False  # a heading shows the caption already
    body: SafeString  # its rows as they stand on the page: cell by cell through a template they would take ten times as long


def _plain(
    heads: Sequence[str | Promise],
    rows: Iterable[Sequence[Any]],
    caption: str,
    numbers: Collection[int] | None = None,
    *,
    quiet: bool = False,
) -> tables.Table:
    """`numbers`: which columns hold numbers; by default all but the first."""
    names = [f"column{number}" for number in range(len(heads))]
    columns = [
        (
            name,
            tables.Column(
                verbose_name=head, orderable=False, attrs=NUMBER if (place in numbers if numbers else place) else {}
            ),
        )
        for place, (name, head) in enumerate(zip(names, heads, strict=True))
    ]
    cells = [list(row) for row in rows]
    data = [dict(zip(names, row, strict=True)) for row in cells]
    made = _Plain(data, extra_columns=columns, empty_text=_("Nothing has been published for this selection."))
    made.caption, made.quiet = caption, quiet
    made.body = _body(cells, [bool(place in numbers if numbers else place) for place in range(len(heads))])
    return made


def _body(rows: Iterable[Sequence[Any]], numbers: Sequence[bool]) -> SafeString:
    """The rows; the first cell of each is its heading. One pattern for all: a page has a thousand cells."""
    cells = "".join(f'<td class="{"value" if number else ""}">%s</td>' for number in numbers[1:])
    pattern = f'<tr><th scope="row">%s</th>{cells}</tr>'
    return SafeString("\n".join(pattern % tuple(map(_escaped, row)) for row in rows))


def _escaped(cell: object) -> str:
    """What `format_html` would make of it, in a tenth of the time."""
    return cell if isinstance(cell, SafeString) else escape(str(cell))


def comparison_table(comparison: Comparison, lang: str) -> tables.Table:
    """The chart's very numbers. Bars: a row per bar label; lines: a row per month, newest first."""
    if kind(comparison) == Kind.BARS:
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
    return _plain([_("Period"), *labels], rows, subtitle(comparison, lang))


def _labelled(comparison: Comparison, lang: str) -> Iterable[tuple[str, Series]]:
    return zip(series_labels(comparison, lang), comparison.series, strict=True)


def _bar_table(comparison: Comparison, lang: str) -> tables.Table:
    found, places = bars(comparison, lang), decimals(comparison)
    cells = {(bar.row, bar.column): value_text(bar.point, lang, places) for bar in found.bars}
    across = range(len(found.columns))
    rows = ([label, *(cells.get((row, column), "") for column in across)] for row, label in enumerate(found.rows))
    head = _("Breakdown") if any(series.category for series in comparison.series) else _("Area")
    return _plain([head, *(column or _("Value") for column in found.columns)], rows, subtitle(comparison, lang))


def _months(comparison: Comparison) -> list[Month]:
    """The rows: months, newest first; where years lie above each other, January to December of the newest."""
    months = {point.month for item in comparison.series for point in item.points}
    if comparison.view != View.YEARS or not months:
        return sorted(months, reverse=True)
    year = max(months).year
    return [Month(year, number) for number in sorted({month.month for month in months})]


def _row_of(month: Month, comparison: Comparison) -> Month | int:
    """What tells a row from the others: the month, or its number where years lie above each other."""
    return month.month if comparison.view == View.YEARS else month


def _broken(comparison: Comparison, months: Sequence[Month]) -> Collection[Month]:
    """The first month of the table that lies behind each break of the chart."""
    behind = ([month for month in months if month >= broken.month] for broken in shown_breaks(comparison))
    return {min(found) for found in behind if found}


def _month(comparison: Comparison, month: Month, lang: str, broken: Collection[Month] = ()) -> str:
    if comparison.view == View.YEARS:
        return month_of_year_label(month.month, lang)
    label = period_label(comparison.series[0].basis, month, lang)
    return format_html('{} <span class="mark">[b]</span>', label) if month in broken else label


def latest_table(extract: Dataset, lang: str, as_of: int | None = None) -> tables.Table:
    """The newest figure of each area, with its source. `as_of`: the past release that its links keep."""
    found = [(place, entry) for place in extract.places if (entry := extract.newest(place))]
    heads = [_("Area"), _("Value"), _("Period"), _("Source")]
    rows = (_latest_row(place, entry, extract, lang, as_of) for place, entry in found)
    return _plain(heads, rows, gettext("The newest figure in each area"), numbers={1}, quiet=True)


def _latest_row(
    place: Ref, entry: Observation, extract: Dataset, lang: str, as_of: int | None
) -> list[SafeString | str]:
    point, source = entry.point, entry.point.source
    area = _link(place.name.text(lang), "area", place.code, as_of)
    link = _link(source.title, "report", source.report, as_of) if source else ""
    value = value_text(point, lang, extract.indicator.decimals)
    return [area, value, period_label(entry.basis, point.month, lang), link]


def _link(text: str, page: str, part: object, as_of: int | None) -> SafeString:
    return format_html('<a href="{}">{}</a>', address(page, part, as_of=as_of), text)


def bulletin_table(found: Sequence[Line], lang: str, as_of: int | None = None) -> tables.Table:
    """A province's month: in it, since January, each with its change on last year, and the share of the plan.

    A column without a single entry is left out.
    """
    heads = [
        _("Indicator"), _("In the month, or at its end"), _("On last year"), _("Since January"), _("On last year"),
        _("Of the year’s target"),
    ]  # fmt: skip
    rows = [_bulletin_row(line, lang, as_of) for line in found]
    told = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    cells = ([row[place] for place in told] for row in rows)
    return _plain([heads[place] for place in told], cells, gettext("The figures of the month"), quiet=True)


def _bulletin_row(line: Line, lang: str, as_of: int | None) -> list[SafeString | str]:
    cells = [text for cell in (line.month, line.ytd) for text in _with_change(cell, line, lang)]
    attained = line.attained
    share = percent_text(attained, lang) if attained and attained.value is not None else ""
    return [_bulletin_name(line, lang, as_of), *cells, share]


def _bulletin_name(line: Line, lang: str, as_of: int | None) -> SafeString:
    if line.category:
        return format_html('<span class="part">{}</span>', line.category.name.text(lang))
    link = _link(line.indicator.name.text(lang), "indicator", line.indicator.slug, as_of)
    return format_html("{} ({})", link, line.indicator.unit.name.text(lang))


def _with_change(cell: Cell | None, line: Line, lang: str) -> tuple[SafeString | str, str]:
    if cell is None:
        return "", ""
    return value_text(cell.point, lang, line.indicator.decimals), _change(cell, line, lang)


def _change(cell: Cell, line: Line, lang: str) -> str:
    if cell.before is None:
        return ""
    in_points = line.indicator.unit.name.vi.startswith("%")
    change = change_text(cell.point, cell.before, lang, points=in_points)
    return f"{change}{made_up_change(cell.point, cell.before, lang)}" if change else ""


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
        sorts: Mapping[str, Sort] | None = None,
        ended: Collection[tuple[str, ...]] = (),
        caption: str = "",
        as_of: int | None = None,
        bases: Mapping[Basis, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`decimals` by indicator, `units` by slug, `sorts` by column; `ended`: keys of rows that no longer hold.

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
        return _link(self._name(record, "indicator"), "indicator", record.indicator, self.as_of)

    def render_category(self, record: Row) -> str:
        return self._name(record, "category")

    def render_area(self, record: Row) -> str:
        return _link(self._name(record, "area"), "area", record.area_code, self.as_of)

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
        return _link(record.source_title, "report", record.report, self.as_of)

    def render_release(self, record: Row) -> str:
        return _link(str(record.release), "release", record.release, self.as_of)


def row_key(record: Row) -> tuple[str, ...]:
    """What makes it that figure and no other."""
    return record.area_code, record.indicator, record.category, record.basis, record.period, str(record.period_start)


def row_month(record: Row) -> Month:
    return Month.of(record.period_end)


def row_period(record: Row, lang: str) -> str:
    """What a row's figure speaks about."""
    since = (
        record.period_start if record.basis == Basis.SPAN or record.period_start.year < record.period_end.year else None
    )
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

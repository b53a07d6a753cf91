"""The sources that print figures, in the order in which they are published: published.json and reports.json together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ..values.periods import Basis, Month
from .files import FigureRow, ReportRow, load_json, read_figure, reports


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document or page, with a report for each area of which it prints figures.

    `published_on` is a day; where only month or year are known (`precision`), the last day of it.
    """

    title: str
    publisher: str
    url: str
    published_on: date | None
    precision: str
    reports: tuple[ReportRow, ...]

    @property
    def printed_by(self) -> date:
        """Return the day by which the source had appeared: its date, or the end of the newest period that it prints."""
        return self.published_on or max(figure.period.last_day for figure in self.figures)

    @property
    def figures(self) -> tuple[FigureRow, ...]:
        return tuple(figure for report in self.reports for figure in report.figures)


class Place(NamedTuple):
    """What tells a printed figure from others: two sources that give one place are about the same thing."""

    area: str
    indicator: str
    category: str | None
    basis: Basis
    period: Month
    since: date | None

    @classmethod
    def of(cls, figure: FigureRow) -> Place:
        return cls(figure.area, figure.indicator, figure.category, figure.basis, figure.period, figure.since)


def sources() -> tuple[SourceRow, ...]:
    """Return the sources of both files, one for each address, in the order in which they are published."""
    rows = [*map(of_report, reports()), *map(_source, load_json("published.json")["sources"])]
    by_address: dict[str, SourceRow] = {}
    for row in rows:
        name = row.url or row.title
        by_address[name] = _merged(by_address[name], row) if name in by_address else row
    return in_order(by_address.values())


def of_report(row: ReportRow) -> SourceRow:
    """Return the source that a printed report is."""
    return SourceRow(row.title, row.publisher, row.url, row.published_on, "day", (row,))


def in_order(rows: Iterable[SourceRow]) -> tuple[SourceRow, ...]:
    """Sort sources by date; what yields to a figure that stands goes just before that figure's source.

    Where sources contradict each other the last one stands, and which one that is was decided by hand (`stands`).
    """
    ordered = sorted(rows, key=lambda row: (row.printed_by, row.url, row.title))
    for row in list(ordered):
        standing = {Place.of(figure): figure.value for figure in row.figures if figure.stands}
        place = ordered.index(row)
        yields = [later for later in ordered[place + 1 :] if _contradicts(later, standing)]
        for later in yields:
            ordered.remove(later)
        ordered[place:place] = yields
    return tuple(ordered)


def _contradicts(row: SourceRow, standing: dict[Place, Decimal]) -> bool:
    return any(standing.get(Place.of(figure), figure.value) != figure.value for figure in row.figures)


def _merged(row: SourceRow, other: SourceRow) -> SourceRow:
    """Return one source of two that have the same address: the first one's head, and what only the other prints."""
    merged = {report.area: report for report in row.reports}
    for report in other.reports:
        mine = merged.setdefault(report.area, report)
        places = {Place.of(figure) for figure in mine.figures}
        more = tuple(figure for figure in report.figures if Place.of(figure) not in places)
        merged[report.area] = replace(mine, figures=(*mine.figures, *more))
    return replace(
        row,
        publisher=row.publisher or other.publisher,
        published_on=row.published_on or other.published_on,
        precision=row.precision if row.published_on else other.precision,
        reports=tuple(merged.values()),
    )


def _source(row: dict[str, Any]) -> SourceRow:
    published_on, precision = _last_day(row.get("date", ""))
    figures = [read_figure(figure, figure["area"]) for figure in row["figures"]]
    source = SourceRow(row["title"], row["publisher"], row["url"], published_on, precision, ())
    return replace(source, reports=tuple(_reports(source, figures)))


def _reports(source: SourceRow, figures: Sequence[FigureRow]) -> Iterable[ReportRow]:
    """Yield a report for each area, under the month in which the source appeared."""
    day = source.published_on or max(figure.period.last_day for figure in figures)
    for area in dict.fromkeys(figure.area for figure in figures):
        own = tuple(figure for figure in figures if figure.area == area)
        exact = source.published_on if source.precision == "day" else None
        yield ReportRow("", source.title, area, Month.of(day), own, url=source.url, published_on=exact)


def _last_day(text: str) -> tuple[date | None, str]:
    """Return the day of `YYYY-MM-DD`, or the last one of `YYYY-MM` or `YYYY`, and how exact it is."""
    if len(text) == 10:
        return date.fromisoformat(text), "day"
    if len(text) == 7:
        return Month.parse(text).last_day, "month"
    return (date(int(text), 12, 31), "year") if text else (None, "day")

"""Figures under the reports that they come from, and sums that come from none: rows in, lines out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..values.names import Name
from ..values.periods import Basis, Month
from ..values.rows import Row, Sum
from ..values.series import Point, Qualifier, Status
from .figures import period_text, point, row_period
from .plain import value_text

#: Where an indicator (slug) and its part (slug, or empty) stand in the catalogue.
Places = Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RowWords:
    """What a row of a file does not say itself: `decimals` and `places` by slug, `units` by unit."""

    lang: str
    decimals: Mapping[str, int]
    units: Mapping[str, Name]
    places: Places


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `part` is empty for the total; `below`: the line above is of the same indicator."""

    indicator: str
    name: str
    part: str
    period: str
    value: str
    unit: str
    below: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """A report and its figures, in the catalogue's order."""

    report: int
    title: str
    published_on: date | None
    release: int
    figures: tuple[Figure, ...]


def by_report(rows: Iterable[Row], dates: Mapping[int, date | None], names: RowWords) -> list[Reported]:
    """Group figures under their reports; the report whose figures reach furthest comes first."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.report].append(row)
    ranked = sorted(groups.values(), key=lambda group: (max(row.period_end for row in group), group[0].release))
    return [_reported(group, dates.get(group[0].report), names) for group in reversed(ranked)]


def by_catalogue(places: Places) -> Callable[[Row], tuple[object, ...]]:
    """Return the key that puts rows in the catalogue's order: an indicator's total, then its parts."""
    far = (len(places), 0)
    return lambda row: (places.get((row.indicator, row.category), far), row.area_code, row.basis, row.period)


def _reported(group: list[Row], day: date | None, names: RowWords) -> Reported:
    order = sorted(group, key=by_catalogue(names.places))
    head, above = group[0], [None, *order[:-1]]
    figures = (_figure(row, before, names) for row, before in zip(order, above, strict=True))
    return Reported(head.report, head.source_title, day, head.release, tuple(figures))


def _figure(row: Row, above: Row | None, names: RowWords) -> Figure:
    english = names.lang == "en"
    unit = names.units.get(row.unit)
    return Figure(
        indicator=row.indicator,
        name=row.indicator_en if english else row.indicator_vi,
        part=row.category_en if english else row.category_vi,
        period=row_period(row, names.lang),
        value=value_text(point(row), names.lang, names.decimals.get(row.indicator, 0)),
        unit=unit.text(names.lang) if unit else row.unit,
        below=above is not None and above.indicator == row.indicator,
    )


@dataclass(frozen=True, slots=True)
class Summed:
    """A line of the table of sums: what `reporting` of `areas` add up to."""

    indicator: str
    name: str
    period: str
    value: str
    unit: str
    reporting: int
    areas: int


def summed(sums: Iterable[Sum], names: RowWords) -> list[Summed]:
    """Lay out the sums of a province's parts in the catalogue's order, marked as derived."""
    far = (len(names.places), 0)
    order = sorted(sums, key=lambda item: (names.places.get((item.indicator, ""), far), item.basis, item.id))
    return [_summed(item, names) for item in order]


def _summed(item: Sum, names: RowWords) -> Summed:
    month = Month.of(item.period_end)
    since = item.period_start if item.period_start.year < month.year else None
    shown = Point(
        month=month,
        value=item.value,
        qualifier=Qualifier.ABOUT if item.hedged else Qualifier.EXACT,
        status=Status.ILLUSTRATIVE if item.illustrative else Status.DERIVED,
    )
    unit = names.units.get(item.unit)
    return Summed(
        indicator=item.indicator,
        name=item.indicator_en if names.lang == "en" else item.indicator_vi,
        period=period_text(Basis(item.basis), month, since, names.lang),
        value=value_text(shown, names.lang, names.decimals.get(item.indicator, 0)),
        unit=unit.text(names.lang) if unit else item.unit,
        reporting=item.reporting,
        areas=item.areas,
    )

"""A comparison: one indicator in a few areas over time, read with one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from .. import transform
from ..periods import Basis, Month
from ..series import (
    Break,
    Comparison,
    Direction,
    IndicatorRef,
    Measure,
    Name,
    Point,
    Qualifier,
    Ref,
    Release,
    Series,
    Source,
    Status,
    View,
    merged,
    months_from_ytd,
    ytd_from_months,
)

POPULATION = "population"  # the one indicator that the code knows by name: per 1,000 people needs it

#: Figures of the indicator (and the population) in the areas asked for, with their names; an area without figures
#: still gives one row, an unknown area a row without its code, an unknown indicator no row at all.
_SQL = """
WITH rel AS (SELECT number, released_at FROM indicators_release WHERE number <= %(as_of)s ORDER BY number DESC LIMIT 1),
places AS (SELECT code, position FROM unnest(%(areas)s::text[]) WITH ORDINALITY AS p(code, position))
SELECT i.slug, i.name_vi, i.name_en, i.definition_vi, i.definition_en, i.decimals, i.measure, i.direction,
    u.slug, u.name_vi, u.name_en,
    (SELECT number FROM rel), (SELECT released_at FROM rel),
    (SELECT jsonb_agg(jsonb_build_array(b.period, b.note_vi, b.note_en, ba.public_code) ORDER BY b.period, b.id)
        FROM indicators_seriesbreak b LEFT JOIN indicators_area ba ON ba.id = b.area_id
        WHERE (b.indicator_id IS NULL OR b.indicator_id = i.id)
          AND (b.area_id IS NULL OR ba.public_code = ANY(%(areas)s::text[]))),
    a.public_code, a.name_vi, a.name_en,
    f.indicator_id <> i.id, c.slug, c.name_vi, c.name_en, f.basis, f.period,
    trim_scale(f.value), trim_scale(f.value_high), f.qualifier, f.status, f.missing_reason, f.note,
    r.id, r.title, r.url, r.published_on, s.number, s.released_at, r.illustrative
FROM indicators_indicator i
JOIN indicators_unit u ON u.id = i.unit_id
CROSS JOIN places p
LEFT JOIN indicators_area a ON a.public_code = p.code
LEFT JOIN indicators_figure f ON f.area_id = a.id AND f.since IS NULL
    AND f.indicator_id IN (
        i.id, (SELECT id FROM indicators_indicator WHERE slug = %(population)s AND %(per_capita)s)
    )
    AND f.release_id <= %(as_of)s AND (f.superseded_in_id IS NULL OR f.superseded_in_id > %(as_of)s)
LEFT JOIN indicators_category c ON c.id = f.category_id
LEFT JOIN indicators_report r ON r.id = f.report_id
LEFT JOIN indicators_release s ON s.number = f.release_id
WHERE i.slug = %(indicator)s
ORDER BY p.position, c.position NULLS FIRST, c.slug, f.basis, f.period
"""


class NotFound(LookupError):
    """The indicator or area asked for does not exist. `what` is "indicator" or "area"."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"no {what} {code!r}")
        self.what, self.code = what, code


@dataclass(frozen=True, slots=True)
class _Figure:
    """One row of the query that holds a figure."""

    area: Ref
    category: Ref | None
    basis: Basis
    is_population: bool
    point: Point


def comparison(
    *,
    indicator: str,
    areas: Sequence[str],
    as_of: int,
    view: View = View.MONTH,
    basis: Basis | None = None,
    categories: Sequence[str] = (),
    since: Month | None = None,
    until: Month | None = None,
) -> Comparison:
    """`view` of one indicator in `areas` (public codes), as of release `as_of`: one query.

    Flows are shown by month, or since January for the views that need running
    totals; what was reported only the other way is derived and marked so.
    Raises NotFound.
    """
    found = _fetch(indicator, areas, as_of, view)
    if not found:
        raise NotFound("indicator", indicator)
    for row, code in zip(found, areas, strict=False):
        if row[14] is None:
            raise NotFound("area", code)
    return _build(found, view, basis, tuple(categories), since, until)


def _fetch(indicator: str, areas: Sequence[str], as_of: int, view: View) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "indicator": indicator,
                "areas": list(areas),
                "as_of": as_of,
                "population": POPULATION,
                "per_capita": view == View.PER_CAPITA,
            },
        )
        return cursor.fetchall()


def _build(
    found: list[tuple[Any, ...]],
    view: View,
    basis: Basis | None,
    categories: tuple[str, ...],
    since: Month | None,
    until: Month | None,
) -> Comparison:
    head = _indicator(found[0])
    places = list(dict.fromkeys(Ref(row[14], Name(row[15], row[16])) for row in found))
    figures = [_figure(row) for row in found if row[21] is not None]
    shown = _shown_basis(head, view, basis, figures)
    own = [figure for figure in figures if not figure.is_population]
    series = _series(own, places, shown, _wanted(own, view, categories), derive=basis is None)
    whole = Comparison(
        indicator=head,
        view=view,
        series=series,
        targets=_series(own, places, Basis.TARGET, _wanted(own, view, categories), derive=False),
        breaks=tuple(_break(item) for item in found[0][13] or ()),
        release=Release(found[0][11], found[0][12]) if found[0][11] is not None else None,
    )
    people = [figure for figure in figures if figure.is_population]
    populations = _series(people, places, Basis.AS_OF, (None,), derive=False)
    return _between(transform.for_view(whole, view, populations), since, until)


def _indicator(row: tuple[Any, ...]) -> IndicatorRef:
    return IndicatorRef(
        slug=row[0],
        name=Name(row[1], row[2]),
        definition=Name(row[3], row[4]),
        decimals=row[5],
        measure=Measure(row[6]),
        direction=Direction(row[7]),
        unit=Ref(row[8], Name(row[9], row[10])),
    )


def _figure(row: tuple[Any, ...]) -> _Figure:
    return _Figure(
        area=Ref(row[14], Name(row[15], row[16])),
        is_population=row[17],
        category=Ref(row[18], Name(row[19], row[20])) if row[18] else None,
        basis=Basis(row[21]),
        point=Point(
            month=Month.of(row[22]),
            value=row[23],
            value_high=row[24],
            qualifier=Qualifier(row[25]),
            status=Status(row[26]),
            missing_reason=row[27],
            note=row[28],
            source=Source(row[29], row[30], row[31], row[32], row[33], row[34], row[35]),
        ),
    )


def _break(item: list[Any]) -> Break:
    return Break(Month.of(date.fromisoformat(item[0])), Name(item[1], item[2]), item[3])


def _shown_basis(head: IndicatorRef, view: View, basis: Basis | None, figures: Iterable[_Figure]) -> Basis:
    """The basis asked for; else running totals where the view needs them, else the month's own figures."""
    if basis is not None:
        return basis
    if head.measure == Measure.FLOW:
        return Basis.YTD if view in {View.YTD, View.TARGET, View.PER_CAPITA} else Basis.MONTH
    stocks = any(figure.basis == Basis.AS_OF for figure in figures if not figure.is_population)
    return Basis.AS_OF if stocks else Basis.YEAR


def _wanted(figures: Iterable[_Figure], view: View, categories: tuple[str, ...]) -> tuple[str | None, ...]:
    """Category slugs to draw (None: the total), in the catalogue's order."""
    there = list(dict.fromkeys(figure.category.code if figure.category else None for figure in figures))
    if categories:
        return tuple(slug for slug in there if slug in categories)
    return tuple([None, *[slug for slug in there if slug is not None]]) if view == View.SHARE else (None,)


def _series(
    figures: Sequence[_Figure], places: Sequence[Ref], basis: Basis, categories: Sequence[str | None], *, derive: bool
) -> tuple[Series, ...]:
    """A series for each place and category that has figures, in the order asked for."""
    groups: dict[tuple[str, str | None, Basis], list[_Figure]] = defaultdict(list)
    names = {figure.category.code: figure.category for figure in figures if figure.category}
    for figure in figures:
        groups[figure.area.code, figure.category.code if figure.category else None, figure.basis].append(figure)
    made = (_one(groups, place, names.get(slug or ""), basis, derive) for place in places for slug in categories)
    return tuple(series for series in made if series is not None)


def _one(
    groups: dict[tuple[str, str | None, Basis], list[_Figure]],
    place: Ref,
    category: Ref | None,
    basis: Basis,
    derive: bool,
) -> Series | None:
    def reported(of: Basis) -> Series:
        group = groups.get((place.code, category.code if category else None, of), [])
        points = tuple(sorted((figure.point for figure in group), key=lambda point: point.month))
        return Series(place, of, points, category)

    series = reported(basis)
    if derive and basis == Basis.MONTH:
        series = merged(series, months_from_ytd(reported(Basis.YTD)))
    if derive and basis == Basis.YTD:
        series = merged(series, ytd_from_months(reported(Basis.MONTH)))
    return series if series.points else None


def _between(whole: Comparison, since: Month | None, until: Month | None) -> Comparison:
    if since is None and until is None:
        return whole

    def kept(series: Series) -> Series:
        points = [p for p in series.points if (not since or p.month >= since) and (not until or p.month <= until)]
        return replace(series, points=tuple(points))

    series = tuple(s for s in map(kept, whole.series) if s.points)
    return replace(whole, series=series, targets=tuple(map(kept, whole.targets)))

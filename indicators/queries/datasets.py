"""Extracts: every figure of one or more indicators in a few areas, read with three queries however many they are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection

from ..charts.dataset import Dataset, Observation
from ..values.comparison import Comparison, View
from ..values.formatting import date_text
from ..values.names import Name, Ref
from ..values.periods import Basis, Month
from ..values.series import (
    Break,
    Direction,
    IndicatorRef,
    Measure,
    Point,
    Qualifier,
    ReleaseRef,
    Series,
    SpanFigure,
    Status,
)
from .labels import CATEGORIES
from .metadata import Head, MetadataCache, NotFound, Sources, heads, key_of, sources, uncached
from .population import by_year
from .sql import NOTHING, Piece, stands, statement

#: Their figures, without the names that a thousand rows would repeat: that is ten times as fast. `OFFSET 0` keeps the
#: planner from reading all that an area ever published: it asks the index for each area and indicator.
_FIGURES = """
SELECT f.indicator_id, f.area_id, {category}, f.basis, f.period, f.since,
    trim_scale(f.value), trim_scale(f.value_high), f.qualifier, f.status, f.missing_reason, f.note,
    f.report_id, f.release_id, {position}
FROM unnest(%(indicators)s::bigint[]) AS i(id)
CROSS JOIN unnest(%(areas)s::bigint[]) AS a(id)
CROSS JOIN LATERAL (
    SELECT * FROM indicators_figure f
    WHERE area_id = a.id AND indicator_id = i.id AND {stands} {parts}
    OFFSET 0
) f
{names}
"""
_NAMED = {
    "category": Piece("c.code, c.name_vi, c.name_en, d.name_vi, d.name_en"),
    "position": Piece("d.position * 32768 + c.position"),  # both are below it: dimension by dimension
    "names": statement(
        """LEFT JOIN {categories} c ON c.id = f.category_id
        LEFT JOIN indicators_dimension d ON d.id = c.dimension_id""",
        categories=CATEGORIES,
    ),
}
_UNNAMED = {"category": Piece("NULL, NULL, NULL, NULL, NULL"), "position": Piece("NULL"), "names": NOTHING}
#: Totals alone: a page that shows only these need not read five times as many.
_TOTALS = statement(_FIGURES, stands=stands("f"), parts=Piece("AND category_id IS NULL"), **_UNNAMED)
_EVERYTHING = statement(_FIGURES, stands=stands("f"), parts=NOTHING, **_NAMED)
_SOME = statement(
    _FIGURES,
    stands=stands("f"),
    parts=statement(
        """AND (category_id IS NULL
        OR category_id = ANY(ARRAY(SELECT id FROM {categories} c WHERE code = ANY(%(parts)s))))""",
        categories=CATEGORIES,
    ),
    **_NAMED,
)


def comparison(
    *,
    indicator: str,
    areas: Sequence[str],
    as_of: int,
    view: View | None = View.MONTH,
    basis: Basis | None = None,
    categories: Sequence[str] = (),
    since: Month | None = None,
    until: Month | None = None,
) -> Comparison:
    """Return the `view` of one indicator in `areas` (public codes), as of release `as_of`. Raise NotFound.

    No view: the one with the most reported figures.
    """
    parts = parts_of(view, categories)
    dataset = extract(indicator=indicator, areas=areas, as_of=as_of, per_capita=view == View.PER_CAPITA, parts=parts)
    return dataset.view(view, basis=basis, categories=categories, since=since, until=until)


def parts_of(view: View | None, categories: Sequence[str]) -> Sequence[str] | None:
    """Return the categories that a view is made from, beside the totals. None: all."""
    return None if view == View.SHARE else categories


def extract(
    *,
    indicator: str,
    areas: Sequence[str],
    as_of: int,
    per_capita: bool = False,
    parts: Sequence[str] | None = None,
    cache: MetadataCache = uncached,
) -> Dataset:
    """Return the figures of one indicator: totals, and those of the categories `parts` (None: of all). Raise NotFound.

    `areas`: public codes. `per_capita`: the areas' populations too.
    `cache`: of names and sources; figures are read each time.
    """
    by_slug = extracts(
        indicators=(indicator,), areas=areas, as_of=as_of, per_capita=per_capita, parts=parts, cache=cache
    )
    if not by_slug:
        raise NotFound("indicator", indicator)
    return by_slug[indicator]


def extracts(
    *,
    indicators: Sequence[str],
    areas: Sequence[str],
    as_of: int,
    per_capita: bool = False,
    parts: Sequence[str] | None = None,
    cache: MetadataCache = uncached,
) -> dict[str, Dataset]:
    """Return the figures of several indicators by slug, in the order asked for; as `extract`, for an unknown one nothing.

    Raise NotFound for an unknown area.
    """
    head_rows = heads(indicators=indicators, areas=areas, as_of=as_of, per_capita=per_capita, cache=cache)
    figures = _figures(head_rows, as_of, parts)
    question = (indicators, areas, as_of, per_capita, parts)  # as of a release these are always the same figures
    origins = cache(key_of("sources", question), lambda: sources(_source_keys(figures)))
    by_slug = groupby(head_rows, key=attrgetter("asked_slug"))
    return {slug: _extract(list(rows), figures, origins) for slug, rows in by_slug}


#: Where a row of figures says from which day it counts, if that is several years.
_SINCE = 9
Figures = Mapping[int, list[tuple[Any, ...]]]


def _figures(head_rows: Sequence[Head], as_of: int, parts: Sequence[str] | None) -> Figures:
    """Return the rows of figures by their indicator's id, the population's among them, each in the catalogue's order."""
    indicators = {key for head in head_rows for key in (head.id, head.population)} - {None}
    values: dict[str, Any] = {
        "indicators": list(indicators),
        "areas": list({head.area for head in head_rows}),
        "as_of": as_of,
    }
    statement = _EVERYTHING if parts is None else _SOME if parts else _TOTALS
    with connection.cursor() as cursor:
        rows = cursor.execute(statement, values | {"parts": list(parts or ())}).fetchall()
    by_indicator: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in sorted(rows, key=_by_catalogue):
        by_indicator[row[0]].append(row)
    return by_indicator


def _source_keys(figures: Figures) -> set[tuple[int, int]]:
    """Return the reports and releases (two ids) that brought these figures."""
    return {(row[-3], row[-2]) for rows in figures.values() for row in rows}


def _by_catalogue(row: tuple[Any, ...]) -> tuple[int, str, date, str]:
    """Return what a row of figures is sorted by: totals, then the categories in their order.

    Sorted here: the database takes as long for it as for all the rest.
    """
    return (-1 if row[-1] is None else row[-1]), row[2] or "", row[8], row[7]


def _extract(head_rows: Sequence[Head], figures: Figures, origins: Sources) -> Dataset:
    """Return the dataset of one indicator. `head_rows`: the indicator with each of its places."""
    head, places = head_rows[0], {head.area: Ref(head.code, Name(head.area_vi, head.area_en)) for head in head_rows}

    def entries(indicator: int, spans: bool = False) -> tuple[Observation, ...]:
        rows = (row for row in figures.get(indicator, ()) if (row[_SINCE] is not None) == spans)
        return tuple(_entry(row, places[row[1]], origins) for row in rows)

    observations, people = _of_one_origin(entries(head.id), entries(head.population or 0))
    starts = (row[_SINCE] for row in figures.get(head.id, ()) if row[_SINCE] is not None)
    spans = (_span(entry, since) for entry, since in zip(entries(head.id, spans=True), starts, strict=True))
    ends = [_end(places[area], day) for area, day in {head.area: head.ended for head in head_rows}.items() if day]
    breaks = [_break(entry, places) for entry in json.loads(head.breaks or "[]")]
    return Dataset(
        indicator=_indicator(head),
        places=tuple(places.values()),
        observations=observations,
        populations=() if head.population in (None, head.id) else _populations(people),
        breaks=(*breaks, *ends),
        release=ReleaseRef(head.release, head.released_at) if head.release and head.released_at else None,
        notices=tuple(end.note for end in ends),
        spans=tuple(figure for figure in spans if figure.point.status != Status.ILLUSTRATIVE),
    )


Observations = tuple[Observation, ...]


def _of_one_origin(observations: Observations, people: Observations) -> tuple[Observations, Observations]:
    """Leave made-up figures out where there are reported ones, and populations of the other origin always.

    Whatever is computed from a dataset (a change, a share, a finding, a colour) then never rests on both.
    """
    reported = any(not _made_up(observation) for observation in observations)
    kept, counted = (tuple(e for e in group if _made_up(e) != reported) for group in (observations, people))
    return kept, counted


def _made_up(observation: Observation) -> bool:
    return observation.point.status == Status.ILLUSTRATIVE


def _indicator(head: Head) -> IndicatorRef:
    return IndicatorRef(
        slug=head.slug,
        name=Name(head.name_vi, head.name_en),
        definition=Name(head.definition_vi, head.definition_en),
        decimals=head.decimals,
        measure=Measure(head.measure),
        direction=Direction(head.direction),
        unit=Ref(head.unit, Name(head.unit_vi, head.unit_en)),
    )


@lru_cache(maxsize=1000)
def _category(slug: str, vi: str, en: str) -> Ref:
    """Return a category's reference: made once, not for each figure."""
    return Ref(slug, Name(vi, en))


_name = lru_cache(maxsize=200)(Name)
_month = lru_cache(maxsize=2000)(Month.of)
_BASES = {basis.value: basis for basis in Basis}
_QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier}
_STATUSES = {status.value: status for status in Status}


def _entry(row: tuple[Any, ...], place: Ref, origins: Sources) -> Observation:
    slug, vi, en, dimension_vi, dimension_en = row[2:7]
    basis, period, _since, value, high, qualifier, status, missing, note, report, release = row[7:-1]
    source = origins[report, release]
    point = Point(_month(period), value, high, _QUALIFIERS[qualifier], _STATUSES[status], missing, note, source)
    if not slug:
        return Observation(place, None, _BASES[basis], point)
    return Observation(place, _category(slug, vi, en), _BASES[basis], point, _name(dimension_vi, dimension_en))


def _span(entry: Observation, since: date) -> SpanFigure:
    return SpanFigure(entry.area, entry.category, entry.basis, since, entry.point)


def _populations(entries: Sequence[Observation]) -> tuple[Series, ...]:
    totals = (
        (e.area, e.basis, e.point.month, e.point) for e in entries if not e.category and e.point.value is not None
    )
    return tuple(
        Series(area, Basis.YEAR, tuple(years[year] for year in sorted(years)))
        for area, years in by_year(totals).items()
    )


def _break(entry: list[Any], places: Mapping[int | None, Ref]) -> Break:
    day, vi, en, area = entry
    return Break(Month.of(date.fromisoformat(day)), Name(vi, en), places[area].code if area else None)


def _end(place: Ref, day: date) -> Break:
    """Return the break that an area's last day is in its series: what came after it is another area."""
    vi, en = (date_text(day, lang) for lang in ("vi", "en"))
    note = Name(
        f"{place.name.vi} chỉ tồn tại đến hết ngày {vi}; số liệu sau đó thuộc địa bàn khác, không nối tiếp được.",
        f"{place.name.en} existed until {en}; later figures belong to other areas and do not continue the series.",
    )
    return Break(Month.of(day).plus(1), note, place.code)

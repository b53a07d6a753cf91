"""Extracts: every figure of one or more indicators in a few areas, read with three queries however many they are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from ..extract import Entry, Extract
from ..periods import Basis, Month
from ..phrases import date_text
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
)
from .labels import CATEGORIES, UNITS, one
from .population import POPULATION, by_year
from .standing import stands

_INDICATOR = one(
    "indicator",
    "slug",
    "w.slug",
    more=""", now.decimals, now.measure, now.direction, coalesce(former.unit_id, now.unit_id) AS unit_id,
        coalesce(former.definition_vi, now.definition_vi) AS definition_vi,
        coalesce(former.definition_en, now.definition_en) AS definition_en""",
)
_PLACE = one("area", "public_code", "p.code", more=", now.valid_to")

#: What the figures are about, called as it was at the release: each indicator with each place. An unknown area gives a
#: row without its id, an unknown indicator no row at all.
_HEADS = f"""
WITH rel AS (SELECT number, released_at FROM indicators_release WHERE number <= %(as_of)s ORDER BY number DESC LIMIT 1),
places AS (
    SELECT p.code AS asked, p.position, a.id, a.code, a.name_vi, a.name_en, a.valid_to
    FROM unnest(%(areas)s::text[]) WITH ORDINALITY AS p(code, position) LEFT JOIN LATERAL {_PLACE} a ON true
)
SELECT w.slug, i.code, i.name_vi, i.name_en, i.definition_vi, i.definition_en, i.decimals, i.measure, i.direction,
    u.code, u.name_vi, u.name_en,
    (SELECT number FROM rel), (SELECT released_at FROM rel),
    marked.breaks,
    i.id, (SELECT id FROM indicators_indicator WHERE slug = %(population)s AND %(per_capita)s),
    p.asked, p.code, p.name_vi, p.name_en, p.valid_to, p.id
FROM unnest(%(indicators)s::text[]) WITH ORDINALITY AS w(slug, position)
CROSS JOIN LATERAL {_INDICATOR} i
JOIN {UNITS} u ON u.id = i.unit_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(b.period, b.note_vi, b.note_en, b.area_id) ORDER BY b.period, b.id) AS breaks
    FROM indicators_seriesbreak b
    WHERE (b.indicator_id IS NULL OR b.indicator_id = i.id)
        AND (b.area_id IS NULL OR b.area_id IN (SELECT id FROM places))
) marked
CROSS JOIN places p
ORDER BY w.position, p.position
"""  # noqa: S608


class Head(NamedTuple):
    """An indicator with a place, as the rows of _HEADS are; `asked_*`: the codes they were asked for by."""

    asked_slug: str
    slug: str
    name_vi: str
    name_en: str
    definition_vi: str
    definition_en: str
    decimals: int
    measure: str
    direction: str
    unit: str
    unit_vi: str
    unit_en: str
    release: int | None
    released_at: datetime | None
    breaks: str | None  # JSON
    id: int
    population: int | None
    asked_code: str
    code: str
    area_vi: str
    area_en: str
    ended: date | None
    area: int | None


#: Their figures, without the names that a thousand rows would repeat: that is ten times as fast. `OFFSET 0` keeps the
#: planner from reading all that an area ever published: it asks the index for each area and indicator.
_FIGURES = f"""
SELECT f.indicator_id, f.area_id, {{category}}, f.basis, f.period,
    trim_scale(f.value), trim_scale(f.value_high), f.qualifier, f.status, f.missing_reason, f.note,
    f.report_id, f.release_id, {{position}}
FROM unnest(%(indicators)s::bigint[]) AS i(id)
CROSS JOIN unnest(%(areas)s::bigint[]) AS a(id)
CROSS JOIN LATERAL (
    SELECT * FROM indicators_figure f
    WHERE area_id = a.id AND indicator_id = i.id AND since IS NULL AND {stands("f")} {{parts}}
    OFFSET 0
) f
{{names}}
"""  # noqa: S608
_NAMED = {
    "category": "c.code, c.name_vi, c.name_en",
    "position": "c.position",
    "names": f"LEFT JOIN {CATEGORIES} c ON c.id = f.category_id",
}
_UNNAMED = {"category": "NULL, NULL, NULL", "position": "NULL", "names": ""}
#: Totals alone: a page that shows only these need not read five times as many.
_TOTALS = _FIGURES.format(parts="AND category_id IS NULL", **_UNNAMED)
_EVERYTHING = _FIGURES.format(parts="", **_NAMED)
_SOME = _FIGURES.format(
    parts=f"""AND (category_id IS NULL
        OR category_id = ANY(ARRAY(SELECT id FROM {CATEGORIES} c WHERE code = ANY(%(parts)s))))""",  # noqa: S608
    **_NAMED,
)

#: The moment in microseconds: the driver takes as long to read a timestamp as all the rest of a row.
_SOURCES = """
SELECT r.id, r.title, r.url, r.published_on, e.number, (extract(epoch FROM e.released_at) * 1000000)::bigint, r.illustrative
FROM unnest(%(reports)s::bigint[], %(releases)s::int[]) AS printed(report, release)
JOIN indicators_report r ON r.id = printed.report
JOIN indicators_release e ON e.number = printed.release
"""


class NotFound(LookupError):
    """The indicator, area or category asked for does not exist. `what` is "indicator", "area" or "category"."""

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"no {what} {code!r}")
        self.what, self.code = what, code


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
    """`view` of one indicator in `areas` (public codes), as of release `as_of`. Raises NotFound."""
    parts = parts_of(view, categories)
    found = extract(indicator=indicator, areas=areas, as_of=as_of, per_capita=view == View.PER_CAPITA, parts=parts)
    return found.view(view, basis=basis, categories=categories, since=since, until=until)


def parts_of(view: View, categories: Sequence[str]) -> Sequence[str] | None:
    """The categories that a view is made from, beside the totals. None: all."""
    return None if view == View.SHARE else categories


def extract(
    *,
    indicator: str,
    areas: Sequence[str],
    as_of: int,
    per_capita: bool = False,
    parts: Sequence[str] | None = None,
) -> Extract:
    """The figures of one indicator: totals, and those of the categories `parts` (None: of all). Raises NotFound.

    `per_capita`: the areas' populations too.
    """
    found = extracts(indicators=(indicator,), areas=areas, as_of=as_of, per_capita=per_capita, parts=parts)
    if not found:
        raise NotFound("indicator", indicator)
    return found[indicator]


def extracts(
    *,
    indicators: Sequence[str],
    areas: Sequence[str],
    as_of: int,
    per_capita: bool = False,
    parts: Sequence[str] | None = None,
) -> dict[str, Extract]:
    """By slug, in the order asked for; an unknown indicator is left out. Raises NotFound for an area."""
    values: dict[str, Any] = {
        "indicators": list(indicators),
        "areas": list(areas),
        "as_of": as_of,
        "population": POPULATION,
        "per_capita": per_capita,
    }
    with connection.cursor() as cursor:
        heads = [Head._make(row) for row in cursor.execute(_HEADS, values).fetchall()]
        if missing := [head.asked_code for head in heads if head.area is None]:
            raise NotFound("area", missing[0])
        figures = _figures(cursor, heads, as_of, parts)
        sources = _sources(cursor, {(row[-3], row[-2]) for rows in figures.values() for row in rows})
    by_slug = groupby(heads, key=attrgetter("asked_slug"))
    return {slug: _extract(list(rows), figures, sources) for slug, rows in by_slug}


Figures = Mapping[int, list[tuple[Any, ...]]]


def _figures(cursor: Any, heads: Sequence[Head], as_of: int, parts: Sequence[str] | None) -> Figures:
    """By the indicator's id, the population's among them."""
    indicators = {key for head in heads for key in (head.id, head.population)} - {None}
    values = {"indicators": list(indicators), "areas": list({head.area for head in heads}), "as_of": as_of}
    statement = _EVERYTHING if parts is None else _SOME if parts else _TOTALS
    cursor.execute(statement, values | {"parts": list(parts or ())})
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in sorted(cursor.fetchall(), key=_by_catalogue):
        found[row[0]].append(row)
    return found


def _by_catalogue(row: tuple[Any, ...]) -> tuple[int, str, date, str]:
    """Totals, then the categories in their order. Sorted here: the database takes as long for it as for all the rest."""
    return (-1 if row[-1] is None else row[-1]), row[2] or "", row[6], row[5]


Sources = Mapping[tuple[int, int], Source]


def _sources(cursor: Any, printed: set[tuple[int, int]]) -> Sources:
    """By report and release."""
    values = {"reports": [report for report, _ in printed], "releases": [release for _, release in printed]}
    cursor.execute(_SOURCES, values)
    return {
        (report, release): Source(report, title, url, day, release, _moment(microseconds), made_up)
        for report, title, url, day, release, microseconds, made_up in cursor.fetchall()
    }


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _extract(heads: Sequence[Head], figures: Figures, sources: Sources) -> Extract:
    head, places = heads[0], {head.area: Ref(head.code, Name(head.area_vi, head.area_en)) for head in heads}

    def entries(indicator: int) -> tuple[Entry, ...]:
        return tuple(_entry(row, places[row[1]], sources) for row in figures.get(indicator, ()))

    ends = [_end(places[area], day) for area, day in {head.area: head.ended for head in heads}.items() if day]
    breaks = [_break(item, places) for item in json.loads(head.breaks or "[]")]
    return Extract(
        indicator=_indicator(head),
        places=tuple(places.values()),
        entries=entries(head.id),
        populations=() if head.population in (None, head.id) else _populations(entries(head.population)),
        breaks=(*breaks, *ends),
        release=Release(head.release, head.released_at) if head.release and head.released_at else None,
        notices=tuple(end.note for end in ends),
    )


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
    """Made once, not for each figure."""
    return Ref(slug, Name(vi, en))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_month = lru_cache(maxsize=2000)(Month.of)
_BASES = {basis.value: basis for basis in Basis}
_QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier}
_STATUSES = {status.value: status for status in Status}


def _entry(row: tuple[Any, ...], place: Ref, sources: Sources) -> Entry:
    slug, vi, en, basis, period, value, high, qualifier, status, missing, note, report, release = row[2:-1]
    return Entry(
        area=place,
        category=_category(slug, vi, en) if slug else None,
        basis=_BASES[basis],
        point=Point(
            month=_month(period),
            value=value,
            value_high=high,
            qualifier=_QUALIFIERS[qualifier],
            status=_STATUSES[status],
            missing_reason=missing,
            note=note,
            source=sources[report, release],
        ),
    )


def _populations(entries: Sequence[Entry]) -> tuple[Series, ...]:
    told = ((e.area, e.basis, e.point.month, e.point) for e in entries if not e.category and e.point.value is not None)
    return tuple(
        Series(area, Basis.YEAR, tuple(years[year] for year in sorted(years))) for area, years in by_year(told).items()
    )


def _break(item: list[Any], places: Mapping[int | None, Ref]) -> Break:
    day, vi, en, area = item
    return Break(Month.of(date.fromisoformat(day)), Name(vi, en), places[area].code if area else None)


def _end(place: Ref, day: date) -> Break:
    """An area's last day breaks its series: what came after it is another area."""
    vi, en = (date_text(day, lang) for lang in ("vi", "en"))
    note = Name(
        f"{place.name.vi} chỉ tồn tại đến hết ngày {vi}; số liệu sau đó thuộc địa bàn khác, không nối tiếp được.",
        f"{place.name.en} existed until {en}; later figures belong to other areas and do not continue the series.",
    )
    return Break(Month.of(day).plus(1), note, place.code)

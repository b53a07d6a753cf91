"""Extracts: every figure of one or more indicators in a few areas, read with one query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

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

POPULATION = "population"  # the one indicator that the code knows by name: per 1,000 people needs it

#: Figures of the indicators (and the population) in the areas asked for, with their names; an area without figures
#: still gives one row, an unknown area a row without its code, an unknown indicator no row at all. `OFFSET 0` keeps
#: the planner from reading all that an area ever published: it asks the index for each area and indicator.
_SQL = """
WITH rel AS (SELECT number, released_at FROM indicators_release WHERE number <= %(as_of)s ORDER BY number DESC LIMIT 1),
places AS (SELECT code, position FROM unnest(%(areas)s::text[]) WITH ORDINALITY AS p(code, position))
SELECT i.slug, i.name_vi, i.name_en, i.definition_vi, i.definition_en, i.decimals, i.measure, i.direction,
    u.slug, u.name_vi, u.name_en,
    (SELECT number FROM rel), (SELECT released_at FROM rel),
    marked.breaks,
    a.public_code, a.name_vi, a.name_en, a.valid_to,
    f.indicator_id <> i.id, c.slug, c.name_vi, c.name_en, f.basis, f.period,
    trim_scale(f.value), trim_scale(f.value_high), f.qualifier, f.status, f.missing_reason, f.note,
    r.id, r.title, r.url, r.published_on, s.number, s.released_at, r.illustrative
FROM unnest(%(indicators)s::text[]) WITH ORDINALITY AS w(slug, position)
JOIN indicators_indicator i ON i.slug = w.slug
JOIN indicators_unit u ON u.id = i.unit_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(b.period, b.note_vi, b.note_en, ba.public_code) ORDER BY b.period, b.id) AS breaks
    FROM indicators_seriesbreak b LEFT JOIN indicators_area ba ON ba.id = b.area_id
    WHERE (b.indicator_id IS NULL OR b.indicator_id = i.id)
        AND (b.area_id IS NULL OR ba.public_code = ANY(%(areas)s::text[]))
) marked
CROSS JOIN places p
LEFT JOIN indicators_area a ON a.public_code = p.code
CROSS JOIN LATERAL (
    SELECT i.id UNION SELECT id FROM indicators_indicator WHERE slug = %(population)s AND %(per_capita)s
) wanted
LEFT JOIN LATERAL (
    SELECT * FROM indicators_figure
    WHERE area_id = a.id AND indicator_id = wanted.id AND since IS NULL
        AND release_id <= %(as_of)s AND (superseded_in_id IS NULL OR superseded_in_id > %(as_of)s)
    OFFSET 0
) f ON true
LEFT JOIN indicators_category c ON c.id = f.category_id
LEFT JOIN indicators_report r ON r.id = f.report_id
LEFT JOIN indicators_release s ON s.number = f.release_id
ORDER BY w.position, p.position, c.position NULLS FIRST, c.slug COLLATE "C", f.basis COLLATE "C", f.period
"""
_AREA, _FIGURE = 14, 18  # where an area and a figure begin in a row


class NotFound(LookupError):
    """The indicator or area asked for does not exist. `what` is "indicator" or "area"."""

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
    """`view` of one indicator in `areas` (public codes), as of release `as_of`: one query. Raises NotFound."""
    found = extract(indicator=indicator, areas=areas, as_of=as_of, per_capita=view == View.PER_CAPITA)
    return found.view(view, basis=basis, categories=categories, since=since, until=until)


def extract(*, indicator: str, areas: Sequence[str], as_of: int, per_capita: bool = False) -> Extract:
    """The figures of one indicator, the areas' populations too with `per_capita`: one query. Raises NotFound."""
    found = extracts(indicators=(indicator,), areas=areas, as_of=as_of, per_capita=per_capita)
    if not found:
        raise NotFound("indicator", indicator)
    return found[indicator]


def extracts(
    *, indicators: Sequence[str], areas: Sequence[str], as_of: int, per_capita: bool = False
) -> dict[str, Extract]:
    """By slug, in the order asked for; an unknown indicator is left out. One query. Raises NotFound for an area."""
    values: dict[str, Any] = {
        "indicators": list(indicators),
        "areas": list(areas),
        "as_of": as_of,
        "population": POPULATION,
        "per_capita": per_capita,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        rows = cursor.fetchall()
    return {slug: _extract(list(group), areas) for slug, group in groupby(rows, key=lambda row: row[0])}


def _extract(rows: list[tuple[Any, ...]], areas: Sequence[str]) -> Extract:
    head, places = rows[0], dict.fromkeys((_place(row), row[_AREA + 3]) for row in rows)
    known = {place.code for place, _ended in places}
    for code in areas:
        if code not in known:
            raise NotFound("area", code)
    entries = [(row[_FIGURE], _entry(row)) for row in rows if row[_FIGURE] is not None]
    ended = [(place, day) for place, day in places if day is not None]
    return Extract(
        indicator=_indicator(head),
        places=tuple(place for place, _ended in places),
        entries=tuple(entry for is_population, entry in entries if not is_population),
        populations=_populations([entry for is_population, entry in entries if is_population]),
        breaks=(*(_break(item) for item in json.loads(head[13] or "[]")), *(_end(place, day) for place, day in ended)),
        release=Release(head[11], head[12]) if head[11] is not None else None,
        notices=tuple(_end(place, day).note for place, day in ended),
    )


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


def _place(row: tuple[Any, ...]) -> Ref:
    return _ref(row[_AREA], row[_AREA + 1], row[_AREA + 2])


@lru_cache(maxsize=1000)
def _ref(code: str, vi: str, en: str) -> Ref:
    """Values that a thousand rows repeat are made once, here and below."""
    return Ref(code, Name(vi, en))


_source = lru_cache(maxsize=1000)(Source)
_BASES = {basis.value: basis for basis in Basis}
_QUALIFIERS = {qualifier.value: qualifier for qualifier in Qualifier}
_STATUSES = {status.value: status for status in Status}


def _entry(row: tuple[Any, ...]) -> Entry:
    _own, slug, vi, en, basis, period, value, high, qualifier, status, missing, note, *source = row[_FIGURE:]
    return Entry(
        area=_place(row),
        category=_ref(slug, vi, en) if slug else None,
        basis=_BASES[basis],
        point=Point(
            month=Month.of(period),
            value=value,
            value_high=high,
            qualifier=_QUALIFIERS[qualifier],
            status=_STATUSES[status],
            missing_reason=missing,
            note=note,
            source=_source(*source),
        ),
    )


def _populations(entries: Sequence[Entry]) -> tuple[Series, ...]:
    """The yearly average of each area; where a year has none, its last other figure."""
    found: dict[Ref, dict[int, Point]] = {}
    for entry in sorted(entries, key=lambda e: (e.basis == Basis.YEAR, e.point.month)):
        if entry.category is None and entry.point.value is not None:
            found.setdefault(entry.area, {})[entry.point.month.year] = entry.point
    return tuple(Series(area, Basis.YEAR, tuple(years[y] for y in sorted(years))) for area, years in found.items())


def _break(item: list[Any]) -> Break:
    return Break(Month.of(date.fromisoformat(item[0])), Name(item[1], item[2]), item[3])


def _end(place: Ref, day: date) -> Break:
    """An area's last day breaks its series: what came after it is another area."""
    vi, en = (date_text(day, lang) for lang in ("vi", "en"))
    note = Name(
        f"{place.name.vi} chỉ tồn tại đến hết ngày {vi}; số liệu sau đó thuộc địa bàn khác, không nối tiếp được.",
        f"{place.name.en} existed until {en}; later figures belong to other areas and do not continue the series.",
    )
    return Break(Month.of(day).plus(1), note, place.code)

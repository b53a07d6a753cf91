"""What figures are about: indicators and places as they were called at a release, and the reports that brought them.

They change with the catalogue and with a release only, so a caller that knows both may keep them (`MetadataCache`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ..values.periods import FIRST_MONTH, LAST_MONTH
from ..values.series import POPULATION, Source
from .labels import UNITS, one
from .sql import Piece, constant, statement

T = TypeVar("T")


class MetadataCache(Protocol):
    """A keeper of what was made for a key in this state of the catalogue, as of this release; made where it is not there."""

    def __call__(self, key: str, make: Callable[[], T]) -> T: ...


def uncached(key: str, make: Callable[[], T]) -> T:
    """Return what `make` makes and keep nothing: for whoever does not know the catalogue's state."""
    return make()


class NotFound(LookupError):
    """A name that stands for nothing. `what` is "indicator", "area", "category", "topic", "report" or "source"."""

    SENTENCES = MappingProxyType(
        {
            "indicator": _("There is no indicator “%s”."),
            "area": _("There is no area with the code “%s”."),
            "category": _("There is no category “%s”."),
            "topic": _("There is no topic “%s”."),
            "report": _("There is no published report %s."),
            "source": _("There is no source %s."),
        }
    )

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"no {what} {code!r}")
        self.what, self.code = what, code

    @property
    def sentence(self) -> str:
        """Return what is missing as a sentence for the reader, in the language of the moment."""
        return str(self.SENTENCES[self.what]) % self.code


_INDICATOR = one(
    "indicator",
    "slug",
    Piece("w.slug"),
    more=Piece(""", now.decimals, now.measure, now.direction, coalesce(former.unit_id, now.unit_id) AS unit_id,
        coalesce(former.definition_vi, now.definition_vi) AS definition_vi,
        coalesce(former.definition_en, now.definition_en) AS definition_en"""),
)
_PLACE = one("area", "public_code", Piece("p.code"), more=Piece(", now.valid_to"))

#: What the figures are about, called as it was at the release: each indicator with each place. An unknown area gives a
#: row without its id, an unknown indicator no row at all.
_HEADS = statement(
    """
WITH rel AS (SELECT number, released_at FROM indicators_release WHERE number <= %(as_of)s ORDER BY number DESC LIMIT 1),
places AS (
    SELECT p.code AS asked, p.position, a.id, a.code, a.name_vi, a.name_en, a.valid_to
    FROM unnest(%(areas)s::text[]) WITH ORDINALITY AS p(code, position) LEFT JOIN LATERAL {place} a ON true
)
SELECT w.slug, i.code, i.name_vi, i.name_en, i.definition_vi, i.definition_en, i.decimals, i.measure, i.direction,
    u.code, u.name_vi, u.name_en,
    (SELECT number FROM rel), (SELECT released_at FROM rel),
    marked.breaks,
    i.id, (SELECT id FROM indicators_indicator WHERE slug = %(population)s AND %(per_capita)s),
    p.asked, p.code, p.name_vi, p.name_en, p.valid_to, p.id
FROM unnest(%(indicators)s::text[]) WITH ORDINALITY AS w(slug, position)
CROSS JOIN LATERAL {indicator} i
JOIN {units} u ON u.id = i.unit_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(b.period, b.note_vi, b.note_en, b.area_id) ORDER BY b.period, b.id) AS breaks
    FROM indicators_seriesbreak b
    WHERE b.period BETWEEN {first_day} AND {last_day}
        AND (b.indicator_id IS NULL OR b.indicator_id = i.id)
        AND (b.area_id IS NULL OR b.area_id IN (SELECT id FROM places))
) marked
CROSS JOIN places p
ORDER BY w.position, p.position
""",
    place=_PLACE,
    indicator=_INDICATOR,
    units=UNITS,
    first_day=constant(str(FIRST_MONTH.first_day)),
    last_day=constant(str(LAST_MONTH.first_day)),
)


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


def heads(
    *, indicators: Sequence[str], areas: Sequence[str], as_of: int, per_capita: bool, cache: MetadataCache
) -> Sequence[Head]:
    """Return each indicator with each place, in the order asked for; nothing for an unknown indicator.

    `indicators`: slugs, `areas`: public codes. Raise NotFound for an unknown area.
    """
    values: dict[str, Any] = {
        "indicators": list(indicators),
        "areas": list(areas),
        "as_of": as_of,
        "population": POPULATION,
        "per_capita": per_capita,
    }

    def read() -> Sequence[Head]:
        with connection.cursor() as cursor:
            rows = [Head._make(row) for row in cursor.execute(_HEADS, values).fetchall()]
        if missing := [head.asked_code for head in rows if head.area is None]:
            raise NotFound("area", missing[0])
        return rows

    return cache(key_of("heads", values), read)


#: The moment in microseconds: the driver takes as long to read a timestamp as all the rest of a row.
_SOURCES = """
SELECT r.id, r.title, r.url, r.published_on, e.number, (extract(epoch FROM e.released_at) * 1000000)::bigint, r.illustrative,
    r.source_id
FROM unnest(%(reports)s::bigint[], %(releases)s::int[]) AS printed(report, release)
JOIN indicators_report r ON r.id = printed.report
JOIN indicators_release e ON e.number = printed.release
"""

Sources = Mapping[tuple[int, int], Source]


def sources(keys: set[tuple[int, int]]) -> Sources:
    """Return the sources of figures by report and release (two ids), for the `keys` asked for."""
    values = {"reports": [report for report, _ in keys], "releases": [release for _, release in keys]}
    with connection.cursor() as cursor:
        rows = cursor.execute(_SOURCES, values).fetchall()
    return {
        (report, release): Source(report, title, url, day, release, _moment(microseconds), *more)
        for report, title, url, day, release, microseconds, *more in rows
    }


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def key_of(what: str, values: object) -> str:
    """Return a key for `what` is asked and with which `values`: short, and never the same for two questions."""
    return f"{what}:{hashlib.sha256(repr(values).encode()).hexdigest()}"

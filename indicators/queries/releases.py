"""Which releases there are, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.db.models import QuerySet

from .. import models
from ..values.rows import COLUMNS, FORMER_COLUMNS
from ..values.series import ReleaseRef
from .as_of import count_of
from .reports import of_releases, public
from .sql import PAIRS, TO_PAIR, statement


@dataclass(frozen=True, slots=True)
class Now:
    """The moment that "now" means to a request: asked once, used throughout."""

    release: ReleaseRef | None  # the newest
    catalogue: int  # version of names and definitions
    files: int = 0  # the newest bulk file: made a while after its release


def now() -> Now:
    """Return the newest release and the catalogue's version: one query.

    Most requests ask it first, and many nothing else. So it is itself the check whether the connection still
    holds; where it does not, it asks again on a new one.
    """
    try:
        connection.health_check_done = True  # type: ignore[attr-defined]
        return _now()
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _now()


#: As little as can be asked: this question stands before every page.
_NOW = """SELECT number, released_at, (SELECT version FROM indicators_cataloguestate), (SELECT max(id) FROM indicators_releasefile)
    FROM indicators_release ORDER BY number DESC LIMIT 1"""
_BEFORE_THE_FIRST = "SELECT NULL, NULL, (SELECT version FROM indicators_cataloguestate), NULL"


def _now() -> Now:
    with connection.cursor() as cursor:
        row = cursor.execute(_NOW).fetchone() or cursor.execute(_BEFORE_THE_FIRST).fetchone()
    number, released_at, version, files = row
    return Now(ReleaseRef(number, released_at) if number else None, version or 0, files or 0)


def newest() -> ReleaseRef | None:
    """Return the newest release; None before the first."""
    return now().release


def release_at(number: int) -> ReleaseRef | None:
    """Return release `number`; None where there is none."""
    release = models.Release.objects.only("number", "released_at").filter(pk=number).first()
    return ReleaseRef(release.number, release.released_at) if release else None


def columns_of(as_of: int) -> Sequence[str]:
    """Return the columns of files as of a release: all of them from the first release on that names a source.

    The last two tell what sources alone bring: doubt, and who else prints a figure. Files of releases from before there
    were sources are promised to keep their bytes, and no migration has to remember where they end.
    """
    return COLUMNS if public(as_of).filter(source__isnull=False).exists() else FORMER_COLUMNS


def releases(until: int) -> QuerySet[models.Release]:
    """Return every release up to number `until`, newest first, with its reports and how many figures it brought and ended."""
    return (
        models.Release.objects.filter(number__lte=until)
        .prefetch_related(of_releases())
        .annotate(brought=count_of("release"), ended=count_of("superseded_in"))
        .order_by("-number")
    )


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure before and after a release. `old is None`: new; `new is None`: withdrawn."""

    release: int
    old: models.Figure | None
    new: models.Figure | None

    @property
    def shown(self) -> models.Figure:
        """Return the figure that there is, the new one first: for its names."""
        figure = self.new or self.old
        assert figure is not None
        return figure


#: What a release ended beside what it brought, in the catalogue's order, an indicator's total before its parts.
_CHANGES = statement(
    """
WITH o AS ({to_pair} superseded_in_id = %(number)s), n AS ({to_pair} release_id = %(number)s)
SELECT o.id, n.id
FROM {pairs}
JOIN indicators_area a ON a.id = coalesce(n.area_id, o.area_id)
JOIN indicators_indicator i ON i.id = coalesce(n.indicator_id, o.indicator_id)
JOIN indicators_topic t ON t.id = i.topic_id
LEFT JOIN indicators_category c ON c.id = coalesce(n.category_id, o.category_id)
ORDER BY a.sort_key, a.id, t.position, i.position, i.id, c.position NULLS FIRST, c.id,
    coalesce(n.basis, o.basis), coalesce(n.period, o.period), coalesce(n.id, o.id)
LIMIT %(limit)s
""",
    to_pair=TO_PAIR,
    pairs=PAIRS,
)


def changes(number: int, limit: int) -> list[FigureChange]:
    """Return what release `number` changed, in the catalogue's order; at most `limit` figures."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"number": number, "limit": limit})
        pairs = cursor.fetchall()
    related = ("area", "indicator", "indicator__unit", "category")
    figures = models.Figure.objects.select_related(*related).in_bulk([pk for pair in pairs for pk in pair if pk])
    return [FigureChange(number, figures.get(old), figures.get(new)) for old, new in pairs]

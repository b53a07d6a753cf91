"""Which releases there are, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

from .. import models
from ..series import Release


@dataclass(frozen=True, slots=True)
class Now:
    """What "now" means to a request: asked once, used throughout."""

    release: Release | None  # the newest
    catalogue: int  # version of names and definitions


def now() -> Now:
    """The newest release and the catalogue's version: one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.number, r.released_at, coalesce((SELECT version FROM indicators_cataloguestate), 0)
               FROM (SELECT max(number) AS number FROM indicators_release) newest
               LEFT JOIN indicators_release r USING (number)"""
        )
        number, released_at, version = cursor.fetchone()
    return Now(Release(number, released_at) if number else None, version)


def newest() -> Release | None:
    """The newest release."""
    return now().release


def release_at(number: int) -> Release | None:
    """Release `number`, or None where there is none."""
    found = models.Release.objects.only("number", "released_at").filter(pk=number).first()
    return Release(found.number, found.released_at) if found else None


def releases(until: int) -> QuerySet[models.Release]:
    """Every release up to `until`, newest first, with how many figures each brought and ended."""
    return (
        models.Release.objects.filter(number__lte=until)
        .select_related("report", "report__area")
        .annotate(brought=Count("figures", distinct=True), ended=Count("superseded", distinct=True))
        .order_by("-number")
    )


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What one release did to one figure. `old is None`: new; `new is None`: withdrawn."""

    release: int
    key: Sequence[Any]  # area, indicator, category, basis, period, since
    old: models.Figure | None
    new: models.Figure | None

    @property
    def shown(self) -> models.Figure:
        """The one that is there, for its names."""
        figure = self.new or self.old
        assert figure is not None
        return figure


#: The catalogue's order, an indicator's total before its parts.
_ORDER = (
    "area__sort_key",
    "indicator__topic__position",
    "indicator__position",
    "indicator_id",
    F("category__position").asc(nulls_first=True),
    "category_id",
    "basis",
    "period",
    "id",
)


def changes(number: int, limit: int) -> list[FigureChange]:
    """What release `number` changed, in the catalogue's order; at most `limit`."""
    related = ("area", "indicator", "indicator__unit", "category")
    brought = models.Figure.objects.filter(release=number).select_related(*related)
    ended = models.Figure.objects.filter(superseded_in=number).select_related(*related)
    pairs: dict[tuple[Any, ...], list[models.Figure | None]] = {}
    for place, figures in ((0, ended), (1, brought)):
        for figure in figures.order_by(*_ORDER)[:limit]:
            pairs.setdefault(_key(figure), [None, None])[place] = figure
    return [FigureChange(number, key, old, new) for key, (old, new) in list(pairs.items())[:limit]]


def _key(figure: models.Figure) -> tuple[Any, ...]:
    return (figure.area_id, figure.indicator_id, figure.category_id, figure.basis, figure.period, figure.since)

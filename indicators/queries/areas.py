"""One area with what surrounds it: what it was part of, what it was made from and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from ..models import Area
from ..values.names import Name, Ref
from .labels import one
from .sql import Piece, statement

MOST = 300  # communes of a province, with room


@dataclass(frozen=True, slots=True)
class AreaPlace:
    """An area with what surrounds it, as its page shows it."""

    ref: Ref
    kind: str  # in Vietnamese: Tỉnh, Huyện, Xã …
    level: str
    valid_from: date | None
    valid_to: date | None
    parents: tuple[Ref, ...]  # the nearest first
    predecessors: tuple[Ref, ...]
    successors: tuple[Ref, ...]
    children: tuple[Ref, ...]  # those that exist now


_NAMED = statement(
    "SELECT id, code, name_vi, name_en FROM {area} found", area=one("area", "public_code", Piece("%(code)s"))
)


def place(code: str, as_of: int) -> AreaPlace | None:
    """Return the area with this public code, called as it was at release `as_of`; None where there is none."""
    with connection.cursor() as cursor:
        row = cursor.execute(_NAMED, {"code": code, "as_of": as_of}).fetchone()
    if row is None:
        return None
    key, known_as, vi, en = row
    area = Area.objects.select_related("parent", "parent__parent").get(pk=key)
    return AreaPlace(
        ref=Ref(known_as, Name(vi, en)),
        kind=area.type_vi,
        level=area.level,
        valid_from=area.valid_from,
        valid_to=area.valid_to,
        parents=tuple(parent.ref for parent in area.above),
        predecessors=_refs(area.predecessors.all()),
        successors=_refs(area.successors.all()),
        children=_refs(area.children.filter(valid_to=None)),
    )


def _refs(areas: QuerySet[Area]) -> tuple[Ref, ...]:
    """Return at most MOST areas' codes and names, in the areas' order."""
    return tuple(area.ref for area in areas.order_by("sort_key", "id")[:MOST])

"""What the areas below a province add up to: read from the sums kept with each release, never added up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from ..values.rows import Sum
from .as_of import stands
from .figures import PERIOD, PERIOD_END, PERIOD_START
from .labels import AREAS, CATEGORIES, INDICATORS, UNITS

#: The province itself has published this very figure, and not a made-up one: that one counts.
_OWN = f"""EXISTS (SELECT FROM indicators_figure own WHERE own.area_id = f.area_id AND own.indicator_id = f.indicator_id
    AND own.basis = f.basis AND own.period = f.period AND own.category_id IS NOT DISTINCT FROM f.category_id
    AND own.since IS NOT DISTINCT FROM f.since AND own.value IS NOT NULL AND own.status <> 'illustrative'
    AND {stands("own")})"""  # noqa: S608

_SQL = f"""
SELECT a.code, a.name_vi, a.name_en, i.code, i.name_vi, i.name_en,
    coalesce(c.code, ''), coalesce(c.name_vi, ''), coalesce(c.name_en, ''), u.code, f.basis,
    {PERIOD}, {PERIOD_START}, {PERIOD_END}, trim_scale(f.value), f.reporting, f.areas, f.hedged, f.illustrative,
    {_OWN}, f.release_id, f.id
FROM indicators_areasum f
JOIN {AREAS} a ON a.id = f.area_id
JOIN {INDICATORS} i ON i.id = f.indicator_id
JOIN indicators_indicator measured ON measured.id = f.indicator_id AND measured.measure <> 'rate'
JOIN {UNITS} u ON u.id = i.unit_id
LEFT JOIN {CATEGORIES} c ON c.id = f.category_id
WHERE {stands("f")} AND """  # noqa: S608


class SumPlace(NamedTuple):
    """Where a sum stands in the order of `sums_after`. Dates in ISO 8601."""

    category: str
    area_code: str
    basis: str
    period_end: str
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sums of one indicator. Empty tuples: all."""

    indicator: str
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    totals_only: bool = False


#: Category, area, basis, period; the number tells the last ties apart.
_PLACE = f"""coalesce(c.code, '') COLLATE "C", a.code, f.basis COLLATE "C", {PERIOD_END}, f.id"""


def sums_after(wanted: Wanted, place: SumPlace | None, limit: int, *, as_of: int) -> tuple[list[Sum], SumPlace | None]:
    """At most `limit` sums behind `place` (None: from the first), and the last one's place if there are more."""
    conditions, values = _conditions(wanted)
    if place:
        conditions.append(
            f"({_PLACE}) > (%(p_category)s, %(p_area_code)s, %(p_basis)s, %(p_period_end)s::date, %(p_id)s)"
        )
        values |= {f"p_{name}": value for name, value in place._asdict().items()}
    found = _read(f"{' AND '.join(conditions)} ORDER BY {_PLACE} LIMIT %(limit)s", as_of, values | {"limit": limit + 1})
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], last and SumPlace(last.category, last.area_code, last.basis, str(last.period_end), last.id)


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    asked: list[tuple[str, str, Any]] = [
        ("i.code = %(indicator)s", "indicator", wanted.indicator),
        ("a.code = ANY(%(areas)s)", "areas", list(wanted.areas)),
        ("c.code = ANY(%(categories)s)", "categories", list(wanted.categories)),
        ("f.basis = ANY(%(bases)s)", "bases", list(wanted.bases)),
        ("f.period >= %(since)s", "since", wanted.since),
        ("f.period <= %(until)s", "until", wanted.until),
        ("f.category_id IS NULL", "totals", wanted.totals_only),
    ]
    asked = [one for one in asked if one[2]]
    return [condition for condition, _name, _value in asked], {name: value for _condition, name, value in asked}


def newest_sums(area: str, *, as_of: int) -> list[Sum]:
    """A province's last sum of each indicator and basis, totals only, where it has published no figure itself."""
    condition = f"""a.code = %(area)s AND f.category_id IS NULL AND NOT {_OWN}
        AND NOT EXISTS (SELECT FROM indicators_areasum later WHERE later.area_id = f.area_id
            AND later.indicator_id = f.indicator_id AND later.basis = f.basis AND later.category_id IS NULL
            AND later.period > f.period AND {stands("later")})
        ORDER BY i.code, {_PLACE}"""
    return _read(condition, as_of, {"area": area})


def _read(condition: str, as_of: int, values: dict[str, Any]) -> list[Sum]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL + condition, values | {"as_of": as_of})
        return [Sum._make(row) for row in cursor.fetchall()]

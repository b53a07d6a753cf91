"""What the areas below a province add up to: read from the sums kept with each release, never added up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from ..values.rows import Sum
from .figures import PERIOD_END, PERIODS
from .labels import LABELS
from .sql import NOTHING, Piece, all_of, same_figure, stands, statement

#: The province itself has published this very figure, and not a made-up one: that one counts.
_OWN = statement(
    """EXISTS (SELECT FROM indicators_figure own
    WHERE {same} AND own.value IS NOT NULL AND own.status <> 'illustrative' AND {stands})""",
    same=same_figure("own", "f"),
    stands=stands("own"),
)

#: Category, area, basis, period; the number tells the last ties apart.
_PLACE = statement("""coalesce(c.code, '') COLLATE "C", a.code, f.basis COLLATE "C", {end}, f.id""", end=PERIOD_END)

_SUMS = """
SELECT a.code, a.name_vi, a.name_en, i.code, i.name_vi, i.name_en,
    coalesce(c.code, ''), coalesce(c.name_vi, ''), coalesce(c.name_en, ''), u.code, f.basis,
    {period}, {period_start}, {period_end}, trim_scale(f.value), f.reporting, f.areas, f.hedged, f.illustrative,
    {own}, f.release_id, f.id
FROM indicators_areasum f
JOIN {areas} a ON a.id = f.area_id
JOIN {indicators} i ON i.id = f.indicator_id
JOIN indicators_indicator measured ON measured.id = f.indicator_id AND measured.measure <> 'rate'
JOIN {units} u ON u.id = i.unit_id
LEFT JOIN {categories} c ON c.id = f.category_id
WHERE {stands} AND {conditions} ORDER BY {order} {limit}
"""


class SumPlace(NamedTuple):
    """The place of a sum in the order of `sums_after`. Dates in ISO 8601."""

    category: str
    area_code: str
    basis: str
    period_end: str
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A choice of sums of one indicator (its slug). Empty tuples: all."""

    indicator: str
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    totals_only: bool = False


def sums_after(wanted: Wanted, place: SumPlace | None, limit: int, *, as_of: int) -> tuple[list[Sum], SumPlace | None]:
    """Return at most `limit` sums of what `wanted` names, behind `place` (None: from the first), in the order of `_PLACE`.

    With them, where there are more, the place of the last; else None.
    """
    conditions, values = _conditions(wanted)
    if place:
        conditions.append(
            statement(
                "({place}) > (%(p_category)s, %(p_area_code)s, %(p_basis)s, %(p_period_end)s::date, %(p_id)s)",
                place=_PLACE,
            )
        )
        values |= {f"p_{name}": value for name, value in place._asdict().items()}
    sums = _read(all_of(conditions), values | {"as_of": as_of, "limit": limit + 1}, limit=Piece("LIMIT %(limit)s"))
    last = sums[limit - 1] if len(sums) > limit else None
    return sums[:limit], last and SumPlace(last.category, last.area_code, last.basis, str(last.period_end), last.id)


def _conditions(wanted: Wanted) -> tuple[list[Piece], dict[str, Any]]:
    """Return what `wanted` asks of the sums, as pieces of SQL, and their parameters."""
    filters: list[tuple[Piece, str, Any]] = [
        (Piece("i.code = %(indicator)s"), "indicator", wanted.indicator),
        (Piece("a.code = ANY(%(areas)s)"), "areas", list(wanted.areas)),
        (Piece("c.code = ANY(%(categories)s)"), "categories", list(wanted.categories)),
        (Piece("f.basis = ANY(%(bases)s)"), "bases", list(wanted.bases)),
        (Piece("f.period >= %(since)s"), "since", wanted.since),
        (Piece("f.period <= %(until)s"), "until", wanted.until),
        (Piece("f.category_id IS NULL"), "totals", wanted.totals_only),
    ]
    filters = [entry for entry in filters if entry[2]]
    return [condition for condition, _name, _value in filters], {name: value for _condition, name, value in filters}


def newest_sums(area: str, *, as_of: int) -> list[Sum]:
    """Return a province's last sum of each indicator and basis, totals only, where it has published no figure itself.

    `area`: its public code.
    """
    condition = statement(
        """a.code = %(area)s AND f.category_id IS NULL AND NOT {own}
        AND NOT EXISTS (SELECT FROM indicators_areasum later WHERE later.area_id = f.area_id
            AND later.indicator_id = f.indicator_id AND later.basis = f.basis AND later.category_id IS NULL
            AND later.period > f.period AND {stands})""",
        own=_OWN,
        stands=stands("later"),
    )
    return _read(condition, {"as_of": as_of, "area": area}, order=statement("i.code, {place}", place=_PLACE))


def _read(conditions: Piece, values: dict[str, Any], *, order: Piece = _PLACE, limit: Piece = NOTHING) -> list[Sum]:
    """Return the sums that meet `conditions`. `values`: the parameters of all pieces, `as_of` among them."""
    pieces = {"own": _OWN, "stands": stands("f"), "conditions": conditions, "order": order, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(statement(_SUMS, **pieces, **PERIODS, **LABELS), values)
        return [Sum._make(row) for row in cursor.fetchall()]

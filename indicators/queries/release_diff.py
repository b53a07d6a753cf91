"""What changed between two releases: figure by figure, the old value, the new one and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from .figures import PERIOD_END, PERIOD_START
from .labels import AREAS, CATEGORIES, INDICATORS


class ReleasedFigure(NamedTuple):
    """What a release said of one figure."""

    value: Decimal | None
    value_high: Decimal | None
    qualifier: str
    status: str
    missing_reason: str
    report: int
    release: int


class DifferenceKey(NamedTuple):
    """Which figure: its codes, and the ids that tell two of the same codes apart; absent is "" or 0."""

    indicator: str
    category: str
    area_code: str
    category_id: int
    area_id: int
    basis: str
    period: str
    since: str


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """One figure in two releases. `old is None`: it is new; `new is None`: it was withdrawn."""

    key: DifferenceKey
    period_start: str
    period_end: str
    old: ReleasedFigure | None
    new: ReleasedFigure | None
    changed_in: int  # the last release that touched it
    reason: str

    @property
    def kind(self) -> str:
        """added, withdrawn, revised, or confirmed: published again with the same value."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "withdrawn"
        return "confirmed" if self.old[:5] == self.new[:5] else "revised"


_SAID = ", ".join(
    f"{side}.{name}" if name not in {"value", "value_high"} else f"trim_scale({side}.{name})"
    for side in ("o", "n")
    for name in ("value", "value_high", "qualifier", "status", "missing_reason", "report_id", "release_id")
)

_KEY = """i.code, coalesce(c.code, ''), a.code, coalesce(f.category_id, 0), f.area_id, f.basis COLLATE "C",
    f.period::text, coalesce(f.since::text, '')"""

_SQL = f"""
WITH o AS (
    SELECT *, coalesce(category_id, 0) AS part, coalesce(since, 'infinity') AS start FROM indicators_figure
    WHERE release_id <= %(since)s AND superseded_in_id > %(since)s AND superseded_in_id <= %(as_of)s
), n AS (
    SELECT *, coalesce(category_id, 0) AS part, coalesce(since, 'infinity') AS start FROM indicators_figure
    WHERE release_id > %(since)s AND release_id <= %(as_of)s
      AND (superseded_in_id IS NULL OR superseded_in_id > %(as_of)s)
)
SELECT {_KEY}, ({PERIOD_START})::text, ({PERIOD_END})::text, {_SAID}, e.number, e.reason
FROM o FULL JOIN n ON (o.area_id, o.indicator_id, o.part, o.basis, o.period, o.start)
    = (n.area_id, n.indicator_id, n.part, n.basis, n.period, n.start)
CROSS JOIN LATERAL (SELECT coalesce(n.area_id, o.area_id) AS area_id, coalesce(n.indicator_id, o.indicator_id) AS indicator_id,
    coalesce(n.category_id, o.category_id) AS category_id, coalesce(n.basis, o.basis) AS basis,
    coalesce(n.period, o.period) AS period, coalesce(n.since, o.since) AS since) f
JOIN {AREAS} a ON a.id = f.area_id
JOIN {INDICATORS} i ON i.id = f.indicator_id
LEFT JOIN {CATEGORIES} c ON c.id = f.category_id
JOIN indicators_release e ON e.number = coalesce(n.release_id, (
    SELECT max(last.superseded_in_id) FROM indicators_figure last
    WHERE last.indicator_id = o.indicator_id AND last.area_id = o.area_id AND last.basis = o.basis AND last.period = o.period
      AND last.category_id IS NOT DISTINCT FROM o.category_id AND last.since IS NOT DISTINCT FROM o.since
      AND last.superseded_in_id <= %(as_of)s))
WHERE {{after}}
ORDER BY {", ".join(str(place + 1) for place in range(len(DifferenceKey._fields)))}
LIMIT %(limit)s
"""  # noqa: S608

_AFTER = f"({_KEY}) > ({', '.join(f'%(k_{name})s' for name in DifferenceKey._fields)})"


def differences(
    *, since: int, until: int, after: DifferenceKey | None, limit: int
) -> tuple[list[ReleaseDifference], bool]:
    """At most `limit` figures that differ between releases `since` and `until`, behind `after`; whether there are more.

    Names are those of `until`. Ordered as the files are.
    """
    values: dict[str, Any] = {"since": since, "as_of": until, "limit": limit + 1}
    if after:
        values |= {f"k_{name}": value for name, value in after._asdict().items()}
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(after=_AFTER if after else "true"), values)
        found = [_difference(row) for row in cursor.fetchall()]
    return found[:limit], len(found) > limit


def _difference(row: tuple[Any, ...]) -> ReleaseDifference:
    width, size = len(DifferenceKey._fields), len(ReleasedFigure._fields)
    start, end = row[width : width + 2]
    old, new = row[width + 2 : width + 2 + size], row[width + 2 + size : width + 2 + 2 * size]
    said = [ReleasedFigure._make(side) if side[-1] is not None else None for side in (old, new)]
    return ReleaseDifference(DifferenceKey._make(row[:width]), start, end, said[0], said[1], row[-2], row[-1])

"""What changed between two releases: figure by figure, the old value, the new one and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from .figures import PERIODS
from .labels import LABELS
from .sql import EVERY, PAIRS, TO_PAIR, Piece, identifier, listed, number, same_figure, statement


class ReleasedFigure(NamedTuple):
    """One figure as a release had it."""

    value: Decimal | None
    value_high: Decimal | None
    qualifier: str
    status: str
    missing_reason: str
    report: int
    release: int


class DifferenceKey(NamedTuple):
    """The key that tells a figure from all others: codes, and ids for two of the same codes; absent is "" or 0."""

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
        """Return "added", "withdrawn", "revised", or "confirmed": published again with the same value."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "withdrawn"
        return "confirmed" if self.old[:5] == self.new[:5] else "revised"


_SAID = listed(
    statement(
        "trim_scale({column})" if name in {"value", "value_high"} else "{column}", column=identifier(f"{side}.{name}")
    )
    for side in ("o", "n")
    for name in ("value", "value_high", "qualifier", "status", "missing_reason", "report_id", "release_id")
)

_KEY = Piece("""i.code, coalesce(c.code, ''), a.code, coalesce(f.category_id, 0), f.area_id, f.basis COLLATE "C",
    f.period::text, coalesce(f.since::text, '')""")

_SQL = """
WITH o AS (
    {to_pair} release_id <= %(since)s AND superseded_in_id > %(since)s AND superseded_in_id <= %(as_of)s
), n AS (
    {to_pair} release_id > %(since)s AND release_id <= %(as_of)s
      AND (superseded_in_id IS NULL OR superseded_in_id > %(as_of)s)
)
SELECT {key}, ({period_start})::text, ({period_end})::text, {said}, e.number, e.reason
FROM {pairs}
CROSS JOIN LATERAL (SELECT coalesce(n.area_id, o.area_id) AS area_id, coalesce(n.indicator_id, o.indicator_id) AS indicator_id,
    coalesce(n.category_id, o.category_id) AS category_id, coalesce(n.basis, o.basis) AS basis,
    coalesce(n.period, o.period) AS period, coalesce(n.since, o.since) AS since) f
JOIN {areas} a ON a.id = f.area_id
JOIN {indicators} i ON i.id = f.indicator_id
LEFT JOIN {categories} c ON c.id = f.category_id
JOIN indicators_release e ON e.number = coalesce(n.release_id, (
    SELECT max(last.superseded_in_id) FROM indicators_figure last
    WHERE {same} AND last.superseded_in_id <= %(as_of)s))
WHERE {after}
ORDER BY {order}
LIMIT %(limit)s
"""

_AFTER = statement(
    "({key}) > ({asked})",
    key=_KEY,
    asked=listed(statement("%(k_{name})s", name=identifier(name)) for name in DifferenceKey._fields),
)
_PIECES = {
    "key": _KEY,
    "said": _SAID,
    "to_pair": TO_PAIR,
    "pairs": PAIRS,
    "same": same_figure("last", "o"),
    "order": listed(number(place + 1) for place in range(len(DifferenceKey._fields))),
    **PERIODS,
    **LABELS,
}


def differences(
    *, since: int, until: int, after: DifferenceKey | None, limit: int
) -> tuple[list[ReleaseDifference], bool]:
    """Return at most `limit` figures that differ between two releases, behind `after`; and whether there are more.

    `since`, `until`: the releases' numbers. Names are those of `until`. Ordered as the files are.
    """
    values: dict[str, Any] = {"since": since, "as_of": until, "limit": limit + 1}
    if after:
        values |= {f"k_{name}": value for name, value in after._asdict().items()}
    with connection.cursor() as cursor:
        cursor.execute(statement(_SQL, after=_AFTER if after else EVERY, **_PIECES), values)
        entries = [_difference(row) for row in cursor.fetchall()]
    return entries[:limit], len(entries) > limit


def _difference(row: tuple[Any, ...]) -> ReleaseDifference:
    width, size = len(DifferenceKey._fields), len(ReleasedFigure._fields)
    start, end = row[width : width + 2]
    old, new = row[width + 2 : width + 2 + size], row[width + 2 + size : width + 2 + 2 * size]
    sides = [ReleasedFigure._make(side) if side[-1] is not None else None for side in (old, new)]
    return ReleaseDifference(DifferenceKey._make(row[:width]), start, end, sides[0], sides[1], row[-2], row[-1])

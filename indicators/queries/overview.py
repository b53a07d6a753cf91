"""The newest figures of some areas: one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..periods import Basis
from ..series import Row, Selection, Status
from .figures import rows


def latest(*, areas: Sequence[str], as_of: int) -> dict[str, list[Row]]:
    """By area: for each indicator the newest total; made-up figures only where nothing else is."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    if areas:
        for row in rows(Selection(areas=tuple(areas), as_of=as_of, totals_only=True)):
            if row.basis != Basis.TARGET:
                groups[row.area_code, row.indicator].append(row)
    found: dict[str, list[Row]] = {area: [] for area in areas}
    for (area, _slug), group in groups.items():
        found[area].append(_newest(group))
    return found


def _newest(group: Iterable[Row]) -> Row:
    """A reported one before a made-up one; then the one that ends last; then the one that counts longest."""
    return max(group, key=lambda row: (row.status != Status.ILLUSTRATIVE, row.period_end, -row.period_start.toordinal()))

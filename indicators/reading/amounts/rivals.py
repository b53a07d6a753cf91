"""Read finished drafts and flag rivals: two numbers for one indicator, category, area and time cannot both be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from decimal import Decimal

from ..candidates import AmountKind
from ..draft import Draft

#: Kinds that fill a place; changes and attainments only speak of one.
_LEVELS = (AmountKind.COUNT, AmountKind.MONEY, AmountKind.MASS, AmountKind.RATE, AmountKind.TARGET)
#: Nearer than this two numbers are one, said rounded: `gần 77.000` and `76.950`.
_ROUNDED = Decimal("0.02")


def flag(drafts: Iterable[Draft]) -> None:
    """Give the flag `rival` to every figure for whose place the text has another number too."""
    places: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind in _LEVELS and draft.indicator and draft.period and draft.placed and "average" not in draft.flags:
            places[_place(draft)].append(draft)
    for claims in places.values():
        values = [claim.sort.value for claim in claims]
        if max(values) - min(values) > max(values) * _ROUNDED:
            for claim in claims:
                claim.flags.append("rival")


def _place(draft: Draft) -> Hashable:
    """Return the key of the place that one number fills; an estimate has a place beside the result."""
    estimated = draft.amount.qualifier == "estimate"
    return draft.kind, draft.indicator, draft.category, draft.area, draft.period, estimated

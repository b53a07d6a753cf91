"""Say how likely a candidate is right in value, qualifier, kind, period and area together.

A plain product: a start that holds for a figure with nothing odd about it, and a factor for each thing that was
wrong more often than that when texts were read for the first time (docs/reading.md has the counts).
"""

from __future__ import annotations

from collections.abc import Iterable

from .candidates import AmountKind

START = 0.97
HIGHEST, LOWEST = 0.99, 0.05

#: How the period was found.
_PERIOD = {"stated": 1.0, "attached": 1.0, "carried": 0.95, "stock": 0.92, "comparison": 0.9, "none": 0.75}
#: How the area was found.
_AREA = {"document": 1.0, "stated": 0.97, "heading": 0.97, "paragraph": 0.9, "none": 0.7}
_KIND = {AmountKind.TARGET: 0.92, AmountKind.CHANGE_PP: 0.95, AmountKind.CHANGE_ABS: 0.95, AmountKind.RATIO: 0.9}
#: Flags of the number itself; any other flag of doubtful digits counts as 0.7.
_FLAG = {
    "words": 0.85, "above-plan": 0.9, "table": 0.95, "scaled": 1.0, "part-plan": 1.0,
    "rival": 0.9, "out-of-time": 0.9, "average": 0.8, "respective": 0.85,
}  # fmt: skip
_DOUBTFUL_DIGITS = 0.7
#: A part of a total that no category's words place: it may be taken for the total.
_UNPLACED = 0.85
_UNNAMED, _UNKNOWN_UNIT, _SUM_DIFFERS, _SUM_MATCHES = 0.9, 0.85, 0.93, 1.02


def confidence(
    kind: AmountKind,
    *,
    period: str,
    area: str,
    flags: Iterable[str],
    family: str,
    named: bool,
    placed: bool,
    sum_check: str,
) -> float:
    """Return a chance from 0 to 1, to two digits; `period` and `area` name the rules that chose them."""
    chance = START * _PERIOD[period] * _AREA[area] * _KIND.get(kind, 1.0)
    for flag in flags:
        chance *= _FLAG.get(flag, _DOUBTFUL_DIGITS)
    chance *= 1.0 if named else _UNNAMED
    chance *= 1.0 if placed else _UNPLACED
    chance *= _UNKNOWN_UNIT if family in ("other", "bare") else 1.0
    chance *= {"matches": _SUM_MATCHES, "differs": _SUM_DIFFERS}.get(sum_check, 1.0)
    return round(min(HIGHEST, max(LOWEST, chance)), 2)

"""Say how well the unit of a figure goes with an indicator, or with another figure."""

from __future__ import annotations

from ..subject.vocabulary import IndicatorFacts
from .amounts import Amount

#: Families that stand for one another: a plan of 8.000 counts people.
_ALIKE = {"plan": "person", "job": "person", "workday": "other", "loan": "file"}


def counts_alike(first: Amount, second: Amount) -> bool:
    """Return whether two figures count in one unit; a number without a unit may count in any."""
    families = {_ALIKE.get(amount.family, amount.family) for amount in (first, second)}
    return len(families) == 1 or "bare" in families


def fit(facts: IndicatorFacts | None, family: str) -> float:
    """Return from 0 to 1 how well a figure's unit goes with an indicator's."""
    wanted = facts.family if facts else None
    if wanted is None or family == "bare":
        return 0.9
    family, wanted = _ALIKE.get(family, family), _ALIKE.get(wanted, wanted)
    if family == wanted:
        return 1.0
    if (family, wanted) == ("person", "case"):
        return 0.6
    if "case" in (family, wanted) and {family, wanted} & {"person", "file", "household", "event"}:
        return 0.85
    people = {"person", "household", "gift", "file"}
    loose = {family, wanted} <= people or {family, wanted} <= {"event", "project", "other", "facility", "employer"}
    if {family, wanted} <= {"household", "house"}:
        return 0.2 if family == "house" and facts and facts.measure == "stock" else 0.9  # houses are not the poor
    if (family, wanted) == ("person", "file"):
        return 0.7
    if (family, wanted) == ("person", "household"):
        return 0.3
    return 0.45 if loose else 0.08

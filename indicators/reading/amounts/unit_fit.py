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
    own_family = facts.family if facts else None
    if own_family is None or family == "bare":
        return 0.9
    family, own_family = _ALIKE.get(family, family), _ALIKE.get(own_family, own_family)
    if family == own_family:
        return 1.0
    if (family, own_family) == ("person", "case"):
        return 0.6
    if "case" in (family, own_family) and {family, own_family} & {"person", "file", "household", "event"}:
        return 0.85
    people = {"person", "household", "gift", "file"}
    loose = {family, own_family} <= people or {family, own_family} <= {
        "event",
        "project",
        "other",
        "facility",
        "employer",
    }
    if {family, own_family} <= {"household", "house"}:
        return 0.2 if family == "house" and facts and facts.measure == "stock" else 0.9  # houses are not the poor
    if (family, own_family) == ("person", "file"):
        return 0.7
    if (family, own_family) == ("person", "household"):
        return 0.3
    return 0.45 if loose else 0.08

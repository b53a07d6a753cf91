"""Read a report: text in, candidate figures with their spans out. No database, no Django models."""

from .candidates import AmountKind, AreaName, Candidate, CategoryKey, Reason, When
from .place.gazetteer import Gazetteer, GazetteerRow
from .reader import MOST_CANDIDATES, read
from .subject.vocabulary import IndicatorFacts, Phrase, Vocabulary

__all__ = [
    "MOST_CANDIDATES",
    "AmountKind",
    "AreaName",
    "Candidate",
    "CategoryKey",
    "Gazetteer",
    "GazetteerRow",
    "IndicatorFacts",
    "Phrase",
    "Reason",
    "Vocabulary",
    "When",
    "read",
]

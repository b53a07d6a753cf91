"""Read a report: text in, candidate figures with their spans out. No database, no Django models."""

from .candidates import AmountKind, AreaName, Candidate, CategoryKey, Reason, When
from .place.gazetteer import Gazetteer, GazetteerRow
from .reader import read
from .subject.vocabulary import IndicatorFacts, Phrase, Vocabulary

__all__ = [
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

"""Read a report: text in, candidate figures with their spans out. No database, no Django models."""

from .candidates import AreaName, Breakdown, Candidate, Kind, Reason, When
from .place.gazetteer import AreaRow, Gazetteer
from .reader import read
from .subject.vocabulary import IndicatorFacts, Phrase, Vocabulary

__all__ = [
    "AreaName",
    "AreaRow",
    "Breakdown",
    "Candidate",
    "Gazetteer",
    "IndicatorFacts",
    "Kind",
    "Phrase",
    "Reason",
    "Vocabulary",
    "When",
    "read",
]

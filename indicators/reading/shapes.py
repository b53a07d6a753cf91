"""How texts, words and candidates pass between processes, and into the database: as JSON, checked when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from .candidates import AreaName, Candidate
from .place.gazetteer import Gazetteer, GazetteerRow
from .subject.vocabulary import IndicatorFacts, Phrase, Vocabulary


@dataclass(frozen=True, slots=True)
class Task:
    """A text to read, with what is known of it."""

    text: str
    area: AreaName | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """The catalogue's words and the areas, as plain rows."""

    indicators: list[IndicatorFacts]
    phrases: list[Phrase]
    areas: list[GazetteerRow]


CANDIDATES = TypeAdapter(list[Candidate])
TASK = TypeAdapter(Task)
_KNOWLEDGE = TypeAdapter(_Knowledge)


def knowledge_json(vocabulary: Vocabulary, areas: Gazetteer) -> bytes:
    """Return what a text is read against, on one line."""
    known = _Knowledge(list(vocabulary.indicators.values()), list(vocabulary.phrases), list(areas.rows))
    return _KNOWLEDGE.dump_json(known)


def knowledge_of(content: bytes) -> tuple[Vocabulary, Gazetteer]:
    """Return the vocabulary and the areas of `knowledge_json`."""
    known = _KNOWLEDGE.validate_json(content)
    facts = {row.slug: row for row in known.indicators}
    return Vocabulary(facts, tuple(known.phrases)), Gazetteer(known.areas)

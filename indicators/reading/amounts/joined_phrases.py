"""Join phrases of several parts: `bảo hiểm thất nghiệp + hồ sơ` counts where both stand near."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..candidates import Span
from ..subject.vocabulary import Hit, Phrase
from ..text.headings import Chain
from ..text.sentences import Sentence, sentence_at

#: No part of a phrase is looked for further away than this.
FAR = 2000


@dataclass(frozen=True)
class Gatherer:
    """A finder of phrases of several parts on one page."""

    sentences: list[Sentence]
    headings: list[Chain]

    def hits(self, phrase: Phrase, places: list[Span], parts: Mapping[tuple[Phrase, int], list[Span]]) -> Iterable[Hit]:
        """Yield the places of a phrase whose other parts stand near."""
        strength = _strength(phrase)
        for start, end in places:
            others = [self._near(parts.get((phrase, number), ()), start) for number in range(len(phrase.parts) - 1)]
            if all(others):
                yield Hit(phrase, start, end, tuple(other for other in others if other), strength)

    def _near(self, places: Sequence[Span], anchor: int) -> Span | None:
        """Return another part near the anchor: before it in its paragraph or a heading, or after it in its sentence."""
        own = sentence_at(self.sentences, anchor)
        if own is None or not places:
            return None
        first, last = (bisect_left(places, (anchor + reach,)) for reach in (-FAR, FAR))
        near = [place for place in places[first:last] if self._beside(place[0], anchor, own)]
        before = [place for place in near if place[0] <= anchor]
        return before[-1] if before else self._above(places, own) or next(iter(near), None)

    def _beside(self, place: int, anchor: int, own: Sentence) -> bool:
        other = sentence_at(self.sentences, place)
        if other is None or other.number == own.number:
            return other is not None
        return place < anchor and own.paragraph <= other.paragraph and own.number - other.number <= 2

    def _above(self, places: Sequence[Span], own: Sentence) -> Span | None:
        for heading in reversed(self.headings[own.number]):
            at = bisect_left(places, (heading.start,))
            if at < len(places) and places[at][0] < heading.end:
                return places[at]
        return None


def _strength(phrase: Phrase) -> float:
    """Return the weight of a phrase by itself: more words leave less room for doubt."""
    return phrase.strength * (1 + 0.2 * (min(sum(len(part) for part in phrase.parts), 5) - 1))

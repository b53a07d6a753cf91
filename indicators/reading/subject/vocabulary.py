"""Find the catalogue's own words in a text: which phrases speak of which indicator and category.

The rows are data: a new indicator is read as soon as its names and cues are in the catalogue.
A phrase may ask for several parts in one sentence, `bảo hiểm thất nghiệp + hồ sơ`; its distance is that of its last part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ..amounts.units import unit_named
from ..candidates import CategoryKey
from ..text.normalise import fold

#: A name says it all; a cue only hints. A row's own weight multiplies this.
WEIGHTS = {"name": 1.5, "alias": 1.25, "cue": 1.0}


#: Written short in reports; matched as the words they stand for.
ABBREVIATIONS = {
    "bhtn": "bảo hiểm thất nghiệp", "tctn": "trợ cấp thất nghiệp", "bhxh": "bảo hiểm xã hội", "bhyt": "bảo hiểm y tế",
    "xklđ": "xuất khẩu lao động", "gqvl": "giải quyết việc làm", "lđ": "lao động", "nlđ": "người lao động",
    "dn": "doanh nghiệp", "ncc": "người có công", "btxh": "bảo trợ xã hội", "bttxh": "bảo trợ xã hội",
    "tgxh": "trợ giúp xã hội", "gdnn": "giáo dục nghề nghiệp", "dvvl": "dịch vụ việc làm", "đtn": "đào tạo nghề",
    "tnlđ": "tai nạn lao động", "btte": "bảo trợ trẻ em", "kcn": "khu công nghiệp", "csxh": "chính sách xã hội", "sỹ": "sĩ",
}  # fmt: skip

#: No phrase runs over these: `vay vốn 90 lao động; xuất khẩu …` says nothing of "lao động xuất khẩu".
_PARTS_WORDS = re.compile(r"[,;:!?()\n\t|]|\.\s")


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """An indicator for the reader: `measure` is flow, stock or rate; `unit` as the catalogue writes it."""

    slug: str
    measure: str
    unit: str

    @property
    def family(self) -> str | None:
        unit = unit_named(self.unit)
        return unit.family if unit else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of the vocabulary: words that speak of an indicator, or of one of its categories."""

    indicator: str
    text: str
    kind: str = "cue"  # name, alias, cue
    weight: float = 1.0
    category: CategoryKey | None = None

    @property
    def strength(self) -> float:
        return WEIGHTS[self.kind] * self.weight

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        return _parts(self.text)


@cache
def _parts(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(re.findall(r"\w+|%", fold(part))) for part in text.split("+"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found on a page; `start`–`end` is its last part."""

    phrase: Phrase
    start: int
    end: int
    others: tuple[tuple[int, int], ...] = ()
    strength: float = 0.0


@dataclass(frozen=True)
class Vocabulary:
    """An index of all phrases, with the facts of the indicators they speak of."""

    indicators: Mapping[str, IndicatorFacts]
    phrases: tuple[Phrase, ...]

    @cached_property
    def _index(self) -> dict[str, list[tuple[tuple[str, ...], Phrase, int]]]:
        """Return the parts of phrases by their first word: (words, phrase, number of the part)."""
        index: dict[str, list[tuple[tuple[str, ...], Phrase, int]]] = defaultdict(list)
        for phrase in self.phrases:
            for number, part in enumerate(phrase.parts):
                if part:
                    index[part[0]].append((part, phrase, number))
        return dict(index)

    def parts_on(self, folded: str) -> list[tuple[int, int, Phrase, int]]:
        """Return every part of a phrase on a page: start, end, phrase, number of the part."""
        words = list(_words(folded))
        parts = []
        for at, (word, start, _) in enumerate(words):
            for part, phrase, number in self._index.get(word, ()):
                last = at + len(part) - 1
                if last >= len(words) or any(words[at + i][0] != part[i] for i in range(1, len(part))):
                    continue
                apart = _PARTS_WORDS.search(folded, start, words[last][2])
                if apart is None or (apart[0] == "," and "," in phrase.text):
                    parts.append((start, words[last][2], phrase, number))
        return parts

    def without(self, phrases: Iterable[Phrase]) -> Vocabulary:
        """Return the vocabulary without some phrases, to measure what they are worth."""
        gone = set(phrases)
        return Vocabulary(self.indicators, tuple(phrase for phrase in self.phrases if phrase not in gone))


def _words(folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a page with their places; an abbreviation gives its words, all at its own place."""
    for match in re.finditer(r"\w+|%", folded):
        for word in ABBREVIATIONS.get(match[0], match[0]).split():
            yield word, match.start(), match.end()

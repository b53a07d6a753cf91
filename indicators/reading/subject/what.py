"""Weigh the catalogue's phrases near a figure, to tell which indicator and category it counts.

A phrase weighs more the closer it stands, with less punctuation and fewer figures between.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ..amounts.amounts import Amount
from ..amounts.joined_phrases import Gatherer
from ..amounts.unit_fit import counts_alike, fit
from ..candidates import CategoryKey, Span
from ..text.headings import Chain
from ..text.sentences import Sentence, sentence_at
from .vocabulary import Hit, Phrase, Vocabulary

#: Below this no indicator is named.
ENOUGH = 0.55
#: Below this no category; one of the parts of a total needs less, for parts have categories.
_ENOUGH_FOR_CATEGORY, _ENOUGH_FOR_PART = 0.33, 0.2
#: How many characters behind and ahead of a figure its words may stand.
BEHIND, AHEAD = 1200, 600
#: What a phrase in the innermost heading counts, and in those further out.
_HEADINGS = (0.4, 0.3, 0.2)
#: What a phrase counts that more plainly belongs to the figure before or after.
_NEIGHBOUR = 0.2
#: What a phrase counts inside a longer phrase of another indicator that counts in the same units.
_COVERED = 0.6
_LOOSE = 0.4
#: What a phrase counts right behind the unit: `120 người được tư vấn`.
_BESIDE = 1.25
#: `làm nhà cho 41 hộ nghèo`: the unit says for whom, the verb what.
_SERVES = re.compile(r"(?<!\w)(?:cho|giúp|tặng|hỗ trợ)\s+(?:(?:khoảng|gần|hơn|trên)\s+)?$")
_JOINS = re.compile(r"[,;:(]|(?<!\w)và\s")
_LEADS_TO = re.compile(r"\s*(?:(?:cho|được|là|đạt|có|:)\s*)*(?:(?:khoảng|gần|hơn|trên|ước)\s+)?")
_SUBJECT = re.compile(r"(?<!\w)(?:số|tổng số|tỷ lệ|lượng)\s(?!tiền|này)")
_APART = re.compile(r",|(?<!\w)và\s")
_PASSES = {",": 0.8, ";": 0.35, ":": 0.8, "(": 0.85, ")": 0.6, "-": 0.8}


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator (or category) with its score and the spans of the words that spoke for it."""

    score: float
    cues: tuple[tuple[int, int], ...]


@dataclass
class Lexicon:
    """The phrases found on one page, ready to be asked for one figure after another."""

    vocabulary: Vocabulary
    sentences: list[Sentence]
    amounts: list[Amount]
    hits: list[Hit]
    headings: list[Chain]  # of each sentence
    headers: Mapping[int, Span]  # start of a figure in a table → the header above it

    def __post_init__(self) -> None:
        self._starts = [hit.start for hit in self.hits]
        self._shares: dict[int, float] = {}
        self._known: dict[int, list[tuple[Hit, float]]] = {}
        self._covered = _covered(self.hits)
        self._digits = [amount.digits_start for amount in self.amounts]

    def indicators(self, amount: Amount, sentence: Sentence, family: str) -> dict[str, Match]:
        """Return every indicator spoken of near an amount, with its score; `family` is that of the unit counted."""
        matches: dict[str, Match] = {}
        for hit, score in self._scored(amount, sentence):
            facts = self.vocabulary.indicators.get(hit.phrase.indicator)
            score *= fit(facts, family) * (0.5 if hit.phrase.category else 1.0)
            longer = (self.vocabulary.indicators.get(slug) for slug in self._covered.get((hit.start, hit.end), ()))
            score *= _COVERED if any(facts is not other and fit(other, family) > _LOOSE for other in longer) else 1.0
            matches[hit.phrase.indicator] = _add(matches.get(hit.phrase.indicator), score, hit)
        return matches

    def category(
        self, amount: Amount, sentence: Sentence, indicator: str, *, listed: bool = False
    ) -> tuple[CategoryKey, Match] | None:
        """Return the category of an indicator that an amount's own stretch of the sentence names; a part has one."""
        matches: dict[CategoryKey, Match] = {}
        for hit, score in self._scored(amount, sentence):
            named = hit.phrase.category if hit.phrase.indicator == indicator else None
            if named and self.own(hit, amount, sentence) and self._undivided(hit, amount, sentence):
                matches[named] = _add(matches.get(named), score * self._side(hit, amount, sentence), hit)
        best = max(matches, key=lambda category: matches[category].score, default=None)
        enough = _ENOUGH_FOR_PART if listed else _ENOUGH_FOR_CATEGORY
        return (best, matches[best]) if best and matches[best].score >= enough else None

    def own(self, hit: Hit, amount: Amount, sentence: Sentence) -> bool:
        """Return whether a phrase stands between the figure before and the figure after, within the semicolons."""
        if not sentence.start <= hit.start < sentence.end:
            return False
        first, last = (
            (amount.digits_end, hit.start) if hit.start >= amount.digits_start else (hit.end, amount.digits_start)
        )
        return self._between(first, last) == 0 and not set(sentence.breaks_between(first, last)) & set(";)")

    def _undivided(self, hit: Hit, amount: Amount, sentence: Sentence) -> bool:
        """Return whether every part of a phrase is the amount's own: no end of sentence or other figure between."""
        return all(self._reaches(part, amount, sentence) for part in ((hit.start, hit.end), *hit.others))

    def _reaches(self, part: Span, amount: Amount, sentence: Sentence) -> bool:
        """Return whether a part is the amount's: in `300 người vay vốn, việc làm cho 500` the loan is of the 300."""
        if not sentence.start <= part[0] < sentence.end:
            return sentence_at(self.sentences, part[0]) in self.headings[sentence.number]
        first, last = (part[1], amount.digits_start) if part[1] <= amount.start else (amount.digits_end, part[0])
        if set(sentence.breaks_between(first, last)) & set(";)"):
            return False
        start, end = bisect_left(self._digits, first), bisect_left(self._digits, last)
        start -= self._follows(part, sentence) and _APART.search(sentence.folded, first, last) is not None
        return not any(other is not amount and counts_alike(other, amount) for other in self.amounts[start:end])

    def _follows(self, part: Span, sentence: Sentence) -> bool:
        """Return whether words stand right behind a figure and its unit."""
        at = bisect_left(self._digits, part[0]) - 1
        return at >= 0 and not sentence.folded[self.amounts[at].unit_end : part[0]].strip()

    def speaks(self, amount: Amount, sentence: Sentence, *, beyond_unit: bool = False) -> bool:
        """Return whether the figure's own stretch of the sentence names anything that counts in its unit.

        `beyond_unit`: the name of the unit itself (`3.010 quyết định`) is not enough.
        """
        return any(
            self.own(hit, amount, sentence) and self._could_name(hit, amount, sentence)
            for hit, _ in self._scored(amount, sentence)
            if not (beyond_unit and amount.digits_end <= hit.start and hit.end <= amount.unit_end)
        )

    def _could_name(self, hit: Hit, amount: Amount, sentence: Sentence) -> bool:
        fits = fit(self.vocabulary.indicators.get(hit.phrase.indicator), amount.family) > _LOOSE
        beyond = self._of_last if hit.start < amount.start else self._of_next
        return fits and beyond(hit, amount, sentence) == 1.0

    def in_unit(self, amount: Amount, sentence: Sentence) -> tuple[str, Match] | None:
        """Return the indicator that a percentage is of, said right behind it: `giảm 4% hộ nghèo`."""
        if amount.family != "percent":
            return None
        matches: dict[str, Match] = {}
        for hit, score in self._scored(amount, sentence):
            share = fit(self.vocabulary.indicators.get(hit.phrase.indicator), "percent") == 1.0
            if (
                share
                and not hit.phrase.category
                and not sentence.folded[amount.end : hit.start].strip()
                and hit.end > amount.end
            ):
                matches[hit.phrase.indicator] = _add(matches.get(hit.phrase.indicator), score, hit)
        best = max(matches, key=lambda slug: matches[slug].score, default=None)
        return (best, matches[best]) if best else None

    def of_same_words(self, cues: tuple[Span, ...], family: str) -> tuple[str, Match] | None:
        """Return what the words that named one figure mean in another unit: of hộ nghèo, households or share."""
        matches: dict[str, Match] = {}
        for start, end in cues:
            for hit in self._within(start, end):
                fits = fit(self.vocabulary.indicators.get(hit.phrase.indicator), family) == 1.0
                if fits and not hit.phrase.category and hit.end <= end and not hit.others:
                    matches[hit.phrase.indicator] = _add(matches.get(hit.phrase.indicator), hit.strength, hit)
        best = max(matches, key=lambda slug: matches[slug].score, default=None)
        return (best, matches[best]) if best else None

    def own_indicator(
        self, amount: Amount, sentence: Sentence, family: str, *, before_only: bool = False
    ) -> tuple[str, Match] | None:
        """Return the indicator that the figure's own stretch of the sentence names, if it names one plainly."""
        matches: dict[str, Match] = {}
        for hit, score in self._scored(amount, sentence):
            if (
                not hit.phrase.category
                and self.own(hit, amount, sentence)
                and not (before_only and hit.start > amount.start)
            ):
                score *= fit(self.vocabulary.indicators.get(hit.phrase.indicator), family) * self._side(
                    hit, amount, sentence
                )
                matches[hit.phrase.indicator] = _add(matches.get(hit.phrase.indicator), score, hit)
        best = max(matches, key=lambda slug: matches[slug].score, default=None)
        return (best, matches[best]) if best and matches[best].score >= 1.0 else None

    def _side(self, hit: Hit, amount: Amount, sentence: Sentence) -> float:
        """Return a factor: highest right behind the unit, low across a comma, where words may be the neighbour's."""
        after = hit.start >= amount.digits_start
        apart = (
            sentence.breaks_between(amount.end, hit.start) if after else sentence.breaks_between(hit.end, amount.start)
        )
        return (0.9 if after else 0.6) if apart else (1.25 if after else 1.0)

    def _scored(self, amount: Amount, sentence: Sentence) -> list[tuple[Hit, float]]:
        """Return the phrases near an amount with the weight of each, computed once for each amount."""
        if amount.start not in self._known:
            self._known[amount.start] = self._reckoned(amount, sentence)
        return self._known[amount.start]

    def _reckoned(self, amount: Amount, sentence: Sentence) -> list[tuple[Hit, float]]:
        if amount.start in self.headers:
            return self._in_table(amount, sentence)
        reach = max(self._reach(sentence), amount.start - BEHIND)
        near = self._within(reach, min(sentence.end, amount.end + AHEAD))
        scored = [(hit, self._score(hit, amount, sentence)) for hit in near]
        scored += self._above(amount, sentence, reach)
        return [(hit, score) for hit, score in scored if score > 0.05]

    def _within(self, start: int, end: int) -> list[Hit]:
        return self.hits[bisect_left(self._starts, start) : bisect_right(self._starts, end)]

    def _above(self, amount: Amount, sentence: Sentence, reach: int) -> list[tuple[Hit, float]]:
        """Return the phrases of the headings above that lie beyond `reach`, with the weight of each."""
        unnamed = self._unnamed(amount, sentence)
        return [
            (hit, hit.strength * share * unnamed)
            for heading, share in zip(reversed(self.headings[sentence.number]), _HEADINGS, strict=False)
            for hit in self._within(heading.start, heading.end)
            if hit.start < reach and not hit.phrase.category
        ]

    def _in_table(self, amount: Amount, sentence: Sentence) -> list[tuple[Hit, float]]:
        """Return the phrases of a cell: of the header above it and its own row; of the table's title if of neither."""
        header, chain = self.headers[amount.start], self.headings[sentence.number]

        def above(place: int) -> bool:
            return any(heading.start <= place < heading.end for heading in chain)

        own = [
            hit
            for start, end in (header, (sentence.start, sentence.end))
            for hit in self._within(start, end)
            if hit.end <= end and all(start <= other[0] < end or above(other[0]) for other in hit.others)
        ]
        return [(hit, hit.strength) for hit in own] or self._above(amount, sentence, sentence.start)

    def _reach(self, sentence: Sentence) -> int:
        """Return where the text begins whose phrases count: two sentences before."""
        return self.sentences[max(0, sentence.number - 2)].start

    def _score(self, hit: Hit, amount: Amount, sentence: Sentence) -> float:
        strength = hit.strength
        if hit.start < sentence.start:
            return (
                0.0
                if hit.phrase.category
                else strength * self._from_before(hit, sentence) * self._unnamed(amount, sentence)
            )
        if hit.start < amount.unit_end and hit.end > amount.digits_end:
            served = not hit.others and _SERVES.search(
                sentence.folded, max(sentence.start, amount.start - 24), amount.start
            )
            named = 0.6 if served else 1.2  # the unit itself: "hộ nghèo", "hồ sơ"
            return strength * named * self._gathered(hit, amount, sentence)
        if hit.end <= amount.digits_start:
            near = self._nearness(hit.end, amount.start, sentence) * self._of_last(hit, amount, sentence)
            return strength * near * self._gathered(hit, amount, sentence)
        after = self._nearness(amount.end, hit.start, sentence) * self._gathered(hit, amount, sentence)
        after *= self._of_next(hit, amount, sentence)
        after *= _BESIDE if not sentence.folded[amount.unit_end : hit.start].strip() else 1.0
        return strength * after * (0.45 if sentence.breaks_between(amount.end, hit.start) else 1.0)

    def _of_next(self, hit: Hit, amount: Amount, sentence: Sentence) -> float:
        """Return a factor, low for words of the next figure: `dạy nghề cho 220 người và bố trí việc làm cho 290`."""
        at = bisect_left(self._digits, hit.end)
        following = self._digits[at] if at < len(self._digits) else sentence.end
        joint = _JOINS.search(sentence.folded, amount.end, hit.start)
        return _NEIGHBOUR if joint and _LEADS_TO.fullmatch(sentence.folded, hit.end, following) else 1.0

    def _of_last(self, hit: Hit, amount: Amount, sentence: Sentence) -> float:
        """Return a factor, low for words right behind another figure: `189 lao động ngoài tỉnh, 106 lao động`."""
        at = bisect_left(self._digits, hit.start) - 1
        before = self.amounts[at].unit_end if at >= 0 else -1
        apart = "," in sentence.breaks_between(hit.end, amount.start)
        return _NEIGHBOUR if apart and before >= 0 and not sentence.folded[before : hit.start].strip() else 1.0

    def _gathered(self, hit: Hit, amount: Amount, sentence: Sentence) -> float:
        """Return how close the other parts of a phrase are: beyond another figure they may belong to that one."""
        share = 1.0
        for start, end in hit.others:
            if start < sentence.start:
                other = sentence_at(self.sentences, start)
                share *= 0.7 if other in self.headings[sentence.number] else 0.5
            else:
                first, last = (end, amount.start) if end <= amount.start else (amount.end, start)
                share *= 0.6 ** min(self._between(first, last), 2)
                across = (start > amount.end) != (hit.start > amount.end)
                share *= _PASSES[";"] if across and ";" in sentence.breaks_between(first, last) else 1.0
        return share

    def _from_before(self, hit: Hit, sentence: Sentence) -> float:
        other = sentence_at(self.sentences, hit.start)
        if other is None:
            return 0.0
        if other.paragraph == sentence.paragraph:
            return 0.4 if other.number == sentence.number - 1 else 0.25
        chain = self.headings[sentence.number]
        if other in chain:
            return _HEADINGS[min(len(chain) - 1 - chain.index(other), len(_HEADINGS) - 1)]
        heading = sentence.paragraph - other.paragraph == 1 and self._between(other.start, other.end) == 0
        return 0.35 if heading else 0.12

    def _unnamed(self, amount: Amount, sentence: Sentence) -> float:
        """Return the weight of words in other sentences, computed once for each amount."""
        if amount.start not in self._shares:
            self._shares[amount.start] = self._left_to_others(amount, sentence)
        return self._shares[amount.start]

    def _left_to_others(self, amount: Amount, sentence: Sentence) -> float:
        """Return the weight of other sentences' words: lower where the sentence names a subject of its own."""
        if _SUBJECT.search(sentence.folded, sentence.start, amount.start):
            return 0.4
        named = (
            fit(self.vocabulary.indicators.get(hit.phrase.indicator), amount.family) > _LOOSE
            for hit in self._within(sentence.start, amount.start)
            if not hit.phrase.category and hit.phrase.kind != "cue"
        )
        return 0.6 if any(named) else 1.0

    def _nearness(self, start: int, end: int, sentence: Sentence) -> float:
        between = sentence.folded[start:end]
        near = 0.97 ** between.count(" ") * 0.6 ** self._between(start, end)
        for sign in sentence.breaks_between(start, end):
            near *= _PASSES.get(sign, 0.8)
        return float(near)

    def _between(self, start: int, end: int) -> int:
        """Return how many figures lie in a stretch."""
        return bisect_left(self._digits, end) - bisect_left(self._digits, start)


def _covered(hits: list[Hit]) -> dict[Span, set[str]]:
    """Return the indicators of the longer phrase around each shorter one, by span; `hits` in order of their places."""
    indicators: dict[Span, set[str]] = defaultdict(set)
    longer: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        longer = [other for other in longer if other.end > hit.start]
        for other in longer:
            if hit.end <= other.end and hit.end - hit.start < other.end - other.start and not other.phrase.category:
                indicators[hit.start, hit.end].add(other.phrase.indicator)
        longer.append(hit)
    return dict(indicators)


def _add(match: Match | None, score: float, hit: Hit) -> Match:
    cues = ((hit.start, hit.end), *hit.others)
    if match is None:
        return Match(score, cues)
    best, other = (match, cues) if match.score >= score else (Match(score, cues), match.cues)
    if any(start < hit.end and hit.start < end for start, end in match.cues):
        return best  # the same words, said shorter or longer
    return Match(best.score + 0.2 * min(match.score, score), tuple(dict.fromkeys((*best.cues, *other)))[:4])


def lexicon(
    vocabulary: Vocabulary,
    folded: str,
    sentences: list[Sentence],
    amounts: list[Amount],
    headings: list[Chain],
    headers: Mapping[int, Span],
) -> Lexicon:
    """Return the page's phrases; those of several parts count where all parts stand near: see `_near`."""
    parts: dict[tuple[Phrase, int], list[tuple[int, int]]] = defaultdict(list)
    for start, end, phrase, number in vocabulary.parts_on(folded):
        parts[phrase, number].append((start, end))
    gatherer = Gatherer(sentences, headings)
    hits = [
        hit
        for (phrase, number), places in parts.items()
        if number == len(phrase.parts) - 1
        for hit in gatherer.hits(phrase, places, parts)
    ]
    return Lexicon(
        vocabulary, sentences, amounts, sorted(hits, key=lambda hit: (hit.start, hit.end)), headings, headers
    )

"""The one way in: `read(text, …)` gives the candidates of a report's text, in its order."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from . import amounts, confidence, decoys, groups, kinds, places, sentences, spans, tables, what, when
from .amounts import Amount
from .candidates import AreaName, Breakdown, Candidate, Kind, Reason, When
from .kinds import Sort
from .normalise import Page, normalise
from .sentences import Sentence
from .vocabulary import Vocabulary

#: Longer texts are refused by `documents`; this bounds what one call reads.
LONGEST = 400_000
_INHERITS = (Kind.PCT_OF_TARGET, Kind.CHANGE_PCT, Kind.CHANGE_ABS, Kind.CHANGE_PP, Kind.RATIO)


@dataclass
class Draft:
    """A candidate while it is being put together."""

    amount: Amount
    sentence: Sentence
    sort: Sort
    when: When | None = None
    period_rule: str = "none"
    period_mention: when.Mention | None = None
    area: AreaName | None = None
    area_rule: str = "none"
    indicator: str | None = None
    score: float = 0.0
    rival: float = 0.0
    category: Breakdown | None = None
    cues: tuple[tuple[int, int], ...] = ()
    target: Decimal | None = None
    sum: str = ""
    flags: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.sort.kind

    @property
    def member(self) -> groups.Member:
        return groups.Member(self.sort.start, self.sort.end, self.sort.value, self.kind, self.amount.family, self.sentence)


def read(
    text: str,
    *,
    vocabulary: Vocabulary,
    areas: places.Gazetteer,
    default_area: AreaName | None = None,
    report_date: date | None = None,
) -> list[Candidate]:
    """The figures that a report's text proposes; spans are places in `text`. Nothing here is certain: a person decides."""
    reading = _Reading(normalise(text[:LONGEST]), vocabulary, areas, default_area, report_date)
    return [reading.candidate(draft) for draft in reading.drafts()]


class _Reading:
    """One page with all that was found on it."""

    def __init__(self, page: Page, vocabulary: Vocabulary, areas: places.Gazetteer, default: AreaName | None, day: date | None):
        self.page, self.vocabulary = page, vocabulary
        self.sentences = sentences.split(page.text, page.folded)
        self.mentions = when.mentions(page.folded)
        self.amounts = amounts.find(page.text, page.folded, self._mask())
        self.clock = spans.clock(page.folded, self.mentions, day)
        self.atlas = self._atlas(areas, default)
        self.lexicon = what.lexicon(vocabulary, page.folded, self.sentences, self.amounts)

    def _mask(self) -> bytearray:
        mask = decoys.masked(self.page.text, self.page.folded)
        for mention in self.mentions:
            mask[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        return mask

    def _atlas(self, areas: places.Gazetteer, default: AreaName | None) -> places.Atlas:
        on = self.clock.report_date or (date(self.clock.year, 6, 30) if self.clock.year else None)
        province = areas.find(default.province or "", "province", on) if default else None
        found = places.find(self.page, areas, on, province.code if province else None)
        return places.Atlas(self.page, areas, default or places.document_area(self.page, found), found)

    def drafts(self) -> list[Draft]:
        """Every figure with all its fields."""
        drafts = self._sorted()
        self._name(drafts)
        self._group(drafts)
        self._inherit(drafts)
        self._date(drafts)
        self._locate(drafts)
        return drafts

    # Which numbers are figures, and of what kind

    def _sorted(self) -> list[Draft]:
        drafts: list[Draft] = []
        for amount in self.amounts:
            sentence = sentences.sentence_at(self.sentences, amount.start)
            if sentence is None or self._is_norm(amount):
                continue
            sort = kinds.sort(self.page.folded, amount, sentence, self._before(drafts, sentence))
            if sort:
                drafts.append(self._draft(amount, sentence, sort))
        return drafts

    def _is_norm(self, amount: Amount) -> bool:
        return amount.family in ("money", "mass", "bare") and decoys.is_norm(self.page.folded, amount.start, amount.unit_end)

    def _before(self, drafts: list[Draft], sentence: Sentence) -> kinds.Before:
        if not drafts or drafts[-1].sentence.number != sentence.number:
            return kinds.Before()
        last = drafts[-1]
        return kinds.Before(last.kind, last.sort.end, last.amount.whole is not None, last.target is not None)

    def _draft(self, amount: Amount, sentence: Sentence, sort: Sort) -> Draft:
        draft = Draft(amount, sentence, sort, flags=list(sort.flags))
        if amount.whole is not None and self._is_target(amount, sentence):
            draft.target = amount.whole
        return draft

    def _is_target(self, amount: Amount, sentence: Sentence) -> bool:
        """`1.185/8.000 chỉ tiêu`, or `22.872/19.500 …, đạt 117,3% kế hoạch`."""
        after = self.page.folded[amount.digits_end : min(sentence.end, amount.end + 70)]
        return bool(re.match(r"[^;.]{0,60}?(?:chỉ tiêu|kế hoạch|kh(?!\w))", after)) or bool(
            re.search(r"kế hoạch|chỉ tiêu|/\s*kh", self.page.folded[amount.digits_start : amount.digits_end])
        )

    # Which indicator

    def _name(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            family = "percent" if draft.kind in (Kind.RATE, Kind.CHANGE_PP) else draft.amount.family
            found = self.lexicon.indicators(draft.amount, draft.sentence, family)
            ranked = sorted(found.items(), key=lambda item: -item[1].score)
            if ranked and ranked[0][1].score >= what.ENOUGH and draft.kind not in _INHERITS:
                draft.indicator, draft.score, draft.cues = ranked[0][0], ranked[0][1].score, ranked[0][1].cues
                draft.rival = ranked[1][1].score if len(ranked) > 1 else 0.0

    def _group(self, drafts: list[Draft]) -> None:
        """Parts take the indicator of their total where one of its categories is named, or nothing else is."""
        members = [draft.member for draft in drafts]
        self.groups = groups.find(members, self.page.folded)
        heads = {group.head for group in self.groups}
        for group in self.groups:
            head = drafts[group.head]
            head.sum = groups.checked(group, members)
            for part in group.parts:
                drafts[part].sum = head.sum
                self._take(drafts[part], head)
        for at, draft in enumerate(drafts):
            if at not in heads and draft.indicator and draft.category is None and draft.kind not in _INHERITS:
                self._categorise(draft, draft.indicator)

    def _take(self, part: Draft, head: Draft) -> None:
        if head.indicator and self._categorise(part, head.indicator):
            return
        if part.indicator is None or (head.indicator and part.score < 0.8 * head.score):
            part.indicator, part.score = head.indicator, head.score * 0.8

    def _categorise(self, draft: Draft, indicator: str) -> bool:
        found = self.lexicon.category(draft.amount, draft.sentence, indicator)
        if found is None:
            return False
        draft.indicator, draft.category = indicator, found[0]
        draft.cues = tuple(dict.fromkeys((*draft.cues, *found[1].cues)))[:4]
        draft.score = max(draft.score, found[1].score)
        return True

    def _inherit(self, drafts: list[Draft]) -> None:
        """An attainment or a change speaks of the figure before it; behind a full breakdown, of the total."""
        full = {group.parts[-1]: group.head for group in self.groups if group.closed}
        base: Draft | None = None
        for at, draft in enumerate(drafts):
            if draft.kind not in _INHERITS:
                base = drafts[full[at]] if at in full else draft
            elif base and draft.sentence.number - base.sentence.number <= 1:
                draft.indicator, draft.category, draft.score, draft.cues = base.indicator, base.category, base.score, base.cues
            else:
                self._name_alone(draft)

    def _name_alone(self, draft: Draft) -> None:
        found = self.lexicon.indicators(draft.amount, draft.sentence, "bare")
        best = max(found.items(), key=lambda item: item[1].score, default=None)
        if best and best[1].score >= what.ENOUGH:
            draft.indicator, draft.score, draft.cues = best[0], best[1].score, best[1].cues

    # When and where

    def _date(self, drafts: list[Draft]) -> None:
        timeline = spans.Timeline(self.clock, self.mentions)
        place = 0
        for sentence in self.sentences:
            own = timeline.enter(sentence)
            while place < len(drafts) and drafts[place].sentence.number == sentence.number:
                self._date_one(drafts, place, own, timeline)
                place += 1
            timeline.leave(own, sentence)

    def _date_one(self, drafts: list[Draft], at: int, own: list[when.Mention], timeline: spans.Timeline) -> None:
        draft = drafts[at]
        chosen = timeline.choose(
            draft.sort.start, draft.sort.end, own, draft.sentence, steady=self._steady(draft), plan=draft.sort.planned
        )
        draft.when, draft.period_rule, draft.period_mention = chosen.when, chosen.rule, chosen.mention

    def _steady(self, draft: Draft) -> bool | None:
        """Whether a figure is of a moment: by its indicator's measure, or by words such as "hiện có", "đang"."""
        if draft.kind is Kind.RATE:
            return True
        facts = self.vocabulary.indicators.get(draft.indicator or "")
        if facts:
            return facts.measure != "flow"
        head = self.page.folded[draft.sentence.start : draft.sort.start]
        return True if re.search(r"(?<!\w)(?:hiện|đang|còn|quản lý|hiện có|tổng số)(?!\w)", head) else None

    def _locate(self, drafts: list[Draft]) -> None:
        firsts: dict[int, int] = {}
        for sentence in self.sentences:
            firsts.setdefault(sentence.paragraph, sentence.start)
        for draft in drafts:
            draft.area, draft.area_rule = self.atlas.choose(draft.sort.start, draft.sentence, firsts[draft.sentence.paragraph])

    # The value handed over

    def candidate(self, draft: Draft) -> Candidate:
        start, end = self.page.raw_span(draft.sort.start, self._tail(draft))
        unit = draft.amount.unit.name if draft.amount.unit else ""
        return Candidate(
            start, end, self.page.raw[start:end], draft.sort.value, draft.sort.high,
            "người" if unit == "chỉ tiêu" else unit, draft.amount.qualifier, draft.kind, draft.indicator, draft.area, draft.when,
            draft.category, draft.target, confidence.of(draft), self._reason(draft),
        )  # fmt: skip

    def _tail(self, draft: Draft) -> int:
        """Where the span ends: a short description up to the next sign belongs to it (`03 người già cô đơn`)."""
        return draft.sort.end

    def _reason(self, draft: Draft) -> Reason:
        mention = draft.period_mention
        return Reason(
            cues=tuple(self.page.raw_span(*cue) for cue in draft.cues),
            period=draft.period_rule,
            period_span=self.page.raw_span(mention.start, mention.end) if mention else None,
            area=draft.area_rule,
            sum=draft.sum,
            of=draft.amount.whole if draft.target is None else None,
            flags=tuple(draft.flags),
        )

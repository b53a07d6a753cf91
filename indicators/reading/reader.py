"""The one way in: `read(text, …)` gives the candidates of a report's text, in its order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from . import amounts, decoys, groups, kinds, places, sentences, spans, tables, units, what, when, where
from .amounts import Amount
from .candidates import AreaName, Breakdown, Candidate, Kind, Reason, When
from .confidence import confidence
from .gazetteer import Gazetteer
from .kinds import Sort
from .normalise import Page, normalise
from .sentences import Sentence
from .vocabulary import Vocabulary

#: Longer texts are refused by `documents`; this bounds what one call reads.
LONGEST = 400_000
_INHERITS = (Kind.PCT_OF_TARGET, Kind.CHANGE_PCT, Kind.CHANGE_ABS, Kind.CHANGE_PP, Kind.RATIO)


#: Said at the head of a sentence, before a phrase of time or the subject.
_ESTIMATED = re.compile(
    r"^[\s\"']*(?:theo ước tính,?\s*)?(?:ước|dự kiến|dự ước|ước tính|ước thực hiện)\s(?!mơ|muốn|nguyện)[^.;]*$"
)


#: Or in the same clause: "Trung tâm dự kiến mở thêm 5 phiên".
_EXPECTED = re.compile(r"(?<!\w)(?:dự kiến|ước tính|dự ước|ước thực hiện|ước)\s(?!mơ|muốn|nguyện)[^,;.\d]*$")
_SUBJECT = re.compile(r"(?<!\w)(?:số|tổng|tỷ lệ|lượng|nguồn|kinh phí)\s")


#: What follows a number and the plan behind its slash.
_MEASURED = re.compile(
    r"[^;.]{0,60}?(?:chỉ tiêu|kế hoạch|kh(?!\w)|(?:đạt|bằng)\s+(?:gần\s|trên\s|hơn\s)?\d[\d.,]*\s?%)"
)


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
    cell: tables.Cell | None = None
    listed: bool = False  # one of the parts of a total
    base: Draft | None = None  # the figure that this one speaks of, or the total that it is a part of

    @property
    def kind(self) -> Kind:
        return self.sort.kind

    @property
    def member(self) -> groups.Member:
        return groups.Member(
            self.sort.start, self.sort.end, self.sort.value, self.kind, self.amount.family, self.sentence
        )


def read(
    text: str,
    *,
    vocabulary: Vocabulary,
    areas: Gazetteer,
    default_area: AreaName | None = None,
    report_date: date | None = None,
) -> list[Candidate]:
    """The figures that a report's text proposes; spans are places in `text`. Nothing here is certain: a person decides."""
    reading = _Reading(normalise(text[:LONGEST]), vocabulary, areas, default_area, report_date)
    return [reading.candidate(draft) for draft in reading.drafts()]


class _Reading:
    """One page with all that was found on it."""

    def __init__(
        self, page: Page, vocabulary: Vocabulary, areas: Gazetteer, default: AreaName | None, day: date | None
    ):
        self.page, self.vocabulary = page, vocabulary
        self.sentences = sentences.split(page.text, page.folded)
        self.mentions = when.mentions(page.folded)
        self.cells = tables.find(page)
        self.amounts = sorted(
            [*amounts.find(page.text, page.folded, self._mask()), *(cell.amount for cell in self.cells)],
            key=lambda amount: amount.start,
        )
        self.clock = spans.clock(page.folded, self.mentions, day)
        self.atlas = self._atlas(areas, default)
        self.lexicon = what.lexicon(vocabulary, page.folded, self.sentences, self.amounts)

    def _mask(self) -> bytearray:
        mask = decoys.masked(self.page.text, self.page.folded)
        for mention in self.mentions:
            mask[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
        for cell in self.cells:
            line = (
                self.page.text.rfind("\n", 0, cell.amount.start) + 1,
                (self.page.text + "\n").index("\n", cell.amount.start),
            )
            mask[slice(*line)] = b"\1" * (line[1] - line[0])
        return mask

    def _atlas(self, areas: Gazetteer, default: AreaName | None) -> where.Atlas:
        on = self.clock.report_date or (date(self.clock.year, 6, 30) if self.clock.year else None)
        province = areas.find(default.province or "", "province", on) if default else None
        found = places.find(self.page, areas, on, province.code if province else None)
        return where.Atlas(self.page, areas, default or where.document_area(self.page, found, areas, on), found)

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
        tabled = {cell.amount.start: cell for cell in self.cells}
        for amount in self.amounts:
            sentence = sentences.sentence_at(self.sentences, amount.start)
            if sentence is None or self._is_norm(amount):
                continue
            cell = tabled.get(amount.start)
            sort = cell.sort if cell else self._sort(amount, sentence, drafts)
            if sort:
                drafts.append(self._draft(amount, sentence, sort))
                drafts[-1].cell = cell
        return drafts

    def _sort(self, amount: Amount, sentence: Sentence, drafts: list[Draft]) -> Sort | None:
        before = self._before(drafts, sentence)
        return kinds.sort(
            self.page.folded, amount, sentence, before, inherited_plan=self._plan_before(sentence, drafts)
        )

    def _plan_before(self, sentence: Sentence, drafts: list[Draft]) -> bool:
        """Whether the sentence goes on with a plan, or stands under a heading that announces one."""
        last = drafts[-1] if drafts else None
        if last and last.sort.planned and last.sentence.number == sentence.number - 1 and kinds.goes_on(sentence):
            return last.sentence.paragraph == sentence.paragraph
        return kinds.plans_below(self._heading_of.get(sentence.number, ""))

    @cached_property
    def _heading_of(self) -> dict[int, str]:
        """The heading above each sentence: the last short line without a figure that ends with `:` or starts a section."""
        headings: dict[int, str] = {}
        numbered = {sentences.sentence_at(self.sentences, a.start) for a in self.amounts}
        heading = ""
        for sentence in self.sentences:
            if sentence not in numbered and len(sentence.text) < 120 and self._is_heading(sentence):
                heading = sentence.text
            headings[sentence.number] = heading
        return headings

    def _is_heading(self, sentence: Sentence) -> bool:
        line = self.page.text.rfind("\n", 0, sentence.start) + 1
        marked = re.match(
            r"\s*(?:[IVX]+\.|\d+(?:\.\d+)*\.?\s|[A-Z]\.|\*|[a-zđ]\))", self.page.text[line : sentence.end]
        )
        printed = self.page.text[sentence.start : sentence.end]
        return bool(marked) or printed.rstrip().endswith(":") or printed.isupper()

    def _is_norm(self, amount: Amount) -> bool:
        return amount.family in ("money", "mass", "bare") and decoys.is_norm(
            self.page.folded, amount.start, amount.unit_end
        )

    def _before(self, drafts: list[Draft], sentence: Sentence) -> kinds.Before:
        if not drafts or drafts[-1].sentence.number != sentence.number:
            return kinds.Before()
        last = drafts[-1]
        return kinds.Before(
            last.kind,
            last.sort.end,
            last.amount.whole is not None,
            last.target is not None,
            -1 if last.sort.value < 0 else 1,
        )

    def _draft(self, amount: Amount, sentence: Sentence, sort: Sort) -> Draft:
        draft = Draft(amount, sentence, sort, flags=list(sort.flags))
        if amount.whole is not None and self._is_target(amount, sentence):
            draft.target = amount.whole
        return draft

    def _is_target(self, amount: Amount, sentence: Sentence) -> bool:
        """`1.185/8.000 chỉ tiêu`, or `22.872/19.500 …, đạt 117,3%`."""
        after = self.page.folded[amount.digits_end : min(sentence.end, amount.end + 70)]
        printed = self.page.folded[amount.digits_start : amount.digits_end]
        return bool(_MEASURED.match(after) or re.search(r"kế hoạch|chỉ tiêu|/\s*kh", printed))

    # Which indicator

    def _name(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            family = "percent" if draft.kind in (Kind.RATE, Kind.CHANGE_PP) else draft.amount.family
            found = self.lexicon.indicators(draft.amount, draft.sentence, family)
            ranked = sorted(found.items(), key=lambda item: -item[1].score)
            if (
                ranked
                and ranked[0][1].score >= what.ENOUGH
                and draft.kind not in _INHERITS
                and not self._of_others(draft)
            ):
                draft.indicator, draft.score, draft.cues = ranked[0][0], ranked[0][1].score, ranked[0][1].cues
                draft.rival = ranked[1][1].score if len(ranked) > 1 else 0.0
        for before, draft in pairwise(drafts):
            if self._repeats(before, draft):
                draft.indicator, draft.score, draft.cues = before.indicator, before.score, before.cues

    def _of_others(self, draft: Draft) -> bool:
        """`…; 98,5% hộ đạt chuẩn`: a share of something new, which its own words do not name."""
        if draft.kind is not Kind.RATE or self.lexicon.speaks(draft.amount, draft.sentence):
            return False
        return (
            units.described(self.page.folded, draft.sort.start, draft.sort.end, percent=True, listed=True)
            > draft.sort.end
        )

    def _repeats(self, before: Draft, draft: Draft) -> bool:
        """`xuất khẩu lao động 158 người, lũy kế 1.604 người`: nothing new is named, the same is counted."""
        if before.sentence.paragraph != draft.sentence.paragraph or draft.kind in _INHERITS or self._of_others(draft):
            return False
        alike = before.kind is draft.kind and before.amount.family == draft.amount.family
        if before.sentence.number != draft.sentence.number:
            same_unit = alike and before.amount.unit == draft.amount.unit
            return same_unit and draft.indicator is None and draft.sentence.number - before.sentence.number == 1
        levels = draft.kind is Kind.RATE and before.kind is Kind.CHANGE_PP
        return (alike or levels) and not self.lexicon.speaks(draft.amount, draft.sentence)

    def _group(self, drafts: list[Draft]) -> None:
        """Parts take the indicator of their total where one of its categories is named, or nothing else is."""
        members = [draft.member for draft in drafts]
        self.groups = groups.find(members, self.page.folded)
        heads = {group.head for group in self.groups}
        for group in self.groups:
            head = drafts[group.head]
            head.sum = groups.checked(group, members)
            for part in group.parts:
                drafts[part].sum, drafts[part].listed, drafts[part].base = head.sum, True, head
                self._take(drafts[part], head)
        for at, draft in enumerate(drafts):
            if at not in heads and draft.indicator and draft.category is None and draft.kind not in _INHERITS:
                self._categorise(draft, draft.indicator)

    def _take(self, part: Draft, head: Draft) -> None:
        if head.indicator and self._categorise(part, head.indicator):
            return
        own = self.lexicon.own_indicator(part.amount, part.sentence, part.amount.family)
        if own and own[0] != head.indicator and self._same_measure(own[0], head.indicator):
            part.indicator, part.score, part.cues = own[0], own[1].score, own[1].cues
        elif head.indicator:
            part.indicator, part.score = head.indicator, head.score * 0.8

    def _same_measure(self, own: str, head: str | None) -> bool:
        """A part of what was done in a span is not what there is at a moment."""
        facts = self.vocabulary.indicators
        return head is None or own not in facts or head not in facts or facts[own].measure == facts[head].measure

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
                continue
            base_for = self._spoken_of(drafts, at, base)
            own = self.lexicon.own_indicator(draft.amount, draft.sentence, "bare", before_only=True)
            if own and self._has_subject(drafts, at):
                draft.indicator, draft.score, draft.cues = own[0], own[1].score, own[1].cues
                base = draft
                continue
            draft.base = drafts[at - 1] if at and drafts[at - 1].sentence is draft.sentence else base_for
            if base_for and draft.sentence.number - base_for.sentence.number <= 1:
                draft.indicator, draft.category, draft.score, draft.cues = (
                    base_for.indicator,
                    base_for.category,
                    base_for.score,
                    base_for.cues,
                )
            else:
                self._name_alone(draft, "bare")

    def _spoken_of(self, drafts: list[Draft], at: int, base: Draft | None) -> Draft | None:
        """The figure that an attainment or change speaks of: past a closed bracket, and for points the nearest rate."""
        draft = drafts[at]
        same = [other for other in drafts[max(0, at - 8) : at] if other.sentence.number == draft.sentence.number]
        if draft.kind is Kind.CHANGE_PP:
            return next((other for other in reversed(same) if other.kind in (Kind.RATE, Kind.TARGET)), base)
        open_before = [other for other in same if other.kind not in _INHERITS and not self._bracketed(other, draft)]
        return open_before[-1] if open_before and base and self._bracketed(base, draft) else base

    def _has_subject(self, drafts: list[Draft], at: int) -> bool:
        """Whether a change brings its own subject: `…; số việc làm mới tăng 12%`."""
        draft = drafts[at]
        start = max(draft.sentence.start, drafts[at - 1].sort.end if at else 0)
        return draft.kind is not Kind.PCT_OF_TARGET and bool(_SUBJECT.search(self.page.folded, start, draft.sort.start))

    def _bracketed(self, other: Draft, draft: Draft) -> bool:
        """Whether a figure stands in brackets that close before `draft`."""
        before, between = (
            self.page.folded[other.sentence.start : other.sort.start],
            self.page.folded[other.sort.end : draft.sort.start],
        )
        return before.count("(") > before.count(")") and between.count(")") > between.count("(")

    def _name_alone(self, draft: Draft, family: str) -> bool:
        found = self.lexicon.indicators(draft.amount, draft.sentence, family)
        best = max(found.items(), key=lambda item: item[1].score, default=None)
        if not best or best[1].score < what.ENOUGH:
            return False
        draft.indicator, draft.score, draft.cues = best[0], best[1].score, best[1].cues
        return True

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
        if draft.cell:
            own = [*own, *(m for m in self.mentions if draft.cell.header[0] <= m.start < draft.cell.header[1])]
        chosen = timeline.choose(
            draft.sort.start, draft.sort.end, own, draft.sentence, steady=self._steady(draft), plan=draft.sort.planned
        )
        draft.when, draft.period_rule, draft.period_mention = chosen.when, chosen.rule, chosen.mention
        base = draft.base
        if base and base.when and chosen.mention is base.period_mention and base.sort.start < draft.sort.start:
            draft.when = base.when  # of one time with what it speaks of, whatever its own measure

    def _steady(self, draft: Draft) -> bool | None:
        """Whether a figure is of a moment: by its indicator's measure, or by words such as "hiện có", "đang"."""
        if draft.kind in (Kind.RATE, Kind.CHANGE_ABS, Kind.CHANGE_PCT, Kind.CHANGE_PP):
            return draft.kind is Kind.RATE
        facts = self.vocabulary.indicators.get(draft.indicator or "")
        if facts:
            return facts.measure != "flow"
        head = self.page.folded[max(draft.sentence.start, draft.sort.start - 60) : draft.sort.start]
        return True if re.search(r"(?<!thực )(?<!\w)(?:hiện|đang|hiện có|còn có)(?!\w)[^;]*$", head) else None

    def _locate(self, drafts: list[Draft]) -> None:
        firsts: dict[int, int] = {}
        for sentence in self.sentences:
            firsts.setdefault(sentence.paragraph, sentence.start)
        for draft in drafts:
            draft.area, draft.area_rule = self.atlas.choose(
                draft.sort.start, draft.sentence, firsts[draft.sentence.paragraph]
            )

    # The value handed over

    def candidate(self, draft: Draft) -> Candidate:
        start, end = self.page.raw_span(draft.sort.start, self._tail(draft))
        unit = draft.amount.unit.name if draft.amount.unit else ""
        return Candidate(
            start, end, self.page.raw[start:end], draft.sort.value, draft.sort.high,
            "người" if unit == "chỉ tiêu" else unit, self._qualifier(draft), draft.kind, draft.indicator, draft.area, draft.when,
            draft.category, draft.target, _confidence(draft), self._reason(draft),
        )  # fmt: skip

    def _qualifier(self, draft: Draft) -> str:
        """ "Ước đến hết năm 2024, … đạt 63%": an estimate said at the head of the clause holds for its figures."""
        head = self.page.folded[draft.sentence.start : draft.sort.start]
        if draft.kind in (Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.MASS) and (
            _ESTIMATED.search(head) or _EXPECTED.search(head)
        ):
            return "estimate"
        return draft.amount.qualifier

    def _tail(self, draft: Draft) -> int:
        """Where the span ends: a short description up to the next sign belongs to it (`03 người già cô đơn`)."""
        if draft.kind not in (Kind.COUNT, Kind.RATE) or draft.sort.end != draft.amount.end:
            return draft.sort.end
        return units.described(
            self.page.folded,
            draft.sort.start,
            draft.sort.end,
            percent=draft.amount.family == "percent",
            listed=draft.listed and draft.amount.family == "person",
        )

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


def _confidence(draft: Draft) -> float:
    return confidence(
        draft.kind, period=draft.period_rule, area=draft.area_rule, flags=draft.flags, family=draft.amount.family,
        named=draft.indicator is not None, sum_check=draft.sum,
    )  # fmt: skip

"""Set the indicator and the category of each draft.

They come from the words near it, from its group, or from the figure that it describes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ..amounts import groups, units
from ..amounts.groups import Group
from ..candidates import AmountKind
from ..draft import Draft
from ..place.places import TYPES
from ..text.patterns import one_of
from ..time.stock_or_flow import is_membership, is_passing
from .what import ENOUGH, Lexicon

#: A sentence that goes on with what the one before counted.
_SUMS_UP = re.compile(
    r"\s*(?:lũy kế|cộng dồn|tính chung|(?:ước (?:tính |thực hiện )?)?cả năm|cộng|nâng tổng"
    r"|(?:nhiều|đông|cao|thấp|ít) nhất|dẫn đầu)(?!\w)"
)
_PLACE = re.compile(rf"{one_of(' | '.join(TYPES))}\.?\s")
_SHARE_OF = re.compile(r"[\s,]*(?:\(|(?:chiếm|tương ứng|tương đương|bằng|tỷ lệ)\s)[^\d;]{0,20}")
#: `6.618 lao động có việc làm (tỷ lệ 82,24%)`
_SHARE_BEHIND = re.compile(r"[^,;:.()\d]{0,60}\(\s*(?:(?:chiếm|đạt|bằng|tương đương)\s+)?(?:tỷ lệ\s+)?")
_SUBJECT = re.compile(r"(?<!\w)(?:số|tổng|tỷ lệ|lượng|nguồn|kinh phí)\s")


@dataclass
class Naming:
    """The passes that name the figures of one page; `folded` is its text."""

    folded: str
    lexicon: Lexicon
    groups: list[Group] = field(default_factory=list)

    def name(self, drafts: list[Draft]) -> None:
        """Set indicator, category, cues and base of every draft."""
        self._by_words(drafts)
        self._by_group(drafts)
        self._sum_up(drafts)
        self._inherit(drafts)

    def _by_words(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            family = "percent" if draft.kind in (AmountKind.RATE, AmountKind.CHANGE_PP) else draft.amount.family
            matches = self.lexicon.indicators(draft.amount, draft.sentence, family)
            if is_passing(draft, self.folded):
                matches = {slug: match for slug, match in matches.items() if not self._is_stock(slug)}
            if is_membership(draft, self.folded):
                matches = {slug: match for slug, match in matches.items() if self._is_stock(slug)}
            best = max(matches.items(), key=lambda item: item[1].score, default=None)
            if best and best[1].score >= ENOUGH and not draft.leans and not self._of_others(draft):
                draft.call(best[0], best[1].score, best[1].cues)
        for at, draft in enumerate(drafts):
            if at and self._stands_behind(drafts[at - 1], draft):
                draft.base = drafts[at - 1]
            if at and self._is_share_of(drafts[at - 1], draft) and self._rename(draft, drafts[at - 1]):
                continue
            before = self._same_counted(drafts, at)
            if before and self._repeats(before, draft):
                draft.call(before.indicator, before.score, before.cues)

    def _is_share_of(self, before: Draft, draft: Draft) -> bool:
        """Return whether a share says how much of something the count before is: `còn 2.080 hộ, chiếm 11,3%`."""
        if draft.kind is not AmountKind.RATE or before.kind is not AmountKind.COUNT:
            return False
        between = self.folded[before.sort.end : draft.sort.start]
        return before.sentence is draft.sentence and bool(_SHARE_OF.fullmatch(between))

    def _is_stock(self, indicator: str) -> bool:
        facts = self.lexicon.vocabulary.indicators.get(indicator)
        return facts is not None and facts.measure == "stock"

    def _stands_behind(self, before: Draft, draft: Draft) -> bool:
        """Return whether a share stands in the brackets behind a count, and so has its time."""
        near = before.sentence is draft.sentence and before.kind is AmountKind.COUNT and draft.kind is AmountKind.RATE
        return near and bool(_SHARE_BEHIND.fullmatch(self.folded, before.sort.end, draft.sort.start))

    def _same_counted(self, drafts: list[Draft], at: int) -> Draft | None:
        """Return the figure before, or the nearest of the same sort in its sentence."""
        draft = drafts[at]
        near = reversed(drafts[max(0, at - 6) : at])
        alike = (
            other
            for other in near
            if other.sentence is draft.sentence and not other.leans and _alike(other, draft) and other.indicator
        )
        return next(alike, drafts[at - 1] if at else None)

    def _sum_up(self, drafts: list[Draft]) -> None:
        """Name sums and extremes after the last total: `Lũy kế 5 tháng: 6.800 người`, `Nhiều nhất là huyện A …`."""
        for at, draft in enumerate(drafts):
            if draft.leans or draft.cell:
                continue
            if at and self._next_place(drafts[at - 1], draft) and not self.lexicon.speaks(draft.amount, draft.sentence):
                draft.call(drafts[at - 1].indicator, drafts[at - 1].score, drafts[at - 1].cues)
            if not _SUMS_UP.match(draft.sentence.text):
                continue
            total = next((d for d in reversed(drafts[max(0, at - 15) : at]) if self._summed(d, draft)), None)
            same = total is not None and total.amount.unit is not None and total.amount.unit == draft.amount.unit
            if total and not self.lexicon.speaks(draft.amount, draft.sentence, beyond_unit=same):
                draft.call(total.indicator, total.score * 0.8, total.cues)

    def _next_place(self, before: Draft, draft: Draft) -> bool:
        """Return whether the next item of a list of places begins: `+ Huyện B: 8%` below `+ Huyện A: …`."""
        paragraphs = draft.sentence.paragraph - before.sentence.paragraph
        places = _PLACE.match(before.sentence.text) and _PLACE.match(draft.sentence.text)
        return paragraphs in (0, 1) and bool(places) and _alike(before, draft)

    def _summed(self, total: Draft, draft: Draft) -> bool:
        near = draft.sentence.number - total.sentence.number <= 8
        plain = not (total.leans or total.listed) and total.kind is draft.kind
        return near and plain and total.amount.family == draft.amount.family

    def _of_others(self, draft: Draft) -> bool:
        """Return whether a share is of something new that its own words do not name: `…; 98,5% hộ đạt chuẩn`."""
        if draft.kind is not AmountKind.RATE or self.lexicon.speaks(draft.amount, draft.sentence):
            return False
        start, end = draft.sort.start, draft.sort.end
        return units.described(self.folded, start, end, percent=True, listed=True) > end

    def _repeats(self, before: Draft, draft: Draft) -> bool:
        """Return whether a figure counts the same as the last: `xuất khẩu lao động 158 người, lũy kế 1.604 người`."""
        if draft.cell or before.sentence.paragraph != draft.sentence.paragraph or draft.leans or self._of_others(draft):
            return False
        levels = (AmountKind.COUNT, AmountKind.TARGET)
        same_kind = before.kind is draft.kind or (before.kind in levels and draft.kind in levels)
        alike = same_kind and _alike(before, draft)
        if before.sentence.number != draft.sentence.number:
            same_unit = alike and before.amount.unit == draft.amount.unit
            return (
                same_unit
                and draft.kind is not AmountKind.MONEY
                and draft.indicator is None
                and draft.sentence.number - before.sentence.number == 1
            )
        back_to_rate = draft.kind is AmountKind.RATE and before.kind is AmountKind.CHANGE_PP
        return (alike or back_to_rate) and not self.lexicon.speaks(draft.amount, draft.sentence)

    def _by_group(self, drafts: list[Draft]) -> None:
        """Give parts the indicator of their total where one of its categories is named, or nothing else is."""
        members = [draft.member for draft in drafts]
        self.groups = groups.find(members, self.folded)
        heads = {group.head for group in self.groups}
        for group in self.groups:
            head = drafts[group.head]
            head.sum = groups.checked(group, members)
            several = self._is_broken_down(group, drafts)
            for part in group.parts:
                drafts[part].sum, drafts[part].listed, drafts[part].base = head.sum, True, head
                if several or not self._named_alone(drafts[part], head):
                    self._take(drafts[part], head)
        for at, draft in enumerate(drafts):
            if at not in heads and draft.indicator and draft.category is None and not draft.leans:
                self._categorise(draft, draft.indicator)

    def _is_broken_down(self, group: Group, drafts: list[Draft]) -> bool:
        """Return whether the parts are a breakdown: their sum is the total, or they name different categories of it."""
        indicator = drafts[group.head].indicator
        if group.closed or indicator is None:
            return True
        parts = (drafts[part] for part in group.parts)
        matches = (self.lexicon.category(part.amount, part.sentence, indicator, listed=True) for part in parts)
        return len({category[0] for category in matches if category}) > 1

    def _named_alone(self, part: Draft, head: Draft) -> bool:
        """Return whether a part has its own indicator: `900 người, trong đó xuất khẩu lao động 70 người`."""
        own = self.lexicon.own_indicator(part.amount, part.sentence, part.amount.family)
        if own is None or own[0] == head.indicator or not self._same_measure(own[0], head.indicator):
            return False
        part.call(own[0], own[1].score, own[1].cues)
        return True

    def _take(self, part: Draft, head: Draft) -> None:
        if head.indicator and self._categorise(part, head.indicator):
            return
        own = self.lexicon.own_indicator(part.amount, part.sentence, part.amount.family)
        if own and own[0] != head.indicator and self._same_measure(own[0], head.indicator):
            part.call(own[0], own[1].score, own[1].cues)
        elif head.indicator:
            part.call(head.indicator, head.score * 0.8, part.cues)

    def _same_measure(self, own: str, head: str | None) -> bool:
        """Return whether part and total are both stocks or both flows, as far as known."""
        facts = self.lexicon.vocabulary.indicators
        return head is None or own not in facts or head not in facts or facts[own].measure == facts[head].measure

    def _categorise(self, draft: Draft, indicator: str) -> bool:
        match = self.lexicon.category(draft.amount, draft.sentence, indicator, listed=draft.listed)
        if match is None:
            return False
        draft.indicator, draft.category = indicator, match[0]
        draft.cues = tuple(dict.fromkeys((*draft.cues, *match[1].cues)))[:4]
        draft.score = max(draft.score, match[1].score)
        return True

    def _inherit(self, drafts: list[Draft]) -> None:
        """Give an attainment or a change the indicator of the figure before; behind a full breakdown, the total's."""
        full = {group.parts[-1]: group.head for group in self.groups if group.closed}
        base: Draft | None = None
        for at, draft in enumerate(drafts):
            subject = drafts[full[at]] if at in full else draft
            base = self._lean(drafts, at, base) if draft.leans else subject
        for before, draft in pairwise(drafts):
            if draft.indicator is None and before.indicator and self._repeats(before, draft):
                draft.call(before.indicator, before.score, before.cues)

    def _lean(self, drafts: list[Draft], at: int, base: Draft | None) -> Draft | None:
        """Name a figure that leans on another; the answer is what those after it lean on."""
        draft, spoken_of = drafts[at], self._spoken_of(drafts, at, base)
        if draft.sort.against:
            self._measure(draft, spoken_of)
            return base
        draft.base = self._beside(drafts, at) or spoken_of
        if named := self.lexicon.in_unit(draft.amount, draft.sentence):
            draft.call(named[0], named[1].score, named[1].cues)
            return base
        own = self.lexicon.own_indicator(draft.amount, draft.sentence, "bare", before_only=True)
        if own and self._has_subject(drafts, at):
            draft.base = None
            draft.call(own[0], own[1].score, own[1].cues)
            return draft
        self._follow(draft, spoken_of)
        return base

    def _beside(self, drafts: list[Draft], at: int) -> Draft | None:
        """Return the figure before in the same sentence, past plans and last year's numbers in brackets."""
        near = reversed(drafts[max(0, at - 5) : at])
        return next((d for d in near if d.sentence is drafts[at].sentence and not d.sort.against), None)

    def _follow(self, draft: Draft, spoken_of: Draft | None) -> None:
        """Give a figure the name of the one that it speaks of, in its own unit."""
        if spoken_of is None or draft.sentence.number - spoken_of.sentence.number > 1:
            self._name_alone(draft, "bare")
            return
        draft.call(spoken_of.indicator, spoken_of.score, spoken_of.cues)
        draft.category = spoken_of.category
        other_unit = draft.kind is AmountKind.CHANGE_ABS and not _alike(spoken_of, draft)
        if other_unit and not self._name_alone(draft, draft.amount.family):
            self._rename(draft, spoken_of)

    def _measure(self, draft: Draft, base: Draft | None) -> None:
        """Give the plan and last year's number the indicator of the figure beside them."""
        if base is not None and draft.sentence.number - base.sentence.number <= 1:
            draft.base, draft.category = base, base.category
            draft.call(base.indicator, base.score, base.cues)

    def _spoken_of(self, drafts: list[Draft], at: int, base: Draft | None) -> Draft | None:
        """Return the figure that an attainment or change describes: past a closed bracket; for points, a rate."""
        draft = drafts[at]
        same = [other for other in drafts[max(0, at - 8) : at] if other.sentence.number == draft.sentence.number]
        if draft.kind is AmountKind.CHANGE_PP:
            return next((other for other in reversed(same) if other.kind in (AmountKind.RATE, AmountKind.TARGET)), base)
        if draft.kind is AmountKind.CHANGE_ABS or draft.sort.against:
            candidates = [other for other in same if not other.leans and other.amount.family == draft.amount.family]
            base = candidates[-1] if candidates else base
        open_before = [other for other in same if not other.leans and not self._bracketed(other, draft)]
        return open_before[-1] if open_before and base and self._bracketed(base, draft) else base

    def _has_subject(self, drafts: list[Draft], at: int) -> bool:
        """Return whether a change brings its own subject: `…; số việc làm mới tăng 12%`."""
        draft = drafts[at]
        start = max(draft.sentence.start, drafts[at - 1].sort.end if at else 0)
        return draft.kind is not AmountKind.PCT_OF_TARGET and bool(
            _SUBJECT.search(self.folded, start, draft.sort.start)
        )

    def _bracketed(self, other: Draft, draft: Draft) -> bool:
        """Return whether a figure stands in brackets that close before `draft`."""
        before, between = (
            self.folded[other.sentence.start : other.sort.start],
            self.folded[other.sort.end : draft.sort.start],
        )
        return before.count("(") > before.count(")") and between.count(")") > between.count("(")

    def _rename(self, draft: Draft, named: Draft) -> bool:
        """Call a figure what the words of another call it in its own unit."""
        match = self.lexicon.of_same_words(named.cues, draft.amount.family)
        if match:
            draft.call(match[0], match[1].score, match[1].cues)
        return match is not None

    def _name_alone(self, draft: Draft, family: str) -> bool:
        matches = self.lexicon.indicators(draft.amount, draft.sentence, family)
        best = max(matches.items(), key=lambda item: item[1].score, default=None)
        if not best or best[1].score < ENOUGH:
            return False
        draft.call(best[0], best[1].score, best[1].cues)
        return True


def _alike(first: Draft, second: Draft) -> bool:
    """Return whether two figures count in one unit; a number without a unit may count in any."""
    families = {first.amount.family, second.amount.family}
    return len(families) == 1 or ("bare" in families and "percent" not in families)

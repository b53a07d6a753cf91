"""Read the text of a report and return its candidates, in the order of the text: `read(text, …)`.

The passes, in this order, each on all drafts of a page:

1. `_Reading._sorted` reads amounts, sentences and tables; makes the drafts and sets `sort`, `flags`, `target`, `cell`.
2. `_headlines` settles `sort` of a headline's attainment, once the others are known.
3. `Naming.name` reads the phrases near each figure; sets `indicator`, `category`, `base`, `score` and groups.
4. `_Reading._date` reads phrases of time, `base` and `indicator`; sets `period` and `period_rule`.
5. `_date_headlines` sets `period` of a headline from the sentence that repeats its figure.
6. `_Reading._locate` reads places; sets `area` and `area_rule`.
7. `rivals.flag` reads all these, and adds the flag `rival`.
8. `_Reading.drafts` adds the flag `out-of-time`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date
from functools import cached_property

from .amounts import amounts, kinds, rivals, units
from .amounts.amounts import Amount
from .amounts.kinds import AmountSort
from .candidates import AmountKind, AreaName, Candidate, Reason, When
from .confidence import confidence
from .draft import Draft
from .place import places, where
from .place.gazetteer import Gazetteer
from .subject import what
from .subject.assign_indicator import Naming
from .subject.vocabulary import Vocabulary
from .text import headings, not_figures, sentences, tables
from .text.normalise import Page, normalise
from .text.patterns import mark
from .text.sentences import Sentence
from .time import clock, plans, spans, when
from .time.stock_or_flow import is_out_of_time, steady

#: Longer texts are refused by `documents`; this bounds what one call reads.
LONGEST = 400_000

#: Candidates of one text: the page says that only so many are read. Numbers that are looked at for them: a few are none.
MOST_CANDIDATES, MOST_NUMBERS = 1000, 3000

#: Said at the head of a sentence, before a phrase of time or the subject.
_ESTIMATED = re.compile(
    r"^(?:[^:;.\d]{1,60}:)?[\s\"']*(?:theo ước tính,?\s*)?(?:ước|dự kiến|dự ước|ước tính|ước thực hiện)\s(?!mơ|muốn|nguyện|của\s)[^.;]*$"
)
#: Or in the same clause: "Trung tâm dự kiến mở thêm 5 phiên".
_EXPECTED = re.compile(r"(?<!\w)(?:dự kiến|ước tính|dự ước|ước thực hiện|ước)\s(?!mơ|muốn|nguyện)[^,;.\d]*$")
#: `Toàn tỉnh có 74.502 người có công`: what there is, where no time is said.
_EXISTS = re.compile(r"(?:tỉnh|huyện|xã|phường|thành phố|địa bàn|tổng số|số)(?:\s+[^\W\d]+){0,2}?\s+(?:có|còn|là)\s*$")
_AVERAGED = re.compile(r"(?<!\w)(?:mỗi|hằng|hàng|bình quân|trung bình) năm(?!\w)")
#: `bình quân mỗi năm 17.680 lao động`: no figure of the span that the sentence speaks of.
_MEAN = re.compile(
    r"(?<!dân số )(?<!\w)(?:bình quân|trung bình|(?:mỗi|hằng|hàng) năm)(?!\w)(?! (?:của|tiền lương))[^,;:.()\d]*$"
)
#: `các tỷ lệ tương ứng là 2,9% và 1,1%`: which is which stands in another sentence.
_RESPECTIVE = re.compile(r"(?<!\w)(?:lần lượt|tương ứng)\s+(?:là|đạt|còn|có)\s[^;:.()]*$")
#: What follows a number and the plan behind its slash.
_MEASURED = re.compile(
    r"[^;.]{0,60}?(?:chỉ tiêu|kế hoạch|kh(?!\w)|(?:đạt|bằng)\s+(?:gần\s|trên\s|hơn\s)?\d[\d.,]*\s?%)"
)


def read(
    text: str,
    *,
    vocabulary: Vocabulary,
    areas: Gazetteer,
    default_area: AreaName | None = None,
    report_date: date | None = None,
) -> list[Candidate]:
    """Return the figures that a report's text proposes, with spans in `text`; none is certain, a person decides."""
    reading = _PageReading(normalise(text[:LONGEST]), vocabulary, areas, default_area, report_date)
    return [reading.candidate(draft) for draft in reading.drafts()]


class _PageReading:
    """A page with its sentences, amounts, places and phrases."""

    def __init__(
        self, page: Page, vocabulary: Vocabulary, areas: Gazetteer, default: AreaName | None, day: date | None
    ) -> None:
        self.page, self.vocabulary = page, vocabulary
        self.sentences = sentences.split(page.text, page.folded)
        self.mentions = when.mentions(page.folded)
        self.cells = tables.find(page)
        self.amounts = sorted(
            [*amounts.find(page.text, page.folded, self._mask()), *(cell.amount for cell in self.cells)],
            key=lambda amount: amount.start,
        )[:MOST_NUMBERS]
        self.clock = clock.clock(page.folded, self.mentions, day)
        self.atlas = self._atlas(areas, default)
        self.lexicon = what.lexicon(
            vocabulary, page.folded, self.sentences, self.amounts, self.headings,
            {cell.amount.start: cell.header for cell in self.cells},
        )  # fmt: skip

    def _mask(self) -> bytearray:
        mask = not_figures.masked(self.page.text, self.page.folded)
        for mention in self.mentions:
            mark(mask, mention.start, mention.end)
        for cell in self.cells:
            mark(mask, *cell.row)
        return mask

    def _atlas(self, areas: Gazetteer, default: AreaName | None) -> where.Atlas:
        on = self.clock.report_date or (date(self.clock.year, 6, 30) if self.clock.year else None)
        province = areas.find(default.province or "", "province", on) if default else None
        places_named = places.find(self.page, areas, on, province.code if province else None)
        return where.Atlas(
            self.page, areas, default or where.document_area(self.page, places_named, areas, on), places_named
        )

    def drafts(self) -> list[Draft]:
        """Return every figure of the page with all its fields, by the passes in their order."""
        drafts = self._sorted()
        _headlines(drafts)
        Naming(self.page.folded, self.lexicon).name(drafts)
        self._date(drafts)
        _date_headlines(drafts)
        self._locate(drafts)
        rivals.flag(drafts)
        for draft in drafts:
            draft.flags += ["out-of-time"] if is_out_of_time(draft, self.vocabulary) else []
        return drafts

    # Numbers that are figures, and their kinds

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
            if len(drafts) == MOST_CANDIDATES:
                break
        return drafts

    def _sort(self, amount: Amount, sentence: Sentence, drafts: list[Draft]) -> AmountSort | None:
        before = self._before(drafts, sentence)
        return kinds.sort(
            self.page.folded, amount, sentence, before, inherited_plan=self._plan_before(sentence, drafts)
        )

    def _plan_before(self, sentence: Sentence, drafts: list[Draft]) -> bool:
        """Return whether the sentence goes on with a plan, or stands under a heading that announces one."""
        last = drafts[-1] if drafts else None
        if last and last.sort.planned and last.sentence.number == sentence.number - 1 and kinds.goes_on(sentence):
            return last.sentence.paragraph == sentence.paragraph
        return self._planned_by(sentence) is not None

    def _planned_by(self, sentence: Sentence) -> Sentence | None:
        """Return the heading that announces a plan, unless a heading further in announces results."""
        for heading in reversed(self.headings[sentence.number]):
            if kinds.plans_below(heading.text):
                return heading
            if kinds.results_below(heading.text):
                return None
        return None

    @cached_property
    def headings(self) -> list[headings.Chain]:
        """Return the headings above each sentence."""
        places = (amount.start for amount in self.amounts)
        return headings.above(self.page, self.sentences, places, (cell.row for cell in self.cells))

    def _is_norm(self, amount: Amount) -> bool:
        return amount.family in ("money", "mass", "bare") and not_figures.is_norm(
            self.page.folded, amount.start, amount.unit_end
        )

    def _before(self, drafts: list[Draft], sentence: Sentence) -> kinds.PrecedingFigure:
        if not drafts or drafts[-1].sentence.number != sentence.number:
            return kinds.PrecedingFigure()
        last = drafts[-1]
        return kinds.PrecedingFigure(
            last.kind,
            last.sort.end,
            last.amount.whole is not None,
            last.target is not None,
            -1 if last.sort.value < 0 else 1,
        )

    def _draft(self, amount: Amount, sentence: Sentence, sort: AmountSort) -> Draft:
        draft = Draft(amount, sentence, sort, flags=[*sort.flags, *self._doubts(sentence, sort)])
        if plans.is_of_part(self.page.folded, sort.start, min(sentence.end, sort.end + 60)):
            draft.flags.append("part-plan")
        elif amount.whole is not None and self._is_target(amount, sentence):
            draft.target = amount.whole
        return draft

    def _doubts(self, sentence: Sentence, sort: AmountSort) -> list[str]:
        """Return flags of a number that no cell may hold as it stands: an average, one of several in a row."""
        signs = (("average", _MEAN), ("respective", _RESPECTIVE))
        return [flag for flag, sign in signs if sign.search(self.page.folded, sentence.start, sort.start)]

    def _is_target(self, amount: Amount, sentence: Sentence) -> bool:
        """Return whether a slash parts result and plan: `1.185/8.000 chỉ tiêu`, `22.872/19.500 …, đạt 117,3%`."""
        after = self.page.folded[amount.digits_end : min(sentence.end, amount.end + 70)]
        number = self.page.folded[amount.digits_start : amount.digits_end]
        return bool(_MEASURED.match(after) or re.search(r"kế hoạch|chỉ tiêu|/\s*kh", number))

    # Times and places of the figures

    def _date(self, drafts: list[Draft]) -> None:
        sections, items = headings.sections(self.page, self.sentences), headings.items(self.page, self.sentences)
        timeline = spans.Timeline(clock=self.clock, mentions=self.mentions, sections=sections, items=items)
        place = 0
        for sentence in self.sentences:
            own = timeline.enter(sentence)
            while place < len(drafts) and drafts[place].sentence.number == sentence.number:
                self._date_one(drafts, place, own, timeline)
                place += 1
            timeline.leave(own, sentence)

    def _date_one(self, drafts: list[Draft], at: int, own: list[when.Mention], timeline: spans.Timeline) -> None:
        draft = drafts[at]
        own = [*self._told_above(draft), *own]
        if draft.cell:
            own = [*own, *self._within(*draft.cell.header)]
        if draft.kind is AmountKind.RATIO:  # the year behind "gấp 2 lần" is the one compared with
            own = [mention for mention in own if mention.end <= draft.sort.start]
        lasting = steady(draft, self.vocabulary, self.page.folded)
        choice = timeline.choose(
            draft.sort.start, draft.sort.end, own, draft.sentence, steady=lasting, plan=draft.sort.planned
        )
        draft.period, draft.period_rule, draft.period_mention = choice.when, choice.rule, choice.mention
        if self._is_stock(draft, choice) and _EXISTS.search(self.page.folded, draft.sentence.start, draft.sort.start):
            draft.period, draft.period_rule = When("as-of", date=self.clock.report_date), "stock"
        if draft.sort.planned and not plans.is_dated(self.page.folded, draft.sort, choice):
            draft.period = clock.planned(draft.period, self.clock.year)
        base = draft.base
        if base and base.period and draft.sort.against:
            self._measure(draft, base.period, own)
        elif base and base.period and base.sort.start < draft.sort.start and _of_one_time(draft, base):
            draft.period, draft.period_mention = base.period, base.period_mention

    def _is_stock(self, draft: Draft, choice: spans.ChosenTime) -> bool:
        """Return whether a figure is of what exists and has no time of its own, or only the whole report's year."""
        of_report = choice.rule == "carried" and choice.when is not None and choice.when.type == "year"
        left = self.page.folded[draft.sort.start - 5 : draft.sort.start].rstrip().endswith("còn")
        return choice.rule == "none" or (
            of_report
            and not left
            and not draft.sort.planned
            and steady(draft, self.vocabulary, self.page.folded) is True
        )

    def _told_above(self, draft: Draft) -> list[when.Mention]:
        """Return the times in the heading of a plan, or the years in the headings above an average."""
        if draft.sort.planned:
            heading = self._planned_by(draft.sentence)
            return self._within(heading.start, heading.end, when.TimeForm.YEAR, *when.PARTS) if heading else []
        if _AVERAGED.search(self.page.folded, draft.sentence.start, draft.sort.start):
            above = self.headings[draft.sentence.number]
            return [m for heading in above for m in self._within(heading.start, heading.end, when.TimeForm.RANGE)]
        return []

    def _within(self, start: int, end: int, *forms: when.TimeForm) -> list[when.Mention]:
        """Return the phrases of time in a stretch of the page."""
        first, last = (bisect_left(self.mentions, place, key=lambda mention: mention.start) for place in (start, end))
        return [mention for mention in self.mentions[first:last] if not forms or mention.form in forms]

    def _measure(self, draft: Draft, period: When, own: list[when.Mention]) -> None:
        """Set the time of a plan (its year) or of a comparison (the same months a year before) beside a figure."""
        if draft.cell:
            own = self._within(*draft.cell.header)
        if draft.sort.against == "plan":
            draft.period = plans.beside(self.page.folded, draft, period, own, self.clock)
            return
        comparisons = [m for m in own if m.form is when.TimeForm.COMPARED and m.end <= draft.sort.start]
        draft.period = clock.year_before(period, comparisons[-1].year if comparisons else None)
        draft.period_rule, draft.period_mention = "comparison", comparisons[-1] if comparisons else None

    def _locate(self, drafts: list[Draft]) -> None:
        firsts: dict[int, int] = {}
        for sentence in self.sentences:
            firsts.setdefault(sentence.paragraph, sentence.start)
        for draft in drafts:
            if draft.cell and draft.cell.place and (named := self.atlas.row(*draft.cell.place, draft.cell.level)):
                draft.area, draft.area_rule = named, "stated"
                continue
            draft.area, draft.area_rule = self.atlas.choose(
                draft.sort.start, draft.sentence, firsts[draft.sentence.paragraph]
            )

    # The candidates to return

    def candidate(self, draft: Draft) -> Candidate:
        start, end = self.page.raw_span(draft.sort.start, self._tail(draft))
        unit_word = draft.amount.unit or (draft.base.amount.unit if draft.base else None)
        unit = unit_word.name if unit_word else ""
        return Candidate(
            start, end, self.page.raw[start:end], draft.sort.value, draft.sort.high,
            "người" if unit == "chỉ tiêu" else unit, self._qualifier(draft), draft.kind, draft.indicator, draft.area, draft.period,
            draft.category, draft.target, _confidence(draft), self._reason(draft),
        )  # fmt: skip

    def _qualifier(self, draft: Draft) -> str:
        """Return the qualifier; an estimate at the head of the clause holds for all figures of the clause."""
        head = self._timeless[draft.sentence.start : draft.sort.start]
        if (
            draft.kind not in (AmountKind.TARGET, AmountKind.PCT_OF_TARGET, AmountKind.RATIO)
            and not draft.sort.against
            and (_ESTIMATED.search(head) or _EXPECTED.search(head))
        ):
            return "estimate"
        return draft.amount.qualifier

    @cached_property
    def _timeless(self) -> str:
        """Return the text with blanks for its phrases of time, whose digits are no figures."""
        pieces, end = [], 0
        for mention in self.mentions:
            pieces += [self.page.folded[end : mention.start], " " * (mention.end - mention.start)]
            end = mention.end
        return "".join([*pieces, self.page.folded[end:]])

    def _tail(self, draft: Draft) -> int:
        """Return where the span ends, with a short description up to the next sign (`03 người già cô đơn`)."""
        if draft.cell or draft.kind not in (AmountKind.COUNT, AmountKind.RATE) or draft.sort.end != draft.amount.end:
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


def _of_one_time(draft: Draft, base: Draft) -> bool:
    """Return whether a part or an attainment has the time of its base: whether no time of its own is printed."""
    if draft.kind is AmountKind.RATE and base.kind is AmountKind.COUNT:
        return draft.period_rule != "stated" or base.period_rule == "stated"
    same = draft.period_mention is base.period_mention
    if draft.listed and draft.period_rule in ("none", "carried", "stock"):
        return True
    return same or (base.period_rule in ("attached", "stock") and draft.period_rule in ("none", "carried", "stock"))


def _date_headlines(drafts: list[Draft]) -> None:
    """Give a headline without a time that of the sentence below which repeats its figure."""
    for draft in drafts:
        if draft.sentence.paragraph > 0 or draft.period_rule not in ("none", "stock") or draft.cell:
            continue
        again = (other for other in drafts if other.sentence.paragraph and _says_again(draft, other))
        if (repeat := next(again, None)) and repeat.period:
            draft.period, draft.period_rule, draft.period_mention = repeat.period, "carried", repeat.period_mention


def _says_again(headline: Draft, draft: Draft) -> bool:
    """Return whether a figure is the headline's, which may be rounded: `gần 77.000 lao động` of 76.950."""
    rounded, exact = headline.sort.value, draft.sort.value
    if headline.kind is not draft.kind or headline.amount.family != draft.amount.family:
        return False
    hedged = headline.amount.qualifier in ("nearly", "over", "about")
    return rounded == exact or (hedged and abs(rounded - exact) * 50 <= abs(exact))


def _headlines(drafts: list[Draft]) -> None:
    """Settle what `vượt 50% kế hoạch` means once every attainment is known."""
    attained = [d.sort.value for d in drafts if d.kind is AmountKind.PCT_OF_TARGET and "above-plan" not in d.sort.flags]
    for draft in drafts:
        if below := kinds.more_than(draft.sort, attained):
            draft.sort, draft.amount = below, replace(draft.amount, qualifier="over")


def _confidence(draft: Draft) -> float:
    return confidence(
        draft.kind, period=draft.period_rule, area=draft.area_rule, flags=draft.flags, family=draft.amount.family,
        named=draft.indicator is not None, placed=draft.placed, sum_check=draft.sum,
    )  # fmt: skip

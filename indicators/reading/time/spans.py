"""Choose the phrase of time for each figure; `days.py` turns the phrase into days.

A phrase rules the figures after it until the next one; one right behind a figure belongs to that figure alone;
a length like "6 tháng đầu năm" takes its year from the report's date or from "so với cùng kỳ năm 2023".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from ..candidates import When
from ..text.patterns import one_of
from ..text.sentences import Sentence
from .clock import SILENT, year_before
from .days import CUTS, TITLES, Days
from .when import Mention, TimeForm

#: Names of documents and programmes: a year or stretch of years behind them is part of the name.
_TITLE_WORD = one_of(
    """chương trình | đề án | kế hoạch | nghị quyết | chiến lược | quyết định | luật | thông tư | nghị định | chỉ thị
    | quỹ tiền lương | quỹ lương | tháng hành động | phương án | dự toán | chỉ tiêu | mục tiêu | nhiệm vụ
    | cuộc vận động | phong trào | đề tài | chủ đề | ctmtqg | mtqg | kh"""
)
_NAMED = re.compile(rf"{_TITLE_WORD}(?!\w)[^,;:.()]*$")
_PLAN = re.compile(
    r"(?:%|đạt|bằng|vượt|so với|hoàn thành)\s*(?:kế hoạch|kh|chỉ tiêu|mục tiêu|dự toán|nghị quyết)[^,;:.()%]{0,20}$"
)
_PAIRED = re.compile(r"\s*và\s+\d[\d.,]*\s?(?:%|[^\W\d]+)?(?=\s*\()")
#: `đạt 72% (năm 2021: 70%)`: the year is that of the second figure.
_ITS_OWN = re.compile(r"\s*(?:(?::|là|đạt|chỉ đạt|chỉ có|có|còn)\s*)?\d")
_GLUE = re.compile(r"\s*\(?\s*(?:vào|trong|của|ở|từ|qua|tại|thời điểm|cho|trên địa bàn tỉnh|trên địa bàn)?\s*$")
#: `Cùng kỳ năm 2025 xảy ra 9 vụ` speaks of 2025, up to a semicolon or a change.
_HEADS_LAST_YEAR = re.compile(r"cùng kỳ")
_TURNS = re.compile(r"[;)]|(?<!\w)(?:tăng|giảm)(?!\w)")
_STATES_TOTAL = re.compile(r"\s*(?:là|đạt|gồm|:|có|khoảng|trên|hơn|gần|được)\s")


@dataclass
class ChosenTime:
    """The time of one figure, and by which rule."""

    when: When | None
    rule: str
    mention: Mention | None = None


@dataclass(kw_only=True)
class Timeline(Days):
    """A walk through the sentences that answers for each figure which time it speaks of."""

    sections: list[int]  # of each sentence: the number of its section
    items: list[int]  # of each sentence: the level of the list that it is an item of, 0 in no list
    section: int = 0
    lists: list[tuple[int, Mention | None]] = field(default_factory=list)  # open ones: level, time at their head
    lasting: Mention | None = None  # the same, without "hiện nay", which ends with its paragraph
    paragraph: int = -1
    stated_in: int = -1  # the paragraph that last stated a time
    moment: Mention | None = None  # in a heading at the top: `(số liệu chốt ngày …)`, for what there is
    plan: Mention | None = None  # carried from a sentence that only says what is wanted, for plans alone
    wanted: set[int] = field(default_factory=set)  # starts of mentions that plans are of
    counted: set[int] = field(default_factory=set)  # starts of mentions that anything else is of

    def enter(self, sentence: Sentence) -> list[Mention]:
        """Return the mentions of a sentence; call it once for each sentence, in order."""
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.state = sentence.paragraph, self.lasting
            self._next_item(self.items[sentence.number])
        if self.sections[sentence.number] != self.section:
            self.section = self.sections[sentence.number]
            self.state = self.lasting = self.title or self.lasting
        first = bisect_left(self.mentions, sentence.start, key=lambda mention: mention.start)
        last = bisect_left(self.mentions, sentence.end, key=lambda mention: mention.start)
        return self.mentions[first:last]

    def _next_item(self, level: int) -> None:
        """Drop the moment or running total at an item's end; the next item has the span at the head of the list."""
        self.lists = [item for item in self.lists if item[0] <= level] if level else []
        if not level:
            return
        if not self.lists or self.lists[-1][0] < level:
            self.lists.append((level, self.lasting))
            return
        head, now = self.lists[-1][1], self.lasting
        if head and now and head.form in TITLES and (now.form in CUTS | {TimeForm.START} or _is_sum(now)):
            self.state = self.lasting = head

    def leave(self, own: list[Mention], sentence: Sentence) -> None:
        """Carry the sentence's last ruling mention to the next."""
        early = sentence.paragraph < 8 and len(sentence.text) < 160
        for mention in own:
            if early and mention.form in TITLES:
                self.title = self.title or mention
                self.last_month = self.last_month or (
                    mention if mention.form is TimeForm.MONTH and mention.month else None
                )
            if early and mention.form in CUTS and mention.start not in self.counted:
                self.moment = self.moment or mention
            if mention.start in self.wanted - self.counted:
                self.plan = mention
            elif self._rules(mention, sentence) and mention.start not in self.attached:
                self._carry(mention, sentence)

    def _carry(self, mention: Mention, sentence: Sentence) -> None:
        if mention.form in CUTS and self._follows_ytd(mention, sentence):
            return
        self.state, self.stated_in = mention, sentence.paragraph
        if mention.form in (TimeForm.MONTH, TimeForm.CUT_MONTH) and mention.month:
            self.last_month = mention
        if mention.form is not TimeForm.NOW:
            self.lasting = mention

    def choose(
        self, start: int, end: int, own: list[Mention], sentence: Sentence, *, steady: bool | None, plan: bool
    ) -> ChosenTime:
        """Return the time of the figure at `start`–`end`. `steady`: it counts a stock or a rate (None: unknown)."""
        if last := self._last_years(start, end, own, sentence):
            return self._year_before(last, own, sentence, steady, plan)
        mention, rule = self._pick(start, end, own, sentence, plan)
        if mention is None:
            return self._unstated(own, steady)
        when = self.resolve(mention, sentence, own, steady, plan)
        if not plan:
            self.counted.add(mention.start)
        elif rule == "stated":
            self.wanted.add(mention.start)
        past = mention.form in (TimeForm.RANGE, TimeForm.STRETCH) or (
            when is not None and when.type in ("ytd", "month", "quarter")
        )
        if rule == "carried" and steady and not plan and past:
            return self._stock()
        return ChosenTime(when, rule, mention)

    def _last_years(self, start: int, end: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """Return a comparison that rules a clause from its head: `Cùng kỳ năm 2025 xảy ra 9 vụ, 4 người chết`."""
        before = [m for m in own if m.end <= start and m.form not in SILENT - {TimeForm.COMPARED}]
        last = before[-1] if before else None
        if last is None or last.form is not TimeForm.COMPARED or not _HEADS_LAST_YEAR.match(last.text):
            return None
        opens = re.search(r"(?:^|[;.(]\s*)(?:trong\s+)?$", sentence.folded[sentence.start : last.start])
        return last if opens and not _TURNS.search(sentence.folded, last.end, end) else None

    def _year_before(
        self, last: Mention, own: list[Mention], sentence: Sentence, steady: bool | None, plan: bool
    ) -> ChosenTime:
        """Return the time said before the comparison, a year earlier."""
        rulers = [m for m in own if m.end <= last.start and self._may_rule(m, sentence, plan)]
        ruling = rulers[-1] if rulers else self.state or self.title
        when = self.resolve(ruling, sentence, own, steady, plan) if ruling else None
        return ChosenTime(year_before(when, last.year) if when else None, "comparison" if when else "none", last)

    def _stock(self) -> ChosenTime:
        """Return the time of a stock with no moment of its own: the moment of the whole text, or of its report."""
        if self.moment:
            return ChosenTime(
                When("as-of", date=self._cut_end(self.moment, self._year(self.moment, []))), "carried", self.moment
            )
        return ChosenTime(When("as-of", date=self.clock.report_date), "stock")

    def _pick(
        self, start: int, end: int, own: list[Mention], sentence: Sentence, plan: bool
    ) -> tuple[Mention | None, str]:
        if close := self._attached(end, own, sentence):
            self.attached.add(close.start)
            return close, "attached"
        if (last := self._compared_with(start, own, sentence)) is not None:
            return last, "attached"
        before = [
            m for m in own if m.end <= start and self._open(m, start, sentence) and self._may_rule(m, sentence, plan)
        ]
        before = [m for at, m in enumerate(before) if not (at and _summed_up(m, start, sentence))]
        if before:
            if _is_aside(before[-1], sentence):
                self.attached.add(before[-1].start)
            return self._first_of_pair(before), "stated"
        after = self._after(end, own, sentence)
        if after and (self.state is None or after.opens or self.stated_in != sentence.paragraph):
            return after, "stated"
        carried = (self.plan if plan else None) or self.state or self.title
        return (carried, "carried") if carried else (None, "none")

    def _open(self, mention: Mention, start: int, sentence: Sentence) -> bool:
        """Return whether a mention still holds: not of one figure alone, nor in a bracket that has closed."""
        if mention.start not in self.attached:
            return True
        return _is_aside(mention, sentence) and ")" not in sentence.folded[mention.end : start]

    def _attached(self, end: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """Return the time right behind a figure, or behind the second of a pair: `2,9% và 7,5% (năm 2010)`."""
        for mention in own:
            if mention.start >= end and mention.form not in SILENT | {TimeForm.EVENT, TimeForm.NOW}:
                paired = _PAIRED.match(sentence.folded, end, mention.start)
                glued = _GLUE.fullmatch(sentence.folded, paired.end() if paired else end, mention.start)
                return mention if glued and not _ITS_OWN.match(sentence.folded, mention.end) else None
        return None

    def _compared_with(self, start: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """Return the other year for a figure in its brackets: `so với năm 2024 (297 người)`."""
        for mention in own:
            if (
                mention.form is TimeForm.COMPARED
                and mention.year
                and re.fullmatch(r"\s*\(\s*(?:là|có|đạt)?\s*", sentence.folded[mention.end : start])
            ):
                if "cùng kỳ" in mention.text:
                    return None
                return replace(mention, form=TimeForm.YEAR) if re.search(r"năm \d{4}$", mention.text) else None
        return None

    def _after(self, end: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """Return a time said later in the same sentence: `10.600 lao động có việc làm qua 5 tháng đầu năm`."""
        for mention in own:
            if mention.start < end or mention.form in SILENT | {TimeForm.EVENT, TimeForm.NOW}:
                continue
            if _ITS_OWN.match(sentence.folded, mention.end):
                return None
            if self._closes(mention, own, sentence):
                return mention
            between = sentence.folded[end : mention.start]
            named = _NAMED.search(between) or (mention.form is TimeForm.RANGE and not mention.opens)
            return None if named or ";" in between or re.search(r"\d", between) else mention
        return None

    def _closes(self, mention: Mention, own: list[Mention], sentence: Sentence) -> bool:
        """Return whether the only time of a sentence is its last word: `… cho 1.310 lao động trong 6 tháng đầu năm.`"""
        only = all(other is mention or other.form in SILENT for other in own)
        return only and mention.opens and not re.search(r"\w", sentence.folded[mention.end : sentence.end])

    def _first_of_pair(self, before: list[Mention]) -> Mention:
        """Return the last mention, but the five months for `5 tháng đầu năm (tính đến 15/5)`."""
        last = before[-1]
        if len(before) == 1 or last.form not in CUTS | {TimeForm.DAYS} or last.start - before[-2].end > 3:
            return last
        return before[-2] if before[-2].form in (TimeForm.YTD, TimeForm.QUARTER, TimeForm.MONTH) else last

    def _follows_ytd(self, mention: Mention, sentence: Sentence) -> bool:
        return any(m.form is TimeForm.YTD and 0 <= mention.start - m.end <= 3 for m in self.mentions)

    def _may_rule(self, mention: Mention, sentence: Sentence, plan: bool) -> bool:
        if self._rules(mention, sentence) or (mention.end <= sentence.start and mention.form not in SILENT):
            return True
        if mention.form in SILENT | {TimeForm.EVENT}:
            return False
        return plan or self.state is None or self._fresh(mention, sentence)

    def _rules(self, mention: Mention, sentence: Sentence) -> bool:
        """Return whether a mention takes over: at the head of a clause, not inside the name of a document."""
        head = sentence.folded[sentence.start : mention.start]
        if mention.form in SILENT or _PLAN.search(head):
            return False
        if mention.form is TimeForm.EVENT:
            return self._sets_the_scene(mention, sentence, head)
        if mention.form in CUTS | {
            TimeForm.NOW,
            TimeForm.YTD,
            TimeForm.DAYS,
            TimeForm.STRETCH,
            TimeForm.HALF,
            TimeForm.START,
        }:
            return True
        if mention.form in (TimeForm.YEAR, TimeForm.RANGE) and _NAMED.search(head):
            return mention.text.startswith(("trong", "cả")) or bool(_STATES_TOTAL.match(sentence.folded, mention.end))
        states = mention.form in (TimeForm.YEAR, TimeForm.RANGE) and _STATES_TOTAL.match(sentence.folded, mention.end)
        return mention.opens or bool(states) or self._fresh(mention, sentence)

    def _sets_the_scene(self, mention: Mention, sentence: Sentence, head: str) -> bool:
        """Return whether a day begins its sentence: `Ngày 23/1, …`, `Tại phiên giao dịch ngày 12/6, …`."""
        if re.fullmatch(r"(?:\s*date\s[\d-]+)?[\s\"'(]*(?:[^,;:.\d]{1,40}-\s*)?", head):
            return True
        comma = re.match(r"\s*,", sentence.folded[mention.end : mention.end + 3])
        return bool(comma and re.fullmatch(r"[^,;:.\d]{1,70}", head) and not _NAMED.search(head))

    def _fresh(self, mention: Mention, sentence: Sentence) -> bool:
        """Return a plain year that differs from the carried one, in a paragraph that has stated no time yet."""
        if mention.form is not TimeForm.YEAR or _NAMED.search(sentence.folded[sentence.start : mention.start]):
            return False
        return self.state is None or (
            self.stated_in != sentence.paragraph and mention.year != self._year_of(self.state)
        )

    def _year_of(self, mention: Mention) -> int | None:
        return mention.year or self.clock.year

    @cached_property
    def _comparison(self) -> Mention | None:
        """Return the first comparison with the same months of a printed year."""
        return next((m for m in self.mentions if m.form is TimeForm.COMPARED and m.year and "cùng kỳ" in m.text), None)

    def _unstated(self, own: list[Mention], steady: bool | None) -> ChosenTime:
        """Return a time where none is printed: the year of a comparison with last year; for a stock, the report's."""
        compared = self._comparison
        if compared and compared.year and not steady:
            return ChosenTime(When("ytd", date(compared.year + 1, 1, 1)), "comparison", compared)
        return self._stock() if steady else ChosenTime(None, "none")


def _summed_up(mention: Mention, start: int, sentence: Sentence) -> bool:
    """Return whether a sum has ended with its semicolon: `tháng 9 có 512 hồ sơ, lũy kế 4.310 hồ sơ; chi trả …`."""
    return _is_sum(mention) and not mention.months and ";" in sentence.folded[mention.end : start]


def _is_sum(mention: Mention) -> bool:
    return mention.form is TimeForm.YTD and mention.text.startswith(("lũy kế", "cộng dồn"))


def _is_aside(mention: Mention, sentence: Sentence) -> bool:
    """Return whether a mention stands in a bracket behind a figure and holds for nothing after it."""
    before, bracket, inside = sentence.folded[sentence.start : mention.start].rpartition("(")
    return bool(bracket) and ")" not in inside and any(char.isdigit() for char in before)

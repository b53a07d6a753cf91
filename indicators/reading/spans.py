"""Which phrase of time a figure speaks about, and the days that it means.

A phrase rules the figures after it until the next one; one right behind a figure belongs to that figure alone;
a length like "6 tháng đầu năm" takes its year from the report's date or from "so với cùng kỳ năm 2023".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from .candidates import When
from .clock import SILENT, Clock, day_of, month_end
from .patterns import one_of
from .sentences import Sentence
from .when import Form, Mention

_WHOLE = frozenset({Form.YEAR, Form.CUT_YEAR})
_NEAR = 120  # characters back to the year that "trong năm" points to
_TITLES = frozenset({Form.YEAR, Form.YTD, Form.MONTH, Form.QUARTER})
_CUTS = frozenset({Form.CUT_DAY, Form.CUT_MONTH, Form.CUT_QUARTER, Form.CUT_YEAR})
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
_STATES_TOTAL = re.compile(r"\s*(?:là|đạt|gồm|:|có|khoảng|trên|hơn|gần|được)\s")
_DONE = re.compile(r"cả năm|về đích|hoàn thành|xóa xong|kết thúc năm|100% kế hoạch|tổng kết năm")
_CUMULATIVE = re.compile(r"lũy kế|cộng dồn|từ đầu năm|trong năm|tổng cộng")


@dataclass
class Chosen:
    """The time of one figure, and by which rule."""

    when: When | None
    rule: str
    mention: Mention | None = None


@dataclass
class Timeline:
    """Walks through the sentences and answers for each figure which time it speaks about."""

    clock: Clock
    mentions: list[Mention]
    sections: list[int]  # of each sentence: the number of its section
    items: list[int]  # of each sentence: the level of the list that it is an item of, 0 in no list
    section: int = 0
    lists: list[tuple[int, Mention | None]] = field(default_factory=list)  # open ones: level, time at their head
    state: Mention | None = None  # carried from the text before
    lasting: Mention | None = None  # the same, without "hiện nay", which ends with its paragraph
    paragraph: int = -1
    stated_in: int = -1  # the paragraph that last stated a time
    title: Mention | None = None  # in a heading at the top: holds until something else is said
    moment: Mention | None = None  # in a heading at the top: `(số liệu chốt ngày …)`, for what there is
    last_month: Mention | None = None  # for "trong tháng" and "lũy kế" without a month of their own
    plan: Mention | None = None  # carried from a sentence that only says what is wanted, for plans alone
    wanted: set[int] = field(default_factory=set)  # starts of mentions that plans are of
    counted: set[int] = field(default_factory=set)  # starts of mentions that anything else is of
    since_january: dict[int, bool] = field(default_factory=dict)  # what "đến tháng 6" meant, by its start
    attached: set[int] = field(default_factory=set)  # starts of mentions that belong to one figure alone

    def enter(self, sentence: Sentence) -> list[Mention]:
        """The mentions of a sentence; call once for each sentence, in order."""
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
        """The moment that an item names (`Cuối năm, …`) ends with it: the next has the span at the head of the list."""
        self.lists = [known for known in self.lists if known[0] <= level] if level else []
        if not level:
            return
        if not self.lists or self.lists[-1][0] < level:
            self.lists.append((level, self.lasting))
            return
        head, now = self.lists[-1][1], self.lasting
        if head and now and head.form in _TITLES and now.form in _CUTS | {Form.START}:
            self.state = self.lasting = head

    def leave(self, own: list[Mention], sentence: Sentence) -> None:
        """Carry the sentence's last ruling mention to the next."""
        early = sentence.paragraph < 8 and len(sentence.text) < 160
        for mention in own:
            if early and mention.form in _TITLES:
                self.title = self.title or mention
                self.last_month = self.last_month or (mention if mention.form is Form.MONTH and mention.month else None)
            if early and mention.form in _CUTS and mention.start not in self.counted:
                self.moment = self.moment or mention
            if mention.start in self.wanted - self.counted:
                self.plan = mention
            elif self._rules(mention, sentence) and mention.start not in self.attached:
                self._carry(mention, sentence)

    def _carry(self, mention: Mention, sentence: Sentence) -> None:
        if mention.form in _CUTS and self._follows_ytd(mention, sentence):
            return
        self.state, self.stated_in = mention, sentence.paragraph
        if mention.form in (Form.MONTH, Form.CUT_MONTH) and mention.month:
            self.last_month = mention
        if mention.form is not Form.NOW:
            self.lasting = mention

    def choose(
        self, start: int, end: int, own: list[Mention], sentence: Sentence, *, steady: bool | None, plan: bool
    ) -> Chosen:
        """The time of the figure at `start`–`end`. `steady`: it counts a stock or a rate (None: unknown)."""
        mention, rule = self._pick(start, end, own, sentence, plan)
        if mention is None:
            return self._unstated(own, steady)
        when = self._resolve(mention, sentence, own, steady, plan)
        if not plan:
            self.counted.add(mention.start)
        elif rule == "stated":
            self.wanted.add(mention.start)
        past = mention.form is Form.RANGE or (when is not None and when.type in ("ytd", "month", "quarter"))
        if rule == "carried" and steady and not plan and past:
            return self._stock()
        return Chosen(when, rule, mention)

    def _stock(self) -> Chosen:
        """What there is, where no moment of its own is said: at the moment of the whole text, or of its report."""
        if self.moment:
            return Chosen(
                When("as-of", date=self._cut_end(self.moment, self._year(self.moment, []))), "carried", self.moment
            )
        return Chosen(When("as-of", date=self.clock.report_date), "stock")

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
        """Not of one figure alone, nor in a bracket that has closed."""
        if mention.start not in self.attached:
            return True
        return _is_aside(mention, sentence) and ")" not in sentence.folded[mention.end : start]

    def _attached(self, end: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """The time right behind a figure, or behind the second of a pair: `2,9% và 7,5% (năm 2010)`."""
        for mention in own:
            if mention.start >= end and mention.form not in SILENT | {Form.EVENT, Form.NOW}:
                paired = _PAIRED.match(sentence.folded, end, mention.start)
                glued = _GLUE.fullmatch(sentence.folded, paired.end() if paired else end, mention.start)
                return mention if glued and not _ITS_OWN.match(sentence.folded, mention.end) else None
        return None

    def _compared_with(self, start: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """`so với năm 2024 (297 người)`: the figure in brackets is the other year's."""
        for mention in own:
            if (
                mention.form is Form.COMPARED
                and mention.year
                and re.fullmatch(r"\s*\(\s*(?:là|có|đạt)?\s*", sentence.folded[mention.end : start])
            ):
                if "cùng kỳ" in mention.text:
                    return None
                return replace(mention, form=Form.YEAR) if re.search(r"năm \d{4}$", mention.text) else None
        return None

    def _after(self, end: int, own: list[Mention], sentence: Sentence) -> Mention | None:
        """A time said later in the same sentence: `10.600 lao động có việc làm qua 5 tháng đầu năm`."""
        for mention in own:
            if mention.start < end or mention.form in SILENT | {Form.EVENT, Form.NOW}:
                continue
            if _ITS_OWN.match(sentence.folded, mention.end):
                return None
            if self._closes(mention, own, sentence):
                return mention
            between = sentence.folded[end : mention.start]
            named = _NAMED.search(between) or (mention.form is Form.RANGE and not mention.opens)
            return None if named or ";" in between or re.search(r"\d", between) else mention
        return None

    def _closes(self, mention: Mention, own: list[Mention], sentence: Sentence) -> bool:
        """Whether the only time of a sentence is its last word: `… cho 1.310 lao động trong 6 tháng đầu năm.`"""
        only = all(other is mention or other.form in SILENT for other in own)
        return only and mention.opens and not re.search(r"\w", sentence.folded[mention.end : sentence.end])

    def _first_of_pair(self, before: list[Mention]) -> Mention:
        """The last mention, but `5 tháng đầu năm (tính đến 15/5)` stays the five months."""
        last = before[-1]
        if len(before) == 1 or last.form not in _CUTS or last.start - before[-2].end > 3:
            return last
        return before[-2] if before[-2].form in (Form.YTD, Form.QUARTER, Form.MONTH) else last

    def _follows_ytd(self, mention: Mention, sentence: Sentence) -> bool:
        return any(m.form is Form.YTD and 0 <= mention.start - m.end <= 3 for m in self.mentions)

    def _may_rule(self, mention: Mention, sentence: Sentence, plan: bool) -> bool:
        if self._rules(mention, sentence) or (mention.end <= sentence.start and mention.form not in SILENT):
            return True
        if mention.form in SILENT | {Form.EVENT}:
            return False
        return plan or self.state is None or self._fresh(mention, sentence)

    def _rules(self, mention: Mention, sentence: Sentence) -> bool:
        """Whether a mention takes over: at the head of a clause, not inside the name of a document."""
        head = sentence.folded[sentence.start : mention.start]
        if mention.form in SILENT or _PLAN.search(head):
            return False
        if mention.form is Form.EVENT:
            return self._sets_the_scene(mention, sentence, head)
        if mention.form in _CUTS | {Form.NOW, Form.YTD, Form.DAYS, Form.HALF, Form.START}:
            return True
        if mention.form in (Form.YEAR, Form.RANGE) and _NAMED.search(head):
            return mention.text.startswith(("trong", "cả")) or bool(_STATES_TOTAL.match(sentence.folded, mention.end))
        states = mention.form in (Form.YEAR, Form.RANGE) and _STATES_TOTAL.match(sentence.folded, mention.end)
        return mention.opens or bool(states) or self._fresh(mention, sentence)

    def _sets_the_scene(self, mention: Mention, sentence: Sentence, head: str) -> bool:
        """Whether a day begins its sentence: `Ngày 23/1, …`, `Tại phiên giao dịch ngày 12/6, …`."""
        if re.fullmatch(r"(?:\s*date\s[\d-]+)?[\s\"'(]*(?:[^,;:.\d]{1,40}-\s*)?", head):
            return True
        comma = re.match(r"\s*,", sentence.folded[mention.end : mention.end + 3])
        return bool(comma and re.fullmatch(r"[^,;:.\d]{1,70}", head) and not _NAMED.search(head))

    def _fresh(self, mention: Mention, sentence: Sentence) -> bool:
        """A plain year that differs from the carried one, in a paragraph that has stated no time yet."""
        if mention.form is not Form.YEAR or _NAMED.search(sentence.folded[sentence.start : mention.start]):
            return False
        return self.state is None or (
            self.stated_in != sentence.paragraph and mention.year != self._year_of(self.state)
        )

    def _year_of(self, mention: Mention) -> int | None:
        return mention.year or self.clock.year

    @cached_property
    def _comparison(self) -> Mention | None:
        """The first comparison with the same months of a printed year."""
        return next((m for m in self.mentions if m.form is Form.COMPARED and m.year and "cùng kỳ" in m.text), None)

    def _unstated(self, own: list[Mention], steady: bool | None) -> Chosen:
        """No time anywhere: a comparison with last year's same months still tells the year; a stock is as of the report."""
        compared = self._comparison
        if compared and compared.year and not steady:
            return Chosen(When("ytd", date(compared.year + 1, 1, 1)), "comparison", compared)
        return self._stock() if steady else Chosen(None, "none")

    # What the phrases mean in days

    def _resolve(
        self, mention: Mention, sentence: Sentence, own: list[Mention], steady: bool | None, plan: bool
    ) -> When | None:
        year = self._year(mention, own)
        if mention.form in _CUTS:
            return self._cut(mention, year, sentence, steady)
        if mention.form is Form.NOW:
            return When("as-of", date=self.clock.report_date)
        if mention.form is Form.START:
            return When("as-of", date=day_of(year, 1, 1))
        if mention.form is Form.EVENT:
            return When("as-of", date=day_of(year, mention.month, mention.day))
        if mention.form is Form.RANGE:
            return self._range(mention, steady)
        if mention.form is Form.DAYS:
            return self._days(mention, year)
        return self._in_year(mention, year, sentence, plan)

    def _year(self, mention: Mention, own: list[Mention]) -> int | None:
        """The printed year, or the report's: months later than the report belong to the year before."""
        if mention.year:
            return mention.year
        if mention.form is Form.YEAR and mention.relative is None and (spoken := self._spoken_of(mention)):
            return spoken
        if mention.form in (Form.CUT_YEAR, Form.START) and not mention.relative:
            stated = [m for m in own if m.year and m.form in _TITLES | {Form.CUT_YEAR}]
            if stated:
                return min(stated, key=lambda m: abs(m.start - mention.start)).year
            if known := next((m.year for m in (self.state, self.title) if m and m.year), None):
                return known
        compared = next((m.year for m in own if m.form is Form.COMPARED and m.year and "cùng kỳ" in m.text), None)
        if compared:
            return compared + 1
        year = self.clock.year
        if year is None or mention.relative:
            return year and year + (mention.relative or 0)
        if mention.form in (Form.MONTH, Form.YTD) and self.state and self.state.year and not self.clock.report_date:
            return self.state.year
        today, month = self.clock.report_date, mention.months or mention.month
        late = today and month and today.year == year and month > today.month and mention.form in (Form.YTD, Form.MONTH)
        return year - 1 if late else year

    def _spoken_of(self, mention: Mention) -> int | None:
        """The year that `trong năm` points back to: `… họp tổng kết năm 2012. Trong năm, …`."""
        years = (m for m in self.mentions if m.form in _WHOLE and m.year and m.start not in self.attached)
        before = [m.year for m in years if 0 <= mention.start - m.end <= _NEAR]
        return before[-1] if before else None

    def _cut(self, mention: Mention, year: int | None, sentence: Sentence, steady: bool | None) -> When:
        end = self._cut_end(mention, year)
        summed = _CUMULATIVE.search(sentence.folded, max(sentence.start, mention.start - 30), mention.end)
        if mention.form is Form.CUT_QUARTER and mention.quarter == 1 and year and not steady:
            return When("quarter", date(year, 1, 1), end)
        flow = mention.form in (Form.CUT_MONTH, Form.CUT_QUARTER) and not steady
        if flow:  # one phrase means the same for all that it rules
            flow = self.since_january.setdefault(mention.start, steady is False or "hết" in mention.text)
        if (flow or (summed and not steady)) and mention.form is not Form.CUT_YEAR:
            return When("ytd", date(year, 1, 1) if year else None, end)
        return When("as-of", date=end)

    def _cut_end(self, mention: Mention, year: int | None) -> date | None:
        if year is None:
            return None
        if mention.form is Form.CUT_DAY:
            return day_of(year, mention.month, mention.day)
        month = mention.month or (mention.quarter or 4) * 3
        return month_end(year, month)

    def _range(self, mention: Mention, steady: bool | None) -> When:
        start = date(mention.year, mention.month or 1, 1) if mention.year else None
        end = date(mention.until, 12, 31) if mention.until else None
        if steady:
            return When("as-of", date=end or self.clock.report_date)
        return When("range", start, end)

    def _days(self, mention: Mention, year: int | None) -> When:
        assert mention.first
        day, month, first_year = mention.first
        end = day_of(year, mention.month, mention.day) or self.clock.report_date
        start = day_of(first_year or year, month, day)
        whole_months = start and (start.month, start.day) == (1, 1)
        return When("ytd" if whole_months else "range", start, end)

    def _in_year(self, mention: Mention, year: int | None, sentence: Sentence, plan: bool) -> When | None:
        if mention.form is Form.YTD:
            return When("ytd", date(year, 1, 1) if year else None, self._ytd_end(mention, year))
        if mention.form is Form.YEAR:
            return self._whole_year(year, sentence, plan)
        if mention.form is Form.HALF:
            first = 13 - (mention.months or 6)
            return When("range", date(year, first, 1), date(year, 12, 31)) if year else When("range")
        quarter = mention.quarter or (self.title.quarter if self.title else None)
        if mention.form is Form.QUARTER and year and quarter:
            return When("quarter", date(year, quarter * 3 - 2, 1), month_end(year, quarter * 3))
        return self._month(mention, year)

    def _month(self, mention: Mention, year: int | None) -> When:
        today = self.clock.report_date
        said = self.last_month.month if self.last_month else None
        month = mention.month or said or (today.month if today else None)
        if mention.form is Form.QUARTER or not (year and month):
            return When("quarter" if mention.form is Form.QUARTER else "month")
        return When("month", date(year, month, 1), month_end(year, month))

    def _ytd_end(self, mention: Mention, year: int | None) -> date | None:
        if year is None:
            return None
        if mention.day and mention.month:
            return day_of(year, mention.month, mention.day)
        if mention.months or mention.month:
            return month_end(year, min(mention.months or mention.month or 12, 12))
        if self.last_month and self.last_month.month and mention.text.startswith(("lũy", "cộng")):
            return month_end(year, self.last_month.month)
        today = self.clock.report_date
        if today is None and self.title and self.title.form is Form.YTD and self.title.months:
            return month_end(year, min(self.title.months, 12))
        return today if today and today.year == year else None

    def _whole_year(self, year: int | None, sentence: Sentence, plan: bool) -> When | None:
        """A year, or the part of it that has passed when the report is dated inside it."""
        if year is None:
            return When("year")
        today = self.clock.report_date
        inside = today and today.year == year and today.month < 12 and not plan and not _DONE.search(sentence.text)
        return When("ytd", date(year, 1, 1), today) if inside else When("year", date(year, 1, 1), date(year, 12, 31))


def _is_aside(mention: Mention, sentence: Sentence) -> bool:
    """Whether a mention stands in a bracket behind a figure: what it says holds for nothing behind the bracket."""
    before, bracket, inside = sentence.folded[sentence.start : mention.start].rpartition("(")
    return bool(bracket) and ")" not in inside and any(char.isdigit() for char in before)

"""Turn a phrase of time that `spans.py` has chosen into days: `6 tháng đầu năm` of a report of July 2023."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..candidates import When
from ..text.sentences import Sentence
from .clock import Clock, day_of, month_end, spanned
from .when import FirstDay, Mention, TimeForm

TITLES = frozenset({TimeForm.YEAR, TimeForm.YTD, TimeForm.MONTH, TimeForm.QUARTER})
CUTS = frozenset({TimeForm.CUT_DAY, TimeForm.CUT_MONTH, TimeForm.CUT_QUARTER, TimeForm.CUT_YEAR})
_WHOLE = frozenset({TimeForm.YEAR, TimeForm.CUT_YEAR})
_NEAR = 120  # characters back to the year that "trong năm" points to
_DONE = re.compile(r"cả năm|về đích|hoàn thành|xóa xong|kết thúc năm|100% kế hoạch|tổng kết năm")
#: `Dự kiến năm 2026 có …`: of the whole year, though it has not passed.
_EXPECTED = re.compile(r"(?<!\w)(?:dự kiến|dự báo|dự ước|ước(?: tính| thực hiện| đạt)?)(?:,|:| trong| cả)*\s*$")
#: `3 tháng qua`, `chỉ trong 3 tháng`: since January, where the report is of March or April.
_LAST_MONTHS = re.compile(r"qua$|^(?:trong|qua|sau)\s\w+\stháng$")
_EXPECTED_OF = re.compile(r"ước|dự kiến")
#: `Năm 2026, toàn tỉnh dự kiến có …`
_EXPECTED_BEHIND = re.compile(r"(?:,? (?:(?:toàn|cả) )?tỉnh)?,? (?:dự kiến|dự báo|dự ước)(?!\w)")
_CUMULATIVE = re.compile(r"lũy kế|cộng dồn|từ đầu năm|trong năm|tổng cộng")


@dataclass(kw_only=True)
class Days:
    """The text before a phrase of time, as far as the phrase's days depend on it."""

    clock: Clock
    mentions: list[Mention]
    state: Mention | None = None  # carried from the text before
    title: Mention | None = None  # in a heading at the top: holds until something else is said
    last_month: Mention | None = None  # for "trong tháng" and "lũy kế" without a month of their own
    since_january: dict[int, bool] = field(default_factory=dict)  # what "đến tháng 6" meant, by its start
    attached: set[int] = field(default_factory=set)  # starts of mentions that belong to one figure alone

    def resolve(
        self, mention: Mention, sentence: Sentence, own: list[Mention], steady: bool | None, plan: bool
    ) -> When | None:
        coming = plan or _EXPECTED.search(sentence.folded, sentence.start, mention.start) is not None
        year = self._year(mention, own, coming=coming or bool(_EXPECTED_OF.match(mention.text)))
        if mention.form in CUTS:
            return self._cut(mention, year, sentence, steady)
        if mention.form is TimeForm.NOW:
            return When("as-of", date=self.clock.report_date)
        if mention.form is TimeForm.START:
            return When("as-of", date=day_of(year, 1, 1))
        if mention.form is TimeForm.EVENT:
            return When("as-of", date=day_of(year, mention.month, mention.day))
        if mention.form is TimeForm.RANGE:
            return self._range(mention, steady)
        if mention.form is TimeForm.DAYS:
            return self._days(mention, year)
        if mention.form is TimeForm.STRETCH:
            return self._stretch(mention, year, steady)
        return self._in_year(mention, year, sentence, coming)

    def _year(self, mention: Mention, own: list[Mention], *, coming: bool = False) -> int | None:
        """Return the printed year, else the report's; months after the report are the year before's unless `coming`."""
        if mention.year:
            return mention.year
        if mention.form is TimeForm.YEAR and mention.relative is None and (spoken := self._spoken_of(mention)):
            return spoken
        if mention.form in (TimeForm.CUT_YEAR, TimeForm.START) and not mention.relative:
            years = [m for m in own if m.year and m.form in TITLES | {TimeForm.CUT_YEAR}]
            if years:
                return min(years, key=lambda m: abs(m.start - mention.start)).year
            if state_year := next((m.year for m in (self.state, self.title) if m and m.year), None):
                return state_year
        compared = next((m.year for m in own if m.form is TimeForm.COMPARED and m.year and "cùng kỳ" in m.text), None)
        if compared:
            return compared + 1
        year = self.clock.year
        if year is None or mention.relative:
            return year and year + (0 if self._closes_year(mention) else mention.relative or 0)
        if (
            mention.form in (TimeForm.MONTH, TimeForm.YTD)
            and self.state
            and self.state.year
            and not self.clock.report_date
        ):
            return self.state.year
        today, month = self.clock.report_date, _reached(mention)
        late = today and month and today.year == year and month > today.month
        return year - 1 if late and not coming and mention.relative is None else year

    def _closes_year(self, mention: Mention) -> bool:
        """Return whether `Trong năm qua` in a report of December is of the year that ends."""
        today = self.clock.report_date
        return bool(today and today.month == 12 and mention.text.endswith("qua"))

    def _spoken_of(self, mention: Mention) -> int | None:
        """Return the year that `trong năm` points back to: `… họp tổng kết năm 2012. Trong năm, …`."""
        years = (m for m in self.mentions if m.form in _WHOLE and m.year and m.start not in self.attached)
        before = [m.year for m in years if 0 <= mention.start - m.end <= _NEAR]
        return before[-1] if before else None

    def _cut(self, mention: Mention, year: int | None, sentence: Sentence, steady: bool | None) -> When:
        end = self._cut_end(mention, year)
        summed = _CUMULATIVE.search(sentence.folded, max(sentence.start, mention.start - 30), mention.end)
        if mention.form is TimeForm.CUT_QUARTER and mention.quarter == 1 and year and not steady:
            return When("quarter", date(year, 1, 1), end)
        late = mention.text.startswith(("cuối", "vào cuối"))  # towards the end, not up to it
        flow = mention.form in (TimeForm.CUT_MONTH, TimeForm.CUT_QUARTER) and not steady and not late
        if flow:  # one phrase means the same for all that it rules
            flow = self.since_january.setdefault(mention.start, steady is False or "hết" in mention.text)
        if (flow or (summed and not steady)) and mention.form is not TimeForm.CUT_YEAR:
            return When("ytd", date(year, 1, 1) if year else None, end)
        return When("as-of", date=end)

    def _cut_end(self, mention: Mention, year: int | None) -> date | None:
        if year is None:
            return None
        if mention.form is TimeForm.CUT_DAY:
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
        end = day_of(year, mention.month, mention.day) or self.clock.report_date
        return spanned(_beginning(mention.first, end), end)

    def _stretch(self, mention: Mention, year: int | None, steady: bool | None) -> When:
        month = mention.month or (mention.quarter or 0) * 3
        end = month_end(year, month) if year and month else None
        today = end or self.clock.report_date
        if steady:
            return When("as-of", date=today)
        start = _beginning(mention.first, today)
        since_january = start and today and start == date(today.year, 1, 1)
        return spanned(start, today if since_january else end)

    def _since_january(self, mention: Mention, year: int | None) -> When:
        """Return a running total's span, or that of `từ đầu năm 2023 đến nay` printed in 2024, which is none."""
        end, today = self._ytd_end(mention, year), self.clock.report_date
        if today and mention.months and _LAST_MONTHS.search(mention.text) and (today.month - mention.months) % 12 > 1:
            return When("range")
        first_year = mention.first.year if mention.first else None
        later = today.year if today and not mention.month else year
        if first_year and later and later > first_year:
            return When("range", date(first_year, 1, 1), end if mention.month else None)
        return When("ytd", date(year, 1, 1) if year else None, end)

    def _in_year(self, mention: Mention, year: int | None, sentence: Sentence, coming: bool) -> When | None:
        if mention.form is TimeForm.YTD:
            return self._since_january(mention, year)
        if mention.form is TimeForm.YEAR:
            coming = coming or _EXPECTED_BEHIND.match(sentence.folded, mention.end) is not None
            return self._whole_year(year, sentence, plan=coming)
        if mention.form is TimeForm.HALF:
            first = 13 - (mention.months or 6)
            return spanned(date(year, first, 1), date(year, 12, 31)) if year else When("range")
        quarter = mention.quarter or (self.title.quarter if self.title else None)
        if mention.form is TimeForm.QUARTER and year and quarter:
            return When("quarter", date(year, quarter * 3 - 2, 1), month_end(year, quarter * 3))
        return self._month(mention, year)

    def _month(self, mention: Mention, year: int | None) -> When:
        today = self.clock.report_date
        last = self.last_month.month if self.last_month else None
        if today and mention.text.endswith("trước") and not mention.month:
            today = date(today.year, today.month, 1) - timedelta(days=1)
            return When("month", today.replace(day=1), today)
        month = mention.month or last or (today.month if today else None)
        if mention.form is TimeForm.QUARTER or not (year and month):
            return When("quarter" if mention.form is TimeForm.QUARTER else "month")
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
        if today is None and self.title and self.title.form is TimeForm.YTD and self.title.months:
            return month_end(year, min(self.title.months, 12))
        return today if today and today.year == year else None

    def _whole_year(self, year: int | None, sentence: Sentence, *, plan: bool) -> When | None:
        """Return a year, or its past part when the report is dated inside it."""
        if year is None:
            return When("year")
        today = self.clock.report_date
        inside = today and today.year == year and today.month < 12 and not plan and not _DONE.search(sentence.text)
        return When("ytd", date(year, 1, 1), today) if inside else When("year", date(year, 1, 1), date(year, 12, 31))


def _reached(mention: Mention) -> int | None:
    """Return the month that a report must have reached to speak of these months; of a quarter its first."""
    if mention.form is TimeForm.QUARTER:
        return mention.quarter and mention.quarter * 3 - 2
    if mention.form is TimeForm.STRETCH:
        return mention.month or (mention.quarter or 0) * 3
    return (mention.months or mention.month) if mention.form in (TimeForm.YTD, TimeForm.MONTH) else None


def _beginning(first: FirstDay | None, end: date | None) -> date | None:
    """Return a first day, with unprinted parts taken from the end, and never after the end."""
    if first is None or end is None:
        return None
    month = first.month or end.month
    return day_of(first.year or end.year - (month > end.month), month, first.day)

"""Find the date and year of a report, and reckon days from them."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..candidates import When
from .when import Mention, TimeForm

#: Forms that say nothing about a figure's own time.
SILENT = frozenset({TimeForm.COMPARED, TimeForm.LABEL, TimeForm.SAME})
#: Spans that end before the year does, for a plan of the whole year.
_PART = frozenset({"ytd", "month", "quarter", "as-of"})
_DATELINES = (
    re.compile(
        r"(?:^|\n)[^\n]{0,40}?(?<![\w/])(?P<d>\d{1,2})[/\-.](?P<m>\d{1,2})[/\-.](?P<y>20\d\d)(?!\d)[^\n\w]{0,12}(?:\d\d?:\d\d)?[^\n]{0,24}(?=\n|$)"
    ),
    re.compile(r"(?:^|\n)[^\n]{0,8}date\s+(?P<y>20\d\d)-(?P<m>\d\d)(?:-(?P<d>\d\d))?"),
    re.compile(r",\s*ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>20\d\d)[^\n\w]{0,3}(?=\n)"),
)
#: `đến ngày 31/7/2025` is no dateline.
_BOUND = re.compile(r"(?:đến|từ|tới)\s+(?:hết\s+)?(?:ngày\s+)?[0-9/\-.]*$")


@dataclass
class Clock:
    """The report's own time, as far as it is known."""

    report_date: date | None = None
    year: int | None = None  # of phrases that print none


def clock(folded: str, mentions: Iterable[Mention], report_date: date | None) -> Clock:
    """Return the report's date (given, or printed as a dateline) and the year of what prints no year."""
    mentions = list(mentions)
    printed_date = None if report_date else _dateline(folded) or _headed(folded, mentions)
    day = report_date or printed_date
    compared = [m.year + 1 for m in mentions if m.form is TimeForm.COMPARED and m.year and "cùng kỳ" in m.text]
    years = Counter(
        m.year for m in mentions if m.year and not m.until and m.form not in {*SILENT, TimeForm.RANGE, TimeForm.EVENT}
    )
    years = years or Counter(m.year for m in mentions if m.year and m.form is TimeForm.EVENT)
    year = day.year if day and not (printed_date and years and max(years) < day.year - 1) else None
    year = compared[0] if compared and (year is None or compared[0] == year - 1 or printed_date) else year
    return Clock(day, year or (max(years) if years else None))


#: Up to here stand a headline and the first sentences.
_HEAD = 250
_PARTS = frozenset({TimeForm.MONTH, TimeForm.CUT_MONTH, TimeForm.YTD, TimeForm.QUARTER, TimeForm.CUT_QUARTER})


def _headed(folded: str, mentions: Iterable[Mention]) -> date | None:
    """Return the end of the part of a year that heads the text where there is no dateline: `Tháng 7/2023: …`."""
    for mention in mentions:
        month = mention.month or mention.months or (mention.quarter or 0) * 3
        if mention.start < _HEAD and mention.form in _PARTS and mention.year and 1 <= month <= 12:
            return month_end(mention.year, month)
    return None


def _dateline(folded: str) -> date | None:
    head = folded[:700]
    for pattern in _DATELINES:
        for match in pattern.finditer(head):
            if _BOUND.search(head, 0, match.start("y")):
                continue
            if (day := day_of(int(match["y"]), int(match["m"]), int(match["d"] or 1))) is not None:
                return day
    return None


def day_of(year: int | None, month: int | None, day: int | None) -> date | None:
    """Return a day, or the last day of its month; None where a part is unknown."""
    if not (year and month and day and 1 <= month <= 12):
        return None
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def spanned(start: date | None, end: date | None) -> When:
    """Return the days from `start` to `end`, named a year, part of one since January, quarter or month if they are."""
    if start is None or end is None or start.year != end.year or start.day != 1:
        return When("range", start, end)
    whole = end == month_end(end.year, end.month)
    months = end.month - start.month + 1
    if start.month == 1 and (months > 1 or not whole):
        return When("year" if whole and months == 12 else "ytd", start, end)
    quarter = months == 3 and start.month % 3 == 1
    return When("month" if whole and months == 1 else "quarter" if whole and quarter else "range", start, end)


def year_before(when: When, year: int | None) -> When:
    """Return the same span a year before (in `year`, where it is printed): that of a comparison."""
    last = when.end or when.date or when.start
    back = (last.year - year) if last and year else 1
    return When(when.type, *(_back(day, back) for day in (when.start, when.end, when.date)))


def _back(day: date | None, years: int) -> date | None:
    return day_of(day.year - years, day.month, day.day) if day else None


def planned(when: When | None, year: int | None, *, share: bool = False) -> When | None:
    """Return the whole year of a plan, also where the text around it speaks of a part of that year.

    `share`: it is a share put beside one that was reached, which is of the same moment.
    """
    if when is not None and (when.type not in _PART or (share and when.type == "as-of" and when.date)):
        return when
    last = (when.end or when.date or when.start) if when else None
    of = last.year if last else year
    return When("year", date(of, 1, 1), date(of, 12, 31)) if of else When("year")

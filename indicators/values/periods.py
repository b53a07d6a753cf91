"""Months, and the spans of time that a figure can speak about."""

from __future__ import annotations

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Basis(StrEnum):
    """What span of time a figure counts."""

    MONTH = "month"
    QUARTER = "quarter"
    YTD = "ytd"  # lũy kế: from 1 January to the end of the month
    YEAR = "year"
    AS_OF = "as_of"  # a stock at the cut-off
    TARGET = "target"  # the plan for the year
    SPAN = "span"  # several years together, from `since`
    AVERAGE = "average"  # a year of several, on average, from `since`
    AVERAGE_TARGET = "avgplan"  # the plan for a year of several, on average, from `since`


#: Bases written with the year alone.
YEARLY = frozenset({Basis.YEAR, Basis.TARGET})
#: Bases of several years: a figure says from when they are counted.
SEVERAL_YEARS = frozenset({Basis.SPAN, Basis.AVERAGE, Basis.AVERAGE_TARGET})

_STEPS = {Basis.QUARTER: 3, Basis.YEAR: 12, Basis.TARGET: 12} | dict.fromkeys(SEVERAL_YEARS, 12)


def step(basis: Basis) -> int:
    """Return the months from one figure of this basis to the next; further apart is a gap."""
    return _STEPS.get(basis, 1)


class _YearMonth(NamedTuple):
    year: int
    month: int


class Month(_YearMonth):
    """A reporting month. Ordered in time; `str()` gives `YYYY-MM`.

    A tuple, because a page compares thousands of them: as a dataclass that took a tenth of its time.
    """

    __slots__ = ()

    def __new__(cls, year: int, month: int) -> Self:
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise ValueError(f"no such month: {year}-{month}")
        return super().__new__(cls, year, month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`. Raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not match:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def index(self) -> int:  # type: ignore[override]  # nobody looks for a number in a month
        """Months since year 0: differences are distances in months."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """Return the month `months` later (earlier when negative)."""
        year, month = divmod(self.index + months, 12)
        return Month(year, month + 1)


FIRST_MONTH, LAST_MONTH = Month(FIRST_YEAR, 1), Month(LAST_YEAR, 12)


def overlap(first: date, last: date, since: date | None, until: date | None) -> bool:
    """Whether the days `first` to `last` and `since` to `until` share one, all ends included; None is open."""
    return (since is None or since <= last) and (until is None or until >= first)


def months_before(month: Month, months: int) -> Month | None:
    """Return the month so many months earlier; None before the first year we know."""
    return month.plus(-months) if month.index - months >= FIRST_MONTH.index else None


def may_begin(basis: Basis, month: Month, since: date) -> bool:
    """Whether a figure of several years that is filed under `month` may count from `since`.

    That is a month's first day, in the years we know. A target from its own year on is that year's plain target.
    """
    whole = since.day == 1 and FIRST_MONTH.first_day <= since <= month.first_day
    return whole and (basis in SEVERAL_YEARS or (basis == Basis.TARGET and since.year < month.year))


def last_month(basis: Basis, month: Month) -> Month:
    """Return the month under which a figure of this basis is filed: its span's last."""
    if basis in YEARLY:
        return Month(month.year, 12)
    if basis == Basis.QUARTER:
        return Month(month.year, (month.month + 2) // 3 * 3)
    return month


def is_reportable(basis: Basis, month: Month) -> bool:
    """Whether a figure of this basis can be known at the end of `month`: a quarter's at its end, a target at once."""
    return basis == Basis.TARGET or last_month(basis, month) == month


def code(basis: Basis, month: Month) -> str:
    """Write `YYYY` for a year's figure or target, else `YYYY-MM`."""
    return str(month.year) if basis in YEARLY else str(month)


def span(basis: Basis, month: Month, since: date | None = None) -> tuple[date, date]:
    """Return the first and the last day that a figure speaks about; a stock has one day."""
    if since is not None:
        return since, month.last_day
    if basis == Basis.AS_OF:
        return month.last_day, month.last_day
    if basis == Basis.MONTH:
        return month.first_day, month.last_day
    if basis == Basis.QUARTER:
        return month.plus(-2).first_day, month.last_day
    return date(month.year, 1, 1), month.last_day

"""Figures in time: the one shape that every chart is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from .names import Name, Ref
from .periods import Basis, Month

POPULATION = "population"  # the one indicator that the code knows by name


class Qualifier(StrEnum):
    """How the source hedges a number."""

    EXACT = "exact"
    NEARLY = "nearly"  # gần
    OVER = "over"  # trên, hơn
    ABOUT = "about"  # khoảng
    UNDER = "under"  # dưới
    ESTIMATE = "estimate"  # ước
    PROVISIONAL = "provisional"  # sơ bộ


class Status(StrEnum):
    """Where a number comes from."""

    PUBLISHED = "published"
    REVISED = "revised"  # took the place of an earlier published figure
    DERIVED = "derived"  # computed when read, never stored
    ILLUSTRATIVE = "illustrative"  # made up, and removable


class Measure(StrEnum):
    """Whether an indicator counts over a span, at a moment, or as a share."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"


class Direction(StrEnum):
    """Which way is good. Part of the catalogue, never guessed."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class IndicatorRef:
    """What a chart or table must know about its indicator."""

    slug: str
    name: Name
    unit: Ref
    decimals: int
    measure: Measure
    direction: Direction
    definition: Name = Name("", "")


@dataclass(frozen=True, slots=True)
class Source:
    """The report that a figure was printed in."""

    report: int
    title: str
    url: str
    published_on: date | None
    release: int
    released_at: datetime
    illustrative: bool = False


class Point(NamedTuple):
    """One figure of a series. `value is None` means: not available, because `missing_reason`.

    A tuple, as it is made a thousand times for a page: a frozen dataclass takes six times as long.
    """

    month: Month
    value: Decimal | None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    status: Status = Status.PUBLISHED
    missing_reason: str = ""
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one (indicator, area, category or total) on one basis, in time order.

    A month without a point is a gap: nothing was published for it.
    """

    area: Ref
    basis: Basis
    points: tuple[Point, ...]
    category: Ref | None = None
    year: int | None = None  # the only one it holds, where the same months of several years lie above each other

    @property
    def part(self) -> Ref | None:
        """Name what tells it from the other series of its area: its category, its year, or both; None for neither."""
        if self.year is None:
            return self.category
        year = str(self.year)
        if self.category is None:
            return Ref(year, Name(year, year))
        code, name = self.category.code, self.category.name
        return Ref(f"{code}-{year}", Name(f"{name.vi}, {year}", f"{name.en}, {year}"))

    def at(self, month: Month | None) -> Point | None:
        return next((point for point in self.points if point.month == month), None)


@dataclass(frozen=True, slots=True)
class Break:
    """A change of method or territory: before and after do not compare."""

    month: Month
    note: Name
    area: str | None = None  # an area's public code; None: every area


def last_break(breaks: Iterable[Break], area: Ref, month: Month) -> Month | None:
    """Return the month of the newest break that an area's series has behind it in `month`; None for none.

    Two figures compare where this is the same for both.
    """
    return max((b.month for b in breaks if b.area in (None, area.code) and b.month <= month), default=None)


def stretches(series: Series, breaks: Iterable[Break]) -> tuple[Series, ...]:
    """Split a series where it breaks: within a part all figures compare. One part at least."""
    own = [b for b in breaks if b.area in (None, series.area.code)]
    if not own:
        return (series,)
    parts = groupby(series.points, key=lambda point: last_break(own, series.area, point.month))
    return tuple(replace(series, points=tuple(points)) for _, points in parts) or (series,)


@dataclass(frozen=True, slots=True)
class SpanFigure:
    """A figure that counts several years, from the day `since` to its point's month. It is no figure of a year."""

    area: Ref
    category: Ref | None
    basis: Basis
    since: date
    point: Point


#: Vietnam keeps this offset all year.
HANOI = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class ReleaseRef:
    """A moment of publication."""

    number: int
    released_at: datetime

    @property
    def day(self) -> date:
        """The day on which it was published, in Vietnam: what page, picture and file cite."""
        return self.released_at.astimezone(HANOI).date()

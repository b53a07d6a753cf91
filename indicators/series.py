"""Figures as plain values: the one shape that chart, table and file are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

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


class View(StrEnum):
    """The ways to look at one indicator (C5)."""

    MONTH = "month"
    YTD = "ytd"
    YEARS = "years"  # same months of several years
    TARGET = "target"  # per cent of the year's target
    INDEX = "index"  # first = 100
    PER_CAPITA = "percapita"
    SHARE = "share"  # by category


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    vi: str
    en: str

    def text(self, lang: str) -> str:
        """In `lang`; Vietnamese for anything but English."""
        return self.en if lang.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Ref:
    """Something with a public code or slug and a name: an area, a category, a unit."""

    code: str
    name: Name


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

    def at(self, month: Month | None) -> Point | None:
        return next((point for point in self.points if point.month == month), None)


@dataclass(frozen=True, slots=True)
class Break:
    """A change of method or territory: before and after do not compare."""

    month: Month
    note: Name
    area: str | None = None  # an area's public code; None: every area


#: Vietnam keeps this offset all year.
HANOI = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Release:
    """A moment of publication."""

    number: int
    released_at: datetime

    @property
    def day(self) -> date:
        """The day on which it was published, in Vietnam: what page, picture and file cite."""
        return self.released_at.astimezone(HANOI).date()


@dataclass(frozen=True)
class Comparison:
    """All that one comparison shows, as of one release."""

    indicator: IndicatorRef
    view: View
    series: tuple[Series, ...]
    targets: tuple[Series, ...] = ()
    breaks: tuple[Break, ...] = ()
    release: Release | None = None
    notices: tuple[Name, ...] = ()  # why something asked for cannot be shown
    unit: Ref | None = None  # of the values shown, where not the indicator's own (%, index)

    @property
    def extent(self) -> tuple[Month, Month] | None:
        """The first and the last month shown; None where nothing is."""
        shown = [series.points for series in self.series if series.points]
        if not shown:
            return None
        return min(points[0].month for points in shown), max(points[-1].month for points in shown)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source behind a shown value, each once: documents before made-up months, then the newest first."""
        found = {p.source.report: p.source for s in (*self.series, *self.targets) for p in s.points if p.source}
        return tuple(sorted(found.values(), key=_standing, reverse=True))


def _standing(source: Source) -> tuple[bool, int, int]:
    return not source.illustrative, source.release, source.report


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures to read. Empty tuples and None mean: all."""

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()  # public codes
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    since: Month | None = None
    until: Month | None = None
    as_of: int | None = None  # release number; None: the newest
    totals_only: bool = False
    report: int | None = None  # the one that they were printed in
    release: int | None = None  # the one that brought them


class Row(NamedTuple):
    """A figure as a line of a file: the columns of the contract, in their order."""

    area_code: str
    area_vi: str
    area_en: str
    indicator: str
    indicator_vi: str
    indicator_en: str
    category: str  # empty: the total
    category_vi: str
    category_en: str
    unit: str
    basis: str
    period: str  # YYYY-MM; YYYY for `year` and `target`
    period_start: date
    period_end: date
    value: Decimal | None
    value_high: Decimal | None
    qualifier: str
    status: str
    missing_reason: str
    note: str
    source_title: str
    source_url: str
    report: int
    release: int
    released_at: datetime


#: The columns of a figure in every file, in order (a promise to the outside).
COLUMNS = Row._fields


class Sum(NamedTuple):
    """What `reporting` of the `areas` below a province add up to: derived, never a row of a file of figures."""

    area_code: str
    area_vi: str
    area_en: str
    indicator: str
    indicator_vi: str
    indicator_en: str
    category: str  # empty: the total
    category_vi: str
    category_en: str
    unit: str
    basis: str
    period: str
    period_start: date
    period_end: date
    value: Decimal
    reporting: int
    areas: int
    hedged: bool
    illustrative: bool
    own_figure: bool  # the province has published its own: use that
    release: int
    id: int


#: What a hedge becomes where the figure is taken away or divided by: less "over 500" is neither over nor under anything.
_TURNED = dict.fromkeys((Qualifier.NEARLY, Qualifier.OVER, Qualifier.UNDER), Qualifier.ABOUT)


def computed(point: Point, between: tuple[Decimal, Decimal], *others: Point, against: Sequence[Point] = ()) -> Point:
    """The figure `between` two ends (the same: one number) for `point`'s period, made from it and `others`.

    `against`: what was taken away or divided by. All of them say how far the result is to be trusted.
    """
    low, high = between
    return point._replace(
        value=low,
        value_high=None if low == high else high,
        qualifier=_hedge((point, *others), against),
        status=lineage(point, *others, *against),
        note="",
    )


def _hedge(of: Sequence[Point], against: Sequence[Point]) -> Qualifier:
    """Exact inputs change nothing; a single kind of hedge stays; of two kinds only "about" is left."""
    found = {p.qualifier for p in of} | {_TURNED.get(p.qualifier, p.qualifier) for p in against}
    found.discard(Qualifier.EXACT)
    return found.pop() if len(found) == 1 else Qualifier.ABOUT if found else Qualifier.EXACT


def lineage(*points: Point) -> Status:
    """Made-up input makes made-up output; anything else computed is derived."""
    return Status.ILLUSTRATIVE if any(p.status == Status.ILLUSTRATIVE for p in points) else Status.DERIVED


def ends(point: Point) -> tuple[Decimal, Decimal]:
    """Between what its value lies: one number twice, but for a range. Raises ValueError where there is none."""
    if point.value is None:
        raise ValueError(f"no value for {point.month}")
    return point.value, point.value if point.value_high is None else point.value_high


def months_from_ytd(ytd: Series) -> Series:
    """Each month as the difference of two running totals; January is its own total."""
    months = (_month_of(ytd, point) for point in ytd.points if point.value is not None)
    return replace(ytd, basis=Basis.MONTH, points=tuple(month for month in months if month))


def _month_of(ytd: Series, point: Point) -> Point | None:
    """None without the running total before."""
    if point.month.month == 1:
        return computed(point, ends(point))
    before = ytd.at(point.month.plus(-1))
    if before is None or before.value is None:
        return None
    (low, high), (least, most) = ends(point), ends(before)
    return computed(point, (low - most, high - least), against=(before,))


def ytd_from_months(months: Series) -> Series:
    """Running totals since January, for as long as no month of the year is missing."""
    points: list[Point] = []
    for year in sorted({point.month.year for point in months.points}):
        points += _running(months, year)
    return replace(months, basis=Basis.YTD, points=tuple(points))


def _running(months: Series, year: int) -> list[Point]:
    low = high = Decimal(0)
    seen: list[Point] = []
    points = []
    for number in range(1, 13):
        point = months.at(Month(year, number))
        if point is None or point.value is None:
            break
        least, most = ends(point)
        low, high = low + least, high + most
        points.append(computed(point, (low, high), *seen))
        seen.append(point)
    return points


def merged(reported: Series, derived: Series) -> Series:
    """Reported points, with derived ones only where nothing was reported."""
    points = {point.month: point for point in derived.points} | {point.month: point for point in reported.points}
    return replace(reported, points=tuple(points[month] for month in sorted(points)))

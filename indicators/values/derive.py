"""Arithmetic on figures: months from running totals and back, with the hedges that remain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .periods import Basis, Month
from .series import Point, Qualifier, Series, Status

#: What a hedge becomes where the figure is taken away or divided by: less "over 500" is neither over nor under anything.
_TURNED = dict.fromkeys((Qualifier.NEARLY, Qualifier.OVER, Qualifier.UNDER), Qualifier.ABOUT)


def computed(point: Point, between: tuple[Decimal, Decimal], *others: Point, against: Sequence[Point] = ()) -> Point:
    """Compute the figure `between` two ends (the same: one number) for `point`'s period, from it and `others`.

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
    """Combine hedges: exact inputs change nothing, a single kind stays, of two kinds only "about" is left."""
    hedges = {p.qualifier for p in of} | {_TURNED.get(p.qualifier, p.qualifier) for p in against}
    hedges.discard(Qualifier.EXACT)
    return hedges.pop() if len(hedges) == 1 else Qualifier.ABOUT if hedges else Qualifier.EXACT


def lineage(*points: Point) -> Status:
    """Return the status of what is computed: illustrative from made-up input, else derived."""
    return Status.ILLUSTRATIVE if any(p.status == Status.ILLUSTRATIVE for p in points) else Status.DERIVED


def ends(point: Point) -> tuple[Decimal, Decimal]:
    """Return between what a value lies: one number twice, but for a range. Raises ValueError where there is none."""
    if point.value is None:
        raise ValueError(f"no value for {point.month}")
    return point.value, point.value if point.value_high is None else point.value_high


def months_from_ytd(ytd: Series) -> Series:
    """Subtract each running total from the next, month by month; January is its own total."""
    months = (_month_of(ytd, point) for point in ytd.points if point.value is not None)
    return replace(ytd, basis=Basis.MONTH, points=tuple(month for month in months if month))


def _month_of(ytd: Series, point: Point) -> Point | None:
    """Return the month's figure; None without the running total before."""
    if point.month.month == 1:
        return computed(point, ends(point))
    before = ytd.at(point.month.plus(-1))
    if before is None or before.value is None:
        return None
    (low, high), (least, most) = ends(point), ends(before)
    return computed(point, (low - most, high - least), against=(before,))


def ytd_from_months(months: Series) -> Series:
    """Add months up since January, for as long as no month of the year is missing."""
    points: list[Point] = []
    for year in sorted({point.month.year for point in months.points}):
        points += _running(months, year)
    return replace(months, basis=Basis.YTD, points=tuple(points))


def _running(months: Series, year: int) -> list[Point]:
    low = high = Decimal(0)
    months_before: list[Point] = []
    points = []
    for number in range(1, 13):
        point = months.at(Month(year, number))
        if point is None or point.value is None:
            break
        least, most = ends(point)
        low, high = low + least, high + most
        points.append(computed(point, (low, high), *months_before))
        months_before.append(point)
    return points


def years_from_december(course: Series) -> Series:
    """Take each figure of December, a running total or a stock at the year's end, as the year's."""
    ended = (point for point in course.points if point.month.month == 12 and point.value is not None)
    return replace(course, basis=Basis.YEAR, points=tuple(computed(point, ends(point)) for point in ended))


def merged(reported: Series, derived: Series) -> Series:
    """Return the reported points, with derived ones only where nothing was reported."""
    points = {point.month: point for point in derived.points} | {point.month: point for point in reported.points}
    return replace(reported, points=tuple(points[month] for month in sorted(points)))

"""Figures computed from figures: they say no more than what they were made from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.values.derive import months_from_ytd, ytd_from_months
from indicators.values.periods import Basis, Month
from indicators.values.series import Point, Qualifier, Series, Status

from .support.comparisons import SON_LA

EXACT, NEARLY, OVER, ABOUT, UNDER, ESTIMATE, PROVISIONAL = Qualifier
Told = tuple[int | str, int | str | None, Qualifier]


def course(*told: Told, basis: Basis) -> Series:
    """One point a month from January."""
    points = (
        Point(Month(2024, number), Decimal(low), None if high is None else Decimal(high), hedge)
        for number, (low, high, hedge) in enumerate(told, start=1)
    )
    return Series(SON_LA, basis, tuple(points))


def told(found: Series) -> list[Told]:
    return [(str(p.value), p.value_high and str(p.value_high), p.qualifier) for p in found.points]


def test_months_from_running_totals_keep_hedges_and_ranges_of_both() -> None:
    ytd = course(
        (500, None, ABOUT), (900, None, EXACT), (1000, 1200, EXACT), (1500, None, EXACT), (1600, None, EXACT),
        basis=Basis.YTD,
    )  # fmt: skip
    found = months_from_ytd(ytd)
    assert told(found) == [
        ("500", None, ABOUT), ("400", None, ABOUT), ("100", "300", EXACT), ("300", "500", EXACT), ("100", None, EXACT),
    ]  # fmt: skip
    assert {p.status for p in found.points} == {Status.DERIVED}


def test_running_totals_from_months_keep_hedges_and_ranges_of_all() -> None:
    months = course((500, None, ABOUT), (400, None, EXACT), (100, 200, EXACT), (100, None, EXACT), basis=Basis.MONTH)
    assert told(ytd_from_months(months)) == [
        ("500", None, ABOUT), ("900", None, ABOUT), ("1000", "1100", ABOUT), ("1100", "1200", ABOUT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        (EXACT, EXACT, EXACT),
        (OVER, EXACT, OVER),
        (EXACT, ESTIMATE, ESTIMATE),
        (OVER, OVER, OVER),
        (PROVISIONAL, PROVISIONAL, PROVISIONAL),
        (OVER, UNDER, ABOUT),
        (NEARLY, PROVISIONAL, ABOUT),
    ],
)
def test_a_sum_is_hedged_as_its_parts_are(first: Qualifier, second: Qualifier, total: Qualifier) -> None:
    months = course((5, None, first), (4, None, second), basis=Basis.MONTH)
    assert told(ytd_from_months(months))[1] == ("9", None, total)


@pytest.mark.parametrize(
    ("now", "before", "month"),
    [
        (OVER, EXACT, OVER),
        (EXACT, OVER, ABOUT),
        (EXACT, UNDER, ABOUT),
        (EXACT, NEARLY, ABOUT),
        (OVER, OVER, ABOUT),
        (EXACT, ESTIMATE, ESTIMATE),
        (ESTIMATE, ESTIMATE, ESTIMATE),
        (ESTIMATE, PROVISIONAL, ABOUT),
    ],
)
def test_what_is_taken_away_does_not_hedge_the_same_way(now: Qualifier, before: Qualifier, month: Qualifier) -> None:
    """Less "more than 4" is not "more than" anything."""
    ytd = course((4, None, before), (9, None, now), basis=Basis.YTD)
    assert told(months_from_ytd(ytd))[1] == ("5", None, month)


def test_a_range_less_a_range_lies_between_the_furthest_ends() -> None:
    ytd = course((100, 150, EXACT), (200, 300, EXACT), basis=Basis.YTD)
    assert told(months_from_ytd(ytd)) == [("100", "150", EXACT), ("50", "200", EXACT)]


def test_what_is_not_available_is_not_computed_with() -> None:
    gone = Point(Month(2024, 2), None, missing_reason="chưa tổng hợp")
    there = course((4, None, EXACT), (9, None, EXACT), (12, None, EXACT), basis=Basis.YTD).points
    ytd = Series(SON_LA, Basis.YTD, (there[0], gone, there[2]))
    assert told(months_from_ytd(ytd)) == [("4", None, EXACT)]

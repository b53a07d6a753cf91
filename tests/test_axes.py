"""Axes: round ticks that hold every value, months that start years."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts.axes import month_of_year_ticks, month_ticks, value_axis, year_ticks
from indicators.values.periods import Month

amounts = st.decimals(min_value=0, max_value=10**13, places=2)


@given(amounts, amounts, st.integers(0, 2))
def test_a_value_axis_holds_its_values_on_few_ticks(one: Decimal, other: Decimal, decimals: int) -> None:
    low, high = sorted((one, other))
    axis = value_axis(low, high, "vi", decimals=decimals)
    assert axis.low <= low <= high <= axis.high
    assert 2 <= len(axis.ticks) <= 8
    assert (axis.ticks[0].at, axis.ticks[-1].at) == (axis.low, axis.high)
    assert len({tick.label for tick in axis.ticks}) == len(axis.ticks)


@pytest.mark.parametrize(
    ("high", "decimals", "labels"),
    [
        (12, 0, ["0", "5", "10", "15"]),
        (12, 1, ["0,0", "2,5", "5,0", "7,5", "10,0", "12,5"]),
        (3, 0, ["0", "1", "2", "3"]),
        (1, 0, ["0", "1"]),
        (3766, 0, ["0", "1.000", "2.000", "3.000", "4.000"]),
    ],
)
def test_counts_never_get_fractional_ticks(high: int, decimals: int, labels: list[str]) -> None:
    assert [tick.label for tick in value_axis(Decimal(0), Decimal(high), "vi", decimals=decimals).ticks] == labels


def test_large_amounts_are_counted_in_words() -> None:
    axis = value_axis(Decimal(0), Decimal(4_000_000_000), "vi", decimals=0)
    assert (axis.note, axis.ticks[-1].label) == ("tỷ", "4")
    assert value_axis(Decimal(0), Decimal(4_000_000), "en", decimals=0).note == "million"


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        ("2024-01", "2024-04", 6, ["T1/2024", "T2/2024", "T3/2024", "T4/2024"]),
        ("2022-01", "2024-12", 7, ["T1/2022", "T7/2022", "T1/2023", "T7/2023", "T1/2024", "T7/2024"]),
        ("2022-01", "2024-12", 2, ["2022", "2023", "2024"]),
        ("2024-02", "2024-04", 2, ["T2/2024", "T4/2024"]),
        ("2024-02", "2024-02", 5, ["T2/2024"]),
    ],
)
def test_months_are_labelled_on_quarters_and_years(first: str, last: str, most: int, labels: list[str]) -> None:
    ticks = month_ticks(Month.parse(first), Month.parse(last), "vi", most=most)
    assert [tick.label for tick in ticks] == labels


def test_months_of_a_year_are_thinned_to_their_room() -> None:
    assert [tick.label for tick in month_of_year_ticks("en", most=4)] == ["Jan", "Apr", "Jul", "Oct"]
    assert len(month_of_year_ticks("vi", most=20)) == 12


@pytest.mark.parametrize(
    ("first", "last", "most", "labels"),
    [
        (2019, 2022, 8, ["2019", "2020", "2021", "2022"]),
        (2015, 2025, 6, ["2016", "2018", "2020", "2022", "2024"]),
        (2015, 2025, 4, ["2015", "2020", "2025"]),
        (1999, 2025, 3, ["2000", "2010", "2020"]),
        (2021, 2024, 1, ["2021", "2024"]),
        (2024, 2024, 8, ["2024"]),
    ],
)
def test_years_are_labelled_whole_or_in_round_steps(first: int, last: int, most: int, labels: list[str]) -> None:
    assert [tick.label for tick in year_ticks(first, last, most=most)] == labels

"""Months that keep a shape and meet totals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.management.illustration.denton import Total, benchmark

LENGTH = 24


@st.composite
def bases_and_totals(draw: st.DrawFn) -> tuple[list[float], list[Total]]:
    """A base, and totals of runs of months that some whole numbers near the base really have."""
    base = draw(st.lists(st.floats(50, 5000), min_size=LENGTH, max_size=LENGTH))
    near = [round(level * draw(st.floats(0.7, 1.4))) for level in base]
    runs = draw(st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH)), max_size=6))
    cut = [(start, min(LENGTH, start + length)) for start, length in runs]
    return base, [Total(start, end, sum(near[start:end])) for start, end in cut]


@given(bases_and_totals())
def test_every_total_is_met_exactly_by_whole_numbers_that_are_not_negative(
    case: tuple[list[float], list[Total]],
) -> None:
    base, totals = case
    months = benchmark(base, totals)
    assert all(sum(months[t.start : t.end]) == t.value for t in totals)
    assert min(months) >= 0
    assert all(isinstance(month, int) for month in months)


@given(bases_and_totals())
def test_the_same_input_gives_the_same_months(case: tuple[list[float], list[Total]]) -> None:
    assert benchmark(*case) == benchmark(*case)


def test_without_totals_the_base_itself_comes_back() -> None:
    assert benchmark([10.0, 20.0, 31.0], []) == [10, 20, 31]


def test_a_total_twice_the_base_doubles_the_months_around_it_too() -> None:
    months = benchmark([100.0] * 12, [Total(0, 6, 1200)])
    assert sum(months[:6]) == 1200
    assert all(195 <= month <= 201 for month in months[:7])


def test_months_move_smoothly_from_one_total_to_the_next() -> None:
    months = benchmark([100.0] * 12, [Total(0, 6, 600), Total(6, 12, 900)])
    assert months == sorted(months)
    assert sum(months) == 1500


def test_overlapping_totals_are_met_together() -> None:
    months = benchmark([100.0] * 12, [Total(0, 5, 520), Total(3, 6, 330), Total(0, 12, 1300)])
    assert (sum(months[:5]), sum(months[3:6]), sum(months)) == (520, 330, 1300)


def test_a_total_that_follows_from_others_is_no_contradiction() -> None:
    totals = [Total(0, 1, 90), Total(0, 3, 300), Total(1, 3, 210)]
    assert sum(benchmark([100.0] * 6, totals)[:3]) == 300


@pytest.mark.parametrize(
    "totals",
    [
        [Total(0, 3, 300), Total(0, 3, 301)],
        [Total(0, 1, 90), Total(0, 3, 300), Total(1, 3, 200)],
        [Total(0, 3, 300), Total(0, 2, 400)],
    ],
)
def test_totals_that_contradict_each_other_are_refused(totals: list[Total]) -> None:
    with pytest.raises(ValueError, match="contradict"):
        benchmark([100.0] * 6, totals)

"""Cards: which indicators matter, which figure is the newest, and what it is measured against."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.summaries.cards import Latest, chosen, main_month, newest_of
from indicators.values.periods import Basis, Month
from indicators.values.series import Status

from .support.comparisons import SON_LA, series, target
from .support.datasets import card_of


def latest(
    slug: str = "jobs", area: str = "14", basis: Basis = Basis.MONTH, month: str = "2024-05", made_up: bool = False
) -> Latest:
    return Latest(slug, area, basis, Month.parse(month), made_up)


def test_indicators_of_both_areas_come_before_those_of_one() -> None:
    found = [latest("a", "14"), latest("b", "14"), latest("b", "12")]
    assert chosen(found, [["a", "b"]], most=1) == ["b"]


def test_no_topic_takes_all_the_places() -> None:
    found = [latest(slug) for slug in "abcdef"]
    assert chosen(found, [["a", "b", "c"], ["d"], ["e", "f"]]) == ["a", "b", "d", "e", "f"]


def test_chosen_indicators_stand_in_the_catalogues_order_and_have_a_bound() -> None:
    topics = [[f"t{topic}-{place}" for place in range(2)] for topic in range(10)]
    found = [latest(slug) for group in reversed(topics) for slug in group]
    assert chosen(found, topics) == [slug for group in topics[:4] for slug in group]


def test_indicator_with_two_figures_in_one_area_does_not_count_as_two_areas() -> None:
    found = [latest("a", basis=Basis.YTD), latest("a"), latest("b", "14"), latest("b", "12")]
    assert chosen(found, [["a"], ["b"]], most=1) == ["b"]


def test_reported_figure_comes_before_a_newer_made_up_one() -> None:
    old, made_up = latest(month="2022-05"), latest(month="2024-12", made_up=True)
    assert newest_of([made_up, old]) == old


@pytest.mark.parametrize("other", [Basis.MONTH, Basis.QUARTER])
def test_of_two_figures_of_a_month_the_one_that_counts_longest_is_taken(other: Basis) -> None:
    assert (
        newest_of([latest(basis=other, month="2024-06"), latest(basis=Basis.YTD, month="2024-06")]).basis == Basis.YTD
    )


def test_targets_and_spans_are_no_news() -> None:
    assert newest_of([latest(basis=Basis.TARGET), latest(basis=Basis.SPAN)]) is None


def test_card_ends_with_its_month_whatever_came_later() -> None:
    card = card_of(series(SON_LA, "2023-05", list(range(100, 120))), basis=Basis.MONTH, month="2024-05")
    assert (str(card.now.month), card.now.value) == ("2024-05", 112)
    assert card.before is not None
    assert card.before.value == 100
    assert str(card.course.points[-1].month) == "2024-05"


def test_running_total_is_compared_with_the_months_of_last_year() -> None:
    months = series(SON_LA, "2023-01", [10, 20, 30])
    card = card_of(months, series(SON_LA, "2024-03", [90], basis=Basis.YTD), basis=Basis.YTD, month="2024-03")
    assert card.before is not None
    assert (card.before.value, card.before.status) == (60, Status.DERIVED)


def test_card_says_how_much_of_the_plan_and_of_the_year_is_done() -> None:
    total = series(SON_LA, "2024-03", [90], basis=Basis.YTD)
    card = card_of(total, target(SON_LA, 2024, 300), basis=Basis.YTD, month="2024-03")
    assert card.attained is not None
    assert (card.attained.value, card.elapsed) == (Decimal("30.0000"), Decimal(25))
    assert card.target is not None
    assert card.target.value == 300


def test_course_goes_back_three_years_and_no_further() -> None:
    card = card_of(series(SON_LA, "2018-01", list(range(80))), basis=Basis.MONTH, month="2024-08")
    assert len(card.course.points) == 36


def test_course_is_a_chart_of_its_own_once_it_has_five_values() -> None:
    few = card_of(series(SON_LA, "2024-01", [1, 2, None, 3, 4]), basis=Basis.MONTH, month="2024-05")
    enough = card_of(series(SON_LA, "2024-01", [1, 2, 3, None, 4, 5]), basis=Basis.MONTH, month="2024-06")
    assert few.drawn is None
    assert enough.drawn is not None
    assert enough.drawn.series == (enough.course,)


def test_main_month_is_the_one_of_most_reported_figures() -> None:
    may = card_of(series(SON_LA, "2024-05", [1]), basis=Basis.MONTH, month="2024-05")
    june = card_of(series(SON_LA, "2024-06", [1]), basis=Basis.MONTH, month="2024-06")
    made_up = card_of(series(SON_LA, "2024-07", [1], status=Status.ILLUSTRATIVE), basis=Basis.MONTH, month="2024-07")
    assert main_month([may, may, june, made_up, made_up, made_up]) == Month(2024, 5)
    assert main_month([may, june]) == Month(2024, 6)
    assert main_month([made_up]) is None

"""Sentences from figures: each says what the figures say, and nothing where they say nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.summaries.cards import Card
from indicators.summaries.insights import InsightKind, insights
from indicators.values.periods import Basis
from indicators.values.series import Direction, Series, Status

from .support.comparisons import EXPORT, JOBS, LOAN, SELF, SON_LA, UNEMPLOYMENT, series, target
from .support.datasets import card_of

MADE_UP = Status.ILLUSTRATIVE


def sentence(card: Card, lang: str = "vi") -> str:
    """The only finding of a card."""
    (found,) = insights([card])
    return found.text.text(lang)


def month_card(*found: Series, month: str = "2024-05") -> Card:
    return card_of(*found, basis=Basis.MONTH, month=month)


def ytd_card(*found: Series, month: str = "2024-05") -> Card:
    return card_of(*found, basis=Basis.YTD, month=month)


def ytd(value: int, month: str = "2024-05", **fields: object) -> Series:
    return series(SON_LA, month, [value], basis=Basis.YTD, **fields)  # type: ignore[arg-type]


# On the same period last year


def year_apart(before: int | str, now: int | str) -> Series:
    return series(SON_LA, "2023-05", [before, *[None] * 11, now])


@pytest.mark.parametrize(
    ("before", "now", "vi", "en"),
    [
        (
            1000,
            1100,
            "1.100 lao động, tăng 10,0% so với cùng kỳ năm trước",
            "1,100 workers, up 10.0% on the same period",
        ),
        (1000, 850, "850 lao động, giảm 15,0% so với cùng kỳ năm trước", "850 workers, down 15.0% on the same period"),
        (1000, 1000, "1.000 lao động, không đổi so với cùng kỳ", "1,000 workers, unchanged on the same period"),
        (100, 350, "350 lao động, gấp 3,5 lần so với cùng kỳ", "350 workers, up 3.5-fold on the same period"),
    ],
)
def test_change_on_last_year_is_told_with_its_direction(before: int, now: int, vi: str, en: str) -> None:
    card = month_card(year_apart(before, now))
    assert sentence(card).startswith("Giải quyết việc làm, tháng 5/2024: ")
    assert vi in sentence(card)
    assert en in sentence(card, "en")


def test_change_of_a_rate_is_told_in_percentage_points() -> None:
    rate = series(SON_LA, "2023-12", ["3.74", *[None] * 11, "3.24"], basis=Basis.AS_OF)
    card = card_of(rate, basis=Basis.AS_OF, month="2024-12", indicator=UNEMPLOYMENT)
    assert "3,24%, giảm 0,5 điểm phần trăm so với cùng kỳ năm trước" in sentence(card)


def test_without_last_year_nothing_is_said_of_a_change() -> None:
    assert insights([month_card(series(SON_LA, "2024-05", [100]))]) == ()


def test_figure_that_is_made_up_is_never_told_as_fact() -> None:
    card = month_card(series(SON_LA, "2023-05", [1000, *[None] * 11, 900], status=MADE_UP))
    assert "900 lao động [minh hoạ]" in sentence(card)


def test_change_of_a_few_is_told_last() -> None:
    few, many = month_card(year_apart(2, 12)), month_card(year_apart(1000, 1010))
    assert [found.text.vi.count("1.010") for found in insights([few, many])] == [1, 0]


# Against the plan


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (
            1185,
            "đạt 14,8% kế hoạch năm, chậm hơn tiến độ thời gian (5/12 tháng, 41,7%)",
            "14.8% of the year’s target, behind",
        ),
        (
            4800,
            "đạt 60,0% kế hoạch năm, nhanh hơn tiến độ thời gian (5/12 tháng, 41,7%)",
            "60.0% of the year’s target, ahead",
        ),
        (3400, "đạt 42,5% kế hoạch năm, sát tiến độ thời gian (5/12 tháng, 41,7%)", "in step with the time passed"),
        (
            8240,
            "đạt 103,0% kế hoạch năm, đã hoàn thành kế hoạch",
            "103.0% of the year’s target, so the plan is fulfilled",
        ),
    ],
)
def test_plan_is_told_against_the_part_of_the_year_that_has_passed(value: int, vi: str, en: str) -> None:
    card = ytd_card(ytd(value), target(SON_LA, 2024, 8000))
    assert sentence(card) == f"Giải quyết việc làm, 5 tháng đầu năm 2024: {vi}."
    assert en in sentence(card, "en")


def test_without_a_target_of_that_year_nothing_is_said_of_a_plan() -> None:
    assert insights([ytd_card(ytd(1185), target(SON_LA, 2023, 8000))]) == ()


def test_stock_is_not_measured_against_the_time_passed() -> None:
    stock = series(SON_LA, "2024-05", [1185], basis=Basis.AS_OF)
    assert insights([card_of(stock, target(SON_LA, 2024, 8000), basis=Basis.AS_OF, month="2024-05")]) == ()


def test_plan_to_have_less_is_not_called_ahead_or_behind() -> None:
    fewer = replace(JOBS, direction=Direction.DOWN)
    card = card_of(ytd(10), target(SON_LA, 2024, 100), basis=Basis.YTD, month="2024-05", indicator=fewer)
    assert insights([card]) == ()


@pytest.mark.parametrize(("low", "told"), [(8000, True), (1500, False)])
def test_plan_that_is_a_range_is_told_where_both_ends_say_the_same(low: int, told: bool) -> None:
    """5 months are 41.7 % of the year: 1,000 of 8,000–9,000 is behind, of 1,500–9,000 it may be ahead."""
    points = tuple(p._replace(value_high=Decimal(9000)) for p in target(SON_LA, 2024, low).points)
    found = insights([ytd_card(ytd(1000), Series(SON_LA, Basis.TARGET, points))])
    assert ["đạt 11,1–12,5% kế hoạch năm, chậm hơn" in finding.text.vi for finding in found] == [True] * told


def test_a_figure_whose_period_is_partly_inferred_is_not_held_against_the_plan() -> None:
    found = ytd(1185)
    doubtful = replace(found, points=tuple(point._replace(inferred=True) for point in found.points))
    assert InsightKind.PLAN in {told.kind for told in insights([ytd_card(found, target(SON_LA, 2024, 8000))])}
    assert InsightKind.PLAN not in {told.kind for told in insights([ytd_card(doubtful, target(SON_LA, 2024, 8000))])}


# By part


def parts(month: str, total: int, status: Status = Status.PUBLISHED, **shares: int) -> list[Series]:
    refs = {"loan": LOAN, "own": SELF, "abroad": EXPORT}
    whole = series(SON_LA, month, [total], status=status)
    return [whole, *(series(SON_LA, month, [n], category=refs[name], status=status) for name, n in shares.items())]


def joined(*found: Series) -> list[Series]:
    """Series of the same thing at several months put together."""
    points: dict[tuple[object, object], Series] = {}
    for one in found:
        key = (one.basis, one.category)
        points[key] = replace(one, points=(*points[key].points, *one.points)) if key in points else one
    return list(points.values())


def test_part_that_moved_most_is_told_in_percentage_points() -> None:
    found = joined(*parts("2023-05", 1000, loan=500, own=400), *parts("2024-05", 1000, loan=650, own=300))
    told = {f.kind: f.text for f in insights([month_card(*found)])}
    expected = "tháng 5/2024: tỷ trọng “Vay vốn” tăng 15,0 điểm phần trăm so với cùng kỳ năm trước, lên 65,0%."
    assert told[InsightKind.PART].vi.endswith(expected)
    assert "the share of “Loans” rose 15.0 percentage points" in told[InsightKind.PART].en


def test_without_last_year_the_largest_part_is_told() -> None:
    card = month_card(*parts("2022-05", 939, loan=755, abroad=9, own=105), month="2022-05")
    assert sentence(card) == "Giải quyết việc làm, tháng 5/2022: phần lớn nhất là “Vay vốn”, chiếm 80,4%."


def test_share_that_did_not_move_is_not_said_to_have_moved() -> None:
    found = joined(*parts("2023-05", 1000, loan=500, own=400), *parts("2024-05", 1000, loan=500, own=400))
    told = {f.kind: f.text.vi for f in insights([month_card(*found)])}
    assert "phần lớn nhất là “Vay vốn”, chiếm 50,0%" in told[InsightKind.PART]


def test_parts_that_overlap_have_no_largest() -> None:
    assert insights([month_card(*parts("2024-05", 1000, loan=900, own=800))]) == ()


def test_single_part_leads_nobody() -> None:
    assert insights([month_card(*parts("2024-05", 1000, loan=900))]) == ()


# Which are told, and where each leads


def test_three_are_told_of_three_kinds_before_any_kind_twice() -> None:
    whole = joined(
        *parts("2023-05", 1000, loan=500, own=400), *parts("2024-05", 900, loan=500, own=300),
        ytd(4000), target(SON_LA, 2024, 8000),
    )  # fmt: skip
    one = month_card(*whole)
    assert [found.kind for found in insights([one, one])] == [InsightKind.PLAN, InsightKind.CHANGE, InsightKind.PART]


def test_reported_comes_before_made_up() -> None:
    made_up = month_card(series(SON_LA, "2023-05", [1000, *[None] * 11, 10], status=MADE_UP))
    reported = month_card(year_apart(1000, 990))
    assert [found.made_up for found in insights([made_up, reported])] == [False, True]


def test_each_sentence_leads_to_the_chart_that_shows_it() -> None:
    card = ytd_card(ytd(1185), target(SON_LA, 2024, 8000))
    (found,) = insights([card])
    assert found.query == {"indicator": "jobs_created", "area": "14", "view": "target", "to": "2024-05"}


def test_finding_of_a_quarter_asks_for_quarters() -> None:
    quarters = series(SON_LA, "2023-03", [1000, *[None] * 11, 900], basis=Basis.QUARTER)
    (found,) = insights([card_of(quarters, basis=Basis.QUARTER, month="2024-03")])
    assert found.query["basis"] == "quarter"


def test_province_without_figures_has_no_findings() -> None:
    assert insights([]) == ()

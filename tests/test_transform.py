"""Views computed from figures: what they promise, and what they refuse to invent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.charts.transform import for_view
from indicators.values.comparison import View
from indicators.values.periods import Basis, Month
from indicators.values.series import Point, Qualifier, Series, Status

from .support.comparisons import (
    LAI_CHAU,
    LOAN,
    SELF,
    SON_LA,
    UNEMPLOYMENT,
    breakdown,
    comparison,
    running_totals,
    series,
    target,
    three_years,
)


def values(found: Series) -> dict[str, Decimal | None]:
    return {str(point.month): point.value for point in found.points}


def people(area: object, year: int, number: int, status: Status = Status.PUBLISHED) -> Series:
    return Series(area, Basis.YEAR, (Point(Month(year, 12), Decimal(number), status=status),))  # type: ignore[arg-type]


@pytest.mark.parametrize("view", [View.MONTH, View.YTD])
def test_plain_views_leave_the_figures_alone(view: View) -> None:
    found = comparison(series(SON_LA, "2024-01", [1, 2]))
    assert for_view(found, view).series == found.series


def test_years_lay_one_line_a_year_newest_first() -> None:
    shown = for_view(comparison(series(SON_LA, "2022-11", [1, 2, 3, 4])), View.YEARS)
    assert [s.year for s in shown.series] == [2023, 2022]
    assert values(shown.series[1]) == {"2022-11": 1, "2022-12": 2}
    assert shown.notices == ()


def test_years_keep_the_newest_four_lines_and_say_so() -> None:
    shown = for_view(comparison(series(SON_LA, "2018-01", list(range(72)))), View.YEARS)
    assert [s.year for s in shown.series] == [2023, 2022, 2021, 2020]
    assert "2020" in shown.notices[0].vi
    assert "2020" in shown.notices[0].en


def test_years_of_two_areas_share_the_four_lines() -> None:
    shown = for_view(three_years(), View.YEARS)
    assert [(s.area.code, s.year) for s in shown.series] == [
        ("14", 2024),
        ("14", 2023),
        ("12", 2024),
        ("12", 2023),
    ]


def test_attainment_divides_by_the_same_years_target_and_is_derived() -> None:
    found = comparison(series(SON_LA, "2024-01", [1185], basis=Basis.YTD), targets=(target(SON_LA, 2024, 8000),))
    point = for_view(found, View.TARGET).series[0].points[0]
    assert point.value == Decimal("14.8125")
    assert point.status == Status.DERIVED


def test_attainment_without_a_target_is_a_gap_with_a_reason() -> None:
    shown = for_view(running_totals(), View.TARGET)
    assert {p.month.year for s in shown.series for p in s.points} == {2024}
    assert [n.vi[:40] for n in shown.notices] == [
        "Sơn La: không có chỉ tiêu kế hoạch năm 2",
        "Lai Châu: không có chỉ tiêu kế hoạch năm",
    ]
    assert shown.unit
    assert shown.unit.name.vi == "%"


def test_attainment_never_divides_by_a_target_of_zero() -> None:
    found = comparison(series(SON_LA, "2024-01", [5], basis=Basis.YTD), targets=(target(SON_LA, 2024, 0),))
    shown = for_view(found, View.TARGET)
    assert shown.series[0].points == ()
    assert len(shown.notices) == 1


def test_index_starts_all_series_at_100_in_their_first_common_month() -> None:
    found = comparison(series(SON_LA, "2024-01", [10, 20, 30]), series(LAI_CHAU, "2024-02", [50, 25]))
    shown = for_view(found, View.INDEX)
    assert values(shown.series[0]) == {"2024-02": 100, "2024-03": 150}
    assert values(shown.series[1]) == {"2024-02": 100, "2024-03": 50}
    assert shown.unit
    assert shown.unit.name.vi == "chỉ số (T2/2024 = 100)"


def test_index_without_a_common_month_says_why_there_is_none() -> None:
    found = comparison(series(SON_LA, "2024-01", [10]), series(LAI_CHAU, "2024-02", [50]))
    shown = for_view(found, View.INDEX)
    assert shown.series == ()
    assert len(shown.notices) == 1


def test_index_does_not_start_from_zero() -> None:
    shown = for_view(comparison(series(SON_LA, "2024-01", [0, 20, 30])), View.INDEX)
    assert values(shown.series[0]) == {"2024-02": 100, "2024-03": 150}


def test_per_thousand_needs_a_population_of_the_same_year() -> None:
    found = comparison(series(SON_LA, "2023-12", [500, 600]))
    shown = for_view(found, View.PER_CAPITA, [people(SON_LA, 2023, 1_000_000)])
    assert values(shown.series[0]) == {"2023-12": Decimal("0.5")}
    assert "2024" in shown.notices[0].en


def test_per_thousand_takes_no_neighbours_population() -> None:
    shown = for_view(comparison(series(SON_LA, "2023-12", [5])), View.PER_CAPITA, [people(LAI_CHAU, 2023, 1000)])
    assert shown.series[0].points == ()
    assert "Sơn La" in shown.notices[0].vi


def test_per_thousand_of_a_rate_is_refused() -> None:
    found = comparison(series(SON_LA, "2024-01", ["1.5"]), indicator=UNEMPLOYMENT)
    shown = for_view(found, View.PER_CAPITA, [people(SON_LA, 2024, 1000)])
    assert shown.series == ()
    assert len(shown.notices) == 1


def test_shares_are_of_the_published_total_in_the_newest_period() -> None:
    shown = for_view(breakdown(), View.SHARE)
    assert {(s.area.code, s.category): values(s) for s in shown.series if s.category in (LOAN, SELF)} == {
        ("14", LOAN): {"2024-08": Decimal(62)},
        ("14", SELF): {"2024-08": Decimal(25)},
        ("12", LOAN): {"2024-07": Decimal(75)},
        ("12", SELF): {"2024-07": Decimal(15)},
    }


def test_shares_of_one_area_show_the_same_period_a_year_before() -> None:
    year = [None] * 11
    found = comparison(
        series(SON_LA, "2023-08", [100, *year, 200]), series(SON_LA, "2023-08", [50, *year, 150], category=LOAN)
    )
    assert values(for_view(found, View.SHARE).series[0]) == {"2023-08": 50, "2024-08": 75}


def test_shares_without_a_total_are_not_made_from_the_parts() -> None:
    shown = for_view(comparison(series(SON_LA, "2024-08", [620], category=LOAN)), View.SHARE)
    assert shown.series == ()
    assert "8/2024" in shown.notices[0].vi


def test_shares_without_a_breakdown_say_so() -> None:
    shown = for_view(comparison(series(SON_LA, "2024-08", [620])), View.SHARE)
    assert (shown.series, len(shown.notices)) == ((), 1)


def made_up(found: Series) -> Series:
    return replace(found, points=tuple(point._replace(status=Status.ILLUSTRATIVE) for point in found.points))


@pytest.mark.parametrize("view", [View.TARGET, View.INDEX, View.PER_CAPITA, View.SHARE])
def test_made_up_input_makes_made_up_output(view: View) -> None:
    found = comparison(
        series(SON_LA, "2024-01", [10, 12], status=Status.ILLUSTRATIVE, basis=Basis.YTD),
        series(SON_LA, "2024-01", [5, 6], category=LOAN, status=Status.ILLUSTRATIVE, basis=Basis.YTD),
        targets=(made_up(target(SON_LA, 2024, 100)), made_up(replace(target(SON_LA, 2024, 50), category=LOAN))),
    )
    shown = for_view(found, view, [people(SON_LA, 2024, 1000, Status.ILLUSTRATIVE)])
    assert {p.status for s in shown.series for p in s.points} == {Status.ILLUSTRATIVE}


@pytest.mark.parametrize("view", [View.TARGET, View.INDEX, View.PER_CAPITA])
def test_unavailable_figures_stay_unavailable(view: View) -> None:
    gone = Point(Month(2024, 2), None, missing_reason="chưa tổng hợp")
    whole = Series(SON_LA, Basis.YTD, (Point(Month(2024, 1), Decimal(5)), gone))
    found = comparison(whole, targets=(target(SON_LA, 2024, 10),))
    shown = for_view(found, view, [people(SON_LA, 2024, 1000)])
    assert shown.series[0].at(gone.month) == gone


def hedged(found: Series, low: int, high: int | None, hedge: Qualifier) -> Series:
    """The same with this in place of each figure."""
    ends = {"value": Decimal(low), "value_high": None if high is None else Decimal(high)}
    return replace(found, points=tuple(p._replace(**ends, qualifier=hedge) for p in found.points))


def divided(view: View, below: tuple[int, int | None, Qualifier]) -> Point:
    """The last figure, 1,000, seen by `view`; what it is divided by is `below`."""
    found = comparison(
        series(SON_LA, "2024-01", [1000, 1000], basis=Basis.YTD), targets=(hedged(target(SON_LA, 2024, 1), *below),)
    )
    if view == View.INDEX:
        first, last = found.series[0].points
        first = hedged(replace(found.series[0], points=(first,)), *below).points[0]
        found = replace(found, series=(replace(found.series[0], points=(first, last)),))
    if view == View.SHARE:
        part = replace(found.series[0], category=LOAN)
        found = replace(found, series=(hedged(found.series[0], *below), part))
    return for_view(found, view, [hedged(people(SON_LA, 2024, 1), *below)]).series[0].points[-1]


@pytest.mark.parametrize(
    ("view", "value"), [(View.TARGET, 25), (View.INDEX, 25), (View.PER_CAPITA, 250), (View.SHARE, 25)]
)
@pytest.mark.parametrize(
    ("below", "hedge"),
    [
        (Qualifier.EXACT, Qualifier.EXACT),
        (Qualifier.ABOUT, Qualifier.ABOUT),
        (Qualifier.OVER, Qualifier.ABOUT),
        (Qualifier.PROVISIONAL, Qualifier.PROVISIONAL),
    ],
)
def test_a_ratio_is_hedged_as_what_it_is_divided_by(view: View, value: int, below: Qualifier, hedge: Qualifier) -> None:
    found = divided(view, (4000, None, below))
    assert (found.value, found.value_high, found.qualifier) == (value, None, hedge)


@pytest.mark.parametrize(
    ("view", "low", "high"), [(View.TARGET, 20, 25), (View.PER_CAPITA, 200, 250), (View.SHARE, 20, 25)]
)
def test_a_ratio_to_a_range_is_a_range(view: View, low: int, high: int) -> None:
    found = divided(view, (4000, 5000, Qualifier.EXACT))
    assert (found.value, found.value_high, found.qualifier) == (low, high, Qualifier.EXACT)


def test_a_range_over_a_range_lies_between_the_furthest_ends() -> None:
    running = hedged(series(SON_LA, "2024-01", [1], basis=Basis.YTD), 1000, 2000, Qualifier.NEARLY)
    plan = hedged(target(SON_LA, 2024, 1), 4000, 5000, Qualifier.EXACT)
    point = for_view(comparison(running, targets=(plan,)), View.TARGET).series[0].points[0]
    assert (point.value, point.value_high, point.qualifier) == (20, 50, Qualifier.NEARLY)


def test_index_starts_from_one_number_never_from_a_range() -> None:
    found = series(SON_LA, "2024-01", [10, 20, 30])
    first = hedged(replace(found, points=found.points[:1]), 10, 15, Qualifier.EXACT).points
    shown = for_view(comparison(replace(found, points=(*first, *found.points[1:]))), View.INDEX)
    assert values(shown.series[0]) == {"2024-02": 100, "2024-03": 150}


@pytest.mark.parametrize("view", list(View))
def test_nothing_in_is_nothing_out(view: View) -> None:
    assert for_view(comparison(), view).series == ()

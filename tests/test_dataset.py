"""Views of one extract: what each shows, what it leaves out, and what it says about that."""

from __future__ import annotations

from dataclasses import replace

from indicators.charts.dataset import MOST_SERIES
from indicators.values.comparison import View
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis, Month
from indicators.values.series import Break

from .support.comparisons import LAI_CHAU, LOAN, SELF, SON_LA, series, target
from .support.datasets import extract

TOWN = Ref("town", Name("Thành thị", "Towns"))


def test_indicator_without_months_shows_what_it_has() -> None:
    shown = extract(series(SON_LA, "2024-08", [70], basis=Basis.YTD)).view()
    assert [(s.basis, str(s.points[0].month)) for s in shown.series] == [(Basis.YTD, "2024-08")]


def test_period_cuts_the_figures_before_the_view_is_made() -> None:
    found = extract(
        series(SON_LA, "2024-05", [100, 200]),
        series(SON_LA, "2024-05", [80, 50], category=LOAN),
    )
    shown = found.view(View.SHARE, until=Month(2024, 5))
    assert [(str(p.month), p.value) for s in shown.series for p in s.points] == [("2024-05", 80)]


def test_index_starts_with_the_first_month_of_the_period() -> None:
    shown = extract(series(SON_LA, "2024-01", [10, 20, 30])).view(View.INDEX, since=Month(2024, 2))
    assert [p.value for p in shown.series[0].points] == [100, 150]


def test_months_keep_the_target_of_their_year() -> None:
    found = extract(
        series(SON_LA, "2024-01", [10, 20], basis=Basis.YTD), target(SON_LA, 2024, 100), target(SON_LA, 2023, 90)
    )
    shown = found.view(View.YTD, since=Month(2024, 1), until=Month(2024, 2))
    assert [p.value for t in shown.targets for p in t.points] == [100]


def test_area_that_has_nothing_to_draw_is_named() -> None:
    found = extract(series(SON_LA, "2024-01", [1, 2]), series(LAI_CHAU, "2024-12", [9], basis=Basis.YEAR))
    shown = found.view()
    assert [s.area for s in shown.series] == [SON_LA]
    assert any("Lai Châu" in notice.vi for notice in shown.notices)


def test_chosen_parts_are_drawn_and_no_others() -> None:
    found = extract(
        series(SON_LA, "2024-01", [3]),
        series(SON_LA, "2024-01", [2], category=LOAN),
        series(SON_LA, "2024-01", [1], category=SELF),
    )
    assert [s.category for s in found.view(categories=["loan"]).series] == [LOAN]
    assert [s.category for s in found.view().series] == [None]


def test_more_series_than_can_be_compared_are_cut_and_said() -> None:
    areas = [Ref(str(100 + i), Name(f"Huyện {i}", f"District {i}")) for i in range(MOST_SERIES + 4)]
    shown = extract(*(series(area, "2024-01", [1, 2]) for area in areas)).view()
    assert len(shown.series) == MOST_SERIES
    assert any(str(MOST_SERIES + 4) in notice.vi for notice in shown.notices)


def test_shares_of_more_areas_than_styles_are_of_the_first_four() -> None:
    areas = [Ref(str(100 + i), Name(f"Huyện {i}", f"District {i}")) for i in range(6)]
    found = [series(a, "2024-01", [10]) for a in areas] + [series(a, "2024-01", [4], category=LOAN) for a in areas]
    shown = extract(*found).view(View.SHARE)
    assert [s.area for s in shown.series] == areas[:4]
    assert any("Huyện 0, Huyện 1" in notice.vi for notice in shown.notices)


def test_one_place_keeps_its_own_breaks_and_those_of_all() -> None:
    breaks = tuple(Break(Month(2025, 7), Name(code or "", ""), code) for code in ("14", "12", None))
    found = extract(series(SON_LA, "2024-01", [1]), series(LAI_CHAU, "2024-01", [1]))
    found = type(found)(found.indicator, found.places, found.observations, breaks=breaks)
    assert [b.area for b in found.at(SON_LA).breaks] == ["14", None]


def test_newest_figure_of_an_area_is_no_target() -> None:
    found = extract(series(SON_LA, "2022-05", [939]), target(SON_LA, 2026, 700))
    newest = found.newest(SON_LA)
    assert newest is not None
    assert newest.point.value == 939


def test_shares_are_of_one_dimension_which_is_named() -> None:
    """Parts by channel and parts by setting are each the whole: together they were 200 %."""
    found = extract(
        series(SON_LA, "2024-05", [100]),
        series(SON_LA, "2024-05", [60], category=LOAN),
        series(SON_LA, "2024-05", [40], category=SELF),
        series(SON_LA, "2024-05", [55], category=TOWN),
    )
    by = {LOAN: Name("Kênh", "Channel"), SELF: Name("Kênh", "Channel"), TOWN: Name("Nơi ở", "Setting")}
    entries = tuple(e._replace(dimension=by[e.category]) if e.category else e for e in found.observations)
    both = replace(found, observations=entries)
    shown = both.view(View.SHARE)
    assert [(s.category, s.points[0].value) for s in shown.series] == [(LOAN, 60), (SELF, 40)]
    assert [notice.en for notice in shown.notices if "by: Channel." in notice.en] == [shown.notices[0].en]
    other = both.view(View.SHARE, categories=[TOWN.code])
    assert ([s.category for s in other.series], other.notices) == ([TOWN], ())
    assert [s.category for s in both.view(View.SHARE, categories=[TOWN.code, LOAN.code]).series] == [LOAN]
    assert [s.category for s in both.view(categories=[TOWN.code, LOAN.code]).series] == [LOAN, TOWN]

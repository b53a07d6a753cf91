"""The words around a chart: right in both languages, and never more than the figures say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.charts import captions
from indicators.charts.transform import for_view
from indicators.values import formatting
from indicators.values.comparison import View
from indicators.values.names import Name
from indicators.values.periods import Basis, Month
from indicators.values.series import Break, Point, Qualifier, Series, Source, Status

from .support.comparisons import (
    LAI_CHAU,
    LOAN,
    RELEASE,
    SON_LA,
    UNEMPLOYMENT,
    breakdown,
    comparison,
    districts,
    running_totals,
    series,
    source,
    target,
    three_years,
)

YEAR = [None] * 11


def test_headline_states_value_unit_period_and_change_on_last_year() -> None:
    found = comparison(series(SON_LA, "2023-08", [2000, *YEAR, 2478]))
    assert captions.headline(found, "vi") == (
        "Tháng 8/2024 – Sơn La: 2.478 lao động, tăng 23,9% so với cùng kỳ năm trước"
    )
    assert captions.headline(found, "en") == (
        "August 2024 – Son La: 2,478 workers, up 23.9% on the same period last year"
    )


def test_headline_without_a_figure_of_last_year_claims_no_change() -> None:
    found = comparison(series(SON_LA, "2024-07", [2000, 2478]))
    assert captions.headline(found, "vi") == "Tháng 8/2024 – Sơn La: 2.478 lao động"


def test_headline_dates_each_series_where_the_newest_periods_differ() -> None:
    found = comparison(series(SON_LA, "2024-08", [7]), series(LAI_CHAU, "2024-05", [3]))
    assert captions.headline(found, "vi") == "Sơn La: 7 lao động (tháng 8/2024); Lai Châu: 3 lao động (tháng 5/2024)"


def test_headline_of_nothing_says_that_there_is_nothing() -> None:
    gone = Series(SON_LA, Basis.MONTH, (Point(Month(2024, 1), None, missing_reason="chưa có"),))
    for found in (comparison(), comparison(gone)):
        assert captions.headline(found, "vi") == "Chưa có số liệu cho lựa chọn này"
        assert captions.description(found, "en") == ("There are no figures for this selection.",)


def test_headline_of_many_series_names_the_highest_and_the_lowest() -> None:
    assert captions.headline(districts(), "vi") == (
        "Tháng 6/2025 – cao nhất: Vân Hồ (285 lao động); thấp nhất: Mộc Châu (185 lao động)"
    )


def test_headline_of_a_running_total_names_its_span() -> None:
    assert captions.headline(running_totals(), "en").startswith("January–August 2024 – Son La: 9,600 workers")
    assert captions.headline(running_totals(), "vi").startswith("8 tháng đầu năm 2024 – Sơn La: 9.600 lao động")


def test_headline_of_attainment_speaks_of_the_plan() -> None:
    assert captions.headline(for_view(running_totals(), View.TARGET), "vi") == (
        "8 tháng đầu năm 2024 – Sơn La: đạt 60,0% kế hoạch năm; Lai Châu: đạt 58,9% kế hoạch năm"
    )


def test_headline_of_years_compares_the_years_of_an_area() -> None:
    shown = for_view(comparison(series(SON_LA, "2023-08", [2000, *YEAR, 1000])), View.YEARS)
    assert captions.headline(shown, "vi") == (
        "Tháng 8/2024 – Sơn La: 1.000 lao động, giảm 50,0% so với cùng kỳ năm trước"
    )


def test_headline_of_shares_names_the_largest_part() -> None:
    assert captions.headline(for_view(breakdown(), View.SHARE), "en") == (
        "Son La (August 2024): the largest part is Loans, 62.0%; Lai Chau (July 2024): the largest part is Loans, 75.0%"
    )


def test_headline_marks_a_change_on_a_made_up_figure_as_made_up() -> None:
    before = series(SON_LA, "2023-08", [2000], status=Status.ILLUSTRATIVE)
    now = series(SON_LA, "2024-08", [2478])
    found = comparison(replace(now, points=(*before.points, *now.points)))
    assert captions.headline(found, "vi").endswith("so với cùng kỳ năm trước [minh hoạ]")


def point(value: str | None, qualifier: Qualifier = Qualifier.EXACT, status: Status = Status.PUBLISHED) -> Point:
    return Point(Month(2024, 1), None if value is None else Decimal(value), qualifier=qualifier, status=status)


@pytest.mark.parametrize(
    ("now", "before", "in_points", "vi", "en"),
    [
        ("110", "100", False, "tăng 10,0%", "up 10.0%"),
        ("90", "100", False, "giảm 10,0%", "down 10.0%"),
        ("100", "100", False, "không đổi", "unchanged"),
        ("310", "100", False, "gấp 3,1 lần", "up 3.1-fold"),
        ("100001", "100000", False, "gần như không đổi", "almost unchanged"),
        ("5", "0", False, "tăng 5", "up 5"),
        ("14.3", "14.6", True, "giảm 0,3 điểm phần trăm", "down 0.3 percentage points"),
        ("5", None, False, "", ""),
    ],
)
def test_change_is_said_as_people_say_it(now: str, before: str | None, in_points: bool, vi: str, en: str) -> None:
    assert formatting.change_text(point(now), point(before), "vi", points=in_points) == vi
    assert formatting.change_text(point(now), point(before), "en", points=in_points) == en


def test_change_between_hedged_figures_is_itself_about() -> None:
    assert (
        formatting.change_text(point("110"), point("100", Qualifier.NEARLY), "vi", points=False) == "tăng khoảng 10,0%"
    )


@pytest.mark.parametrize(
    ("qualifier", "vi", "en"),
    [
        (Qualifier.EXACT, "8.000 lao động", "8,000 workers"),
        (Qualifier.NEARLY, "gần 8.000 lao động [≈]", "nearly 8,000 workers [≈]"),
        (Qualifier.OVER, "trên 8.000 lao động [≈]", "over 8,000 workers [≈]"),
        (Qualifier.ABOUT, "khoảng 8.000 lao động [≈]", "about 8,000 workers [≈]"),
        (Qualifier.UNDER, "dưới 8.000 lao động [≈]", "under 8,000 workers [≈]"),
        (Qualifier.ESTIMATE, "ước 8.000 lao động [e]", "an estimated 8,000 workers [e]"),
        (Qualifier.PROVISIONAL, "sơ bộ 8.000 lao động [p]", "provisionally 8,000 workers [p]"),
    ],
)
def test_a_hedge_is_said_and_marked(qualifier: Qualifier, vi: str, en: str) -> None:
    assert formatting.said(point("8000", qualifier), comparison(), "vi") == vi
    assert formatting.said(point("8000", qualifier), comparison(), "en") == en


def test_a_range_is_said_with_both_ends() -> None:
    found = point("25")._replace(value_high=Decimal(35))
    assert formatting.said(found, comparison(), "vi") == "25–35 lao động"


def test_marks_come_in_a_fixed_order() -> None:
    assert captions.mark(point("1", Qualifier.OVER, Status.REVISED), "vi") == "[r][≈]"
    assert captions.mark(point("1", Qualifier.ESTIMATE, Status.ILLUSTRATIVE), "en") == "[illustrative][e]"
    assert captions.mark(point("1"), "vi") == ""


@pytest.mark.parametrize(
    ("basis", "month", "vi", "en"),
    [
        (Basis.MONTH, "2024-08", "tháng 8/2024", "August 2024"),
        (Basis.QUARTER, "2024-09", "quý III/2024", "Q3 2024"),
        (Basis.YTD, "2024-01", "tháng 1/2024", "January 2024"),
        (Basis.YTD, "2024-08", "8 tháng đầu năm 2024", "January–August 2024"),
        (Basis.YTD, "2024-12", "cả năm 2024", "the whole of 2024"),
        (Basis.YEAR, "2024-12", "năm 2024", "2024"),
        (Basis.AS_OF, "2024-08", "tính đến tháng 8/2024", "as of August 2024"),
        (Basis.TARGET, "2024-12", "kế hoạch năm 2024", "the target for 2024"),
        (Basis.SPAN, "2025-12", "giai đoạn đến năm 2025", "the years up to 2025"),
    ],
)
def test_every_basis_has_a_phrase_for_its_period(basis: Basis, month: str, vi: str, en: str) -> None:
    assert formatting.period_phrase(basis, Month.parse(month), "vi") == vi
    assert formatting.period_phrase(basis, Month.parse(month), "en") == en


def test_subtitle_says_measure_unit_counting_places_and_period() -> None:
    assert captions.subtitle(three_years(), "vi") == (
        "Giải quyết việc làm · đơn vị: lao động · theo tháng · Sơn La, Lai Châu · T1/2022–T12/2024"
    )
    assert captions.subtitle(three_years(), "en") == (
        "Jobs created · unit: workers · monthly · Son La, Lai Chau · Jan 2022–Dec 2024"
    )


def test_subtitle_names_the_category_that_all_series_are_of() -> None:
    found = comparison(series(SON_LA, "2024-08", [5], category=LOAN))
    assert captions.subtitle(found, "vi").startswith("Giải quyết việc làm: Vay vốn · ")


def test_subtitle_counts_many_places_instead_of_naming_them() -> None:
    assert "6 địa bàn" in captions.subtitle(districts(), "vi")


def test_description_tells_first_last_change_highest_and_lowest_of_each_series() -> None:
    found = comparison(series(SON_LA, "2024-01", [100, 250, 50, 110]))
    assert captions.description(found, "en") == (
        (
            "Son La: first 100 workers (January 2024), last 110 workers (April 2024), up 10.0%; "
            "highest 250 workers (February 2024); lowest 50 workers (March 2024)."
        ),
    )


def test_description_of_running_totals_compares_equal_spans_only() -> None:
    found = comparison(series(SON_LA, "2024-01", [100, 200, 300], basis=Basis.YTD), view=View.YTD)
    assert "%" not in captions.description(found, "vi")[0]


def test_description_says_once_that_a_whole_series_is_made_up() -> None:
    found = comparison(series(SON_LA, "2024-01", [1, 2, 3], status=Status.ILLUSTRATIVE))
    assert captions.description(found, "vi")[0].count("[minh hoạ]") == 1


def test_description_of_a_rate_changes_in_percentage_points() -> None:
    found = comparison(series(SON_LA, "2024-01", ["1.50", "1.20"]), indicator=UNEMPLOYMENT)
    assert "giảm 0,3 điểm phần trăm" in captions.description(found, "vi")[0]


def test_footnotes_explain_each_mark_in_use_in_both_languages_and_no_other() -> None:
    notes = captions.footnotes(three_years(), "vi")
    assert notes == (
        (
            "[minh hoạ] số liệu minh hoạ, không phải số công bố; vẽ bằng điểm rỗng "
            "(made-up figures for illustration, not published ones; drawn hollow)"
        ),
        "[≈] số gần đúng, như báo cáo đã ghi (approximate, as printed in the report)",
    )
    assert captions.footnotes(comparison(series(SON_LA, "2024-01", [1])), "vi") == ()


def test_footnotes_tell_breaks_within_view_and_reasons_for_what_is_missing() -> None:
    assert "[b] T7/2025: Kết thúc cấp huyện. (Districts ended.)" in captions.footnotes(districts(), "vi")
    gone = Series(SON_LA, Basis.MONTH, (Point(Month(2024, 1), None, missing_reason="chưa tổng hợp"),))
    assert captions.footnotes(comparison(gone), "en") == ("× Not available: chưa tổng hợp",)


@pytest.mark.parametrize(
    ("month", "area", "shown"),
    [("2024-02", None, True), ("2024-02", "14", True), ("2024-02", "12", False), ("2024-01", None, False),
     ("2024-04", None, True), ("2024-05", None, False)],
)  # fmt: skip
def test_a_break_is_told_only_where_it_is_in_view(month: str, area: str | None, shown: bool) -> None:
    broken = Break(Month.parse(month), Name("x", "x"), area)
    found = comparison(series(SON_LA, "2024-01", [1, 2, 3]), breaks=(broken,))
    assert (broken in captions.shown_breaks(found)) is shown


def test_footnotes_say_when_the_axis_is_cut() -> None:
    rate = comparison(series(SON_LA, "2024-01", ["60.1", "60.4"]), indicator=UNEMPLOYMENT)
    assert "Trục tung không bắt đầu từ 0." in captions.footnotes(rate, "vi")
    assert "The vertical axis does not start at 0." in captions.footnotes(rate, "en")


def test_footnotes_say_that_a_figure_was_computed() -> None:
    shown = for_view(running_totals(), View.TARGET)
    assert captions.footnotes(shown, "en") == ("* Figures computed from published ones, not printed in a report.",)


def test_footnotes_say_that_a_computed_figure_is_approximate_as_what_it_was_made_from() -> None:
    about = replace(target(SON_LA, 2024, 1), points=(point("4000", Qualifier.ABOUT)._replace(month=Month(2024, 12)),))
    found = comparison(series(SON_LA, "2024-08", [1000], basis=Basis.YTD), targets=(about,))
    shown = for_view(found, View.TARGET)
    assert captions.headline(shown, "en").endswith("about 25.0% [≈] of the year's target")
    assert captions.footnotes(shown, "vi")[0] == (
        "[≈] số gần đúng, như báo cáo đã ghi hoặc được tính từ số gần đúng "
        "(approximate, as printed in the report or computed from such figures)"
    )


@pytest.mark.parametrize(
    ("now", "before", "points", "said"),
    [
        (Point(Month(2024, 2), Decimal(110), Decimal(120)), "100", False, "tăng khoảng 10,0%"),
        (Point(Month(2024, 2), Decimal(110), qualifier=Qualifier.OVER), "100", True, "tăng khoảng 10,0 điểm phần trăm"),
        (Point(Month(2024, 2), Decimal(110)), "0", False, "tăng 110"),
        (Point(Month(2024, 2), Decimal(110), Decimal(120)), "0", False, "tăng khoảng 110"),
    ],
)
def test_a_change_between_figures_that_are_not_one_exact_number_is_about(
    now: Point, before: str, points: bool, said: str
) -> None:
    assert formatting.change_text(now, point(before), "vi", points=points) == said


def test_ends_of_a_range_that_print_alike_are_printed_once() -> None:
    close = Point(Month(2024, 1), Decimal("14.81"), Decimal("14.83"))
    assert (formatting.number_text(close, "vi", 1), formatting.number_text(close, "vi", 2)) == ("14,8", "14,81–14,83")


def test_source_note_names_the_newest_three_reports_and_counts_the_rest() -> None:
    made = tuple(p._replace(source=source(i + 1)) for i, p in enumerate(series(SON_LA, "2024-01", [1] * 5).points))
    found = comparison(Series(SON_LA, Basis.MONTH, made))
    assert captions.source_note(found, "vi") == (
        "Nguồn: Báo cáo số 5 (05/09/2024); Báo cáo số 4 (05/09/2024); Báo cáo số 3 (05/09/2024); và 2 báo cáo khác"
    )
    assert captions.source_note(found, "en").startswith("Source: Báo cáo số 5 (5 September 2024)")
    assert captions.source_note(comparison(), "vi") == ""


def test_source_without_a_date_shows_its_title_alone() -> None:
    undated = Source(1, "Báo cáo", "", None, 1, RELEASE.released_at)
    assert captions.source_line(undated, "vi") == "Báo cáo"


def test_release_note_dates_the_release_in_hanoi() -> None:
    late = replace(RELEASE, released_at=RELEASE.released_at.replace(hour=18))
    assert captions.release_note(late, "vi") == "Lần công bố số 7, 07/09/2024"
    assert captions.release_note(None, "vi") == ""


def test_dates_are_written_as_each_language_does() -> None:
    assert formatting.date_text(date(2024, 9, 5), "vi") == "05/09/2024"
    assert formatting.date_text(date(2024, 9, 5), "en") == "5 September 2024"

"""Figures of years side by side: what counts as a year, and that nothing crosses a gap or a break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.charts import captions, plotly
from indicators.charts.dataset import Dataset
from indicators.charts.marks import ChartKind, break_lines, extent, kind, lines
from indicators.charts.transform import for_view
from indicators.exports import rows_of
from indicators.summaries import bulletin
from indicators.summaries.cards import Latest, card
from indicators.summaries.insights import insights
from indicators.tables.comparison import comparison_table
from indicators.values.comparison import Comparison, View
from indicators.values.names import Name, Ref
from indicators.values.periods import Basis, Month
from indicators.values.series import Break, Measure, Point, Series, SpanFigure, Status

from .support.comparisons import (
    JOBS,
    LAI_CHAU,
    LOAN,
    POVERTY,
    SON_LA,
    STANDARDS,
    by_year,
    comparison,
    poverty,
    series,
    source,
)
from .support.datasets import extract

STOCK = replace(JOBS, slug="poor_households", measure=Measure.STOCK)


def years(found: Dataset, **narrowed: Any) -> list[tuple[int, int, Status]]:
    """The one series of a view by year: year, value and status."""
    (course,) = found.view(View.YEAR, **narrowed).series
    return [(p.month.year, int(p.value or 0), p.status) for p in course.points]


def spanning(value: int, since: int, until: int, basis: Basis = Basis.AVERAGE, area: Ref = SON_LA) -> SpanFigure:
    return SpanFigure(area, None, basis, date(since, 1, 1), Point(Month(until, 12), Decimal(value), source=source()))


# What counts as a year


def test_a_year_is_the_figure_filed_for_it_before_what_december_says() -> None:
    running = by_year(SON_LA, {2022: 21, 2023: 19}, Basis.YTD)
    found = extract(by_year(SON_LA, {2021: 18, 2022: 20}), running)
    expected = [(2021, 18, Status.PUBLISHED), (2022, 20, Status.PUBLISHED), (2023, 19, Status.DERIVED)]
    assert years(found) == expected


@pytest.mark.parametrize(("months", "expected"), [(12, [(2023, 12, Status.DERIVED)]), (11, None)])
def test_a_year_is_added_up_from_twelve_months_and_from_no_fewer(months: int, expected: Any) -> None:
    found = extract(series(SON_LA, "2023-01", [1] * months))
    assert (years(found) if expected else found.view(View.YEAR).series) == (expected or ())


def test_a_stock_is_shown_as_at_the_years_end_and_not_as_at_another_month() -> None:
    found = extract(series(SON_LA, "2022-10", list(range(10, 25)), basis=Basis.AS_OF), indicator=STOCK)
    assert years(found) == [(2022, 12, Status.PUBLISHED), (2023, 24, Status.PUBLISHED)]
    assert {s.basis for s in found.view(View.YEAR).series} == {Basis.AS_OF}


def test_a_stock_of_december_beside_figures_of_years_is_taken_as_the_years_and_marked() -> None:
    found = extract(by_year(SON_LA, {2022: 7}), by_year(SON_LA, {2023: 6}, Basis.AS_OF), indicator=STOCK)
    assert years(found) == [(2022, 7, Status.PUBLISHED), (2023, 6, Status.DERIVED)]
    assert any(note.startswith("* Năm") for note in captions.footnotes(found.view(View.YEAR), "vi"))


def test_a_rate_is_never_added_up_to_a_year() -> None:
    assert extract(series(SON_LA, "2023-01", [5] * 12), indicator=POVERTY).view(View.YEAR).series == ()


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (Basis.YEAR, [(2022, 20, Status.PUBLISHED)]),
        (Basis.YTD, [(2022, 21, Status.DERIVED), (2023, 19, Status.DERIVED)]),
    ],
)
def test_years_can_be_narrowed_to_what_was_reported_one_way(basis: Basis, expected: Any) -> None:
    found = extract(by_year(SON_LA, {2022: 20}), by_year(SON_LA, {2022: 21, 2023: 19}, Basis.YTD))
    assert years(found, basis=basis) == expected
    assert found.view(View.YEAR, basis=Basis.MONTH).series == ()


# Figures of several years


def with_spans() -> Comparison:
    found = extract(by_year(SON_LA, {2023: 10, 2024: 12}))
    return replace(found, spans=(spanning(11, 2021, 2025), spanning(900, 2016, 2020, Basis.SPAN, LAI_CHAU))).view(
        View.YEAR
    )


def test_figures_of_several_years_are_listed_and_never_drawn() -> None:
    shown = with_spans()
    assert [dot.value for line in lines(shown, "vi") for dot in line.dots] == [10, 12]
    table = [[str(cell) for _, cell in row.items()] for row in comparison_table(shown, "vi").rows]
    assert table[-2:] == [["2021–2025 (bình quân một năm)", "11", ""], ["2016–2020", "", "900"]]
    note = "Số liệu của nhiều năm, không vẽ thành năm: Sơn La, 2021–2025 (bình quân một năm): 11 lao động"
    assert any(text.startswith(note) for text in captions.footnotes(shown, "vi"))
    assert extract(by_year(SON_LA, {2023: 10})).view(View.MONTH).spans == ()


def test_files_give_figures_of_several_years_with_their_days() -> None:
    rows = [row for row in rows_of(with_spans()) if row.basis in ("average", "span")]
    assert [(row.basis, row.period, str(row.period_start), str(row.period_end), row.value) for row in rows] == [
        ("span", "2020-12", "2016-01-01", "2020-12-31", 900),
        ("average", "2025-12", "2021-01-01", "2025-12-31", 11),
    ]


def test_a_place_that_has_figures_of_several_years_only_has_a_table_of_them() -> None:
    found = Dataset(JOBS, (SON_LA,), (), spans=(spanning(11, 2021, 2025),)).view(View.YEAR)
    assert kind(found) == ChartKind.EMPTY
    (row,) = comparison_table(found, "vi").rows
    assert [str(cell) for _, cell in row.items()] == ["2021–2025 (bình quân một năm)", "11"]


# Which view opens


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([series(SON_LA, "2023-11", [1, 2, 3]), by_year(SON_LA, {2021: 1, 2022: 2})], View.MONTH),
        ([series(SON_LA, "2023-11", [1]), by_year(SON_LA, {2021: 1, 2022: 2})], View.YEAR),
        ([series(SON_LA, "2023-03", [1, 2], basis=Basis.YTD), series(SON_LA, "2023-05", [3])], View.YTD),
        ([by_year(SON_LA, {2023: 1})], View.YEAR),
        ([series(SON_LA, "2023-01", [1, 2], status=Status.ILLUSTRATIVE)], View.MONTH),
        ([series(SON_LA, "2023-01", [1] * 12)], View.MONTH),
    ],
)
def test_a_comparison_opens_with_the_view_of_most_reported_figures(found: list[Series], expected: View) -> None:
    assert extract(*found).view(None).view == expected


def test_a_comparison_of_years_asked_for_by_basis_opens_by_year() -> None:
    found = extract(series(SON_LA, "2023-01", [1] * 9), by_year(SON_LA, {2022: 5}))
    assert found.view(None, basis=Basis.YEAR).view == View.YEAR


# Gaps and breaks


def test_years_have_a_place_each_and_lines_cross_neither_gap_nor_break() -> None:
    son_la, lai_chau = lines(poverty(), "vi")
    assert extent(poverty()) == (2015, 2024)
    assert [[dot.x for dot in run] for run in son_la.runs] == [[2016], [2018], [2020], [2021], [2023, 2024]]
    assert [[dot.x for dot in run] for run in lai_chau.runs] == [[2015], [2019, 2020], [2023, 2024]]
    assert break_lines(poverty()) == (Decimal("2015.5"), Decimal("2020.5"), Decimal("2021.5"))


def test_a_break_inside_a_year_stands_before_that_year() -> None:
    inside = Break(Month(2022, 7), Name("Sáp nhập.", "Merged."))
    shown = comparison(by_year(SON_LA, {2021: 1, 2022: 2, 2023: 3}), view=View.YEAR, breaks=(inside,))
    assert [[dot.x for dot in run] for run in lines(shown, "vi")[0].runs] == [[2021], [2022, 2023]]
    assert break_lines(shown) == (Decimal("2021.5"),)


def test_no_line_of_months_crosses_a_break_of_its_area() -> None:
    broken = Break(Month(2024, 3), Name("Cách tính mới.", "New method."), "14")
    shown = comparison(*(series(area, "2024-01", [1, 2, 3, 4]) for area in (SON_LA, LAI_CHAU)), breaks=(broken,))
    assert [[len(run) for run in line.runs] for line in lines(shown, "vi")] == [[2, 2], [4]]


def test_the_interactive_chart_keeps_gaps_open_and_years_evenly_apart() -> None:
    figure = plotly.figure(poverty(), "vi")
    assert figure["data"][0]["x"] == [2016, None, 2018, None, 2020, None, 2021, None, 2023, 2024]
    assert figure["data"][0]["connectgaps"] is False
    assert figure["layout"]["xaxis"]["tickvals"] == list(range(2015, 2025))
    upright = [shape["x0"] for shape in figure["layout"]["shapes"] if shape["x0"] == shape["x1"]]
    assert upright == [2015.5, 2020.5, 2021.5]


def test_the_table_has_a_row_for_every_year_and_marks_breaks() -> None:
    rows = [[str(cell) for _, cell in row.items()] for row in comparison_table(poverty(), "vi").rows]
    assert [row[0][:4] for row in rows] == [str(year) for year in range(2024, 2014, -1)]
    assert [row[0][:4] for row in rows if "[b]" in row[0]] == ["2022", "2021", "2016"]
    assert rows[2][1:] == ["", ""]


def test_sentences_compare_with_the_year_before_and_never_across_a_break() -> None:
    assert captions.headline(poverty(), "vi") == (
        "Năm 2024 – Sơn La: 10,80%, giảm 3,4 điểm phần trăm so với năm trước; "
        "Lai Châu: 19,46%, giảm 4,4 điểm phần trăm so với năm trước"
    )
    until_2021 = replace(poverty(), series=tuple(replace(s, points=s.points[:4]) for s in poverty().series[:1]))
    assert captions.headline(until_2021, "vi") == "Năm 2021 – Sơn La: 21,66%"
    said = captions.description(until_2021, "vi")
    assert said[1:] == ("Sơn La: 21,66% (năm 2021).",)
    assert "18,30% (năm 2020), giảm 13,1 điểm phần trăm" in said[0]
    assert "2015–2024" in captions.subtitle(poverty(), "vi")


def test_areas_on_both_sides_of_a_break_are_not_ranked() -> None:
    third = Ref("11", Name("Điện Biên", "Dien Bien"))
    found = comparison(
        *(by_year(area, {2021: 20 + n}) for n, area in enumerate((SON_LA, LAI_CHAU, third))),
        indicator=POVERTY, view=View.YEAR, breaks=STANDARDS,
    )  # fmt: skip
    assert captions.headline(found, "vi") == (
        "Năm 2021 – một số chuỗi số liệu có điểm gián đoạn, nên không xếp cao thấp"
    )
    assert "cao nhất: Điện Biên" in captions.headline(replace(found, breaks=STANDARDS[:1]), "vi")


def test_an_index_begins_anew_behind_the_last_break() -> None:
    shown = for_view(poverty(), View.INDEX)
    assert [[str(point.month) for point in s.points] for s in shown.series] == [["2023-12", "2024-12"]] * 2
    assert [s.points[0].value for s in shown.series] == [100, 100]
    assert "gián đoạn" in shown.notices[-1].vi


@pytest.mark.parametrize(("breaks", "compared"), [((), True), (STANDARDS, False)])
def test_a_card_and_its_finding_are_not_measured_against_a_year_behind_a_break(
    breaks: tuple[Break, ...], compared: bool
) -> None:
    found = replace(extract(by_year(SON_LA, {2020: 18, 2021: 21}), indicator=POVERTY), breaks=breaks)
    made = card(found, Latest("poverty_rate", "14", Basis.YEAR, Month(2021, 12)))
    assert made
    assert (made.before is not None, made.broken) == (compared, not compared)
    changes = [finding.text.vi for finding in insights([made])]
    assert ["so với năm trước" in text for text in changes] == [True] * compared
    assert all(finding.query["view"] == "year" for finding in insights([made]))


def test_a_share_and_a_bulletin_are_not_measured_against_a_year_behind_a_break() -> None:
    year = [None] * 11
    parts = [series(SON_LA, "2023-08", [20, *year, 90], category=category) for category in (LOAN,)]
    found = extract(series(SON_LA, "2023-08", [100, *year, 100]), *parts)
    broken = replace(found, breaks=(Break(Month(2024, 1), Name("Mới.", "New.")),))
    (line,) = (line for line in bulletin.lines([broken], Month(2024, 8)) if line.category is None)
    (control,) = (line for line in bulletin.lines([found], Month(2024, 8)) if line.category is None)
    assert line.month
    assert control.month
    assert (line.month.before, control.month.before and control.month.before.value) == (None, 100)


def test_an_index_of_more_years_than_months_is_one_of_years() -> None:
    months = series(SON_LA, "2025-06", ["10.89"], basis=Basis.AS_OF)
    found = extract(months, by_year(SON_LA, {2022: 20, 2023: 14, 2024: 10}), indicator=POVERTY)
    shown = found.view(View.INDEX)
    assert [[dot.x for dot in run] for run in lines(shown, "vi")[0].runs] == [[2022, 2023, 2024]]
    assert shown.unit
    assert shown.unit.name.vi == "chỉ số (2022 = 100)"
    assert [str(row.get_cell("column0")) for row in comparison_table(shown, "vi").rows] == ["2024", "2023", "2022"]


def test_months_of_a_rate_are_not_taken_from_one_another() -> None:
    found = extract(series(SON_LA, "2024-01", [10, 12], basis=Basis.YTD), indicator=POVERTY).view()
    assert [(s.basis, [p.value for p in s.points]) for s in found.series] == [(Basis.YTD, [10, 12])]

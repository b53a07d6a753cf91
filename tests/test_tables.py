"""Every table in both languages: rendered for the page, with headings that a reader can hear."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from indicators.summaries.bulletin import lines
from indicators.tables.comparison import comparison_table
from indicators.tables.figures import FigureTable, SortHeading, period_text, row_key
from indicators.tables.summary import bulletin_table, latest_table
from indicators.values.names import Name
from indicators.values.periods import Basis, Month
from indicators.values.series import Break, Status

from .support import comparisons as shown
from .support.datasets import extract
from .support.rows import row

LANGUAGES = ("vi", "en")
MONTHS = shown.series(shown.SON_LA, "2023-05", [1000, *[None] * 11, 1234])
TOTALS = shown.series(shown.SON_LA, "2024-05", [5234], basis=Basis.YTD)


def figures(lang: str, **fields: Any) -> FigureTable:
    rows = [
        row(value=Decimal("1234567.5"), indicator="rate"),
        row(value=None, missing_reason="chưa tổng hợp"),
        row(category="loan", category_vi="Vay vốn", category_en="Loans", status="illustrative"),
    ]
    units = {"worker": Name("lao động", "workers")}
    return FigureTable(rows, lang=lang, decimals={"rate": 1}, units=units, **fields)


def tables(lang: str) -> dict[str, Any]:
    """One of each kind, with something of everything in it."""
    both = extract(MONTHS, TOTALS, shown.target(shown.SON_LA, 2024, 8000), shown.series(shown.LAI_CHAU, "2024-05", [9]))
    return {
        "figures": figures(lang, sorts={"value": SortHeading("?sort=-value", "descending")}),
        "months": comparison_table(shown.three_years(), lang),
        "running totals": comparison_table(shown.running_totals(), lang),
        "shares": comparison_table(shown.breakdown(), lang),
        "nothing": comparison_table(shown.comparison(), lang),
        "latest": latest_table(both, lang),
        "bulletin": bulletin_table(lines([both.at(shown.SON_LA)], Month(2024, 5)), lang),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(tables("vi")))
def test_every_table_renders_with_scopes(name: str, lang: str, rf: Any) -> None:
    with override(lang):
        table = tables(lang)[name]
        html = table.as_html(rf.get("/"))
    assert html.count("<table") == 1
    assert html.count('scope="col"') == len(table.columns)
    assert html.count('scope="row"') == len(table.rows)
    assert not re.search(r" style=| on\w+=|<script", html)


def cells(table: Any, rf: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table.as_html(rf.get("/"))))


@pytest.mark.parametrize(
    ("lang", "number", "unit"), [("vi", "1.234.567,5", "lao động"), ("en", "1,234,567.5", "workers")]
)
def test_numbers_and_units_are_those_of_the_language(lang: str, number: str, unit: str, rf: Any) -> None:
    with override(lang):
        text = cells(figures(lang), rf)
    assert number in text
    assert unit in text


def test_what_is_not_available_says_why_and_what_is_not_published_stays_empty(rf: Any) -> None:
    assert "chưa tổng hợp" in cells(figures("vi"), rf)
    hole = shown.comparison(shown.series(shown.SON_LA, "2024-01", [1, 2]), shown.series(shown.LAI_CHAU, "2024-01", [3]))
    last = next(iter(comparison_table(hole, "vi").rows))
    assert [str(cell) for _, cell in last.items()][1:] == ["2", ""]


def test_made_up_figures_are_marked(rf: Any) -> None:
    assert "[minh hoạ]" in cells(figures("vi"), rf)
    with override("en"):
        assert "[illustrative]" in cells(figures("en"), rf)


def test_figure_that_no_longer_holds_is_struck_out(rf: Any) -> None:
    html = figures("vi", ended={row_key(row(category="loan"))}).as_html(rf.get("/"))
    assert html.count("old-value") == 1


def test_heading_that_sorts_says_how_the_rows_stand(rf: Any) -> None:
    html = tables("vi")["figures"].as_html(rf.get("/"))
    assert 'aria-sort="descending"' in html
    assert 'href="?sort=-value"' in html


def test_years_above_each_other_have_a_row_for_each_month_of_the_year() -> None:
    found = extract(shown.series(shown.SON_LA, "2022-01", list(range(1, 31)))).view(shown.View.YEARS)
    table = comparison_table(found, "vi")
    assert [row.get_cell("column0") for row in table.rows] == [f"T{n}" for n in range(1, 13)]
    assert [str(row.get_cell("column1")) for row in table.rows][:2] == ["25", "26"]


def test_table_of_bars_has_a_row_for_each_bar_label() -> None:
    found = extract(
        shown.series(shown.SON_LA, "2024-08", [1000]),
        shown.series(shown.SON_LA, "2024-08", [620], category=shown.LOAN),
        shown.series(shown.SON_LA, "2024-08", [250], category=shown.SELF),
    ).view(shown.View.SHARE)
    rows = [[str(cell) for _, cell in row.items()] for row in comparison_table(found, "vi").rows]
    assert [(name, value.partition(" ")[0]) for name, value in rows] == [
        ("Vay vốn", "62,0"),
        ("Tự tạo việc làm", "25,0"),
    ]


def test_bulletin_line_compares_with_last_year_and_the_plan() -> None:
    """The running total has no last year in any line: that column is left out."""
    found = extract(MONTHS, TOTALS, shown.target(shown.SON_LA, 2024, 10000))
    (line,) = bulletin_table(lines([found], Month(2024, 5)), "vi").rows
    texts = [re.sub(r"<[^>]+>", "", str(cell)).strip() for _, cell in line.items()]
    assert texts == ["Giải quyết việc làm (lao động)", "1.234", "tăng 23,4%", "5.234", "52,3%"]


def test_bulletin_leaves_the_parts_out_where_the_page_would_not_hold_them() -> None:
    many = [
        extract(MONTHS, shown.series(shown.SON_LA, "2024-05", [1], category=shown.LOAN)) for _ in range(20)
    ]  # fmt: skip
    assert [line.category for line in lines(many, Month(2024, 5))] == [None] * 20
    assert len(lines(many[:5], Month(2024, 5))) == 10


def test_derived_numbers_carry_a_star() -> None:
    found = extract(shown.series(shown.SON_LA, "2024-01", [10, 30], basis=Basis.YTD)).view()
    first = [str(cell) for _, cell in next(iter(comparison_table(found, "vi").rows)).items()]
    assert found.series[0].points[0].status == Status.DERIVED
    assert "*" in first[1]


def test_the_first_month_behind_a_break_bears_the_charts_mark() -> None:
    """Where that month has no figure, the next that has one."""
    months = shown.series(shown.SON_LA, "2024-01", [10, 20, None, 40])
    told = shown.comparison(
        months, breaks=(Break(Month(2024, 2), Name("x", "x")), Break(Month(2024, 3), Name("y", "y")))
    )
    heads = [
        re.sub("<[^>]+>", "", head) for head in re.findall(r'scope="row">(.*?)</th>', comparison_table(told, "vi").body)
    ]
    assert heads == ["T4/2024 [b]", "T2/2024 [b]", "T1/2024"]


@pytest.mark.parametrize(
    ("basis", "since", "month", "vi", "en"),
    [
        (Basis.SPAN, "2016-01", "2020-12", "2016–2020", "2016–2020"),
        (Basis.SPAN, "2016-01", "2018-11", "T1/2016–T11/2018", "Jan 2016–Nov 2018"),
        (Basis.AVERAGE, "2016-01", "2020-12", "bình quân năm 2016–2020", "yearly average 2016–2020"),
        (
            Basis.AVERAGE_TARGET,
            "2021-01",
            "2025-12",
            "chỉ tiêu bình quân năm 2021–2025",
            "yearly average target 2021–2025",
        ),
        (Basis.TARGET, "2021-01", "2025-12", "chỉ tiêu 2021–2025", "target 2021–2025"),
    ],
)
def test_figures_over_several_years_say_what_they_are(basis: Basis, since: str, month: str, vi: str, en: str) -> None:
    first, last = Month.parse(since).first_day, Month.parse(month)
    assert [period_text(basis, last, first, lang) for lang in ("vi", "en")] == [vi, en]

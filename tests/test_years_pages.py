"""Figures of years on the public pages: what opens, and that page, files and pictures agree."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from indicators import queries
from indicators.models import Indicator, SeriesBreak
from indicators.queries.overview import years_in_common
from indicators.values.comparison import View
from indicators.values.periods import Basis

from .support import factories as make

pytestmark = pytest.mark.django_db

SON_LA = {2016: "31.44", 2018: "25.42", 2020: "18.30", 2023: "14.17", 2024: "10.89", 2025: "7.89"}
LAI_CHAU = {2015: "36.90", 2020: "16.33", 2023: "23.88", 2024: "19.46", 2025: "15.78"}


def poverty() -> Indicator:
    return make.indicator("poverty_rate", measure="rate", direction="down", decimals=2, name_vi="Tỷ lệ hộ nghèo")


@pytest.fixture
def figures() -> None:
    """Years of two provinces with a break; of another indicator, first in the catalogue, months and one common year."""
    jobs, rate, lai_chau = make.indicator(position=1), poverty(), make.province("12", "Lai Châu")
    Indicator.objects.filter(pk=rate.pk).update(position=2)
    for area, values in ((make.province(), SON_LA), (lai_chau, LAI_CHAU)):
        cells = [make.cell(v, f"{y}-12", of=rate, area=area, basis=Basis.YEAR) for y, v in values.items()]
        cells += [make.cell(100 + n, f"2024-0{n}", of=jobs, area=area) for n in range(1, 4)]
        cells += [make.cell(900, "2023-12", of=jobs, area=area, basis=Basis.YEAR)]
        make.published(*cells, month="2025-12", area=area)
    SeriesBreak.objects.create(
        indicator=rate, period=date(2022, 1, 1), note_vi="Chuẩn nghèo mới.", note_en="New poverty standard."
    )


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def pictures(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.DOTALL)


def chosen_view(html: str) -> str:
    """The view of the tab that is chosen."""
    return re.findall(r'<a href="[^"]*view=(\w+)[^"]*" aria-current="true"', html)[0]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_comparison_without_a_query_opens_on_the_most_years_that_the_provinces_share(
    prefix: str, figures: None, client: Client
) -> None:
    html = text(client, f"{prefix}/compare/")
    assert ("Tỷ lệ hộ nghèo" if not prefix else "poverty rate") in html
    assert chosen_view(html) == "year"
    assert html.count("[b]") >= 4  # in both pictures, their note and the table
    same = text(client, f"{prefix}/compare/?indicator=poverty_rate&area=12&area=14&view=year")
    assert len(pictures(html)) == 2
    assert pictures(html) == pictures(same)


def test_what_opens_is_the_same_in_files_and_pictures_and_stays_as_of_a_release(figures: None, client: Client) -> None:
    csv, named = text(client, "/compare.csv"), text(client, "/compare.csv?indicator=poverty_rate&view=year")
    assert csv == named
    assert csv.count(",year,") == len(SON_LA) + len(LAI_CHAU)
    assert client.get("/compare.svg").content == client.get("/compare.svg?indicator=poverty_rate&view=year").content
    assert client.get("/compare/figure/").json()["layout"]["xaxis"]["type"] == "linear"
    before = text(client, "/compare/?as_of=2")
    make.published(*(make.cell(1, f"{y}-12", basis=Basis.YEAR) for y in range(2010, 2023)), month="2026-01")
    assert pictures(text(client, "/compare/?as_of=2")) == pictures(before)


def test_named_areas_or_views_keep_what_the_address_says(figures: None, client: Client) -> None:
    assert "chỉ tiêu jobs_created" in text(client, "/compare/?area=14")
    assert chosen_view(text(client, "/compare/?view=index")) == "index"


def test_districts_offered_beside_what_opens_are_of_the_same_indicator(figures: None, client: Client) -> None:
    district = make.district()
    cell = make.cell(40, "2024-12", of=poverty(), area=district, basis=Basis.YEAR)
    make.published(cell, month="2024-12")
    link = re.findall(r'href="([^"]*area=122[^"]*)"', text(client, "/compare/"))[0]
    assert "indicator=poverty_rate" in link


def test_years_in_common_are_reported_whole_years_of_every_area(figures: None) -> None:
    assert years_in_common(areas=["14", "12"], as_of=2) == {"poverty_rate": 4, "jobs_created": 1}
    assert years_in_common(areas=["14", "12"], as_of=1) == {}
    stock = make.indicator("poor_households", measure="stock")
    for area in (make.province(), make.province("12")):
        cells = [make.cell(5, m, of=stock, area=area, basis=Basis.AS_OF) for m in ("2022-12", "2023-11")]
        make.published(*cells, month="2023-12", area=area)
    assert years_in_common(areas=["14", "12"], as_of=4)["poor_households"] == 1
    assert years_in_common(areas=["14", "12", "99"], as_of=4) == {}


def test_made_up_years_open_nothing(client: Client) -> None:
    invented = make.province("X1", "Mẫu Một", invented=True)
    make.published(make.cell(5, "2023-12", area=invented, basis=Basis.YEAR), area=invented, illustrative=True)
    assert years_in_common(areas=["X1"], as_of=1) == {}


@pytest.mark.parametrize(("indicator", "view"), [("poverty_rate", "year"), ("jobs_created", "month")])
def test_comparison_without_a_view_opens_where_most_is_reported(
    indicator: str, view: str, figures: None, client: Client
) -> None:
    html = text(client, f"/compare/?indicator={indicator}&area=14&area=12")
    assert chosen_view(html) == view
    assert 'name="view"' not in html  # another indicator, chosen in the form, opens where most of its figures are
    assert f'name="view" value="{view}"' in text(client, f"/compare/?indicator={indicator}&view={view}")


def test_choosing_the_view_asks_the_database_nothing_more(
    figures: None, client: Client, django_assert_num_queries: Any
) -> None:
    make_once = queries.extract(indicator="poverty_rate", areas=["14", "12"], as_of=2)
    with django_assert_num_queries(0):
        assert make_once.view(None).view == View.YEAR


def test_page_and_picture_of_an_indicator_show_its_years(figures: None, client: Client) -> None:
    page, picture = text(client, "/indicators/poverty_rate/"), text(client, "/indicators/poverty_rate.svg")
    for drawn in (page, picture):
        assert "so với năm trước" in drawn
        assert "2015–2025" in drawn
    assert "Năm 2025" in page


def test_an_area_says_that_it_is_not_compared_across_a_break(client: Client) -> None:
    rate = poverty()
    make.published(*(make.cell(9, f"{year}-12", of=rate, basis=Basis.YEAR) for year in (2023, 2024)), month="2024-12")
    assert "không so với năm trước" not in text(client, "/areas/14/")
    SeriesBreak.objects.create(indicator=rate, period=date(2024, 1, 1), note_vi="Mới.", note_en="New.")
    html = text(client, "/areas/14/")
    assert "không so với năm trước: chuỗi số liệu có điểm gián đoạn" in html
    assert "không có số liệu cùng kỳ năm trước" not in html


def test_figures_of_several_years_are_in_the_table_and_the_file_of_years(client: Client) -> None:
    spanning = make.cell(3, "2025-12", basis=Basis.AVERAGE, since=date(2021, 1, 1))
    make.published(spanning, make.cell(7, "2024-12", basis=Basis.YEAR), make.cell(8, "2023-12", basis=Basis.YEAR))
    html = text(client, "/compare/?indicator=jobs_created&area=14&view=year")
    assert '<th scope="row">2021–2025 (bình quân một năm)</th><td class="value">3</td>' in html
    figure = client.get("/compare/figure/?indicator=jobs_created&area=14&view=year").json()
    assert figure["data"][0]["y"] == [8, 7]
    csv = text(client, "/compare.csv?indicator=jobs_created&area=14&view=year")
    assert ",average,2025-12,2021-01-01,2025-12-31,3," in csv
    assert ",average," not in text(client, "/compare.csv?indicator=jobs_created&area=14&view=month")

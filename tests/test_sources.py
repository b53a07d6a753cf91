"""The pages of sources: who printed what, as of which release, and where two of them contradict each other."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from indicators import services
from indicators.models import Figure, Release, Source
from indicators.queries.sources import contradictions, given, sources
from indicators.values.rows import COLUMNS, FORMER_COLUMNS

from .support import factories as make
from .support.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> dict[str, Source]:
    """Three sources of one province: the news gives 2 figures, the yearbook contradicts one and the paper seconds it."""
    news = make.source("Báo Sơn La", publisher="Báo Sơn La", published_on=date(2024, 1, 31), precision="month")
    book = make.source("Niên giám 2023", published_on=date(2023, 12, 31), precision="year")
    paper = make.source("Công báo", url="", published_on=date(2024, 6, 28))
    make.printed(make.cell(100), make.cell(7, "2024-02", inferred=True), in_=news)
    make.printed(make.cell(120), in_=book, month="2024-02")
    make.second(Figure.objects.get(value=120), paper)
    return {"news": news, "book": book, "paper": paper}


def text(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


# --- the list --------------------------------------------------------------------------------


def test_sources_are_listed_newest_first_with_what_they_give_and_second(told):
    found = [(source.title, source.given, source.seconded_count) for source in sources(2)]
    assert found == [("Công báo", 0, 1), ("Báo Sơn La", 1, 0), ("Niên giám 2023", 1, 0)]


def test_sources_of_the_same_day_keep_their_order_and_those_without_a_date_come_last():
    days = [None, date(2024, 1, 1), date(2024, 1, 1), None]
    for number, day in enumerate(days):
        make.printed(make.cell(number, f"202{number}-01"), in_=make.source(f"nguồn {number}", published_on=day))
    assert [source.title for source in sources(4)] == ["nguồn 2", "nguồn 1", "nguồn 3", "nguồn 0"]


def test_sources_as_of_a_release_are_those_named_by_then(told):
    assert [(source.title, source.given) for source in sources(1)] == [("Báo Sơn La", 2)]
    assert [source.title for source in sources(0)] == []


def test_source_is_dated_as_exactly_as_it_is_known(told, client):
    html = text(client, "/sources/")
    assert [day in html for day in (">01/2024<", ">2023<", ">28/06/2024<")] == [True] * 3
    assert ">January 2024<" in text(client, "/en/sources/")


@pytest.mark.parametrize(
    ("asked", "titles"), [("nien giam", ["Niên giám 2023"]), ("thong ke CONG", ["Công báo"]), ("không có", [])]
)
def test_sources_are_found_by_publisher_and_title_without_diacritics(told, asked, titles):
    assert [source.title for source in sources(2, asked)] == titles


def test_list_says_where_nothing_is_found(told, client):
    assert "Không tìm thấy" in text(client, "/sources/", q="xyz")


def test_list_is_paged(client):
    cells = [make.cell(1, f"20{number:02}-01") for number in range(10, 61)]
    for number, cell in enumerate(cells):
        make.second(made(cell), make.source(f"nguồn {number}"))
    assert text(client, "/sources/").count('<th scope="row">') == 50
    assert client.get("/sources/?page=2").status_code == 200
    assert client.get("/sources/?page=9").status_code == 404


def made(cell: services.CellToSave) -> Figure:
    release = make.published(cell)
    return release.figures.get()


# --- one source --------------------------------------------------------------------------------


def test_page_of_a_source_has_its_figures_and_says_which_are_superseded_and_which_inferred(told, client):
    html = text(client, f"/sources/{told['news'].pk}/")
    assert '<span class="old-value">100</span>' in html
    assert "đã bị thay thế ở lần công bố 2" in html
    assert '7 <span class="mark">[?]</span>' in html
    assert "đang có hiệu lực</td>" not in html  # the other one is inferred, and says so
    assert "đang có hiệu lực; kỳ hoặc phạm vi được suy ra một phần" in html


def test_page_of_a_source_as_of_a_release_shows_what_was_known_then(told, client):
    html = text(client, f"/sources/{told['news'].pk}/", as_of=1)
    assert "old-value" not in html
    assert "Các nguồn đưa số liệu khác nhau" not in html
    assert client.get(f"/sources/{told['book'].pk}/?as_of=1").status_code == 404


def test_withdrawn_figure_is_called_withdrawn(told, client):
    figure = Figure.objects.get(value=7)
    services.withdraw(figures=[figure.pk], reason="sai", by=make.reviewer())
    assert "đã rút ở lần công bố 3" in text(client, f"/sources/{told['news'].pk}/")


def test_source_without_an_address_is_shown_without_a_link(told, client):
    assert "không có trên mạng" in text(client, f"/sources/{told['paper'].pk}/")
    html = text(client, f"/sources/{told['news'].pk}/")
    assert f'<a href="{told["news"].url}" rel="noopener external">' in html


def test_second_source_shows_the_figure_that_it_prints_too_and_whose_it_is(told, client):
    html = text(client, f"/sources/{told['paper'].pk}/")
    assert "Số liệu của nguồn khác mà nguồn này cũng nêu" in html
    assert f'href="/sources/{told["book"].pk}/"' in html


def test_source_that_nobody_named_has_no_page(told, client):
    unnamed = make.source("chưa dùng")
    assert client.get(f"/sources/{unnamed.pk}/").status_code == 404
    assert client.get(f"/data/?source={unnamed.pk}").status_code == 404


def test_figures_of_a_source_come_as_a_file_and_as_a_selection(told, client):
    lines = list(
        csv.DictReader(io.StringIO(client.get(f"/sources/{told['news'].pk}.csv").getvalue().decode("utf-8-sig")))
    )
    assert [(line["value"], line["confidence"]) for line in lines] == [("7", "medium")]
    html = text(client, "/data/", source=told["news"].pk)
    assert "1 số liệu" in html
    assert f'<input type="hidden" name="source" value="{told["news"].pk}">' in html


def test_every_figure_of_a_source_has_one_place_in_its_list(told):
    figures = list(given(told["news"], 2))
    assert figures == sorted(figures, key=lambda figure: figure.period, reverse=True)


@pytest.mark.parametrize("address", ["/sources/", "/sources/{pk}/"])
def test_pages_ask_no_more_questions_for_more_figures(told, client, address, django_assert_max_num_queries):
    cells = [make.cell(1, f"20{number:02}-01") for number in range(10, 40)]
    make.printed(*cells, in_=told["news"], month="2024-03")
    for number in range(5):
        make.printed(make.cell(200 + number), in_=make.source(f"nguồn {number}"), month="2024-03")
    path = address.format(pk=told["news"].pk)
    client.get(path)
    caches["pages"].clear()
    cache.clear()
    with django_assert_max_num_queries(9):
        client.get(path)


# --- contradictions --------------------------------------------------------------------------


def values(found: list[Any]) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(both.standing.value, both.ended.value) for both in found]


def test_contradiction_shows_both_values_with_their_sources_on_every_page_of_the_figure(told, client):
    news, book, report = told["news"].pk, told["book"].pk, make.report_of(Release.objects.get(pk=1)).pk
    for page in (
        "/indicators/jobs_created/",
        "/areas/14/",
        f"/sources/{news}/",
        f"/sources/{book}/",
        f"/reports/{report}/",
    ):
        html = text(client, page)
        section = html[html.index("contradictions-heading") :]
        assert '<td>120 <span class="mark">[r]</span><br>' in section, page
        assert '<span class="old-value">100</span>' in section, page
        assert f'href="/sources/{news}/"' in section, page
        assert f'href="/sources/{book}/"' in section, page


def test_contradictions_are_those_of_what_is_asked_for(told):
    other = make.indicator("other")
    make.printed(make.cell(1, of=other), in_=told["news"])
    make.printed(make.cell(2, of=other), in_=told["book"])
    assert values(contradictions(4, indicator=other.pk)) == [(2, 1)]
    assert values(contradictions(4, source=told["paper"].pk)) == []
    assert len(contradictions(4, area="14")) == 2
    assert contradictions(4, area="12") == []


def test_two_sources_of_the_same_value_do_not_contradict_each_other(told):
    make.printed(make.cell(5, "2023-05"), in_=told["news"])
    make.printed(make.cell(5, "2023-05"), in_=told["book"])
    assert values(contradictions(4, area="14")) == [(120, 100)]


def test_source_that_corrects_itself_does_not_contradict_itself(told):
    make.printed(make.cell(5, "2023-05"), in_=told["news"])
    make.printed(make.cell(6, "2023-05"), in_=told["news"])
    assert values(contradictions(4, area="14")) == [(120, 100)]


def test_own_report_that_says_otherwise_than_a_source_is_shown_beside_it(told):
    make.published(make.cell(130))
    assert values(contradictions(3, area="14")) == [(130, 100), (130, 120)]
    assert values(contradictions(2, area="14")) == [(120, 100)]


def test_what_was_withdrawn_contradicts_nothing(told):
    services.withdraw(figures=[Figure.objects.get(value=120).pk], reason="sai", by=make.reviewer())
    assert contradictions(3, area="14") == []


def test_corrections_without_any_source_are_no_contradictions():
    make.published(make.cell(1))
    release = make.published(make.cell(2))
    assert contradictions(2, report=make.report_of(release).pk) == []
    assert contradictions(2, area="14") == []


# --- ways to a source ------------------------------------------------------------------------


def test_report_release_and_comparison_lead_to_the_source(told, client):
    pk = told["book"].pk
    report = make.report_of(Release.objects.get(pk=2)).pk
    for page in (f"/reports/{report}/", "/releases/2/", "/compare/?indicator=jobs_created&area=14"):
        assert f'href="/sources/{pk}/"' in text(client, page), page
    assert 'href="/sources/"' in text(client, "/about/")


def test_doubt_is_marked_beside_the_figure_and_the_mark_is_explained(told, client):
    for page in (
        "/data/",
        "/compare/?indicator=jobs_created&area=14",
        f"/reports/{make.report_of(Release.objects.get(pk=1)).pk}/",
    ):
        assert '7 <span class="mark">[?]</span>' in text(client, page), page
    assert "[?] kỳ hoặc phạm vi được suy ra một phần" in text(client, "/compare/?indicator=jobs_created&area=14")


def test_past_release_is_kept_on_the_way(told, client):
    assert f'href="/sources/{told["news"].pk}/?as_of=1"' in text(client, "/sources/", as_of=1)


# --- files and interface ----------------------------------------------------------------------


def test_files_say_who_else_prints_a_figure(told, client):
    make.second(Figure.objects.get(value=120), make.source("Đài", url="https://example.vn/dai"))
    both = "Công báo | https://example.vn/dai"
    lines = list(csv.DictReader(io.StringIO(client.get("/data.csv").getvalue().decode("utf-8-sig"))))
    assert [(line["value"], line["confidence"], line["second_sources"]) for line in lines] == [
        ("120", "high", both), ("7", "medium", ""),
    ]  # fmt: skip
    chart = list(
        csv.DictReader(
            io.StringIO(client.get("/compare.csv?indicator=jobs_created&area=14").getvalue().decode("utf-8-sig"))
        )
    )
    assert [(line["value"], line["confidence"], line["second_sources"]) for line in chart] == [
        ("120", "high", both), ("7", "medium", ""),
    ]  # fmt: skip
    items = client.get("/api/v1/figures").json()["items"]
    assert [(item["confidence"], item["second_sources"]) for item in items] == [("high", both), ("medium", "")]


def test_what_is_computed_from_an_inferred_figure_is_inferred_too(client):
    cells = [
        make.cell(5, "2024-01", basis=make.Basis.YTD),
        make.cell(9, "2024-02", basis=make.Basis.YTD, inferred=True),
    ]
    make.printed(*cells, in_=make.source())
    lines = json.loads(b"".join(client.get("/compare.json?indicator=jobs_created&area=14&view=month")))["figures"]
    assert [(line["value"], line["confidence"]) for line in lines] == [(5, "high"), (4, "medium")]


def test_second_source_that_came_later_is_in_no_earlier_file(told, client):
    make.published(make.cell(1, "2020-01"), month="2020-01")
    make.second(Figure.objects.get(value=120), make.source("muộn"))
    later = Source.objects.get(title="muộn").url
    assert later not in client.get("/data.csv?as_of=2").getvalue().decode()
    assert later in client.get("/data.csv?as_of=3").getvalue().decode()


@pytest.mark.parametrize("extension", ["csv", "json", "xlsx", "zip", "sdmx.csv"])
def test_files_of_releases_from_before_there_were_sources_keep_their_bytes(extension, client):
    make.published(make.cell(1))
    before = client.get(f"/data.{extension}?as_of=1").getvalue()
    make.printed(make.cell(2, "2024-02"), in_=make.source())
    caches["pages"].clear()
    cache.clear()
    assert client.get(f"/data.{extension}?as_of=1").getvalue() == before


def test_new_columns_begin_with_the_first_release_that_names_a_source(client):
    make.published(make.cell(1))
    make.printed(make.cell(2, "2024-02"), in_=make.source())
    heads = [
        client.get(f"/data.csv?as_of={number}").getvalue().decode("utf-8-sig").split("\r\n")[0] for number in (1, 2)
    ]
    assert heads == [",".join(FORMER_COLUMNS), ",".join(COLUMNS)]
    former = json.loads(client.get("/data.json?as_of=1").getvalue())
    assert former["columns"] == list(former["figures"][0]) == list(FORMER_COLUMNS)


# --- the staff site ------------------------------------------------------------------------------


def test_report_names_its_source_to_staff_and_links_it_for_administrators(told):
    report = make.report_of(Release.objects.get(pk=2))
    link = f'href="/admin/indicators/source/{told["book"].pk}/change/"'
    for user, linked in ((make.user("quantri", make.Role.ADMINISTRATOR), True), (make.reviewer(), False)):
        html = text(signed_in(user), f"/admin/indicators/report/{report.pk}/change/")
        assert "Niên giám 2023" in html
        assert (link in html) is linked


def test_staff_list_of_sources_leads_to_their_public_pages(told):
    html = text(signed_in(make.user("quantri", make.Role.ADMINISTRATOR)), "/admin/indicators/source/", q="giám")
    assert f'href="/sources/{told["book"].pk}/"' in html
    assert f'href="/sources/{told["news"].pk}/"' not in html

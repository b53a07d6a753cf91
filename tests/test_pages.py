"""The public pages: whole in both languages, few queries, kept until something changes, small on the wire."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import brotli
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import strategies as st

from indicators import queries, services
from indicators.models import Form, FormArea, Indicator, Report, SeriesBreak
from indicators.queries import catalogue
from indicators.query_forms import MOST_AREAS
from indicators.tables.figures import row_key
from indicators.values.comparison import View
from indicators.values.numbers import format_number
from indicators.values.periods import Basis
from indicators.values.rows import Selection
from indicators.views import filters
from indicators.views.data import MOST_ROWS

from .support import factories as make
from .support import site
from .support.database import made_once
from .support.soaking import check_often, few_or

ROOT = Path(__file__).resolve().parents[1]
PRINTED = Path(__file__).parent / "data" / "printed_figures.csv"
LANGUAGES = ("vi", "en")
#: Who has reported is of today, and what is searched for is not kept.
OF_A_RELEASE = [page for page in site.PAGES if "search" not in page and "completeness" not in page]

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with made_once(django_db_blocker, site.load):
        yield


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


# Whole


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", site.PAGES)
def test_page_is_whole_in_its_language(page: str, lang: str, client: Client) -> None:
    html = text(client, site.address(page, lang))
    assert f'<html lang="{lang}">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>\s*\S.*\S\s*</title>", html)
    assert not re.search(r"\sstyle=|\son\w+=\"|<style|<script(?![^>]*(src=|application/json))", html)
    assert re.findall(r'id="([^"]+)"', html) == list(dict.fromkeys(re.findall(r'id="([^"]+)"', html)))


@pytest.mark.parametrize("month", ["0001-01-01", "1989-12-01", "2101-01-01", "9999-12-01"])
def test_a_break_in_no_known_year_breaks_no_page(client: Client, month: str) -> None:
    """It was entered before that was refused."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_seriesbreak DROP CONSTRAINT break_in_known_years")
    SeriesBreak.objects.create(period=month, note_vi="cách tính cũ", note_en="old method")
    for page in ("/", "/areas/14/", "/indicators/jobs_created/", "/compare/?indicator=jobs_created&area=14"):
        text(client, page)


@pytest.mark.parametrize("page", site.PAGES)
def test_language_switch_keeps_page_and_query(page: str, client: Client) -> None:
    path = site.address(page)
    asked = f"{path}{'&' if '?' in path else '?'}as_of=8"
    assert f'href="/en{asked.replace("&", "&amp;")}"' in text(client, asked)


@pytest.mark.parametrize("page", site.PAGES)
def test_page_is_the_same_for_everyone(page: str, client: Client) -> None:
    """No session, no cookie, nothing that a shared cache would have to keep apart."""
    response = client.get(site.address(page))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("page", site.PAGES)
def test_looking_changes_nothing(page: str, client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(site.address(page))
    assert not [q["sql"] for q in queries if re.match(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE)", q["sql"], re.I)]


@pytest.mark.parametrize("page", site.PAGES)
def test_page_opens_before_any_form_is_set_up(page: str, client: Client) -> None:
    FormArea.objects.all().delete()
    text(client, site.address(page))


def test_comparison_that_names_no_area_is_as_bounded_as_one_that_names_them(client: Client) -> None:
    form = Form.objects.earliest("position")
    for area in make.Area.objects.filter(level="province").order_by("code")[:20]:
        FormArea.objects.get_or_create(form=form, area=area)
    html = text(client, "/compare/?indicator=jobs_created")
    assert len(re.findall(r'name="area"[^>]* checked', html)) == MOST_AREAS


# As of a release


@pytest.mark.parametrize("page", OF_A_RELEASE)
def test_past_release_is_said_and_can_be_left(page: str, client: Client) -> None:
    path = site.address(page)
    html = text(client, f"{path}?as_of=8")
    assert "lần công bố số 8" in re.sub(r"\s+", " ", html)
    assert 'class="banner"' in html
    assert f'href="{path}"' in html


@pytest.mark.parametrize(
    "page", ["/", "/compare/", "/indicators/jobs_created/", "/areas/14/", "/data/", "/reports/{report}/"]
)
def test_view_can_be_cited_by_an_address_that_stays(page: str, client: Client) -> None:
    path, newest = site.address(page), Report.objects.order_by("-release__number").first()
    assert newest is not None
    html = text(client, path)
    assert f'href="{path}?as_of={newest.release.number}"' in html
    assert 'class="citation"' in html
    assert f"http://testserver{path}?as_of={newest.release.number}" in html


@pytest.mark.parametrize("query", ["indicator=jobs", "area=14&area=99", "category=nope", "topic=nope"])
@pytest.mark.parametrize("page", ["/data/", "/data.csv"])
def test_filter_that_names_nothing_is_a_readable_404(page: str, query: str, client: Client) -> None:
    response = client.get(f"{page}?{query}")
    assert response.status_code == 404
    assert f"“{query.rsplit('=', 1)[1]}”" in response.content.decode()


def test_release_that_does_not_exist_is_a_readable_404(client: Client) -> None:
    response = client.get("/?as_of=4000")
    assert response.status_code == 404
    assert "Không có lần công bố số 4000" in response.content.decode()


# Queries and caches

#: Questions to the database for a page that is not kept, once names, sources and the choices of the filters are.
QUERIES = {
    "/": 2,
    "/compare/": 2,
    "/indicators/jobs_created/": 2,
    "/areas/14/": 4,
    "/data/": 2,
    "/reports/": 2,
    "/reports/{report}/": 2,
    "/sources/": 3,
    "/releases/": 4,
    "/indicators/": 3,
    "/releases/{release}/": 6,
    "/areas/12/bulletin/2022-05/": 4,
    "/completeness/": 4,
    "/search/?q=viec+lam": 3,
}


@pytest.mark.parametrize(("page", "most"), QUERIES.items())
def test_page_asks_the_database_little(page: str, most: int, client: Client, django_assert_num_queries: Any) -> None:
    path = site.address(page)
    client.get(path)
    caches["pages"].clear()
    with django_assert_num_queries(most):
        client.get(path)


@pytest.mark.parametrize("page", OF_A_RELEASE)
def test_page_that_was_made_before_asks_only_whether_it_still_holds(
    page: str, client: Client, django_assert_num_queries: Any
) -> None:
    path = site.address(page)
    first = client.get(path)
    with django_assert_num_queries(1):
        assert client.get(path).content == first.content


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_reader_who_has_the_page_gets_304(encoding: str, client: Client) -> None:
    first = client.get("/compare/", headers={"Accept-Encoding": encoding})
    again = client.get("/compare/", headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_frame_that_is_kept_is_each_pages_own(client: Client, settings: Any) -> None:
    """What lies around a page is made once for its name, language and release, and for no other."""
    memory = settings.CACHES["pages"] | {"LOCATION": "frames"}
    addresses = ("/compare/", "/data/", "/en/data/", "/compare/?as_of=8")
    anew = [text(client, address) for address in addresses]
    settings.CACHES = settings.CACHES | {"template_fragments": memory}
    caches["pages"].clear()
    first = [text(client, address) for address in addresses]
    caches["pages"].clear()
    again = [text(client, address) for address in addresses]
    assert anew == first == again


def test_release_changes_pages_at_once(client: Client) -> None:
    before = client.get("/compare/")
    area = make.Area.objects.get(public_code="14")
    make.published(make.cell(777_777, "2025-01", of=Indicator.objects.get(slug="jobs_created"), area=area), area=area)
    after = client.get("/compare/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "777.777" in after.content.decode()


def test_edit_of_the_catalogue_changes_pages_at_once(client: Client) -> None:
    client.get("/compare/")
    indicator = Indicator.objects.get(slug="jobs_created")
    indicator.name_vi = "Tên mới của chỉ tiêu"
    indicator.save()
    assert "Tên mới của chỉ tiêu" in client.get("/compare/").content.decode()


def test_two_hosts_do_not_share_a_kept_page(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    assert "http://one.example/" in client.get("/", headers={"host": "one.example"}).content.decode()
    assert "one.example" not in client.get("/", headers={"host": "two.example"}).content.decode()


# Weights (C10)


def brotli_size(*paths: str) -> int:
    return sum(len(brotli.compress((ROOT / "static" / path).read_bytes())) for path in paths)


@pytest.mark.parametrize("page", site.PAGES)
def test_first_view_weighs_at_most_60_kb(page: str, client: Client) -> None:
    html = text(client, site.address(page))
    parts = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"|<script[^>]* src="/static/([^"]+)"', html)
    weight = len(gzip.compress(html.encode())) + brotli_size(*(css or js for css, js in parts))
    assert weight <= 60_000


def test_interactive_chart_weighs_at_most_340_kb() -> None:
    assert brotli_size("vendor/plotly-basic.min.js") <= 340_000


# Overview


def test_overview_shows_the_newest_printed_figures_of_both_reports_with_source_and_date(client: Client) -> None:
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(client, "/")))
    for report in Report.objects.filter(external_id__in=["reports/lai-chau-2022-05", "reports/son-la-2024-08"]):
        assert report.title in html
    with PRINTED.open(encoding="utf-8") as file:
        printed = [row for row in csv.DictReader(file) if row["area"] == "12"]
    missing = [row for row in printed if format_number(Decimal(row["value"]), "vi") not in html]
    assert printed
    assert missing == []
    assert "11/05/2022" in html


def test_area_shows_the_courses_of_its_main_indicators_as_charts(client: Client) -> None:
    html = text(client, "/areas/X1/")
    charts = re.search(r'<ul class="small-charts">.*?</ul>', html, re.S)
    assert charts
    assert 1 < charts[0].count('role="img"') <= 4
    assert re.search(r'href="/compare/\?indicator=\w+&amp;area=X1"', charts[0])
    assert "small-charts" not in text(client, "/areas/122/")  # too few figures to draw


@pytest.mark.parametrize(("prefix", "mark"), [("", "[minh hoạ]"), ("/en", "[illustrative]")])
def test_a_course_with_made_up_figures_is_marked_beside_its_picture(client: Client, prefix: str, mark: str) -> None:
    courses = re.findall(r'<div class="card-course">.*?</div>', text(client, f"{prefix}/areas/X1/"), re.S)
    made_up = [course for course in courses if f"{mark}</title>" in course]
    assert made_up
    assert [course for course in courses if f'<span class="mark">{mark}</span>' in course] == made_up


def test_every_finding_leads_to_a_chart(client: Client) -> None:
    links = [re.findall(r'class="to-chart" href="([^"]+)"', text(client, page)) for page in ("/", "/areas/X1/")]
    assert all(links)
    for link in chain(*links):
        assert "chart-svg" in text(client, link.replace("&amp;", "&"))


def test_overview_of_an_empty_site_says_so(client: Client) -> None:
    assert "Chưa có số liệu nào được công bố" in client.get("/?as_of=1").content.decode()


# Comparison


#: Every view, and what narrows one down.
SHOWN = [
    *(f"area=X1&area=X2&view={view}" for view in View),
    "area=X1&area=X2&category=loan&category=self_created",
    "area=X1&area=X2&view=ytd&category=loan",
    "view=years&area=X1",
    "view=target&area=X2&from=2023-01&to=2024-06",
    "area=X1&area=X2&basis=ytd",
    "view=ytd",
    "indicator=workers_abroad&area=14&area=122",
]


@pytest.mark.parametrize("query", SHOWN)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_view_has_chart_and_table_of_the_same_numbers(query: str, lang: str, client: Client) -> None:
    prefix = "" if lang == "vi" else "/en"
    html = text(client, f"{prefix}/compare/?{query}")
    figure = client.get(f"{prefix}/compare/figure/?{query}").json()
    across = any(trace.get("orientation") == "h" for trace in figure["data"])
    drawn = [value for trace in figure["data"] for value in trace["x" if across else "y"] if value is not None]
    table = [plain(cell, lang) for cell in re.findall(r'<td class="value">\s*([^<]*\d)', html)]
    assert drawn
    assert sorted(map(float, drawn)) == pytest.approx(sorted(map(float, table)), abs=0.051)
    assert set(re.findall(r'class="chart-svg chart-(wide|narrow)"', html)) == {"wide", "narrow"}


def plain(number: str, lang: str) -> str:
    """As a program writes it: `1.234,5` and `1,234.5` are 1234.5."""
    return number.replace(".", "").replace(",", ".") if lang == "vi" else number.replace(",", "")


def test_more_than_four_areas_are_small_charts(client: Client) -> None:
    jobs, parent = Indicator.objects.get(slug="jobs_created"), make.Area.objects.get(public_code="14")
    districts = list(make.Area.objects.filter(level="district", parent=parent).order_by("code")[:5])
    cells = [make.cell(10 * n, f"2024-0{n}", of=jobs, area=area) for area in districts for n in (1, 2)]
    make.published(*cells, area=parent)
    html = text(client, "/compare/?" + "&".join(f"area={area.public_code}" for area in districts))
    assert html.count('class="panel"') == 10  # five, wide and narrow
    assert "30/06/2025" in html


def test_more_areas_than_can_be_compared_are_refused_in_words(client: Client) -> None:
    response = client.get("/compare/?" + "&".join(f"area={n}" for n in range(13)))
    assert response.status_code == 400
    assert "tối đa 12" in response.content.decode()


def test_unticked_form_keeps_its_defaults(client: Client) -> None:
    html = text(client, "/compare/?indicator=&view=&from=&to=&basis=")
    assert re.findall(r'name="area" value="(\d+)" checked', html) == ["14", "12"]


@pytest.mark.parametrize(
    ("extension", "kind", "head"), [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG")]
)
@pytest.mark.parametrize("path", ["/compare", "/en/compare", "/indicators/jobs_created"])
def test_chart_can_be_kept_as_a_picture(path: str, extension: str, kind: str, head: bytes, client: Client) -> None:
    response = client.get(f"{path}.{extension}")
    assert response.headers["Content-Type"] == kind
    assert response.content.startswith(head)
    assert re.match(r'attachment; filename="jobs_created-14-12-r\d+\.', response.headers["Content-Disposition"])


# Data


LATER = 10**6  # past every release


def rows_of(html: str) -> list[str]:
    return re.findall(r'<th scope="row">', html)


def test_page_of_data_has_at_most_200_rows_whatever_is_asked_for(client: Client) -> None:
    assert len(rows_of(text(client, "/data/?area=X1&per_page=1000000"))) == MOST_ROWS
    assert len(rows_of(text(client, "/data/?area=X1&per_page=-5"))) == 50
    assert len(rows_of(text(client, "/data/?per_page=0"))) == 1


def test_pages_of_data_repeat_nothing_and_leave_nothing_out(client: Client) -> None:
    path = "/data/?indicator=jobs_created&area=12&per_page=100"
    total = int(re.search(r'class="count">([\d.]+) ', text(client, path))[1].replace(".", ""))  # type: ignore[index]
    pages = [text(client, f"{path}&sort=-value&page={page}") for page in range(1, -(-total // 100) + 1)]
    rows = [row for html in pages for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.S)]
    assert len(rows) == total
    assert client.get(f"{path}&page={len(pages) + 1}").status_code == 404


@pytest.mark.parametrize("column", ["indicator", "category", "area", "basis", "period", "value", "release"])
def test_every_sort_is_a_total_order_and_upwards_holds_the_same_rows_as_downwards(column: str) -> None:
    chosen = Selection(indicators=("jobs_created", "voc_trained"), as_of=LATER)
    total = queries.count(chosen)
    found = {sort: queries.page(chosen, offset=0, limit=total, sort=sort) for sort in (column, f"-{column}")}
    pages = [row for at in range(0, total, 70) for row in queries.page(chosen, offset=at, limit=70, sort=column)]
    assert pages == found[column]
    assert found[column] != found[f"-{column}"]
    assert sorted(map(row_key, pages)) == sorted(map(row_key, found[f"-{column}"]))


def test_areas_are_sorted_by_their_names_in_vietnamese_not_by_their_codes(client: Client) -> None:
    jobs = Indicator.objects.get(slug="jobs_created")
    for code in ("12", "14", "91"):  # Lai Châu, Sơn La, An Giang
        area = make.Area.objects.get(public_code=code)
        make.published(make.cell(5, "2025-12", of=jobs, area=area, basis=Basis.TARGET), month="2025-08", area=area)
    path = "/data/?indicator=jobs_created&basis=target&per_page=200&sort="
    shown = {sort: re.findall(r'href="/areas/(\d+)/"', text(client, f"{path}{sort}")) for sort in ("area", "-area")}
    assert list(dict.fromkeys(shown["area"])) == ["91", "12", "14"]
    assert list(dict.fromkeys(shown["-area"])) == ["14", "12", "91"]


def test_sorting_by_value_goes_down_then_up_then_back(client: Client) -> None:
    def state(html: str) -> tuple[str | None, str]:
        heading = re.search(r'aria-sort="(\w+)"', html)
        link = re.search(r'class="sort" href="([^"]*)"[^>]*>Giá trị', html)
        assert link
        return heading and heading[1], link[1].replace("&amp;", "&")

    path, states = "/data/?indicator=jobs_created", []
    for _ in range(3):
        found, path = state(text(client, path))
        states.append(found)
    assert states == [None, "descending", "ascending"]
    assert path == "/data/?indicator=jobs_created"


# What became of a report


def test_amended_report_shows_what_it_printed_and_what_no_longer_holds(client: Client) -> None:
    area = make.Area.objects.get(public_code="12")
    jobs = Indicator.objects.get(slug="jobs_created")
    before = make.published(make.cell(939, "2025-03", of=jobs, area=area), month="2025-03", area=area)
    draft = services.amend(
        report=make.report_of(before), reason="Nhập nhầm một chữ số.", by=make.entry_staff("nhap", area)
    )
    make.submitted([make.cell(940, "2025-03", of=jobs, area=area)], report=draft)
    release = services.publish(report=draft, by=make.reviewer("duyet", area))
    html = text(client, f"/reports/{make.report_of(before).pk}/")
    assert re.search(r'old-value">\s*939', html)
    assert "Nhập nhầm một chữ số." in html
    changed = text(client, f"/releases/{release.number}/")
    assert re.search(r'old-value">939<.*?940', changed, re.S)
    assert "Nhập nhầm một chữ số." in changed


# Whatever the address says

VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "14", "12", "122", "jobs_created", "month", "ytd", "share", "loan", "2024-05", "2024-13", "0000-00", "9" * 30,
         "-1", "1e9", "\x00", "%", "'", "=1+1", "٣", "-value", "200", "1"]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "indicator",
        "area",
        "basis",
        "view",
        "category",
        "topic",
        "from",
        "to",
        "as_of",
        "page",
        "per_page",
        "sort",
        "q",
        "x",
    ]
)
FUZZED = [
    "/",
    "/compare/",
    "/compare/figure/",
    "/compare.svg",
    "/data/",
    "/search/",
    "/reports/",
    "/releases/",
    "/areas/14/",
]


@few_or(150, few=40)
def test_no_query_string_breaks_a_page(times: int, client: Client) -> None:
    def check(path: str, query: list[tuple[str, str]]) -> None:
        response = client.get(f"{path}?{urlencode([(k, v.encode('utf-8', 'surrogatepass')) for k, v in query])}")
        assert response.status_code in {200, 400, 404}

    check_often(times, check, path=st.sampled_from(FUZZED), query=st.lists(st.tuples(NAMES, VALUES), max_size=5))


PARTED = ["/areas/{}/", "/indicators/{}/", "/reports/{}/", "/releases/{}/", "/areas/14/bulletin/{}/"]
PARTS = st.text(alphabet=st.characters(exclude_characters="/?#", exclude_categories=["Cs"]), min_size=1, max_size=20)


@few_or(60, few=20)
def test_no_part_of_an_address_breaks_a_page(times: int, client: Client) -> None:
    def check(path: str, part: str) -> None:
        assert client.get(path.format(quote(part))).status_code in {200, 301, 400, 404}

    check_often(times, check, path=st.sampled_from(PARTED), part=PARTS)


# What a list leaves out


def test_lists_of_areas_say_where_they_are_cut(client: Client, monkeypatch: Any) -> None:
    pages = "/data/", "/compare/?indicator=jobs_created", "/search/?q=a", "/indicators/jobs_created/"
    said = (
        "địa bàn đầu tiên, tỉnh đứng trước",
        "địa bàn không có trong danh sách",
        "chỉ hiện tối đa",
        "số liệu đầu tiên",
    )
    jobs, district = Indicator.objects.get(slug="jobs_created"), make.Area.objects.get(public_code="122")
    make.published(make.cell(1, "2024-01", of=jobs, area=district), area=district.parent)
    whole = [words in text(client, page) for page, words in zip(pages, said, strict=True)]
    monkeypatch.setattr(filters, "MOST", 1)
    monkeypatch.setattr(filters, "MORE_AREAS", 0)
    monkeypatch.setattr(filters, "FEW_AREAS", 0)
    monkeypatch.setattr(catalogue, "MOST_FOUND", 1)
    monkeypatch.setattr(catalogue, "MOST_OF_ONE", 1)
    caches["pages"].clear()
    caches["default"].clear()
    cut = [words in text(client, page) for page, words in zip(pages, said, strict=True)]
    assert (whole, cut) == ([False, False, True, False], [True] * 4)

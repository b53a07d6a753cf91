"""The API: what it gives, how it pages, what it says when it cannot; fuzzed from its own document."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from indicators import services
from indicators.api.parameters import MONTH
from indicators.downloads import release_files
from indicators.models import Figure, Job
from indicators.queries import rows
from indicators.values.periods import Basis, Month
from indicators.values.rows import COLUMNS, Selection
from welfare.wsgi import application

from .support import factories as make
from .support.database import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api")]  # what it makes once


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module", autouse=True)
def shown(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Two provinces, a breakdown, a target, a revision, a withdrawal, made once; the newest release."""
    with made_once(django_db_blocker, published) as release:
        yield release


def published() -> int:
    lai_chau = make.province("12", "Lai Châu")
    loan = make.category("loan")
    make.published(make.cell(10), make.cell(4, category=loan), make.cell(100, basis=Basis.TARGET))
    make.published(
        make.cell(20, area=lai_chau), make.cell(None, "2024-02", area=lai_chau, missing_reason="chưa có"), area=lai_chau
    )
    make.published(
        make.cell("11.5", of=make.indicator("a_rate", measure="rate", decimals=1)), make.cell(12), month="2024-01"
    )
    figure = Figure.objects.get(category=loan)
    return services.withdraw(figures=[figure.pk], reason="đếm nhầm", by=make.reviewer()).number


def get(address: str, **data: Any) -> Any:
    response = Client().get(address, data)
    assert response.status_code == 200, response.content
    return json.loads(response.content, parse_float=Decimal)


def every(address: str, **data: Any) -> list[Any]:
    """All items, page after page."""
    page = get(address, **data)
    items = page["items"]
    while page["next"]:
        page = get(page["next"])
        items += page["items"]
    return items


# --- figures -------------------------------------------------------------------------------


def test_figures_are_the_rows_of_the_files(shown):
    found = get("/api/v1/figures")
    assert found["as_of"] == shown
    assert list(found["items"][0]) == list(COLUMNS)
    expected = list(rows(Selection(as_of=shown)))
    assert [(f["indicator"], f["area_code"], f["period"], f["value"]) for f in found["items"]] == [
        (r.indicator, r.area_code, r.period, r.value) for r in expected
    ]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_figures_come_page_by_page_each_once_and_in_order(shown, limit):
    assert every("/api/v1/figures", limit=limit) == get("/api/v1/figures")["items"]


def test_pages_stay_as_of_their_release_while_another_is_made(shown):
    first = get("/api/v1/figures", limit=2)
    before = every("/api/v1/figures", limit=2)
    make.published(make.cell(999), make.cell(5, "2020-01"), month="2024-03")
    items, page = first["items"], first
    while page["next"]:
        page = get(page["next"])
        assert page["as_of"] == shown
        items = items + page["items"]
    assert items == before


@pytest.mark.parametrize(
    ("query", "count"),
    [("indicator=a_rate", 1), ("area=14&area=12", 5), ("category=loan", 0), ("category=loan&as_of=1", 1),
     ("basis=target", 1), ("from=2024-02&to=2024-02", 1), ("from=2024-03&to=2024-01", 0), ("topic=employment", 5), ("as_of=1", 3)],
)  # fmt: skip
def test_figures_are_filtered_as_the_data_page(shown, query, count):
    assert len(get(f"/api/v1/figures?{query}")["items"]) == count


@pytest.mark.parametrize("query", ["area=14&area=99", "indicator=nope", "category=nope", "topic=nope"])
def test_code_that_names_nothing_is_told_and_not_answered_with_nothing(query, shown):
    response = Client().get(f"/en/api/v1/figures?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"].startswith("There is no ")
    assert query.rsplit("=", 1)[1] in response.json()["detail"]


def test_unpublished_figures_are_in_no_answer(shown):
    services.save_cells(
        report=make.report("2024-05"), cells=[make.cell(987654, "2024-05")], by=make.entry_staff(), way="grid"
    )
    for address in ("figures", "changes?from=0", "reports", "releases", "areas", "indicators"):
        assert "987654" not in str(get(f"/api/v1/{address}"))
    assert "2024-05" not in str(get("/api/v1/reports"))


# --- changes -------------------------------------------------------------------------------


def test_changes_between_two_releases_say_old_new_and_why(shown):
    found = get("/api/v1/changes", **{"from": 1})
    assert (found["since"], found["until"]) == (1, shown)
    said = {(c["indicator"], c["area_code"], c["category"], c["period_start"]): c for c in found["items"]}
    kinds = {
        key: (c["kind"], c["old"] and c["old"]["value"], c["new"] and c["new"]["value"], c["reason"])
        for key, c in said.items()
    }
    assert kinds == {
        ("a_rate", "14", "", "2024-01-01"): ("added", None, Decimal("11.5"), ""),
        ("jobs_created", "12", "", "2024-01-01"): ("added", None, 20, ""),
        ("jobs_created", "12", "", "2024-02-01"): ("added", None, None, ""),
        ("jobs_created", "14", "", "2024-01-01"): ("revised", 10, 12, ""),
        ("jobs_created", "14", "loan", "2024-01-01"): ("withdrawn", 4, None, "đếm nhầm"),
    }


def test_changes_come_page_by_page(shown):
    whole = get("/api/v1/changes", **{"from": 0})["items"]
    assert every("/api/v1/changes", **{"from": 0, "limit": 1}) == whole
    assert len(whole) == 5


def test_changes_up_to_an_older_release_leave_out_what_came_later(shown):
    assert {c["kind"] for c in get("/api/v1/changes", **{"from": 1, "to": 2})["items"]} == {"added"}
    assert get("/api/v1/changes", **{"from": 2, "to": 2})["items"] == []


def test_changes_put_together_lead_from_one_release_to_the_other(shown):
    for first in range(shown + 1):
        for last in range(first, shown + 1):
            state = {key(f): f["value"] for f in every("/api/v1/figures", as_of=first)} if first else {}
            for change in every("/api/v1/changes", **{"from": first, "to": last}) if last else []:
                if change["new"]:
                    state[key(change)] = change["new"]["value"]
                else:
                    del state[key(change)]
            assert state == ({key(f): f["value"] for f in every("/api/v1/figures", as_of=last)} if last else {})


def key(item):
    return tuple(item[name] for name in ("indicator", "category", "area_code", "basis", "period_start", "period_end"))


# --- the rest ------------------------------------------------------------------------------


def test_indicators_with_units_and_breakdowns(shown):
    found = get("/api/v1/indicators/jobs_created")
    assert (found["unit"], found["topic"], found["measure"]) == ("worker", "employment", "flow")
    assert [c["slug"] for c in found["breakdowns"][0]["categories"]] == ["loan"]
    assert [one["slug"] for one in every("/api/v1/indicators", limit=1)] == ["a_rate", "jobs_created"]


def test_releases_newest_first_and_one_with_its_files(shown):
    assert [one["number"] for one in every("/api/v1/releases", limit=1)] == [4, 3, 2, 1]
    assert get("/api/v1/releases/4")["kind"] == "withdraw"
    assert get("/api/v1/releases/4")["figures_ended"] == 1
    release_files.make_release_files(services.Run(Job.objects.get(key="release-files:4")))
    files = {file["format"]: file for file in get("/api/v1/releases/4")["files"]}
    assert set(files) == set(release_files.BULK_FILES)
    for file in files.values():
        response = Client().get(file["url"])
        assert len(response.getvalue()) == file["size"]


def test_reports_newest_first_and_one(shown):
    found = every("/api/v1/reports", limit=1)
    assert [one["release"] for one in found] == [3, 2, 1]
    one = get(f"/api/v1/reports/{found[1]['id']}")
    assert (one["area"], one["month"], one["figures"]) == ("12", "2024-01", 2)


# --- how it answers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["figures", "changes?from=0", "releases", "releases/1", "reports", "areas", "indicators", "openapi.json"]
)
def test_an_unchanged_answer_is_not_sent_again_until_the_next_release(shown, address):
    client, address = Client(), f"/api/v1/{address}"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": f"W/{tag}"})
    assert (again.status_code, again.content) == (304, b"")
    make.published(make.cell(5, "2024-03"), month="2024-03")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_anyone_may_read_from_anywhere_and_nobody_writes(shown):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/api/v1/areas").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in client.get("/api/v1/areas").headers
    assert client.options("/api/v1/areas").status_code == 204
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/areas")
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("figures?limit=0", 400, "limit"), ("figures?limit=100000", 400, "limit"), ("figures?from=2024-13", 400, "from"),
        ("figures?area=x%00", 400, "area"), ("figures?as_of=99", 404, None), ("figures?cursor=abc", 404, None),
        ("figures?cursor=WzFd", 404, None), ("areas/99", 404, None), ("areas/x", 400, "code"), ("releases/9", 404, None),
        ("reports/9", 404, None), ("indicators/none", 404, None), ("changes", 400, "from"), ("nothing", 404, None),
        ("areas?cursor=WyJcdTAwMDAiXQ", 404, None), ("releases?cursor=Wy0xXQ", 404, None),
    ],
)  # fmt: skip
def test_problems_say_what_is_wrong(shown, address, status, parameter):
    response = Client().get(f"/api/v1/{address}")
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    said = response.json()
    assert said["status"] == status
    assert said["title"]
    assert [error["parameter"] for error in said["errors"]][:1] == ([parameter] if parameter else [])


def test_months_that_the_api_takes_are_those_of_the_pages():
    def known(year: int) -> bool:
        try:
            return bool(Month(year, 1))
        except ValueError:
            return False

    years = range(1900, 2200)
    assert [bool(re.fullmatch(MONTH, f"{year}-01")) for year in years] == [known(year) for year in years]


@pytest.mark.parametrize("odd", ["\ud800", "a\x00b", "not of ours"])
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("areas", "?"), ("indicators", "?"), ("figures", (1, "?", "", "14", 0, 1, "month", "2024-01-01", "-infinity", 1)),
        ("figures", (1, "a", "", "14", 0, 1, "?", "2024-01-01", "-infinity", 1)),
        ("changes?from=0", (1, "a", "?", "14", 0, 1, "month", "2024-01-01", "-infinity")),
        ("changes?from=0", (1, "a", "", "14", 0, 1, "month", "?", "?")),
        ("sums?indicator=jobs_created", (1, "?", "14", "month", "2024-01-01", 1)),
        ("sums?indicator=jobs_created", (1, "", "14", "month", "?", 1)), ("releases", "?"), ("reports", "?"),
    ],
)  # fmt: skip
def test_a_made_up_cursor_breaks_nothing(shown, address, place, odd):
    cursor = base64.urlsafe_b64encode(json.dumps([odd if part == "?" else part for part in place]).encode()).decode()
    response = Client().get(f"/api/v1/{address}{'&' if '?' in address else '?'}cursor={cursor}")
    assert response.status_code in ({200, 404} if odd == "not of ours" else {404})


@pytest.mark.parametrize(
    ("query", "vi", "en"),
    [
        ("figures?limit=0", "Phải từ 1 trở lên.", "It must be at least 1."),
        ("figures?limit=9999", "Không được quá 1000.", "It must be at most 1000."),
        ("figures?limit=x", "Phải là số nguyên.", "It must be a whole number."),
        ("figures?area=x", r"Phải có dạng ^X?[0-9]{1,5}(-[0-9]{4})?$.", r"It must have the form ^X?[0-9]{1,5}(-[0-9]{4})?$."),
        ("figures?" + "&".join(["area=14"] * 51), "Không được lặp lại quá 50 lần.", "It may be given at most 50 times."),
        ("figures?cursor=" + "x" * 1001, "Không được quá 1000 ký tự.", "It must have at most 1000 characters."),
        ("changes", "Phải có tham số này.", "It must be given."),
    ],
)  # fmt: skip
def test_problems_speak_the_language_of_the_address_whatever_the_browser_prefers(query, vi, en):
    for prefix, sentence, other in (("", vi, "en"), ("/en", en, "vi")):
        response = Client().get(f"{prefix}/api/v1/{query}", headers={"Accept-Language": other})
        assert [error["message"] for error in response.json()["errors"]] == [sentence]


def test_answers_are_compressed(shown):
    response = Client().get("/api/v1/figures", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]


def test_a_page_of_figures_takes_three_queries_whatever_its_size(shown, django_assert_num_queries):
    with django_assert_num_queries(3):
        Client().get("/api/v1/figures?limit=1")
    with django_assert_num_queries(3):
        Client().get("/api/v1/figures?limit=1000")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_docs_are_a_page_without_scripts_from_elsewhere(shown, prefix):
    response = Client().get(f"{prefix}/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "/api/v1/figures" in page
    assert "cdn" not in page
    assert "<script" not in page.replace('<script type="module" src="/static', "")


# --- fuzzed from its own document ----------------------------------------------------------


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The end of a WSGI request would close the test's connection."""
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("examples", [3, pytest.param(200, marks=pytest.mark.soak)])
def test_no_address_fails_whatever_it_is_asked(shown, one_connection, examples):
    """Schemathesis makes valid and invalid requests from the OpenAPI document and checks every answer against it."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried = [fuzzed(result.ok(), mode, examples) for result in schema.get_all_operations() for mode in GenerationMode]
    assert sum(tried) > 10 * examples


def fuzzed(operation: Any, mode: GenerationMode, examples: int) -> int:
    """How many requests were made of one address; each answer passed every check."""
    tried = 0

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def fuzz(case: Any) -> None:
        nonlocal tried
        tried += 1
        case.call_and_validate(checks=CHECKS.get_all(), headers={"Accept-Encoding": "identity"})

    fuzz()
    return tried

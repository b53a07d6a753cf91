"""Lists and forms of the staff site take what their own links ask, and break by nothing that stands in an address."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from indicators.admin import lists, site
from indicators.admin.lists import StaffAdmin, StaffList
from indicators.models import User

from .support import factories as make
from .support.staff import signed_in

pytestmark = pytest.mark.django_db

REPORTS = "/admin/indicators/report/"
WHOLE = "?e=1"


@pytest.fixture
def clerk() -> Client:
    make.report("2024-01")
    make.report("2024-02")
    return signed_in(make.entry_staff())


@pytest.fixture
def keeper() -> Client:
    """A superuser: every list is open."""
    return signed_in(User.objects.create(username="goc", is_staff=True, is_superuser=True))


def told(client: Client, url: str) -> Any:
    client.raise_request_exception = False
    return client.get(url)


def test_every_list_and_inline_stands_on_our_base() -> None:
    models: list[ModelAdmin] = [*site._registry.values()]
    assert [one for one in models if not isinstance(one, StaffList)] == []
    assert [inline for one in models for inline in one.inlines if not issubclass(inline, StaffAdmin)] == []


# --- what a list may be asked ------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "text__regex=(.*)%5C1(.*)%5C2(.*)%5C3x",
        "title__regex=[",
        "title__iregex=(",
        "text__search=%00",
        "version__range=5",
        "published_on__year__gt=0",
        "period__gte=2024-01-01",
        "area__name_vi__icontains=a",
        "created_by__password__startswith=a",
        "status__in=draft,returned",
    ],
)
def test_a_lookup_that_no_filter_of_the_list_makes_is_refused(clerk: Client, asked: str) -> None:
    answer = told(clerk, f"{REPORTS}?{asked}")
    assert answer.status_code == 400
    assert "Không đọc được địa chỉ này" in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "status__exact=%00",
        "status__exact=x%00",
        "area__id__exact=abc",
        "area__id__exact=%00",
        "illustrative__exact=abc",
        "period__year=9999999999",
        "period__year=9999",
        "period__year=0",
        "period__year=abc",
        "period__year=2024&period__month=13",
        "period__year=2024&period__month=2&period__day=30",
        "period__day=99999999999999999999",
        "p=9999999",
        "p=-1&e=1",
    ],
)
def test_a_value_that_cannot_be_looked_up_leads_to_the_whole_list(clerk: Client, asked: str) -> None:
    answer = told(clerk, f"{REPORTS}?{asked}")
    if answer.status_code == 302:
        assert answer.headers["Location"] == REPORTS + WHOLE
        answer = told(clerk, REPORTS + WHOLE)
        assert "Không lọc được danh sách này như vậy" in answer.content.decode()
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["%00", "a " * 60, "x" * 5000, "'\"\\%"])
def test_no_search_breaks_a_list(keeper: Client, asked: str) -> None:
    for page in ("report", "indicator", "figure", "user"):
        answer = told(keeper, f"/admin/indicators/{page}/?q={asked}&_popup=1&o=1.-2.abc.99&all=&_facets=1")
        assert answer.status_code == 200, page


def test_a_search_of_too_many_words_says_so(clerk: Client) -> None:
    assert "Tìm tối đa 10 từ" in told(clerk, f"{REPORTS}?q={'a+' * 60}").content.decode()


def test_the_links_of_a_list_lead_to_what_they_say(keeper: Client) -> None:
    """The control: filters, dates, columns and pages that a list offers are taken, whatever the list."""
    make.report("2024-01")
    make.report("2023-02", area=make.province("12", "Lai Châu"))
    make.published(make.cell(5, "2024-03"), month="2024-03")
    followed = 0
    for model in site._registry:
        url = reverse(f"admin:indicators_{model._meta.model_name}_changelist")
        page = html.unescape(told(keeper, url).content.decode())
        links = sorted({*re.findall(r'href="(\?[^"]+)', page)})
        by_column = [link for link in links if link.startswith("?o=")]
        for link in {*links} - {*by_column[1:]}:
            assert told(keeper, url + link).status_code == 200, url + link
            followed += 1
    assert followed > 50


def test_a_list_that_takes_too_long_is_given_up(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "LONGEST_LIST", 0.05)
    slow = "SELECT pg_sleep(2)"
    rows = StaffList.get_search_results

    def search(self: StaffList, request: Any, queryset: Any, term: str) -> Any:
        if term == "slow":
            with connection.cursor() as cursor:
                cursor.execute(slow)
        return rows(self, request, queryset, term)

    monkeypatch.setattr(StaffList, "get_search_results", search)
    answer = told(clerk, f"{REPORTS}?q=slow")
    assert (answer.status_code, answer.headers.get("Location")) == (302, REPORTS + WHOLE)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() != ("50ms",)


def test_a_database_that_is_away_is_no_wrong_filter(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(StaffList, "get_search_results", away)
    assert told(clerk, f"{REPORTS}?q=x").status_code == 503


def test_a_row_that_is_no_number_is_chosen_by_nobody(keeper: Client) -> None:
    make.indicator()
    posted = {"action": "delete_selected", "_selected_action": ["abc"], "index": "0"}
    answer = keeper.post("/admin/indicators/topic/", posted)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/indicators/topic/{WHOLE}")


# --- fields that fetch their rows --------------------------------------------------------------

FETCHING = {
    "responsibility": ("indicator", "area", "body"),
    "seriesbreak": ("indicator", "area"),
    "membership": ("user", "area"),
}


@pytest.mark.parametrize("value", ["abc", "\x00", "9" * 40, "-1", "1.5", "٣", ""])
def test_a_field_is_shown_again_without_what_is_no_number(keeper: Client, value: str) -> None:
    keeper.raise_request_exception = False
    statuses = {}
    for model, names in FETCHING.items():
        url, values = reverse(f"admin:indicators_{model}_add"), dict.fromkeys(names, value)
        statuses[model] = (keeper.post(url, values).status_code, keeper.get(url, values).status_code)
    assert statuses == dict.fromkeys(FETCHING, (200, 200))


def test_a_line_of_a_form_is_shown_again_without_what_is_no_number(keeper: Client) -> None:
    posted = {
        **{f"{prefix}-{part}": "1" for prefix in ("lines", "form_areas") for part in ("TOTAL_FORMS",)},
        **{f"{prefix}-INITIAL_FORMS": "0" for prefix in ("lines", "form_areas")},
        "lines-0-indicator": "abc",
        "lines-0-category": "\x00",
        "form_areas-0-area": "abc",
    }
    keeper.raise_request_exception = False
    assert keeper.post(reverse("admin:indicators_form_add"), posted).status_code == 200


def test_a_field_shows_the_row_that_was_chosen(keeper: Client) -> None:
    """The control."""
    area = make.province()
    answer = keeper.post(reverse("admin:indicators_membership_add"), {"area": area.pk})
    assert f'<option value="{area.pk}" selected' in answer.content.decode()


OFFERED = "/admin/autocomplete/?app_label=indicators&model_name=responsibility&field_name=area"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (f"{OFFERED}&term=%00", 200),
        (f"{OFFERED}&term={'a+' * 60}", 200),
        (f"{OFFERED}&page=abc", 404),
        (f"{OFFERED}&page={'9' * 40}", 404),
        (f"{OFFERED}&page=-1", 404),
        ("/admin/autocomplete/?app_label=indicators&model_name=user&field_name=memberships", 403),
        ("/admin/autocomplete/?app_label=indicators&model_name=report&field_name=created_by", 403),
        ("/admin/autocomplete/?app_label=indicators&model_name=area&field_name=parent", 403),
        ("/admin/autocomplete/?app_label=%00&model_name=&field_name=", 403),
    ],
)
def test_only_fields_that_fetch_rows_get_them(keeper: Client, asked: str, status: int) -> None:
    make.province()
    assert told(keeper, asked).status_code == status


def test_a_field_fetches_the_rows_that_fit(keeper: Client) -> None:
    """The control."""
    make.province()
    assert [row["text"] for row in told(keeper, f"{OFFERED}&term=son").json()["results"]] == ["Sơn La"]

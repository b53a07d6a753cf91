"""Loading the printed reports: each its own release, once, by two accounts nobody signs in with."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from indicators.management.publishing import ENTRY, REVIEWER
from indicators.management.sources import load_sources
from indicators.models import Change, Figure, Membership, Release, Report, User
from indicators.reference import of_report, reports

PRINTED = Path(__file__).parent / "data" / "printed_figures.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("load_reports")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once: each test goes back to here, and all of it is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded() -> None:
    call_command("load_reports", stdout=StringIO())


def load() -> str:
    out = StringIO()
    call_command("load_reports", stdout=out)
    return out.getvalue()


def test_each_report_is_its_own_release_in_order_of_date(loaded: None) -> None:
    titles = Release.objects.order_by("number").values_list("reports__title", flat=True)
    assert list(titles) == [row.title for row in reports()]


def test_loading_again_publishes_nothing(loaded: None) -> None:
    figures = Figure.objects.count()
    assert load() == "reports: nothing new\n"
    assert (Release.objects.count(), Figure.objects.count()) == (len(reports()), figures)


def test_a_load_that_was_cut_short_is_finished_by_the_next() -> None:
    first, *others = reports()
    load_sources([of_report(first)], print)
    assert load() == f"reports: {len(others)} published\n"
    assert Release.objects.count() == len(others) + 1


def test_every_printed_figure_is_public_with_value_and_qualifier(loaded: None) -> None:
    public = {
        (f.area.public_code, f.indicator.slug, f.category.slug if f.category else "", f.value, f.qualifier)
        for f in Figure.objects.filter(superseded_in=None).select_related("area", "indicator", "category")
    }
    with PRINTED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] != "pct_of_target":
                place = (row["area"], row["indicator"], row["category"])
                assert (*place, Decimal(row["value"]), row["qualifier"]) in public


def test_a_target_is_a_figure_of_its_own_and_attainment_stays_as_printed(loaded: None) -> None:
    voc = Figure.objects.filter(indicator__slug="voc_trained", area__public_code="12", category=None)
    assert voc.get(basis="target").value == 8000
    assert voc.get(basis="ytd").printed_attainment == Decimal("14.8")


def test_a_district_s_figures_belong_to_its_province_s_report(loaded: None) -> None:
    figure = Figure.objects.get(area__public_code="122", indicator__slug="job_loan_disbursed")
    assert figure.value == 17_000_000_000
    assert figure.qualifier == "over"
    assert figure.report.area.public_code == "14"


def test_a_figure_keeps_its_span_but_the_text_is_not_stored(loaded: None) -> None:
    figure = Figure.objects.get(area__public_code="12", indicator__slug="jobs_created", basis="ytd")
    assert (figure.text_start, figure.text_end) == (1599, 1613)
    assert figure.report.text == ""


def test_what_is_loaded_is_entered_by_one_account_and_published_by_another(loaded: None) -> None:
    assert set(Report.objects.values_list("submitted_by__username", "reviewed_by__username")) == {(ENTRY, REVIEWER)}


@pytest.mark.parametrize(("name", "role"), [(ENTRY, "entry"), (REVIEWER, "reviewer")])
def test_nobody_can_sign_in_as_a_loading_account(loaded: None, name: str, role: str) -> None:
    user = User.objects.get(username=name)
    assert not user.is_active
    assert not user.has_usable_password()
    assert set(Membership.objects.filter(user=user).values_list("area__public_code", "role")) == {
        ("12", role),
        ("14", role),
    }


def test_history_says_that_the_figures_were_loaded(loaded: None) -> None:
    cells = Change.objects.filter(table="draft_figure", operation="I")
    assert cells.count() == sum(len(row.figures) for row in reports())
    assert set(cells.values_list("way", "actor_id")) == {("load", User.objects.get(username=ENTRY).pk)}


def test_dates_notes_and_addresses_come_with_the_report(loaded: None) -> None:
    report = Report.objects.get(external_id="reports/lai-chau-2022-05")
    assert (str(report.published_on), str(report.cut_off)) == ("2022-05-11", "2022-05-05")
    assert report.body is not None
    assert report.body.slug == "labour-12"
    assert Report.objects.get(external_id="reports/danviet-2023-06").url.startswith("https://danviet.vn/")


def test_the_file_of_all_data_holds_every_printed_figure(loaded: None, client: Client) -> None:
    body = b"".join(client.get("/data.csv").streaming_content).decode("utf-8-sig")
    file = {
        (row["area_code"], row["indicator"], row["category"], row["value"], row["qualifier"])
        for row in csv.DictReader(StringIO(body))
    }
    targets = {row for row in file if row[4] == "exact"}
    with PRINTED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            place = (row["area"], row["indicator"], row["category"])
            if row["kind"] != "pct_of_target":
                assert (*place, row["value"], row["qualifier"]) in file
            if row["target"]:
                assert (*place, row["target"], "exact") in targets

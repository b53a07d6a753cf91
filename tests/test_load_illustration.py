"""The made-up months in the database: marked, beside the real ones, and gone with one command."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from indicators.models import Figure, Release, Report
from indicators.values.periods import Month
from indicators.values.series import Status

from .support import site
from .support.database import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("load_illustration")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once: each test goes back to here, and all of it is undone at the end."""
    with made_once(django_db_blocker, site.load):
        yield


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_illustration", *arguments, stdout=out)
    return out.getvalue()


def illustrative() -> int:
    return Figure.objects.filter(status="illustrative", superseded_in=None).count()


def test_made_up_figures_are_marked_and_their_reports_say_so() -> None:
    assert illustrative() == Figure.objects.filter(report__illustrative=True).count() > 2000
    assert Report.objects.filter(illustrative=True).count() == 6
    assert all(
        "minh hoạ" in title for title in Report.objects.filter(illustrative=True).values_list("title", flat=True)
    )


def test_every_month_has_a_figure_and_the_real_one_is_not_marked() -> None:
    found = {figure.period: figure for figure in _monthly()}
    assert len(found) == 36
    assert found[Month(2022, 5).first_day].status == Status.PUBLISHED
    assert found[Month(2022, 5).first_day].value == 939
    assert {figure.status for month, figure in found.items() if month != Month(2022, 5).first_day} == {"illustrative"}


def _monthly() -> list[Figure]:
    return list(
        Figure.objects.filter(
            area__public_code="12", indicator__slug="jobs_created", category=None, basis="month", superseded_in=None
        )
    )


def test_loading_again_publishes_nothing() -> None:
    before = (Release.objects.count(), illustrative())
    assert load() == "illustration: already there\n"
    assert (Release.objects.count(), illustrative()) == before


def test_removing_is_one_withdrawal_that_leaves_every_real_figure() -> None:
    real = Figure.objects.filter(superseded_in=None).exclude(status="illustrative").count()
    releases = Release.objects.count()
    load("--remove")
    assert illustrative() == 0
    assert Figure.objects.filter(superseded_in=None).count() == real
    assert Release.objects.count() == releases + 1
    assert Release.objects.get(number=releases + 1).kind == "withdraw"


def test_removing_again_does_nothing() -> None:
    load("--remove")
    releases = Release.objects.count()
    assert load("--remove") == "illustration: nothing to remove\n"
    assert Release.objects.count() == releases


def test_what_was_removed_stays_away_when_loaded_once_as_make_run_does() -> None:
    assert load("--once") == "illustration: already there\n"
    load("--remove")
    releases = Release.objects.count()
    assert load("--once") == "illustration: removed before\n"
    assert (Release.objects.count(), illustrative()) == (releases, 0)


def test_what_was_removed_can_be_loaded_again_with_the_same_months() -> None:
    before = sorted((figure.period, figure.value) for figure in _monthly())
    load("--remove")
    load()
    assert sorted((figure.period, figure.value) for figure in _monthly()) == before

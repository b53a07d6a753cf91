"""The made-up months in the database: marked, beside the real ones, and gone with one command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from indicators import services
from indicators.models import Area, Figure, Indicator, Release, Report

from .support import factories as make
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


def test_real_areas_have_no_made_up_figure_now_or_in_any_release() -> None:
    assert not Figure.objects.filter(status="illustrative", area__invented=False).exists()
    assert not Figure.objects.exclude(status="illustrative").filter(area__invented=True).exists()
    assert {figure.status for figure in _monthly()} == {"illustrative"}
    assert len(_monthly()) == 36


def _monthly() -> list[Figure]:
    return list(
        Figure.objects.filter(
            area__public_code="X2", indicator__slug="jobs_created", category=None, basis="month", superseded_in=None
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


def from_an_earlier_version() -> None:
    """Put a made-up figure where earlier versions put them: into a real area."""
    make.published(
        make.cell(854, "2022-04", of=Indicator.objects.get(slug="jobs_created")),
        area=Area.objects.get(public_code="14"), illustrative=True,
    )  # fmt: skip


def test_loading_takes_back_what_an_earlier_version_made_up_for_real_areas() -> None:
    from_an_earlier_version()
    said = load("--once")
    assert "1 made-up figures withdrawn" in said
    assert "already there" in said
    (figure,) = Figure.objects.filter(status="illustrative", area__invented=False)
    assert figure.superseded_in is not None
    assert figure.superseded_in.reason.startswith("Gỡ bỏ số liệu minh hoạ khỏi địa bàn có thật")


def test_removing_takes_back_those_of_real_areas_too() -> None:
    from_an_earlier_version()
    load("--remove")
    assert illustrative() == 0


def test_the_database_refuses_a_made_up_figure_in_a_real_area_and_a_reported_one_in_an_invented_area() -> None:
    """The control is `from_an_earlier_version`: with the guard aside it goes through."""
    jobs, real, invented = (
        Indicator.objects.get(slug="jobs_created"), Area.objects.get(public_code="14"), Area.objects.get(public_code="X1"),
    )  # fmt: skip
    for area, made_up in ((real, True), (invented, False)):
        report = make.report("2025-01", area=area, by=make.entry_staff(f"nhap{area.code}", area), illustrative=made_up)
        submitted = make.submitted([make.cell(1, "2025-01", of=jobs, area=area)], report=report)
        with pytest.raises(IntegrityError, match="made-up figures are for invented areas"), transaction.atomic():
            services.publish(report=submitted, by=make.reviewer("duyet", area))


def figures_of(client: Client, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    return list(json.loads(b"".join(response)).values())[-1]


def test_made_up_figures_are_in_a_selection_only_where_their_area_is_named(client: Client) -> None:
    everything, named = (figures_of(client, f"/data.json{query}") for query in ("", "?area=X1"))
    assert {figure["status"] for figure in everything} == {"published"}
    assert {figure["status"] for figure in named} == {"illustrative"}


@pytest.mark.parametrize(
    "page", ["/", "/compare/", "/indicators/jobs_created/", "/search/?q=mau+mot", "/completeness/", "/data/"]
)
def test_no_page_shows_invented_areas_unasked(client: Client, page: str) -> None:
    html = client.get(page).content.decode()
    assert "Mẫu Một" not in html
    assert 'class="notice invented"' not in html


@pytest.mark.parametrize(
    "page",
    ["/areas/X1/", "/compare/?area=X1&area=X2", "/areas/X1/bulletin/2024-05/", "/data/?area=X1", "/areas/X1001/"],
)
def test_a_page_of_invented_areas_says_so(client: Client, page: str) -> None:
    assert 'class="notice invented"' in client.get(page).content.decode()


def test_who_wants_to_try_finds_the_invented_areas_among_the_marks(client: Client) -> None:
    assert "/compare/?area=X1&amp;area=X2&amp;view=ytd" in client.get("/about/").content.decode()

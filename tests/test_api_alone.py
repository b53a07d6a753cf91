"""The API on what a test publishes itself, where there is nothing else (the others: test_api.py)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from indicators import services
from indicators.models import Area, AreaSuccession, Figure
from indicators.values.periods import Basis

from .support import factories as make
from .test_api import every, get

pytestmark = pytest.mark.django_db


def test_numbers_keep_every_digit():
    jobs = make.indicator(decimals=4)
    make.published(make.cell("99999999999999999999.9999", of=jobs))
    assert get("/api/v1/figures")["items"][0]["value"] == Decimal("99999999999999999999.9999")


def test_a_figure_published_again_unchanged_is_confirmed():
    make.published(make.cell(10))
    make.published(make.cell(10))
    assert [c["kind"] for c in get("/api/v1/changes", **{"from": 1})["items"]] == ["confirmed"]


def test_a_withdrawal_of_a_replaced_figure_names_the_release_that_withdrew_it():
    make.published(make.cell(10))
    make.published(make.cell(20))
    make.published(make.cell(5, "2024-02"))
    release = services.withdraw(figures=[Figure.objects.get(value=20).pk], reason="đếm nhầm", by=make.reviewer())
    (change,) = [c for c in get("/api/v1/changes", **{"from": 1})["items"] if c["kind"] == "withdrawn"]
    assert (change["old"]["value"], change["release"], change["reason"]) == (10, release.number, "đếm nhầm")


def test_areas_with_parents_dates_and_successors():
    former = make.district("122", "Phù Yên", valid_to="2025-06-30")
    now = Area.objects.create(
        code="03910", public_code="03910", level="commune", type_vi="Xã", name_vi="Phù Yên", name_en="Phu Yen",
        parent=make.province(), valid_from="2025-07-01",
    )  # fmt: skip
    AreaSuccession.objects.create(predecessor=former, successor=now, on="2025-07-01")
    assert [area["code"] for area in every("/api/v1/areas", limit=1)] == ["03910", "122", "14"]
    found = get("/api/v1/areas/122")
    assert (found["parent"], found["valid_to"], found["successors"]) == ("14", "2025-06-30", ["03910"])
    assert [area["code"] for area in get("/api/v1/areas", level="district", parent="14")["items"]] == ["122"]


def test_paging_goes_on_behind_a_span_that_begins_on_any_day():
    """Such days can be refused for new figures, but those that are public stay public."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_draftfigure DROP CONSTRAINT draft_since_first_of_month")
    starts = [date(1, 1, 1), date(1899, 1, 15), date(2006, 1, 1), date(2021, 2, 15)]
    make.published(
        *(make.cell(value, "2024-12", basis=Basis.SPAN, since=day) for value, day in enumerate(starts)),
        make.cell(9, "2024-12", basis=Basis.TARGET),
    )
    found = every("/api/v1/figures", limit=1)
    assert [item["period_start"] for item in found if item["basis"] == "span"] == [day.isoformat() for day in starts]
    assert len(found) == 5

"""Loading reference data: complete, repeatable, and never over an edit."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from indicators import reference
from indicators.models import (
    Area,
    AreaSuccession,
    Body,
    Breakdown,
    Category,
    Form,
    FormLine,
    Indicator,
    IndicatorPhrase,
    Responsibility,
    Topic,
)

from .support.database import made_once

KINDS: tuple[type[Model], ...] = (
    Area, AreaSuccession, Body, Breakdown, Category, Form, FormLine, Indicator, IndicatorPhrase,
    Responsibility, Topic,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("load_reference")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once: each test goes back to here, and all of it is undone at the end."""
    with made_once(django_db_blocker, load):
        yield


def load() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {kind.__name__: kind._default_manager.count() for kind in KINDS}


def test_everything_is_loaded() -> None:
    found = counts()
    assert found["Area"] == 3733
    assert found["AreaSuccession"] == 475
    assert found["Indicator"] == 91
    assert found["FormLine"] == 56
    assert found["IndicatorPhrase"] == len(reference.phrases())


def test_loading_again_adds_nothing() -> None:
    before = counts()
    assert "added" not in load()
    assert counts() == before


def test_loading_again_keeps_an_edit_made_in_the_admin() -> None:
    Indicator.objects.filter(slug="jobs_created").update(name_vi="Tên mới", decimals=2)
    Area.objects.filter(public_code="03910").update(name_en="Phu Yen")
    load()
    assert Indicator.objects.get(slug="jobs_created").name_vi == "Tên mới"
    assert Indicator.objects.get(slug="jobs_created").decimals == 2
    assert Area.objects.get(public_code="03910").name_en == "Phu Yen"


def test_a_form_line_removed_in_the_admin_stays_removed() -> None:
    FormLine.objects.filter(indicator__slug="job_fairs").delete()
    load()
    assert not FormLine.objects.filter(indicator__slug="job_fairs").exists()


def test_an_indicator_that_was_missing_comes_with_its_breakdowns() -> None:
    Responsibility.objects.filter(indicator__slug="merit_housing_support").delete()
    Indicator.objects.get(slug="merit_housing_support").delete()
    load()
    assert Breakdown.objects.get(indicator__slug="merit_housing_support").dimension.slug == "work"


def test_areas_know_their_parents_and_successors() -> None:
    district = Area.objects.get(public_code="122")
    assert district.parent is not None
    assert district.parent.public_code == "14"
    assert Area.objects.get(public_code="03910") in district.successors.all()
    assert list(Area.objects.get(public_code="02").successors.values_list("public_code", flat=True)) == ["08"]


def test_provinces_stand_in_vietnamese_order() -> None:
    names = Area.objects.filter(level="province", valid_to=None).values_list("name_vi", flat=True)
    assert list(names)[:4] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng"]
    assert list(names)[-2:] == ["Tuyên Quang", "Vĩnh Long"]


def test_responsibility_passes_on_1_march_2025() -> None:
    rows = Responsibility.objects.filter(indicator__slug="voc_trained", area__public_code="12").order_by("valid_from")
    assert [row.body.slug for row in rows.order_by("valid_to")] == ["labour-12", "education-12"]

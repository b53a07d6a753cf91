"""Files of what a test publishes itself, on a site that holds nothing else (the others: test_files.py)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.test import Client

from indicators.models import Area, Indicator
from indicators.values.periods import Basis
from indicators.values.series import Qualifier

from .support import factories as make
from .test_csv_copy import rename_everything
from .test_files import fetch, records

pytestmark = pytest.mark.django_db


def test_computed_figures_keep_hedges_and_ranges_in_files_page_and_picture(client):
    make.published(
        make.cell(500, "2024-04", basis=Basis.YTD, qualifier=Qualifier.ABOUT),
        make.cell(900, "2024-05", basis=Basis.YTD),
        make.cell(1000, "2024-06", basis=Basis.YTD, value_high=Decimal(1200)),
        make.cell(4000, basis=Basis.TARGET, qualifier=Qualifier.PROVISIONAL, value_high=Decimal(5000)),
        month="2024-06",
    )
    query = "?indicator=jobs_created&area=14&view="
    found = {view: records(fetch(client, f"/compare.csv{query}{view}")) for view in ("month", "target")}
    assert [(r["value"], r["value_high"], r["qualifier"], r["status"]) for r in found["month"]] == [
        ("400", "", "about", "derived"), ("100", "300", "exact", "derived"),
    ]  # fmt: skip
    assert [(r["value"], r["value_high"], r["qualifier"]) for r in found["target"]] == [
        ("10", "12.5", "about"), ("18", "22.5", "provisional"), ("20", "30", "provisional"),
    ]  # fmt: skip
    page = fetch(client, f"/en/compare/{query}month").decode()
    assert '400 <span class="mark">[≈] *</span>' in page
    assert '100–300 <span class="mark"> *</span>' in page
    assert "or computed from such figures" in page
    assert "[≈]" in fetch(client, f"/compare.svg{query}month").decode()
    assert '"[≈]"' in json.dumps(json.loads(fetch(client, f"/compare/figure/{query}month")), ensure_ascii=False)


def test_files_before_anything_is_published_are_empty(client):
    make.indicator()
    make.province()
    assert records(fetch(client, "/data.csv")) == []
    assert json.loads(fetch(client, "/data.json"))["figures"] == []


@pytest.mark.parametrize("view", ["month", "share"])
def test_a_comparison_of_an_old_release_keeps_its_codes_names_and_bytes(view):
    loan, export = make.category("loan"), make.category("labour_export")
    make.published(make.cell(10), make.cell(4, category=loan), make.cell(6, category=export))
    address = f"/compare{{}}?indicator=jobs_created&area=14&view={view}&as_of=1"
    files = [address.format(extension) for extension in (".csv", ".json", ".sdmx.csv", ".svg")]
    before = [whole(file) for file in files]
    rename_everything()
    assert [whole(file) for file in files] == before
    renamed = Indicator.objects.get(slug="jobs_created_x")
    make.published(make.cell(7, "2024-02", of=renamed, area=Area.objects.get()), area=Area.objects.get())
    rename_everything()
    assert [whole(file) for file in files] == before


def test_an_area_answers_by_the_code_it_had_and_by_the_one_it_has():
    make.published(make.cell(10))
    Area.objects.update(public_code="14-2024", name_vi="Tỉnh khác")
    for address in (
        "/areas/14/",
        "/areas/14/?as_of=1",
        "/areas/14-2024/",
        "/compare/?area=14&as_of=1",
        "/compare/?area=14-2024",
    ):
        assert "Sơn La" in whole(address).decode(), address
    assert whole("/areas/14.csv") == whole("/areas/14-2024.csv")
    area = Area.objects.get()
    make.published(make.cell(11, "2024-02", area=area), area=area)
    assert Client().get("/areas/14/").status_code == 404
    assert "Tỉnh khác" in whole("/areas/14-2024/").decode()
    assert "Sơn La" in whole("/areas/14/?as_of=1").decode()


def whole(address):
    response = Client().get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content

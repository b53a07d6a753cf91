"""Sums of a province's parts: kept with each release, true at every release, and never taken for a figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from indicators import services
from indicators.models import Area, AreaSum, Figure, Indicator
from indicators.values.periods import Basis
from indicators.values.series import Qualifier

from .support import factories as make

pytestmark = pytest.mark.django_db


def districts(*codes: str, **fields: object) -> list[Area]:
    return [make.district(code, f"Huyện {code}", **fields) for code in codes]


def current() -> list[tuple[str, int, int]]:
    """The sums that hold now: value, how many areas reported, of how many."""
    found = AreaSum.objects.filter(superseded_in=None).order_by("indicator", "category", "basis", "period", "since")
    return [(f"{one.value.normalize():f}", one.reporting, one.areas) for one in found]


def test_a_release_keeps_the_sum_of_the_areas_that_reported_and_says_how_many():
    one, two, _three = districts("118", "119", "120")
    release = make.published(make.cell(10, area=one), make.cell(5, area=two))
    kept = AreaSum.objects.get()
    assert (kept.area, kept.value, kept.reporting, kept.areas) == (make.province(), 15, 2, 3)
    assert (kept.release, kept.superseded_in, kept.hedged, kept.illustrative) == (release, None, False, False)


def test_categories_bases_and_spans_are_summed_apart():
    one, two = districts("118", "119")
    loan = make.category("loan")
    span = {"basis": Basis.SPAN, "month": "2025-12"}
    make.published(
        make.cell(1, area=one), make.cell(2, area=two),
        make.cell(4, area=one, category=loan), make.cell(8, area=two, category=loan),
        make.cell(16, area=one, basis=Basis.TARGET),
        make.cell(32, area=one, since=date(2021, 1, 1), **span), make.cell(64, area=two, since=date(2023, 1, 1), **span),
    )  # fmt: skip
    assert sorted(current()) == sorted([("3", 2, 2), ("12", 2, 2), ("16", 1, 2), ("32", 1, 2), ("64", 1, 2)])


def test_what_is_missing_adds_nothing_and_is_not_counted_as_reported():
    one, two = districts("118", "119")
    make.published(make.cell(10, area=one), make.cell(None, area=two, missing_reason="chưa có"))
    make.published(make.cell(None, "2024-02", area=one, missing_reason="chưa có"), month="2024-02")
    assert current() == [("10", 1, 2)]


def test_a_province_s_own_figure_a_rate_and_a_commune_of_a_district_are_never_summed():
    [one] = districts("118")
    commune = make.district("03910", "Xã", parent=one)
    Area.objects.filter(pk=commune.pk).update(level="commune")
    rate = make.indicator("a_rate", measure="rate")
    make.published(make.cell(10), make.cell(3, area=commune), make.cell(50, of=rate, area=one))
    assert current() == []


def test_only_areas_that_existed_on_the_periods_last_day_count():
    """A district and the commune that came after it are never added together."""
    former, later = districts("118", valid_to="2024-01-15") + districts("119", valid_from="2024-01-16")
    make.published(make.cell(10, area=former), make.cell(5, area=later), make.cell(7, "2023-12", area=former))
    assert current() == [("7", 1, 1), ("5", 1, 1)]


def test_a_sum_is_marked_where_a_part_is_hedged_or_made_up():
    one, two = districts("118", "119")
    make.published(make.cell(10, area=one, qualifier=Qualifier.OVER), make.cell(5, area=two))
    make.published(make.cell(1, "2024-02", area=one), month="2024-02", illustrative=True)
    marks = AreaSum.objects.order_by("period").values_list("hedged", "illustrative")
    assert list(marks) == [(True, False), (False, True)]


def test_a_correction_and_a_withdrawal_leave_every_past_sum_as_it_was():
    one, two = districts("118", "119")
    first = make.published(make.cell(10, area=one), make.cell(5, area=two))
    draft = services.amend(report=make.report_of(first), by=make.report_of(first).created_by, reason="đính chính")
    version = draft.draft_figures.get(area=one).version
    make.submitted([make.cell(11, area=one, version=version)], report=draft)
    second = services.publish(report=draft, by=make.reviewer())
    figures = list(Figure.objects.filter(superseded_in=None).values_list("pk", flat=True))
    third = services.withdraw(figures=figures, reason="sai", by=make.reviewer())
    kept = AreaSum.objects.order_by("release").values_list("value", "release", "superseded_in")
    assert list(kept) == [(15, first.pk, second.pk), (16, second.pk, third.pk)]


def test_a_release_that_changes_no_sum_writes_none():
    one, _two = districts("118", "119")
    make.published(make.cell(10, area=one))
    make.published(make.cell(10, area=one))
    assert AreaSum.objects.get().release_id == 1


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE indicators_areasum SET value = 11",
        "UPDATE indicators_areasum SET reporting = 2",
        "UPDATE indicators_areasum SET superseded_in_id = 1",
        "DELETE FROM indicators_areasum",
        "TRUNCATE indicators_areasum",
    ],
)
def test_a_kept_sum_is_never_changed(write):
    make.published(make.cell(10, area=districts("118")[0]))
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"not allowed|never changed|superseded_later"), transaction.atomic():
        run(write)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"value": 11}, "area_sum_one_current|area_sum_once"),
        ({"period": date(2024, 2, 1), "reporting": 0}, "area_sum_of_something"),
        ({"period": date(2024, 2, 1), "reporting": 9}, "area_sum_of_those_there_were"),
        (
            {"period": date(2024, 2, 1), "superseded_in_id": 2},
            "area_sum_superseded_later|foreign key|release being made",
        ),
    ],
)
def test_a_sum_that_cannot_be_is_refused(changes, says):
    make.published(make.cell(10, area=districts("118")[0]))
    kept = AreaSum.objects.get()
    for name, value in {"pk": None, **changes}.items():
        setattr(kept, name, value)
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        AreaSum.objects.bulk_create([kept])


@pytest.mark.django_db(transaction=True)
def test_a_release_made_in_plain_sql_has_its_sums_at_the_commit():
    one, two = districts("118", "119")
    make.published(make.cell(10, area=one), make.cell(5, area=two))
    with transaction.atomic():
        run("""INSERT INTO indicators_release (number, released_at, kind, reason, released_by_id, transaction_id)
            SELECT 2, now() + interval '1 day', 'withdraw', 'sai', released_by_id, 0 FROM indicators_release""")
        run("UPDATE indicators_figure SET superseded_in_id = 2 WHERE area_id = %s", one.pk)
        assert current() == [("15", 2, 2)]
    assert current() == [("5", 1, 2)]


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_sums_of_twenty_digits_keep_every_one():
    areas = districts("118", "119")
    jobs = make.indicator(decimals=4)
    make.published(*(make.cell("99999999999999999999.9999", of=jobs, area=area) for area in areas))
    assert AreaSum.objects.get().value == Decimal("199999999999999999999.9998")


# --- reading them --------------------------------------------------------------------------


def api(**query: object) -> list[dict[str, Any]]:
    """The items of every page."""
    items, address = [], f"/api/v1/sums?{urlencode({'indicator': 'jobs_created', **query})}"
    while address:
        page = Client().get(address).json()
        items += page["items"]
        address = page["next"]
    return items


@pytest.fixture
def shown() -> None:
    """Three districts over two months, two releases; the province reported February itself."""
    one, two, three = districts("118", "119", "120")
    loan = make.category("loan")
    make.published(make.cell(10, area=one), make.cell(5, area=two), make.cell(2, area=one, category=loan))
    make.published(
        *(make.cell(1, "2024-02", area=area) for area in (one, two, three)), make.cell(4, "2024-02"), month="2024-02"
    )


def test_the_api_gives_sums_with_what_they_cover_and_never_as_reported(shown):
    assert [
        (one["category"], one["period"], one["value"], one["reporting"], one["areas"], one["own_figure"], one["status"])
        for one in api()
    ] == [
        ("", "2024-01", 15, 2, 3, False, "derived"),
        ("", "2024-02", 3, 3, 3, True, "derived"),
        ("loan", "2024-01", 2, 1, 3, False, "derived"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"as_of": 1}, 2), ({"area": 14}, 3), ({"area": 12}, 0), ({"category": "loan"}, 1), ({"basis": "ytd"}, 0),
     ({"from": "2024-02"}, 1), ({"to": "2024-01"}, 2), ({"indicator": "other"}, 0)],
)  # fmt: skip
def test_sums_are_filtered_as_figures_are(shown, query, count):
    assert len(api(**query)) == count


def test_sums_come_page_by_page_each_once(shown):
    assert api(limit=1) == api()


def test_sums_are_in_no_file_and_in_no_list_of_figures(shown):
    assert "15" not in {str(one["value"]) for one in Client().get("/api/v1/figures").json()["items"]}
    assert b",15," not in b"".join(Client().get("/data.csv"))


def test_a_province_s_page_shows_the_sum_only_where_it_reported_nothing_itself(shown):
    page = Client().get("/areas/14/?as_of=1").content.decode()
    assert "Cộng từ các đơn vị hành chính trực thuộc" in page
    assert "2 trên 3" in page
    assert "15 <span" in page
    assert "Cộng từ các đơn vị hành chính trực thuộc" not in Client().get("/areas/14/").content.decode()
    assert "Cộng từ các đơn vị" not in Client().get("/areas/118/").content.decode()


def test_an_indicator_that_became_a_rate_has_no_sums_any_more(shown):
    Indicator.objects.update(measure="rate")
    assert api() == []

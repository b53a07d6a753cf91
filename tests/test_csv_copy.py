"""COPY and the builder make the same bytes, whatever the database holds; and an old release's for ever."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import strategies as st

from indicators import services
from indicators.exports import csv_chunks
from indicators.models import Area, Category, Figure, FigureSeries, FormerLabel, Indicator, Unit
from indicators.queries import columns_of, count, page, rows
from indicators.queries.csv_copy import csv_of
from indicators.values.periods import Basis, Month
from indicators.values.rows import Selection
from indicators.values.series import Qualifier

from .support import factories as make
from .support.rows import FORMULAS, texts
from .support.soaking import check_often, few_or

pytestmark = pytest.mark.django_db


def copied(**chosen: Any) -> bytes:
    return b"".join(csv_of(Selection(**chosen)))


def built(**chosen: Any) -> bytes:
    selection = Selection(**chosen)
    return b"".join(csv_chunks(rows(selection), columns_of(selection.as_of or 0)))


@pytest.fixture
def nasty() -> int:
    """Figures of every basis and kind, with texts that break files; the newest release's number."""
    sonla, other = make.province("14", '=Sơn, "La"'), make.province("12", "'-Lai\r\nChâu")
    make.district("122", "@Phù Yên", sonla)
    jobs = make.indicator(non_negative=False, decimals=4, name_vi="+Việc, làm", name_en="\tJobs")
    rate = make.indicator("a_rate", decimals=4, measure="rate", definition_vi='Định nghĩa, "x"')
    loan, self_made = make.category("loan", of=jobs), make.category("self_made", of=jobs)
    Category.objects.filter(pk=self_made.pk).update(name_vi="=tự, tạo")
    cells = [
        make.cell("-12.5000", of=jobs), make.cell("0", "2024-02", of=jobs),
        make.cell("99999999999999999999.9999", "2024-03", of=jobs), make.cell("0.0001", of=rate, basis=Basis.AS_OF),
        make.cell(None, "2024-04", of=jobs, missing_reason="=chưa, có\r\n\"số\""),
        make.cell(10, of=jobs, category=loan), make.cell(20, of=jobs, category=self_made),
        make.cell(5, "2024-05", of=jobs, basis=Basis.QUARTER), make.cell(6, "2024-05", of=jobs, basis=Basis.YTD),
        make.cell(7, of=jobs, basis=Basis.YEAR), make.cell(8, of=jobs, basis=Basis.TARGET),
        make.cell(9, "2010-12", of=jobs, basis=Basis.SPAN, since=date(2006, 1, 1)),
        make.cell(25, "2025-01", of=jobs, value_high=Decimal("35"), qualifier=Qualifier.OVER),
        *[make.cell(n, str(Month(2020, 1).plus(n)), of=jobs, note=text) for n, text in enumerate(FORMULAS)],
    ]  # fmt: skip
    make.published(*cells, url="https://example.vn/?a=1,2")
    make.published(make.cell(3, area=other, of=jobs), area=other)
    make.printed(
        make.cell(12, "2022-05", of=jobs, inferred=True), make.cell(13, "2022-06", of=jobs),
        in_=make.source(url="https://example.vn/=1,2"),
    )  # fmt: skip
    figure = Figure.objects.get(value=13)
    make.second(figure, make.source(url="", title='=Niên giám, "tập 2"'))
    make.second(figure, make.source())
    make.published(make.cell(11, of=jobs), make.cell(4, "2024-06", of=rate, basis=Basis.AS_OF), month="2024-02")
    return make.published(make.cell(1, "2023-01", of=jobs), month="2023-01", illustrative=True).number


SELECTIONS: list[dict[str, Any]] = [
    {}, {"as_of": 1}, {"as_of": 2}, {"areas": ("14",)}, {"areas": ("12", "14"), "indicators": ("jobs_created",)},
    {"categories": ("loan", "self_made")}, {"totals_only": True}, {"bases": (Basis.TARGET, Basis.SPAN)},
    {"since": Month(2024, 1), "until": Month(2024, 3)}, {"topics": ("employment",)}, {"topics": ("none",)}, {"as_of": 0},
]  # fmt: skip


@pytest.mark.parametrize("chosen", SELECTIONS)
def test_copy_makes_the_same_bytes_as_the_builder(nasty, chosen):
    chosen = {"as_of": nasty} | chosen
    assert copied(**chosen) == built(**chosen)
    assert copied(**chosen).count(b"\r\n") > 0


def test_copy_of_one_report_makes_the_same_bytes_as_the_builder(nasty):
    report = Figure.objects.order_by("id")[0].report_id
    assert copied(as_of=nasty, report=report) == built(as_of=nasty, report=report)
    assert count(Selection(as_of=nasty, report=report)) > 20


def test_copy_holds_every_figure_once(nasty):
    assert (
        len(list(rows(Selection(as_of=nasty))))
        == count(Selection(as_of=nasty))
        == Figure.objects.filter(superseded_in=None).count()
    )


def test_rows_come_in_the_order_of_the_contract(nasty):
    found = list(rows(Selection(as_of=nasty)))
    keys = [(r.indicator, r.category, r.area_code, r.basis, r.period) for r in found]
    assert keys == sorted(keys)


def test_pages_hold_what_the_file_holds(nasty):
    selection = Selection(as_of=nasty)
    whole = list(rows(selection))
    assert [r for start in range(0, len(whole) + 5, 5) for r in page(selection, offset=start, limit=5)] == whole


@few_or(100, few=15)
def test_copy_and_builder_agree_on_any_text(times):
    names = st.lists(texts.filter(bool), min_size=4, max_size=4)
    check_often(times, agree, names=names, note=texts, reason=texts.filter(str.strip))


def agree(names: list[str], note: str, reason: str) -> None:
    with transaction.atomic():
        area = make.province("14", names[0])
        indicator = make.indicator(name_vi=names[1], name_en=names[2])
        make.published(
            make.cell(1, of=indicator, note=note), make.cell(None, "2024-02", of=indicator, missing_reason=reason, note=names[3]),
            area=area,
        )  # fmt: skip
        assert copied(as_of=1) == built(as_of=1)
        transaction.set_rollback(True)


def test_copy_that_is_given_up_leaves_the_connection_usable(nasty):
    pieces = csv_of(Selection(as_of=nasty))
    next(pieces)
    next(pieces)
    pieces.close()
    assert Figure.objects.exists()


def test_copy_leaves_the_planner_as_it_was(nasty):
    copied(as_of=nasty)
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)


def test_selection_must_say_as_of_which_release():
    with pytest.raises(ValueError, match="as of which release"):
        copied()


# --- for ever ------------------------------------------------------------------------------


def rename_everything() -> None:
    Area.objects.update(name_vi="khác", name_en="other")
    Indicator.objects.update(name_vi="khác", name_en="other")
    Category.objects.update(name_vi="khác", name_en="other")
    Unit.objects.update(name_vi="khác", name_en="other")
    for found in (*Indicator.objects.all(), *Category.objects.all(), *Unit.objects.all()):
        type(found).objects.filter(pk=found.pk).update(slug=f"{found.slug}_x")
    for area in Area.objects.all():
        Area.objects.filter(pk=area.pk).update(public_code=f"{area.public_code}-1")


def test_old_releases_keep_their_bytes_whatever_is_renamed_or_published(nasty):
    before = {number: copied(as_of=number) for number in range(nasty + 1)}
    rename_everything()
    make.published(
        make.cell(77, area=Area.objects.get(code="14"), of=Indicator.objects.get(slug="jobs_created_x")),
        area=Area.objects.get(code="14"),
    )
    rename_everything()
    services.withdraw(
        figures=[Figure.objects.filter(superseded_in=None)[0].pk],
        reason="sai",
        by=make.reviewer("ai", *Area.objects.filter(parent=None)),
    )
    assert {number: copied(as_of=number) for number in range(nasty + 1)} == before
    assert {number: built(as_of=number) for number in range(nasty + 1)} == before
    assert "khác".encode() in copied(as_of=nasty + 1)


def test_old_releases_are_asked_for_by_their_own_codes(nasty):
    before = copied(as_of=1, areas=("14",), indicators=("jobs_created",), categories=("loan",))
    rename_everything()
    assert copied(as_of=1, areas=("14",), indicators=("jobs_created",), categories=("loan",)) == before
    assert before.count(b"\r\n") == 2


def test_an_indicator_that_moves_to_another_topic_and_unit_keeps_its_old_ones_in_old_releases(nasty):
    before = copied(as_of=1, topics=("employment",))
    topic = make.Topic.objects.create(slug="other", name_vi="khác", name_en="other")
    unit = make.Unit.objects.create(slug="dong", name_vi="đồng", name_en="dong")
    Indicator.objects.update(topic=topic, unit=unit)
    assert copied(as_of=1, topics=("employment",)) == before


def test_a_new_name_holds_from_the_next_release_on(nasty):
    Area.objects.filter(code="14").update(name_vi="Tên giữa chừng")
    Area.objects.filter(code="14").update(name_vi="Tên mới")
    later = make.published(make.cell(1, "2022-01"), month="2022-01").number
    assert "Tên giữa chừng".encode() not in copied(as_of=nasty) + copied(as_of=later)
    assert "Tên mới".encode() in copied(as_of=later)
    assert "Tên mới".encode() not in copied(as_of=nasty)


def test_before_the_first_release_no_name_is_kept():
    make.province()
    Area.objects.update(name_vi="Tên mới")
    assert not FormerLabel.objects.exists()


def test_a_change_of_what_files_do_not_show_keeps_nothing(nasty):
    Area.objects.update(sort_key="x")
    Indicator.objects.update(decimals=2)
    assert not FormerLabel.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE indicators_formerlabel SET name_vi = 'x'", "DELETE FROM indicators_formerlabel"]
)
def test_former_names_cannot_be_changed(nasty, statement):
    Area.objects.update(name_vi="khác")
    with pytest.raises(Exception, match="not allowed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_series_are_noted_once_by_the_database(nasty):
    noted = set(FigureSeries.objects.values_list("indicator", "category", "area"))
    assert noted == set(Figure.objects.order_by().values_list("indicator", "category", "area"))
    assert FigureSeries.objects.count() == len(noted)

"""What the database refuses, tried by the ORM and in raw SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from indicators import services
from indicators.models import (
    Area,
    Body,
    Breakdown,
    Change,
    DraftFigure,
    Figure,
    Form,
    FormArea,
    FormLine,
    Indicator,
    IndicatorPhrase,
    Job,
    Membership,
    Release,
    Report,
    Responsibility,
    SeriesBreak,
)
from indicators.values.periods import Basis

from .support import factories as make

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], object], says: str) -> None:
    """`write` fails, names the safeguard `says`, and leaves the transaction usable."""
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        write()


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def acting(write: Callable[[], object]) -> Callable[[], object]:
    def wrapped() -> object:
        with services.acting(by=make.user(), way="test"):
            return write()

    return wrapped


# --- areas and catalogue


def test_area_code_and_start_are_its_identity():
    make.province("08", "Tuyên Quang", public_code="08-2025", valid_to=date(2025, 6, 30))
    make.province("08", "Tuyên Quang", public_code="08", valid_from=date(2025, 7, 1))
    again = {"code": "08", "level": "province", "type_vi": "Tỉnh", "name_vi": "x", "name_en": "x"}
    start = date(2025, 7, 1)
    refused(lambda: Area.objects.create(public_code="y", valid_from=start, valid_to=start, **again), "area_code_")


def test_area_code_serves_one_area_at_a_time():
    make.province("08", valid_to=date(2025, 6, 30))
    refused(
        lambda: run(
            "INSERT INTO indicators_area (code, public_code, level, type_vi, name_vi, name_en, sort_key, folded, valid_from)"
            " VALUES ('08', 'x', 'province', 'Tỉnh', 'x', 'x', 'x', 'x', '2025-06-30')"
        ),
        "area_code_once_at_a_time",
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"code": "1"}, "area_code_by_kind"),
        ({"code": "X1"}, "area_code_by_kind"),
        ({"invented": True}, "area_code_by_kind"),
        (
            {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)},
            "daterange|range lower bound|area_dates_in_order",
        ),
        ({"level": "district"}, "area_parent_by_level"),
    ],
)
def test_area_refuses(fields, says):
    values = {"code": "77", "public_code": "77", "level": "province", "type_vi": "Tỉnh", "name_vi": "x", "name_en": "x"}
    refused(lambda: Area.objects.create(**(values | fields)), says)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("decimals = 5", "indicator_decimals_at_most_4"),
        ("measure = 'guess'", "indicator_measure"),
        ("direction = 'left'", "indicator_direction"),
    ],
)
def test_indicator_refuses(change, says):
    make.indicator()
    refused(lambda: run(f"UPDATE indicators_indicator SET {change}"), says)


def test_slugs_phrases_breakdowns_and_breaks_are_there_once():
    jobs = make.indicator()
    loan = make.category("loan")
    values = {"topic": jobs.topic, "unit": jobs.unit, "name_vi": "x", "name_en": "x", "measure": "flow"}
    refused(lambda: Indicator.objects.create(slug="jobs_created", **values), "indicator_slug_unique")
    refused(lambda: Breakdown.objects.create(indicator=jobs, dimension=loan.dimension), "breakdown_once")
    IndicatorPhrase.objects.create(indicator=jobs, text="việc làm")
    refused(lambda: IndicatorPhrase.objects.create(indicator=jobs, text="việc làm"), "phrase_once")
    note = {"period": date(2025, 7, 1), "note_vi": "x", "note_en": "x"}
    SeriesBreak.objects.create(**note)
    refused(lambda: SeriesBreak.objects.create(**note), "break_once")
    refused(lambda: SeriesBreak.objects.create(**(note | {"period": date(2025, 7, 2)})), "break_first_of_month")
    for month in (date(1989, 12, 1), date(2101, 1, 1)):
        outside = note | {"period": month}
        refused(lambda outside=outside: SeriesBreak.objects.create(**outside), "break_in_known_years")


def test_one_body_answers_for_an_indicator_in_an_area_at_a_time():
    body = Body.objects.create(slug="so", name_vi="Sở", name_en="Department")
    values = {"indicator": make.indicator(), "area": make.province(), "body": body}
    Responsibility.objects.create(valid_to=date(2025, 2, 28), **values)
    Responsibility.objects.create(valid_from=date(2025, 3, 1), **values)
    refused(lambda: Responsibility.objects.create(valid_from=date(2025, 5, 1), **values), "responsibility_one_body")
    ended = {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)}
    refused(lambda: Body.objects.create(slug="y", name_vi="y", name_en="y", **ended), "body_dates_in_order")


def test_forms_have_days_of_a_month_and_each_line_once():
    days = {"lock_day": 5, "due_day": 10}
    form = Form.objects.create(slug="thang", name_vi="Tháng", name_en="Monthly", **days)
    FormLine.objects.create(form=form, indicator=make.indicator(), basis="month")
    refused(lambda: FormLine.objects.create(form=form, indicator=make.indicator(), basis="month"), "form_line_once")
    refused(lambda: FormLine.objects.create(form=form, indicator=make.indicator(), basis="week"), "form_line_basis")
    refused(lambda: run("UPDATE indicators_form SET lock_day = 32"), "form_lock_day_1_to_31")
    refused(lambda: run("UPDATE indicators_form SET due_day = 0"), "form_due_day_1_to_31")
    refused(lambda: run("UPDATE indicators_form SET due_offset = 25"), "form_offsets_at_most_24")
    refused(lambda: run("UPDATE indicators_form SET lock_offset = 2000"), "form_offsets_at_most_24")
    refused(lambda: FormLine.objects.create(form=form, indicator=make.indicator(), basis="span"), "form_line_of_one")
    reversed_dates = "valid_from = '2025-01-02', valid_to = '2025-01-01'"
    refused(lambda: run(f"UPDATE indicators_form SET {reversed_dates}"), "form_dates_in_order")
    FormArea.objects.create(form=form, area=make.province())
    refused(lambda: run(f"UPDATE indicators_formarea SET {reversed_dates}"), "form_area_dates_in_order")


def test_membership_has_a_known_role_once():
    staff = make.entry_staff()
    area = make.province()
    refused(acting(lambda: Membership.objects.create(user=staff, area=area, role="entry")), "membership_once")
    refused(acting(lambda: Membership.objects.create(user=staff, area=area, role="king")), "membership_role")


def test_job_key_is_there_once_and_its_state_known():
    Job.objects.create(kind="import", key="a", created_by=make.user())
    refused(lambda: Job.objects.create(kind="import", key="a", created_by=make.user()), "job_key_unique")
    refused(lambda: run("UPDATE indicators_job SET state = 'lost'"), "job_state")


# --- a figure's values, draft and published

BAD_VALUES = [
    ("value = NULL", "value_or_reason"),
    ("missing_reason = 'không có'", "value_or_reason"),
    ("value_high = 9", "high_above_value"),
    ("basis = 'week'", "basis"),
    ("qualifier = 'sure'", "qualifier"),
    ("period = '2024-01-02'", "period_first_of_month"),
    ("basis = 'year'", "year_in_december"),
    ("basis = 'quarter'", "quarter_end"),
    ("since = '2020-01-01'", "since_for_spans"),
    ("basis = 'span'", "since_for_spans"),
    ("basis = 'span', since = '2025-01-01'", "since_before_period"),
    ("text_start = 5", "text_span"),
    ("text_start = 5, text_end = 5", "text_span"),
    ("value = -1, period = '2024-02-01'", "never negative"),
]


@pytest.mark.parametrize(("change", "says"), BAD_VALUES)
def test_draft_figure_refuses(change, says):
    report = make.report()
    services.save_cells(report=report, cells=[make.cell(10)], by=report.created_by, way="grid")
    refused(acting(lambda: run(f"UPDATE indicators_draftfigure SET {change}")), says)


@pytest.mark.parametrize("since", ["2020-01-02", "1989-12-01", "0001-01-01"])
def test_draft_figure_of_several_years_begins_with_a_known_month(since):
    report = make.report()
    services.save_cells(report=report, cells=[make.cell(10)], by=report.created_by, way="grid")
    change = f"UPDATE indicators_draftfigure SET basis = 'span', since = '{since}'"
    refused(acting(lambda: run(change)), "draft_since_first_of_month")


@pytest.mark.parametrize(("change", "says"), BAD_VALUES)
def test_published_figure_refuses(change, says):
    """The same row is copied with the change into the release that is being made."""
    release = make.published(make.cell(10))
    changes = dict(part.strip().split(" = ") for part in change.split(", "))
    names = ["area_id", "indicator_id", "basis", "period", "since", "value", "value_high", "qualifier", "missing_reason",
             "note", "text_start", "text_end", "report_id", "release_id", "superseded_in_id", "status"]  # fmt: skip
    values = ", ".join(changes.get(name, name) for name in names)
    columns = ", ".join(names)
    copy = f"INSERT INTO indicators_figure ({columns}) SELECT {values} FROM indicators_figure WHERE release_id = %s"
    refused(lambda: run(copy, release.number), says)


def test_month_13_is_no_date_at_all():
    report = make.report()
    services.save_cells(report=report, cells=[make.cell(10)], by=report.created_by, way="grid")
    refused(acting(lambda: run("UPDATE indicators_draftfigure SET period = '2024-13-01'")), "out of range")


def test_a_report_holds_each_cell_once_and_no_category_is_a_value():
    report = make.report()
    services.save_cells(report=report, cells=[make.cell(10)], by=report.created_by, way="grid")
    fields = {"report": report, "area": make.province(), "indicator": make.indicator(), "basis": "month",
              "period": date(2024, 1, 1), "value": 1, "saved_by": report.created_by}  # fmt: skip
    refused(acting(lambda: DraftFigure.objects.create(**fields)), "draft_cell_once")
    acting(lambda: DraftFigure.objects.create(category=make.category(), **fields))()


# --- what is published stays


def test_one_current_figure_even_inside_the_release_that_is_being_made():
    release = make.published(make.cell(10))
    figure = Figure.objects.get()
    figure.pk = None
    refused(lambda: Figure.objects.bulk_create([figure]), "figure_one_current|figure_once_in_a_release")
    assert release.number == 1


def end_transactions() -> None:
    """Make every release one of a past transaction, as it is outside of tests."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE indicators_release DISABLE TRIGGER USER")
    run("UPDATE indicators_release SET transaction_id = 1")
    run("ALTER TABLE indicators_release ENABLE TRIGGER USER")


def sealed(cells=None) -> Release:
    """A release whose transaction is over, as far as the database can tell."""
    release = make.published(*(cells or [make.cell(10)]))
    end_transactions()
    return release


@pytest.mark.parametrize(
    "write",
    [
        lambda: run("UPDATE indicators_figure SET value = 11"),
        lambda: run("UPDATE indicators_figure SET note = 'x'"),
        lambda: run("UPDATE indicators_figure SET superseded_in_id = NULL, value = 11"),
        lambda: Figure.objects.update(value=11),
        lambda: Figure.objects.get().save(),
        lambda: Figure.objects.bulk_update([Figure(pk=Figure.objects.get().pk, value=11)], ["value"]),
        lambda: run("DELETE FROM indicators_figure"),
        lambda: Figure.objects.all().delete(),
        lambda: run("TRUNCATE indicators_figure CASCADE"),
        lambda: run("TRUNCATE indicators_release CASCADE"),
        lambda: run("UPDATE indicators_release SET released_at = now()"),
        lambda: run("DELETE FROM indicators_release"),
        lambda: Release.objects.update(reason="x"),
        lambda: Release.objects.all().delete(),
        lambda: run("UPDATE indicators_change SET actor_id = 1"),
        lambda: run("DELETE FROM indicators_change"),
        lambda: run("TRUNCATE indicators_change"),
        lambda: run("TRUNCATE indicators_draftfigure"),
        lambda: run("TRUNCATE indicators_report CASCADE"),
    ],
)
def test_published_figures_releases_and_history_are_never_changed(write):
    sealed()
    refused(acting(write), "not allowed|never changed|Cannot delete some")


def test_no_figure_slips_into_a_past_release():
    sealed()
    figure = Figure.objects.get()
    figure.pk, figure.period = None, date(2024, 2, 1)
    refused(lambda: Figure.objects.bulk_create([figure]), "release being made")


def test_no_figure_is_ended_by_a_past_release():
    make.published(make.cell(10))
    make.published(make.cell(20, "2024-02"), month="2024-02")
    end_transactions()
    refused(lambda: run("UPDATE indicators_figure SET superseded_in_id = 2 WHERE release_id = 1"), "only superseded")


def test_a_figure_is_superseded_later_than_published():
    make.published(make.cell(10))
    refused(lambda: run("UPDATE indicators_figure SET superseded_in_id = 1"), "figure_superseded_later")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"number": 3}, "does not follow"),
        ({"number": 1}, "does not follow"),
        ({"released_at": "2000-01-01T00:00Z"}, "does not follow"),
        ({"kind": "guess"}, "release_kind"),
        ({"kind": "withdraw", "reason": ""}, "release_amendment_or_withdrawal_says_why"),
    ],
)
def test_release_refuses(fields, says):
    first = make.published(make.cell(10))
    after = first.released_at.replace(year=2099)
    values = {"number": 2, "released_at": after, "kind": "withdraw", "reason": "sai", "released_by": make.user()}
    refused(lambda: Release.objects.create(transaction_id=0, **(values | fields)), says)


def test_release_that_is_no_withdrawal_has_a_report():
    first = make.published(make.cell(10))
    values = {"number": 2, "released_at": first.released_at.replace(year=2099), "kind": "publish"}

    def made_and_checked():
        Release.objects.create(released_by=make.user(), transaction_id=0, **values)
        run("SET CONSTRAINTS release_has_reports IMMEDIATE")

    refused(made_and_checked, "release 2 has no report")


@pytest.mark.parametrize(
    "write",
    [
        lambda: run("UPDATE indicators_report SET title = 'x'"),
        lambda: run("UPDATE indicators_report SET status = 'draft'"),
        lambda: run("DELETE FROM indicators_report"),
        lambda: run("UPDATE indicators_draftfigure SET value = 11"),
        lambda: run("DELETE FROM indicators_draftfigure"),
        lambda: DraftFigure.objects.update(value=11),
    ],
)
def test_a_published_report_and_its_cells_are_locked(write):
    make.published(make.cell(10))
    refused(acting(write), "locked|published report is never")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("period = '2024-01-02'", "report_period_first_of_month"),
        ("status = 'lost'", "report_status"),
        ("status = 'returned'", "report_return_says_why"),
        ("status = 'published'", "report_published_by_someone"),
        (
            "status = 'published', submitted_by_id = created_by_id, reviewed_by_id = created_by_id",
            "not_published_by_its",
        ),
        ("amends_id = id", "report_amendment_says_why"),
    ],
)
def test_report_refuses(change, says):
    make.report()
    refused(acting(lambda: run(f"UPDATE indicators_report SET {change}")), says)


def test_report_is_loaded_once_from_a_source():
    make.report(external_id="seed")
    refused(lambda: make.report(external_id="seed"), "report_external_id_unique")


# --- history: eleven ways to write, ten rows each, every one with its writer


def _rows(report: Report) -> list[DraftFigure]:
    fields = {"report": report, "area": make.province(), "indicator": make.indicator(), "basis": "month"}
    months = [date(2023, month, 1) for month in range(1, 11)]
    return [
        DraftFigure(period=month, value=1, saved_by=report.created_by, saved_at=timezone.now(), **fields)
        for month in months
    ]


COLUMNS = "report_id, area_id, indicator_id, basis, period, value, qualifier, missing_reason, note, version, saved_at, saved_by_id"


def _copy(report: Report) -> None:
    drafts = _rows(report)
    row = f"{report.pk}\t{make.province().pk}\t{make.indicator().pk}\tmonth\t%s\t1\texact\t\t\t1\t2024-01-01\t{report.created_by_id}\n"
    copying = f"COPY indicators_draftfigure ({COLUMNS}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
        for draft in drafts:
            copy.write(row % draft.period)


def _insert_select(report: Report) -> None:
    run(
        f"INSERT INTO indicators_draftfigure ({COLUMNS}) SELECT %s, %s, %s, 'month', make_date(2023, m, 1), 1, 'exact',"
        " '', '', 1, now(), %s FROM generate_series(1, 10) m",
        report.pk, make.province().pk, make.indicator().pk, report.created_by_id,
    )  # fmt: skip


def _save_each(report: Report) -> None:
    for draft in DraftFigure.objects.filter(report=report):
        draft.value = 2
        draft.save()


def _raw_save(report: Report) -> None:
    for draft in _rows(report):
        draft.save_base(raw=True)


def _bulk_update(report: Report) -> None:
    drafts = list(DraftFigure.objects.filter(report=report))
    for draft in drafts:
        draft.value = 3
    DraftFigure.objects.bulk_update(drafts, ["value"])


def _upsert(report: Report) -> None:
    DraftFigure.objects.bulk_create(
        _rows(report), update_conflicts=True, update_fields=["value"],
        unique_fields=["report", "area", "indicator", "category", "basis", "period", "since"],
    )  # fmt: skip


WAYS = {
    "create": (lambda report: [draft.save() for draft in _rows(report)], False),
    "raw save": (_raw_save, False),
    "bulk_create": (lambda report: DraftFigure.objects.bulk_create(_rows(report)), False),
    "COPY": (_copy, False),
    "INSERT SELECT": (_insert_select, False),
    "upsert": (_upsert, True),
    "save": (_save_each, True),
    "update": (lambda report: DraftFigure.objects.filter(report=report).update(value=4), True),
    "bulk_update": (_bulk_update, True),
    "UPDATE": (lambda report: run("UPDATE indicators_draftfigure SET value = 5"), True),
    "delete": (lambda report: DraftFigure.objects.filter(report=report).delete(), True),
}


@pytest.mark.parametrize("way", WAYS)
def test_ten_rows_written_leave_ten_rows_of_history_with_their_writer(way):
    write, needs_rows = WAYS[way]
    report = make.report()
    if needs_rows:
        acting(lambda: DraftFigure.objects.bulk_create(_rows(report)))()
    last = Change.objects.order_by("id").last().pk
    acting(lambda: write(report))()
    changes = Change.objects.filter(pk__gt=last, table="draft_figure", report_id=report.pk)
    assert [(change.actor_id, change.way) for change in changes] == [(make.user().pk, "test")] * 10


@pytest.mark.parametrize("way", WAYS)
def test_a_write_that_names_nobody_is_refused(way):
    write, needs_rows = WAYS[way]
    report = make.report()
    if needs_rows:
        acting(lambda: DraftFigure.objects.bulk_create(_rows(report)))()
    refused(lambda: write(report), "names no user")


def test_basis_span_may_count_several_years():
    make.published(make.cell(1168, "2024-12", basis=Basis.SPAN, since=date(2022, 1, 1)))
    assert Figure.objects.get().since == date(2022, 1, 1)

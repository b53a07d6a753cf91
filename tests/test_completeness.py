"""Who has reported which month: from required cells and the times at which they were handed in."""

import re
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.urls import reverse

from indicators import services
from indicators.models import Area, Figure, Form, FormArea, FormLine, Report
from indicators.queries.completeness import DutyState, form_areas, late, matrix
from indicators.queries.duties import duty_months
from indicators.values.periods import Basis, Month
from indicators.views import completeness

from .support import factories as make
from .support.staff import form, jobs_form, save, signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)


@pytest.fixture
def jobs():
    return form((make.indicator(), None, Basis.MONTH), (make.indicator("voc_trained"), None, Basis.YTD))


def both(month="2024-01"):
    return make.cell(10, month), make.cell(5, month, of=make.indicator("voc_trained"), basis=Basis.YTD)


def duty(month="2024-01", today=TODAY):
    (line,) = matrix(form_areas(), since=Month.parse(month), until=Month.parse(month), today=today).lines
    return line.duties[0]


def publish(*cells, month="2024-01", on=None, **fields):
    """Publish cells of a month, handed in `on` that day."""
    report = make.submitted(list(cells), report=make.report(month, **fields))
    if on:
        with services.acting(by=report.created_by, way="sql"):
            Report.objects.filter(pk=report.pk).update(
                submitted_at=datetime(on.year, on.month, on.day, 16, 59, tzinfo=UTC)
            )
    with make.as_earlier_versions_did() if report.illustrative else nullcontext():
        return services.publish(report=report, by=make.reviewer())


def test_month_is_in_time_when_all_required_cells_were_handed_in_by_the_due_day(jobs):
    publish(*both(), on=date(2024, 2, 10))  # 16:59 UTC is still that day in Vietnam
    assert (duty().state, duty().reported_on) == (DutyState.IN_TIME, date(2024, 2, 10))


def test_month_is_late_by_the_day_of_its_last_required_cell(jobs):
    month, ytd = both()
    publish(month, on=date(2024, 2, 9))
    publish(ytd, on=date(2024, 2, 13))
    assert (duty().state, duty().days_late) == (DutyState.LATE, 3)


def test_month_is_partly_reported_while_a_required_cell_is_open(jobs):
    publish(both()[0])
    found = duty()
    assert (found.state, found.found, found.required, found.is_overdue) == (DutyState.PARTLY, 1, 2, True)


def test_month_is_missing_only_after_its_due_day(jobs):
    assert duty(today=date(2024, 2, 10)).state == DutyState.NOT_DUE
    assert (duty(today=date(2024, 2, 11)).state, duty(today=date(2024, 2, 11)).days_late) == (DutyState.MISSING, 1)


def test_amendment_does_not_make_a_month_late(jobs):
    publish(*both(), on=date(2024, 2, 9))
    publish(make.cell(11), on=date(2024, 3, 15))
    assert duty().state == DutyState.IN_TIME


def test_withdrawn_figure_is_missing_again(jobs):
    publish(*both())
    services.withdraw(figures=[f.pk for f in Figure.objects.all()], reason="sai", by=make.reviewer())
    assert duty().state == DutyState.MISSING


def test_not_available_with_a_reason_is_a_report(jobs):
    month, _ytd = both()
    reason = make.cell(None, of=make.indicator("voc_trained"), basis=Basis.YTD, missing_reason="chưa thống kê")
    publish(month, reason, on=date(2024, 2, 9))
    assert duty().state == DutyState.IN_TIME


def test_drafts_do_not_count(jobs):
    make.submitted(list(both()), report=make.report())
    assert duty().state == DutyState.MISSING


def test_optional_lines_are_not_waited_for():
    form((make.indicator(), None, Basis.MONTH), (make.indicator(), None, Basis.TARGET, False))
    publish(make.cell(10), on=date(2024, 2, 9))
    assert duty().state == DutyState.IN_TIME


def test_target_is_looked_for_in_december_and_a_quarter_only_at_its_end():
    form((make.indicator(), None, Basis.TARGET), (make.indicator(), None, Basis.QUARTER))
    publish(make.cell(100, basis=Basis.TARGET), on=date(2024, 2, 9))
    assert (duty("2024-01").required, duty("2024-01").state) == (1, DutyState.IN_TIME)
    assert duty("2024-03").required == 2


@pytest.mark.parametrize(("frequency", "months"), [("quarter", [3, 6, 9, 12]), ("half", [6, 12]), ("year", [12])])
def test_form_asks_only_in_its_own_months(frequency, months):
    form((make.indicator(), None, Basis.MONTH), frequency=frequency)
    (line,) = matrix(form_areas(), since=Month(2024, 1), until=Month(2024, 12), today=TODAY).lines
    assert [found.month.month for found in line.duties if found] == months


def test_there_is_no_duty_before_an_area_took_up_its_form(jobs):
    FormArea.objects.update(valid_from=date(2024, 2, 1))
    assert duty("2024-01") is None
    assert duty("2024-02") is not None


def test_document_loaded_from_outside_counts_from_its_own_date(jobs):
    fields = {"external_id": "seed-1", "published_on": date(2024, 2, 8)}
    publish(*both(), on=date(2024, 3, 15), **fields)
    assert duty().state == DutyState.IN_TIME


def test_own_date_of_a_document_typed_in_here_proves_nothing(jobs):
    publish(*both(), on=date(2024, 3, 15), published_on=date(2024, 2, 8))
    assert duty().state == DutyState.LATE


def test_made_up_figures_are_handed_in_by_nobody_and_late_for_nobody(jobs):
    publish(*both(), on=date(2024, 3, 15), illustrative=True)
    assert (duty().state, duty().days_late, duty().is_overdue) == (DutyState.ILLUSTRATIVE, 0, False)


def test_matrix_takes_one_query_for_any_number_of_areas_and_months(jobs, django_assert_num_queries):
    jobs_form(area=make.province("12", "Lai Châu"))
    areas = form_areas()
    with django_assert_num_queries(1):
        matrix(areas, since=Month(2022, 1), until=Month(2024, 12), today=TODAY)


def test_late_are_named_once_with_the_month_that_waits_longest(jobs):
    jobs_form(area=make.province("12", "Lai Châu"))
    publish(*both("2024-01"))
    found = late(form_areas(), since=Month(2024, 1), today=TODAY)
    assert [(one.longest.area.name_vi, one.longest.month, one.months) for one in found] == [
        ("Lai Châu", Month(2024, 1), 2),
        ("Sơn La", Month(2024, 2), 1),
    ]


def test_page_shows_who_is_late_in_words_and_signs(client, jobs):
    make.published(make.cell(10, "2022-05"), month="2022-05")
    html = client.get(reverse("completeness"), {"year": "2022"}).content.decode()
    for said in ("Sơn La", "✕", "◔", "1/2"):
        assert said in html
    assert client.get("/en/completeness/?year=2022").status_code == 200


def test_page_counts_who_is_late_now_whatever_year_is_shown(client, jobs):
    """The newest year with figures is not this one: its months are all made up, and those since are owed."""
    publish(*both(), illustrative=True)
    for year in ("", "2024"):
        said = late_now(client, year=year)
        assert "Sơn La" in said
        assert "T2/2024" in said
        assert "Không địa bàn nào chậm" not in said


def test_page_as_of_a_release_counts_who_was_late_on_its_day(client, jobs):
    release = publish(*both())
    day = datetime(2024, 2, 11, 3, tzinfo=UTC)
    with connection.cursor() as cursor:  # a release is of the day on which it is made
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE indicators_release SET released_at = %s", [day])
        cursor.execute("SET session_replication_role = origin")
    assert "Không địa bàn nào chậm" in late_now(client, as_of=release.number)
    assert "Sơn La" in late_now(client)


def test_page_says_how_many_more_are_late_than_it_names(client, jobs, monkeypatch):
    jobs_form(area=make.province("12", "Lai Châu"))
    monkeypatch.setattr(completeness, "MOST_LATE", 1)
    publish(*both())
    assert "và 1 trường hợp khác" in late_now(client)


def late_now(client, **query):
    """What the page says under its heading of who is late."""
    html = client.get(reverse("completeness"), query).content.decode()
    section = html.partition('aria-labelledby="late-now"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", section)


def test_page_shows_nothing_of_a_draft(client, jobs):
    assert save(signed_in(make.entry_staff()), make.report("2024-02"), {"text": "987.654"}).status_code == 200
    assert "987" not in client.get(reverse("completeness")).content.decode()


@pytest.mark.parametrize("year", ["1800", "abc", "9" * 50, "２０２２", "-1", "2024.5"])
def test_page_says_which_years_there_are_not(client, year):
    assert client.get(reverse("completeness"), {"year": year}).status_code == 400


def from_before(table, *constraints):
    """Let a table hold what could be entered before its constraints were made."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for constraint in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("offsets", [{"due_offset": 2000}, {"lock_offset": 32767}])
def test_a_form_due_beyond_all_years_is_never_late_and_breaks_no_page(client, offsets):
    from_before("indicators_form", "form_offsets_at_most_24")
    form((make.indicator(), None, Basis.MONTH), **offsets)
    publish(make.cell(10))
    assert client.get("/completeness/").status_code == 200
    assert signed_in(make.entry_staff()).get("/admin/").status_code == 200
    if "due_offset" in offsets:
        assert duty().due == date(2100, 12, 10)


@pytest.mark.parametrize("which", [Form, FormArea])
def test_a_form_that_ends_before_it_begins_is_owed_in_no_month(client, jobs, which):
    from_before("indicators_form", "form_dates_in_order")
    from_before("indicators_formarea", "form_area_dates_in_order")
    which.objects.update(valid_from=date(2024, 2, 1), valid_to=date(2023, 12, 31))
    assert duty() is None
    assert client.get("/completeness/").status_code == 200


def test_a_line_over_several_years_from_before_is_asked_of_nobody(jobs):
    from_before("indicators_formline", "form_line_of_one_period")
    FormLine.objects.create(form=jobs, indicator=make.indicator(), basis="span")
    publish(*both(), on=date(2024, 2, 10), form=jobs)
    assert duty().state == DutyState.IN_TIME
    draft = make.report("2024-02", form=jobs)
    assert "span" not in signed_in(draft.created_by).get(f"/admin/indicators/report/{draft.pk}/entry/cells.json").text


# --- areas whose staff have not begun here ---------------------------------------------------------


def begin(day):
    FormArea.objects.update(begins=day)


def test_an_area_that_has_not_begun_here_is_late_for_nobody(client, jobs):
    make.published(make.cell(10, "2023-05"), month="2023-05")
    assert late(form_areas(), since=Month(2024, 1), today=TODAY) != ()  # the control
    begin(None)
    assert late(form_areas(), since=Month(2024, 1), today=TODAY) == ()
    assert duty("2024-01") is None
    assert "chưa dùng hệ thống này" in client.get(reverse("completeness")).content.decode()
    assert "not using this system yet" in client.get("/en/completeness/").content.decode()


def test_a_duty_begins_with_the_month_that_an_administrator_set(client, jobs):
    begin(date(2024, 2, 1))
    assert [duty(month) is not None for month in ("2024-01", "2024-02")] == [False, True]
    assert "từ T2/2024" in client.get(reverse("completeness")).content.decode()


def test_an_area_owes_no_month_before_it_was_there(jobs):
    """A commune made in July 2025 was 59 months late."""
    later = {"since": Month(2023, 1), "today": date(2024, 5, 20)}
    (control,) = late(form_areas(), **later)
    assert control.months == 16
    Area.objects.update(valid_from=date(2024, 2, 1))
    (found,) = late(form_areas(), **later)
    assert (found.months, found.longest.month) == (3, Month(2024, 2))
    (duty,) = form_areas()
    assert list(duty_months(duty, Month(2023, 12), Month(2024, 3))) == [Month(2024, 2), Month(2024, 3)]


def test_what_was_published_before_an_area_began_is_shown_and_never_late(jobs):
    publish(*both(), on=date(2024, 3, 15))
    assert (duty().state, duty().days_late) == (DutyState.LATE, 34)  # the control
    begin(date(2024, 6, 1))
    assert (duty().state, duty().days_late, duty().is_overdue) == (DutyState.IN_TIME, 0, False)


def test_a_part_of_a_month_before_an_area_began_is_not_overdue(jobs):
    publish(both()[0])
    assert duty().is_overdue  # the control
    begin(None)
    assert (duty().state, duty().days_late, duty().is_overdue) == (DutyState.PARTLY, 0, False)

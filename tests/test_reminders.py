"""When who is reminded of what, and that nobody is reminded twice."""

from datetime import date

import pytest
from django.core import mail

from indicators import services, tasks
from indicators.models import FormArea, Job, User
from indicators.services.reminders import request_reminders

from .support import factories as make
from .support.staff import jobs_form

#: Figures of January are due on 10 February.
IN_TIME, THREE_BEFORE, DUE, DAY_AFTER = date(2024, 2, 6), date(2024, 2, 7), date(2024, 2, 10), date(2024, 2, 11)

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    made = jobs_form(valid_from=date(2024, 1, 1))
    make.entry_staff("nhap")
    make.reviewer("duyet")
    User.objects.filter(username="nhap").update(email="nhap@example.vn")
    User.objects.filter(username="duyet").update(email="duyet@example.vn")
    return made


def keys(jobs):
    return [job.key.rpartition(":")[2] for job in jobs]


def send(today):
    """Ask for reminders, then do the jobs; the messages that went out."""
    before = len(mail.outbox)
    for job in request_reminders(today=today):
        tasks.run_job(job.pk)
    return mail.outbox[before:]


@pytest.mark.parametrize(
    ("today", "expected"),
    [(IN_TIME, []), (THREE_BEFORE, ["before"]), (DUE, ["before"]), (DAY_AFTER, ["after"]), (date(2024, 2, 25), [])],
)
def test_reminders_are_asked_for_before_and_after_the_due_day(form, today, expected):
    assert keys(request_reminders(today=today)) == expected


@pytest.mark.parametrize(("begins", "expected"), [(None, []), (date(2024, 2, 1), []), (date(2024, 1, 1), ["after"])])
def test_nobody_is_reminded_of_months_before_their_area_began(form, begins, expected):
    form.form_areas.update(begins=begins)
    assert keys(request_reminders(today=DAY_AFTER)) == expected


@pytest.mark.django_db(transaction=True)
def test_reminder_is_sent_once_however_often_beat_runs(form):
    first, again = send(DUE), send(DUE)
    assert (len(first), len(again)) == (1, 0)
    assert Job.objects.filter(kind="reminder").count() == 1
    assert Job.objects.get(kind="reminder").result == {"sent": 1}


@pytest.mark.django_db(transaction=True)
def test_reviewers_hear_of_it_only_once_it_is_late(form):
    (before,), (after,) = send(DUE), send(DAY_AFTER)
    assert before.to == ["nhap@example.vn"]
    assert after.to == ["duyet@example.vn", "nhap@example.vn"]


@pytest.mark.django_db(transaction=True)
def test_staff_of_the_area_above_hear_of_it_too(form):
    FormArea.objects.filter(form=form).update(area=make.district())
    (message,) = send(DUE)
    assert message.to == ["nhap@example.vn"]


@pytest.mark.django_db(transaction=True)
def test_reminder_names_area_month_and_day_in_both_languages(form):
    (message,) = send(DUE)
    assert "Sơn La" in message.subject
    for words in ("tháng 1/2024", "10/02/2024", "January 2024", "10 February 2024"):
        assert words in message.body


@pytest.mark.parametrize("status", ["submitted", "published"])
def test_nobody_is_reminded_of_what_was_handed_in(form, status):
    report = make.submitted([make.cell(10)], report=make.report(form=form))
    if status == "published":
        services.publish(report=report, by=make.reviewer())
    assert request_reminders(today=DUE) == []


def test_draft_is_no_excuse(form):
    services.save_cells(report=make.report(form=form), cells=[make.cell(10)], by=make.entry_staff(), way="grid")
    assert keys(request_reminders(today=DUE)) == ["before"]


@pytest.mark.django_db(transaction=True)
def test_reminder_is_not_sent_when_the_month_was_handed_in_meanwhile(form):
    (job,) = request_reminders(today=DUE)
    make.submitted([make.cell(10)], report=make.report(form=form))
    tasks.run_job(job.pk)
    assert mail.outbox == []
    assert Job.objects.get(pk=job.pk).result == {"sent": 0}


def test_nobody_to_remind_is_no_job_so_that_an_address_given_later_still_counts(form):
    User.objects.update(email="")
    assert request_reminders(today=DUE) == []
    User.objects.filter(username="nhap").update(email="nhap@example.vn")
    assert keys(request_reminders(today=DUE)) == ["before"]


def test_those_who_left_are_not_written_to(form):
    User.objects.filter(username="nhap").update(is_active=False)
    assert request_reminders(today=DUE) == []

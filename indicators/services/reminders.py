"""Reminders before and after the due day: one message for each form, area, month and kind, however often asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import FormArea, Job, Report, User
from ..permissions import Role, members
from ..queries.duties import duty_months
from ..values.formatting import date_text, period_phrase
from ..values.periods import Basis, Month
from .jobs.heartbeat import Run
from .jobs.request import request_job

#: The account that asks for reminders. Nobody can sign in as it.
ACCOUNT = "nhac.han"

#: Days before the due day on which entry staff are reminded; days after it for which a first reminder is still sent.
BEFORE, AFTER = timedelta(days=3), timedelta(days=14)

#: The due day of a month lies at most this many months after it.
MONTHS_BACK = 14


class ReminderKind(StrEnum):
    """The side of the due day that a reminder comes on."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a person is to be reminded of: a month of an area's form."""

    duty: FormArea
    month: Month
    kind: ReminderKind

    @property
    def due(self) -> date:
        """Return the day on which the month's figures are due."""
        return self.duty.form.due_date(self.month)

    @property
    def key(self) -> str:
        """Return the key of the reminder's job: the same however often it is asked for."""
        return f"reminder:{self.duty.form.slug}:{self.duty.area.public_code}:{self.month}:{self.kind.value}"


def request_reminders(*, today: date) -> list[Job]:
    """Ask for every reminder that is due today and has someone to go to; return their jobs, also those already asked for."""
    with transaction.atomic():
        account = _account()
        return [
            request_job(kind=Job.Kind.REMINDER, key=reminder.key, by=account, payload=_payload(reminder))
            for reminder in due_reminders(today)
            if recipients(reminder)
        ]


def due_reminders(today: date) -> Iterator[Reminder]:
    """Yield the reminders of months that are due soon or overdue, and were not handed in."""
    now = Month.of(today)
    for duty in FormArea.objects.select_related("area", "form").order_by("area__sort_key", "form__position", "id"):
        for month in duty_months(duty, now.plus(-MONTHS_BACK), now):
            kind = _kind(duty.form.due_date(month), today)
            if kind and duty.owes(month) and not _handed_in(duty, month):
                yield Reminder(duty, month, kind)


def _kind(due: date, today: date) -> ReminderKind | None:
    if due - BEFORE <= today <= due:
        return ReminderKind.BEFORE
    return ReminderKind.AFTER if due < today <= due + AFTER else None


def _handed_in(duty: FormArea, month: Month) -> bool:
    """Return whether a report of the month waits for review or is public."""
    of_form = Q(form=duty.form_id) | Q(form=None)
    handed_in = {Report.Status.SUBMITTED, Report.Status.PUBLISHED}
    reports = Report.objects.filter(of_form, area=duty.area_id, period=month.first_day, status__in=handed_in)
    return reports.exists()


def recipients(reminder: Reminder) -> list[str]:
    """Return the addresses of the area's entry staff and of those above it, once it is late of the reviewers too.

    Those who gave none are left out.
    """
    roles = [Role.ENTRY] if reminder.kind == ReminderKind.BEFORE else [Role.ENTRY, Role.REVIEWER]
    memberships = members(reminder.duty.area, *roles).filter(user__is_active=True).exclude(user__email="")
    return sorted(set(memberships.values_list("user__email", flat=True)))


def _account() -> User:
    account, _made = User.objects.get_or_create(username=ACCOUNT, defaults={"is_active": False, "password": "!"})
    return account


def _payload(reminder: Reminder) -> dict[str, Any]:
    return {"duty": reminder.duty.pk, "month": str(reminder.month), "kind": reminder.kind.value}


def send(run: Run) -> dict[str, Any]:
    """Send one reminder, unless the month was handed in meanwhile; return how many it went to."""
    payload = run.job.payload
    duty = FormArea.objects.select_related("area", "form").filter(pk=payload["duty"]).first()
    if duty is None:
        return {"sent": 0}
    reminder = Reminder(duty, Month.parse(payload["month"]), ReminderKind(payload["kind"]))
    to = [] if _handed_in(duty, reminder.month) else recipients(reminder)
    if to:
        send_mail(subject(reminder), text(reminder), None, to)
    return {"sent": len(to)}


def subject(reminder: Reminder) -> str:
    """Return the message's subject in Vietnamese, then in English."""
    with override("vi"):
        return " / ".join([_subject(reminder, "vi"), *_in_english(_subject, reminder)])


def text(reminder: Reminder) -> str:
    """Return the message in Vietnamese, then in English."""
    with override("vi"):
        return "\n\n--\n\n".join([_text(reminder, "vi"), *_in_english(_text, reminder)])


def _in_english(say: Any, reminder: Reminder) -> Iterable[str]:
    with override("en"):
        return [say(reminder, "en")]


def _names(reminder: Reminder, lang: str) -> dict[str, str]:
    return {
        "form": reminder.duty.form.names.text(lang),
        "area": reminder.duty.area.names.text(lang),
        "month": period_phrase(Basis.MONTH, reminder.month, lang),
        "due": date_text(reminder.due, lang),
    }


def _subject(reminder: Reminder, lang: str) -> str:
    before = _("%(area)s: figures of %(month)s are due on %(due)s")
    late = _("%(area)s: figures of %(month)s are late")
    return (before if reminder.kind == ReminderKind.BEFORE else late) % _names(reminder, lang)


def _text(reminder: Reminder, lang: str) -> str:
    before = _(
        "The report “%(form)s” of %(area)s for %(month)s has not been submitted yet. It is due on %(due)s.\n"
        "Sign in, enter the figures and submit them for review."
    )
    after = _(
        "The report “%(form)s” of %(area)s for %(month)s was due on %(due)s and has not been submitted.\n"
        "Sign in, enter the figures and submit them for review. A figure that cannot be had is entered as"
        " “not available”, with the reason."
    )
    return (before if reminder.kind == ReminderKind.BEFORE else after) % _names(reminder, lang)

"""The staff home page: what was returned and why, what waits for review, which months are open, which are late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import FormArea, Membership, Report, User
from ..permissions import Role, areas_within, reports_for
from ..queries.duties import duty_months
from ..values.periods import Month
from ..views.outages import hindrance
from .staff import user_of

#: Months shown before the present one.
MONTHS_BACK = 3
#: Lines of one list; the list of reports shows the rest.
MOST = 30

Status = Report.Status
Place = tuple[int, Month, int | None]


def home(request: HttpRequest) -> dict[str, Any]:
    """Return what the home page shows to whoever is signed in."""
    user = user_of(request)
    own = areas_within(user, Role.ENTRY).values("pk")
    mine = reports_for(user).filter(area__in=own).select_related("area", "reviewed_by").order_by("-period", "-id")
    reviewed = areas_within(user, Role.REVIEWER).values("pk")
    waiting = reports_for(user).filter(status=Status.SUBMITTED, area__in=reviewed)
    return {
        "hindrance": hindrance(),
        "returned": mine.filter(status=Status.RETURNED)[:MOST],
        "drafts": mine.filter(status=Status.DRAFT)[:MOST],
        "to_review": waiting.select_related("area", "submitted_by").order_by("submitted_at", "id")[:MOST],
        "months": months(user, timezone.localdate()),
        "memberships": Membership.objects.filter(user=user)
        .select_related("area")
        .order_by("area__sort_key", "role", "id"),
        "may_add": own.exists(),
    }


def months(user: User, today: date) -> list[dict[str, Any]]:
    """Return the months that the user's areas report now, the newest first, each as in `_month`."""
    own = areas_within(user, Role.ENTRY).values("pk")
    duties = list(
        FormArea.objects.filter(area__in=own)
        .select_related("area", "form")
        .order_by("area__sort_key", "form__position", "id")
    )
    now = Month.of(today)
    reports = _reports(user, duties, now.plus(-MONTHS_BACK), now)
    lines = [
        _month(duty, month, _furthest(reports.get((duty.area_id, month, form)) for form in (duty.form_id, None)), today)
        for duty in duties[:MOST]
        for month in duty_months(duty, now.plus(-MONTHS_BACK), now)
    ]
    return sorted(lines, key=lambda line: line["month"], reverse=True)


def _reports(user: User, duties: Iterable[FormArea], since: Month, until: Month) -> dict[Place, Report]:
    """Return the report furthest on its way, for each area, month and form; one without a form counts for all."""
    areas = {duty.area_id for duty in duties}
    reports = reports_for(user).filter(area__in=areas, period__range=(since.first_day, until.first_day), amends=None)
    return {(report.area_id, report.month, report.form_id): report for report in sorted(reports, key=_rank)}


def _furthest(reports: Iterable[Report | None]) -> Report | None:
    return max((report for report in reports if report), key=_rank, default=None)


def _rank(report: Report) -> tuple[int, int]:
    return RANK[Status(report.status)], report.pk


RANK = {Status.DRAFT: 0, Status.RETURNED: 1, Status.SUBMITTED: 2, Status.PUBLISHED: 3}


def _month(duty: FormArea, month: Month, report: Report | None, today: date) -> dict[str, Any]:
    """Return one line of the table of months: how far the month is, and the next step."""
    due = duty.form.due_date(month)
    handed_in = report is not None and report.status in {Status.SUBMITTED, Status.PUBLISHED}
    late = today > due and duty.owes(month) and not handed_in
    state = "late" if late else report.status if report else "open"
    url, action = _step(duty, month, report)
    return {
        "area": duty.area,
        "form": duty.form,
        "month": month,
        "due": due,
        "closes": duty.form.lock_date(month),
        "state": state,
        "state_name": _state_name(report, due, today, late),
        "url": url,
        "action": action,
    }


def _state_name(report: Report | None, due: date, today: date, late: bool) -> str:
    status = str(report.get_status_display()) if report else _("not begun")
    return _("%(days)s days late, %(status)s") % {"days": (today - due).days, "status": status} if late else status


def _step(duty: FormArea, month: Month, report: Report | None) -> tuple[str, str]:
    if report is None:
        query = urlencode({"area": duty.area.public_code, "month": str(month), "form": duty.form.slug})
        return f"{reverse('admin:indicators_report_add')}?{query}", _("New report")
    if report.is_open:
        return reverse("admin:indicators_report_entry", args=[report.pk]), _("Enter figures")
    return reverse("admin:indicators_report_change", args=[report.pk]), _("Look")

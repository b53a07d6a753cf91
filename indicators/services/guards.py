"""Who may write to a report, and when."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Area, Change, Report, User
from ..permissions import Role, may
from ..values.periods import Month, overlap
from .errors import NotAllowed, Refused


def require(user: User, role: str, area: Area) -> None:
    """Raise NotAllowed unless `user` holds `role` in `area`."""
    if not may(user, role, area):
        raise NotAllowed(_("%(user)s is not %(role)s for %(area)s."), user=user, role=Role(role).label, area=area)


def refuse_other_times(area: Area, month: Month) -> None:
    """Raise Refused for a month that has not begun, or in which the area did not exist on a single day."""
    name = f"{month.month:02d}/{month.year}"
    if month.first_day > timezone.localdate():
        raise Refused(_("Month %(month)s has not begun yet: nothing can be reported of it."), month=name)
    if not overlap(month.first_day, month.last_day, area.valid_from, area.valid_to):
        raise Refused(_("%(area)s did not exist in month %(month)s. Choose the area that did."), area=area, month=name)


def has_entered(report: Report, user: User) -> bool:
    """Return whether any of the report's figures is `user`'s own: they submitted it, or ever wrote or emptied a cell of it.

    The history tells, for a cell itself only names who saved it last, and an emptied one nobody.
    """
    changes = Change.objects.filter(table="draft_figure", report_id=report.pk, actor_id=user.pk)
    return report.submitted_by_id == user.pk or changes.exists()


def locked(report: Report) -> Report:
    """Return the report as it is now, with its area; nobody else changes it before this transaction ends."""
    return Report.objects.select_for_update(of=("self",)).select_related("area").get(pk=report.pk)


def open_report(report: Report, by: User, *, seen: int | None = None) -> Report:
    """Return the report, locked to the end of the transaction. Raise Refused unless `by` may change it now.

    `seen`: the version of its document that `by` goes by. Raise Refused where somebody has changed it since.
    """
    locked_report = locked(report)
    refuse_unless_open(locked_report, by)
    if seen is not None and locked_report.version != seen:
        raise Refused(_("Somebody else changed this document while you were at it. Look at it again, then save."))
    return locked_report


def refuse_unless_open(report: Report, by: User) -> None:
    """Raise Refused unless `by` may change the report as it was read."""
    require(by, Role.ENTRY, report.area)
    if not report.is_open:
        status = Report.Status(report.status).label
        raise Refused(_("The report is %(status)s; its figures are locked."), status=status)

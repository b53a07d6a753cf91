"""Who may write to a report, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..models import Area, Report, User
from ..permissions import Role, may
from .refusals import NotAllowed, Refused


def require(user: User, role: str, area: Area) -> None:
    """Raise NotAllowed unless `user` holds `role` in `area`."""
    if not may(user, role, area):
        raise NotAllowed(
            _("%(user)s is not %(role)s for %(area)s.") % {"user": user, "role": Role(role).label, "area": area}
        )


def open_report(report: Report, by: User) -> Report:
    """The report, locked to the end of the transaction, if `by` may change it now."""
    held = Report.objects.select_for_update(of=("self",)).select_related("area").get(pk=report.pk)
    refuse_unless_open(held, by)
    return held


def refuse_unless_open(report: Report, by: User) -> None:
    """Raise Refused unless `by` may change the report as it was read."""
    require(by, Role.ENTRY, report.area)
    if not report.is_open:
        raise Refused(_("The report is %(status)s; its figures are locked.") % {"status": report.get_status_display()})

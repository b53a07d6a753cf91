"""Areas that a user may work in, and the only ways to reach what is not published."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import Area, Change, DraftFigure, Membership, Report, User
from .models.area import within

Role = Membership.Role


def _areas(user: User, roles: tuple[str, ...]) -> QuerySet[Membership, int]:
    return Membership.objects.filter(user=user, role__in=roles).values_list("area_id", flat=True)


def may(user: User, role: str, area: Area) -> bool:
    """Return whether `user` holds `role` in `area` or in an area above it."""
    if not user.is_active:
        return False
    if role == Role.ADMINISTRATOR and user.is_superuser:
        return True
    return members(area, role).filter(user=user).exists()


def members(area: Area, *roles: str) -> QuerySet[Membership]:
    """Return the memberships that give one of `roles` in `area`: its own, and those of the areas above it."""
    return Membership.objects.filter(role__in=roles, area__in=area.line)


def reports_for(user: User) -> QuerySet[Report]:
    """Return every report that `user` may see, whatever its state."""
    if not user.is_active:
        return Report.objects.none()
    if user.is_superuser:
        return Report.objects.all()
    return Report.objects.filter(within(_areas(user, tuple(Role.values)), of="area"))


def figures_for(user: User) -> QuerySet[DraftFigure]:
    """Return every unpublished figure that `user` may see."""
    return DraftFigure.objects.filter(report__in=reports_for(user))


def changes_for(user: User) -> QuerySet[Change]:
    """Return the history of every report that `user` may see."""
    return Change.objects.filter(report_id__in=reports_for(user).values("pk"))


def areas_within(user: User, *roles: str) -> QuerySet[Area]:
    """Return the areas in which `user` holds one of `roles` (any, when none is named), and all below them."""
    return Area.objects.filter(within(_areas(user, roles or tuple(Role.values))))

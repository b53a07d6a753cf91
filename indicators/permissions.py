"""Areas that a user may work in, the only ways to reach what is not published, and who keeps whose account."""

from __future__ import annotations

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

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


# --- who keeps whom ------------------------------------------------------------------------


def kept_areas(by: User) -> QuerySet[Area]:
    """Return the areas that `by` administers, and all below; all for a superuser."""
    return Area.objects.all() if by.is_superuser else areas_within(by, Role.ADMINISTRATOR)


def kept_people(by: User) -> QuerySet[User]:
    """Return the accounts that `by` keeps: all for a superuser, else of those who work only in areas that `by` keeps.

    Whoever works elsewhere too is kept by superusers alone. An account without any role, such as a service's own, is
    kept by whoever added it.
    """
    if by.is_superuser:
        return User.objects.all()
    roles = Membership.objects.filter(user=OuterRef("pk"))
    areas = kept_areas(by).values("pk")
    additions = LogEntry.objects.filter(
        user=by, action_flag=ADDITION, content_type=ContentType.objects.get_for_model(User),
        object_id=Cast(OuterRef("pk"), CharField()),
    )  # fmt: skip
    ours = Exists(roles.filter(area__in=areas)) | Exists(additions)
    return User.objects.filter(ours, ~Exists(roles.exclude(area__in=areas)), is_superuser=False)


def kept_memberships(by: User) -> QuerySet[Membership]:
    """Return the roles that `by` may see, give and take: of the people whom `by` keeps."""
    return Membership.objects.filter(user__in=kept_people(by).values("pk"))

"""People and their roles. Who changes a role ends that person's sessions (see `User.get_session_auth_hash`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Area, Membership, User
from ..permissions import Role, areas_within
from .rights import Acting, KeptByAdministrators
from .site import site
from .staff import is_administrator, user_of


def kept_areas(user: User) -> QuerySet[Area]:
    """Return the areas whose memberships `user` keeps: those they administer, and all below; all for a superuser."""
    if user.is_superuser:
        return Area.objects.all()
    return areas_within(user, Role.ADMINISTRATOR)


def kept_people(by: User) -> QuerySet[User]:
    """Return the accounts that `by` keeps: all for a superuser, else of those who work only in areas that `by` keeps.

    An account without any role, such as a service's own, is kept by whoever added it.
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


@admin.register(Membership, site=site)
class MembershipAdmin(KeptByAdministrators, Acting):
    """The admin of who works where, in which role."""

    list_display = ("user", "area", "role")
    list_filter = ("role", ("area", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "area")
    search_fields = ("user__username", "user__last_name", "area__name_vi")
    autocomplete_fields = ("user", "area")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        by = user_of(request)
        memberships = super().get_queryset(request).filter(area__in=kept_areas(by).values("pk"))
        return memberships if by.is_superuser else memberships.exclude(user__is_superuser=True)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return type("MembershipForm", (_KeptArea, form_class), {"by": user_of(request)})


class _KeptArea(forms.ModelForm):
    """The form of a membership. Refuses areas and accounts that the administrator does not keep.

    A superuser's roles are changed by superusers alone. The first role of an account that somebody else added is
    refused too: it would bring the account under this administrator.
    """

    by: User

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if user.is_superuser and not self.by.is_superuser:
            raise forms.ValidationError(_("Only a superuser changes the roles of a superuser."))
        if not user.memberships.exists() and not kept_people(self.by).filter(pk=user.pk).exists():
            raise forms.ValidationError(_("You do not keep this account."))
        return user

    def clean_area(self) -> Area:
        area: Area = self.cleaned_data["area"]
        if not kept_areas(self.by).filter(pk=area.pk).exists():
            raise forms.ValidationError(_("You do not administer this area."))
        return area


@admin.register(User, site=site)
class UserAdmin(KeptByAdministrators, Acting, StockUserAdmin):
    """The admin of accounts. Nobody is deleted: their name stands in the history."""

    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    filter_horizontal = ()
    ordering = ("username",)
    actions = None
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("last_name", "first_name", "email")}),
        (_("Account"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),
        (_("Person"), {"fields": ("last_name", "first_name", "email", "is_staff")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).filter(pk__in=kept_people(user_of(request)).values("pk"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

"""People and their roles. Who changes a role ends that person's sessions (see `User.get_session_auth_hash`)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ..models import Membership, User
from ..permissions import kept_areas, kept_memberships, kept_people
from .rights import Acting, KeptByAdministrators
from .site import site
from .staff import user_of


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
        return super().get_queryset(request).filter(pk__in=kept_memberships(user_of(request)).values("pk"))

    def choices_for(self, request: HttpRequest, name: str) -> QuerySet[Any] | None:
        return {"user": kept_people, "area": kept_areas}[name](user_of(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.error_messages["invalid_choice"] = NOT_KEPT[db_field.name]
        return field


#: The same for what is another's and for what is not there: nobody learns of accounts by their numbers.
NOT_KEPT = {"user": _("You do not keep this account."), "area": _("You do not administer this area.")}


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

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Give somebody a new password. One's own is changed where the old one is asked for."""
        if self.get_object(request, unquote(id)) == request.user:  # however the number is written
            return redirect("admin:password_change")
        return super().user_change_password(request, id, form_url)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

"""Who may edit what in the staff site. Reports have their own rules in `reports`."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from .. import services
from ..permissions import kept_areas
from .lists import StaffAdmin, StaffList
from .staff import is_administrator, user_of


class KeptByAdministrators(StaffAdmin):
    """An admin that administrators see and edit, and nobody else sees."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)


class KeptByArea(KeptByAdministrators):
    """An admin of rows about an area. Who administers another area sees them, and edits what is about their own."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request) and self._is_kept(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request) and self._is_kept(request, obj)

    def choices_for(self, request: HttpRequest, name: str) -> QuerySet[Any] | None:
        return kept_areas(user_of(request)) if name == "area" else super().choices_for(request, name)

    def _is_kept(self, request: HttpRequest, obj: Model | None) -> bool:
        """Return whether the row's area is kept; a row about all areas belongs to the catalogue that all keep."""
        area = getattr(obj, "area_id", None)
        return area is None or kept_areas(user_of(request)).filter(pk=area).exists()


class ReadOnly(KeptByAdministrators):
    """An admin that administrators see and nobody edits: of what is public, and of what the database writes."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Acting(StaffList):
    """An admin that writes in the user's name: the database records who changed memberships."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with services.acting(by=user_of(request), way="admin"):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, *args, **kwargs)
        with services.acting(by=user_of(request), way="admin"):
            return super().delete_view(request, *args, **kwargs)

"""The rows that a field offers while one types into it: what the field itself takes, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from .lists import StaffAdmin, answered_soon, is_asked_wrongly

FieldName = tuple[str | None, ...]
ASKED_BY = ("app_label", "model_name", "field_name")


class Rows(AutocompleteJsonView):
    """The answer to `/admin/autocomplete/`. The stock answers for every relation of every model."""

    source_admin: StaffAdmin
    request: HttpRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with answered_soon(request):
                return super().get(request, *args, **kwargs)
        except OperationalError as problem:
            if not is_asked_wrongly(problem):
                raise
            return JsonResponse({"results": [], "pagination": {"more": False}})

    def process_request(self, request: HttpRequest) -> Any:
        assert self.admin_site is not None
        name = tuple(request.GET.get(part) for part in ASKED_BY)
        try:
            self.source_admin = picked_fields(self.admin_site)[name]
        except KeyError:
            raise PermissionDenied from None
        return super().process_request(request)

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        choices = self.source_admin.choices_for(self.request, self.source_field.name)
        return rows if choices is None else rows.filter(pk__in=choices.values("pk"))


def picked_fields(site: AdminSite) -> dict[FieldName, StaffAdmin]:
    """Return the fields that fetch their rows, each with the admin or inline whose form it is in."""
    forms = [
        form for one in site._registry.values() for form in (one, *(inline(one.model, site) for inline in one.inlines))
    ]
    return {
        (form.model._meta.app_label, form.model._meta.model_name, name): form  # type: ignore[misc]
        for form in forms
        for name in form.autocomplete_fields
    }

"""Reports in the staff site: their list, what they say of their document, and the way to their figures."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path

from ..models import Report
from ..permissions import reports_for
from . import entry, saving
from .site import site


@admin.register(Report, site=site)
class ReportAdmin(admin.ModelAdmin):
    """A report is only ever written to through services."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("<int:report_id>/entry/cells.json", entry.cells, name="indicators_report_cells"),
            path("<int:report_id>/entry/save/", saving.save, name="indicators_report_save"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return reports_for(request.user)  # type: ignore[arg-type]

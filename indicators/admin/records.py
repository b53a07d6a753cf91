"""Releases, published figures, sources, the raw history and jobs: to be looked at, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import links
from ..models import Change, Figure, Job, Release, Source
from ..permissions import changes_for, kept_people, reports_for
from ..queries.reports import of_releases
from .lists import StaffList
from .rights import ReadOnly
from .site import site
from .staff import user_of


@admin.register(Release, site=site)
class ReleaseAdmin(ReadOnly, StaffList):
    list_display = ("number", "released_at", "kind", "first_report", "loaded", "released_by", "reason")
    list_filter = ("kind", "loaded")
    list_select_related = ("released_by",)
    list_per_page = 50
    list_max_show_all = 0

    @admin.display(description=_("report"))
    def first_report(self, release: Release) -> str:
        """Name the report, or the first of several and how many more there are."""
        first, *more = release.reports.all() or [""]
        return f"{first} + {len(more)}" if more else str(first)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        return super().get_queryset(request).prefetch_related(of_releases())

    def get_list_display(self, request: HttpRequest) -> Any:
        hidden = self.get_exclude(request)
        return [name for name in self.list_display if name not in hidden]

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Return who published, but to a superuser: releases are of all provinces, accounts of one."""
        return () if user_of(request).is_superuser else ("released_by",)


@admin.register(Figure, site=site)
class FigureAdmin(ReadOnly, StaffList):
    list_display = ("indicator", "category", "area", "basis", "period", "value", "status", "release", "superseded_in")
    list_filter = ("basis", "status")
    list_select_related = ("indicator", "category", "area", "release", "superseded_in")
    search_fields = ("indicator__slug", "indicator__folded", "area__public_code", "area__folded")
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0


@admin.register(Source, site=site)
class SourceAdmin(ReadOnly, StaffList):
    list_display = ("title", "publisher", "published_on", "precision", "url", "on_site")
    fields = list_display
    readonly_fields = list_display
    search_fields = ("title", "publisher", "url")
    search_help_text = _("Title, publisher or address")
    ordering = (F("published_on").desc(nulls_last=True), "-id")
    list_per_page = 50
    list_max_show_all = 0

    @admin.display(description=_("public page"))
    def on_site(self, source: Source) -> str:
        return format_html('<a href="{}">{}</a>', links.address("source", source.pk), _("its figures"))


@admin.register(Change, site=site)
class ChangeAdmin(ReadOnly, StaffList):
    """The admin of the raw history; people read that of a report on its own page."""

    list_display = ("at", "table", "row_id", "report_id", "operation", "actor_id", "way")
    list_filter = ("table", "operation", "way")
    ordering = ("-id",)
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        user = user_of(request)
        return super().get_queryset(request) if user.is_superuser else changes_for(user)


@admin.register(Job, site=site)
class JobAdmin(ReadOnly, StaffList):
    list_display = ("key", "kind", "state", "attempts", "rows_done", "rows_total", "created_by", "created_at")
    list_filter = ("kind", "state")
    list_select_related = ("created_by",)
    list_per_page = 50
    list_max_show_all = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Return the jobs of reports that the user may see; of those of no report, what nobody else's people asked for."""
        user = user_of(request)
        everything = super().get_queryset(request)
        if user.is_superuser:
            return everything
        ours = Q(created_by=None) | Q(created_by__in=kept_people(user).values("pk"))
        return everything.filter(Q(report__in=reports_for(user).values("pk")) | Q(ours, report=None))

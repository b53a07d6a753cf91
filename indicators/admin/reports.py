"""Reports in the staff site: their list, the form for their document, and the addresses of their own pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from .. import services
from ..models import Report
from ..permissions import Role, may, reports_for
from .lists import StaffList
from .report import history, workflow
from .report.urls import report_urls
from .report_form import ReportForm
from .site import site
from .staff import is_administrator, user_of

#: Fields of a report that the form may write.
WRITTEN = ("title", "form", "body", "url", "published_on", "cut_off", "text", "file", "note")
#: What stands in place of these where they are only read: only administrators may open what a link would lead to.
NAMED = {"form": "form_named", "body": "body_named", "source": "source_named"}


@admin.register(Report, site=site)
class ReportAdmin(StaffList):
    """The admin of reports: a list and a form. All writing goes through services."""

    form = ReportForm
    change_form_template = "admin/indicators/report/change.html"
    list_display = ("title", "month_shown", "area", "status", "submitted_by", "reviewed_by")
    list_display_links = ("title",)
    list_filter = ("status", ("area", admin.RelatedOnlyFieldListFilter), "illustrative")
    list_select_related = ("area", "submitted_by", "reviewed_by")
    search_fields = ("title", "area__name_vi", "area__name_en", "area__folded")
    search_help_text = _("Title or area")
    date_hierarchy = "period"
    ordering = ("-period", "area__sort_key", "-id")
    list_per_page = 50
    list_max_show_all = 200
    actions = None

    def get_urls(self) -> list[URLPattern]:
        return [*report_urls(), *super().get_urls()]

    # --- who sees and writes what ---------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return reports_for(user_of(request)).select_related("area", "form", "body", "source")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return user_of(request).memberships.filter(role=Role.ENTRY).exists()

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return obj is not None and obj.is_open and may(user_of(request), Role.ENTRY, obj.area)

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return self.has_change_permission(request, obj)

    # --- the form -------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Report | None = None) -> Any:
        if obj is None:
            return ["area", "month", *WRITTEN]
        source = ["source"] if obj.source_id else []
        if self.has_change_permission(request, obj):
            return [*WRITTEN, *self._readable(request, source), "seen"]
        return self._readable(request, [*WRITTEN, *source])

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> tuple[str, ...]:
        return ("source", "source_named")

    def _readable(self, request: HttpRequest, names: Sequence[str]) -> list[str]:
        """Name what is only read: a link is for administrators alone."""
        return list(names) if is_administrator(request) else [NAMED.get(name, name) for name in names]

    def get_form(
        self, request: HttpRequest, obj: Report | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form_class = super().get_form(request, obj, change=change, **kwargs)
        return type("ReportForm", (form_class,), {"user": user_of(request)})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the first values of a new report, from an address such as the home page links to."""
        return ReportForm.initial_from(request.GET, user_of(request))

    def save_model(self, request: HttpRequest, obj: Report, form: forms.ModelForm, change: bool) -> None:
        by = user_of(request)
        fields = {name: form.cleaned_data[name] for name in WRITTEN if not change or name in form.changed_data}
        if change:
            seen = form.cleaned_data["seen"]
            saved_report = services.update_report(report=obj, by=by, seen=seen, **fields) if fields else obj
        else:
            data = form.cleaned_data
            saved_report = services.create_report(by=by, area=data["area"], month=data["month"], **fields)
        obj.pk = saved_report.pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Report) -> None:
        services.delete_report(report=obj, by=user_of(request))

    def get_deleted_objects(
        self, objs: Collection[Report], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return the names of the drafts alone: their cells go with them, and their history stays."""
        return [str(report) for report in objs], {str(Report._meta.verbose_name): len(objs)}, set(), []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except services.Refused as refusal:  # someone submitted it while the form was open
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report = kwargs.get("obj")
        if report is not None:
            context.update(history.summary(report, user_of(request)))
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Report, post_url_continue: str | None = None) -> HttpResponse:
        """Lead from a new report to its figures."""
        return workflow.done(request, str(_("The report is there. Now its figures.")), workflow.entry_url(obj))

    @admin.display(description=_("month"), ordering="period")
    def month_shown(self, report: Report) -> str:
        return f"{report.period:%m/%Y}"

    @admin.display(description=_("form"))
    def form_named(self, report: Report) -> str:
        return str(report.form or "")

    @admin.display(description=_("issuing body"))
    def body_named(self, report: Report) -> str:
        return str(report.body or "")

    @admin.display(description=_("source"))
    def source_named(self, report: Report) -> str:
        return str(report.source or "")

"""The way of a report: submit, review, return, publish, amend. Each on its own page, each through services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from ...models import Report, User
from ...permissions import Role, may, reports_for
from ...queries.drafts.redline import RedlineEntry, RedlineKind, redline, revisions
from ...security_log import note_refusal
from ...services import Refused, amend, publish, refuse_unless_seen, return_, state_of, submit
from ...services.drafts.checks import Checklist, checklist
from ...services.guards import has_entered
from ..site import site
from ..staff import user_of
from .checking import figure_label, listed
from .panel import figure_text

LONGEST = 2000


class WordsForm(forms.Form):
    """A form with the one text that a step asks for: a note, or a reason."""

    words = forms.CharField(
        max_length=LONGEST, required=False, strip=True, widget=forms.Textarea(attrs={"rows": 4, "cols": 60})
    )

    def __init__(self, *args: Any, label: Any, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].required = required


def page(request: HttpRequest, report: Report, template: str, title: str, **context: Any) -> TemplateResponse:
    """Answer with a page about one report, in the staff site's frame: `template` without folder and ending."""
    frame = {
        **site.each_context(request),
        "title": title,
        "opts": Report._meta,
        "original": report,
        "report": report,
        "entry_url": entry_url(report),
    }
    return TemplateResponse(request, f"admin/indicators/report/{template}.html", {**frame, **context})


def entry_url(report: Report) -> str:
    return reverse("admin:indicators_report_entry", args=[report.pk])


def report_of(request: HttpRequest, report_id: int) -> Report:
    """Return the report, if the user may see it. Raises Http404."""
    reports = reports_for(user_of(request)).select_related("area", "form", "amends", "submitted_by", "created_by")
    report = reports.filter(pk=report_id).first()
    if report is None:
        note_refusal(request)
        raise Http404
    return report


def allowed(request: HttpRequest, report: Report, role: str) -> User:
    """Return the user, if they hold `role` in the report's area. Raises PermissionDenied."""
    user = user_of(request)
    if not may(user, role, report.area):
        raise PermissionDenied
    return user


def done(request: HttpRequest, sentence: str, url: str | None = None) -> HttpResponse:
    """Lead to `url`, else to the home page, which then shows that a step was taken."""
    messages.success(request, sentence)
    return HttpResponseRedirect(url or reverse("admin:index"))


def refused(request: HttpRequest, refusal: Refused, step: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a refused step with its page once more (409), saying why not."""
    messages.error(request, str(refusal))
    response = step()
    response.status_code = 409
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def submit_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the checklist before submission; POST submits the report. Open points need a note."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.ENTRY)
    if request.method != "POST":
        return _submission(request, report)
    form = _submit_form(report, checklist(report), request.POST)
    try:
        refuse_unless_seen(report, seen_in(request))
        if not form.is_valid():
            return _submission(request, report)
        submit(report=report, by=user, note=form.cleaned_data["words"], seen=seen_in(request))
    except Refused as refusal:
        return refused(request, refusal, lambda: _submission(request, report_of(request, report_id)))
    return done(request, _("Submitted. The reviewer sees it now; the figures are locked until it comes back."))


def _submission(request: HttpRequest, report: Report) -> HttpResponse:
    """Show the page of `submit_page`, with the note as it was typed."""
    seen = state_of(report)
    checks = checklist(report)
    form = _submit_form(report, checks, request.POST or None)
    title = _("Submit for review")
    return page(request, report, "submit", title, form=form, points=listed(checks), seen=seen)


def _submit_form(report: Report, checks: Checklist, data: QueryDict | None) -> WordsForm:
    return WordsForm(
        data,
        label=gettext_lazy("Note for the reviewer: why the open points are right"),
        required=bool(checks.open_points),
        initial={"words": report.submit_note},
    )


def seen_in(request: HttpRequest) -> str:
    """Return the state of the report that the page showed (`state_of`); empty where the page does not say."""
    return request.POST.get("seen", "")


@require_http_methods(["GET", "HEAD"])
def review_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show what a reviewer decides from: checklist, note, and the red line against what is public now."""
    report = report_of(request, report_id)
    return _review(request, report)


def _review(
    request: HttpRequest,
    report: Report,
    return_form: WordsForm | None = None,
    publish_form: WordsForm | None = None,
    *,
    reason_lost: bool = False,
) -> HttpResponse:
    user = user_of(request)
    seen = state_of(report)  # before the figures are read: a change in between is then refused
    checks = checklist(report)
    own = has_entered(report, user)
    reviewing = report.status == Report.Status.SUBMITTED and may(user, Role.REVIEWER, report.area)
    differences = [] if report.status == Report.Status.PUBLISHED else redline(report, user)
    return page(
        request,
        report,
        "review",
        _("Review"),
        points=listed(checks),
        lines=[line(difference) for difference in differences],
        kinds={kind.value: sum(d.kind == kind for d in differences) for kind in RedlineKind},
        own=own,
        reviewing=reviewing,
        may_publish=reviewing and not own and not checks.errors,
        return_form=return_form or _return_form(),
        publish_form=publish_form or _publish_form(report, differences, typed=request.POST.get("publish-words", "")),
        reason_lost=reason_lost,
        seen=seen,
    )


def _publish_form(
    report: Report, differences: Iterable[RedlineEntry], data: QueryDict | None = None, *, typed: str = ""
) -> WordsForm | None:
    """Return the form for a public reason; None where a publication changes no reported figure, or is an amendment.

    `typed`: the reason as it was sent with a page that was out of date.
    """
    number = revisions(report, differences)
    if not number:
        return None
    label = ngettext(
        "This report changes %s published figure. Say in public why:",
        "This report changes %s published figures. Say in public why:",
        number,
    )
    return WordsForm(data, label=label % number, required=True, prefix="publish", initial={"words": typed})


def _return_form(data: QueryDict | None = None) -> WordsForm:
    return WordsForm(data, label=gettext_lazy("What has to be put right"), required=True, prefix="return")


KIND_NAMES = {
    RedlineKind.NEW: gettext_lazy("new"),
    RedlineKind.CHANGED: gettext_lazy("changed"),
    RedlineKind.SAME: gettext_lazy("unchanged"),
    RedlineKind.WITHDRAWN: gettext_lazy("withdrawn"),
    RedlineKind.KEPT: gettext_lazy("the reported figure stays"),
    RedlineKind.OVERTAKEN: gettext_lazy("changed by others meanwhile; that stays"),
}


def line(difference: RedlineEntry) -> dict[str, Any]:
    """Return one line of the red-line table."""
    figure = difference.figure
    return {
        "id": str(difference.id),
        "label": figure_label(figure),
        "area": str(figure.area),
        "month": figure.month,
        "unit": str(figure.indicator.unit),
        "kind": difference.kind.value,
        "kind_name": KIND_NAMES[difference.kind],
        "old": figure_text(difference.old),
        "new": figure_text(difference.new),
        "note": difference.new.note if difference.new else "",
        "release": difference.old.release_id if difference.old else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def return_step(request: HttpRequest, report_id: int) -> HttpResponse:
    """Return a report to entry, with a reason. Signing in again leads here without it: then it is asked for again."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.REVIEWER)
    if request.method != "POST":
        return _review(request, report, reason_lost=True)
    form = _return_form(request.POST)
    if not form.is_valid():
        return _review(request, report, form)
    try:
        return_(report=report, by=user, reason=form.cleaned_data["words"], seen=seen_in(request))
    except Refused as refusal:
        return refused(request, refusal, lambda: _review(request, report_of(request, report_id), form))
    return done(request, _("Returned. Those who entered it see your reason on their home page."))


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Publish a report; GET shows the review page for a last look."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.REVIEWER)
    if request.method != "POST":
        return _review(request, report)
    form = _publish_form(report, redline(report, user), request.POST)
    try:
        refuse_unless_seen(
            report, seen_in(request)
        )  # before the form asks for a reason: the page may show a former state
        if form and not form.is_valid():
            return _review(request, report, publish_form=form)
        reason = form.cleaned_data["words"] if form else ""
        release = publish(report=report, by=user, reason=reason, seen=seen_in(request))
    except Refused as refusal:
        return refused(request, refusal, lambda: _review(request, report_of(request, report_id)))
    return done(request, _("Published as release %s. Everyone sees the figures now.") % release.number)


@require_http_methods(["GET", "HEAD", "POST"])
def amend_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Ask for the public reason of an amendment; POST makes the draft that corrects the published report."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.ENTRY)
    label = gettext_lazy("Reason of the amendment. Everyone will read it.")
    form = WordsForm(request.POST or None, label=label, required=True)

    def show() -> HttpResponse:
        return page(request, report, "amend", _("Amend a published report"), form=form)

    if request.method == "POST" and form.is_valid():
        try:
            draft = amend(report=report, by=user, reason=form.cleaned_data["words"])
        except Refused as refusal:
            return refused(request, refusal, show)
        sentence = _("This is a new draft with the published figures. Change what has to be changed.")
        return done(request, sentence, entry_url(draft))
    return show()

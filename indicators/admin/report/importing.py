"""Import of a file on a report's page: upload, preview, confirm, result. Every page works without a script."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ...imports.kinds import LARGEST
from ...imports.template import FormRow, TemplateForm, columns_of, write_template
from ...models import Job, Report, User
from ...models.form import basis_label
from ...models.named import language
from ...permissions import Role
from ...queries.drafts.sheet import asked
from ...services import Refused, cancel_job, retry_job
from ...services.drafts.importing import SAVE, request_import, request_preview
from ...services.jobs.request import OPEN
from ...values.cells import Held
from ...values.csv_injection import harmless
from ...values.formatting import period_label
from ...values.numbers import format_number
from ...values.periods import Basis, Month
from ...values.series import Qualifier
from .panel import content_text
from .workflow import allowed, page, refused, report_of

#: The most imports that a report's page lists, and the most problems that a result page shows.
MOST_LISTED, MOST_PROBLEMS = 20, 200


class UploadForm(forms.Form):
    """A file to upload. `token` makes a second click on the button the same upload."""

    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than %s MB. Split it by year.") % (LARGEST // 1024**2))
        return file


def _of(request: HttpRequest, report_id: int) -> tuple[Report, User]:
    report = report_of(request, report_id)
    return report, allowed(request, report, Role.ENTRY)


def _job(report: Report, job_id: int) -> Job:
    job = Job.objects.filter(pk=job_id, report=report, kind=Job.Kind.IMPORT).first()
    if job is None:
        raise Http404
    return job


def job_url(job: Job, name: str = "import_job") -> str:
    """Return the address of an import's page, or of the step `name` of it (`import_confirm`)."""
    return reverse(f"admin:indicators_report_{name}", args=[job.report_id, job.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the form to upload a file, and the imports before; POST takes the file and leads to its preview."""
    report, user = _of(request, report_id)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"token": uuid.uuid4()})

    def show() -> HttpResponse:
        jobs = report.jobs.filter(kind=Job.Kind.IMPORT).select_related("created_by").order_by("-id")[:MOST_LISTED]
        lines = [{"job": job, "url": job_url(job), "saving": job.payload.get("step") == SAVE} for job in jobs]
        template = reverse("admin:indicators_report_template", args=[report.pk])
        return page(request, report, "import", _("Import a file"), form=form, jobs=lines, template_url=template)

    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            job = request_preview(report=report, file=data["file"], by=user, token=str(data["token"]))
        except Refused as refusal:
            return refused(request, refusal, show)
        return HttpResponseRedirect(job_url(job))
    response = show()
    if form.is_bound:
        response.status_code = 422
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def job_page(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Show how far an import is, what it would change, or what it has changed."""
    report, _user = _of(request, report_id)
    job = _job(report, job_id)
    return _show(request, report, job)


def _show(request: HttpRequest, report: Report, job: Job) -> HttpResponse:
    saving = job.payload.get("step") == SAVE
    result = job.result if job.state == Job.State.DONE else {}
    saving_job = Job.objects.filter(key=f"import-save:{job.pk}").first()
    return page(
        request, report, "import_job", _("Import of %s") % job.payload.get("name", ""),
        job=job, failure=job.failure.text(language()), saving=saving, waiting=job.state in OPEN, progress=_progress(job), result=result,
        problems=[_problem(problem) for problem in result.get("problems", [])[:MOST_PROBLEMS]],
        notices=[_words(notice) for notice in result.get("notices", [])],
        warnings=[{**_named(cell), "text": _words(cell["text"])} for cell in result.get("warnings", [])],
        changes=[{**_named(cell), "old": _value(cell["from"]), "new": _value(cell["to"])} for cell in result.get("changes", [])],
        counts={name: format_number(Decimal(result.get(name, 0)), language()) for name in _COUNTED},
        saved_url=job_url(saving_job) if saving_job else None,
        urls={name: job_url(job, f"import_{name}") for name in ("state", "confirm", "cancel", "retry", "errors")},
    )  # fmt: skip


_COUNTED = ("rows", "added", "changed", "unchanged", "problem_count", "warning_count")


def _progress(job: Job) -> dict[str, Any]:
    """Return how many rows are done and in all, as numbers for the bar and as a text."""
    done, total = (format_number(Decimal(number), language()) for number in (job.rows_done, job.rows_total))
    words = _("%(done)s of %(total)s rows") if job.rows_total else _("%(done)s rows")
    return {"done": job.rows_done, "total": job.rows_total, "text": words % {"done": done, "total": total}}


def _words(both: list[str]) -> str:
    return both[1] if language() == "en" else both[0]


def _problem(problem: list[Any]) -> dict[str, Any]:
    sheet, row, column, text, vi, en = problem
    return {"sheet": sheet, "row": row or "", "column": column, "found": text, "expected": _words([vi, en])}


def _named(cell: dict[str, Any]) -> dict[str, Any]:
    period = period_label(Basis(cell["basis"]), Month.parse(cell["month"]), language())
    return {
        "id": cell["id"],
        "row": cell["row"],
        "name": _words(cell["name"]),
        "area": _words(cell["area"]),
        "period": period,
    }


def _value(content: dict[str, str] | None) -> str:
    if content is None:
        return ""
    value, high = (Decimal(content[name]) if content[name] else None for name in ("value", "value_high"))
    note = content.get("note", "")  # previews made before notes were shown have none
    return content_text(Held(value, high, Qualifier(content["qualifier"]), content["missing_reason"], note))


@never_cache
@require_http_methods(["GET", "HEAD"])
def state(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Answer the page's script with the import's state and how far it is."""
    report, _user = _of(request, report_id)
    job = _job(report, job_id)
    return JsonResponse(
        {"state": job.state, "waiting": job.state in OPEN, "word": str(job.get_state_display()), **_progress(job)}
    )


def _step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a step of an import that only POST takes; GET, as after signing in again, leads to its page."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
        if request.method == "POST":
            return view(request, report_id, job_id)
        report, _user = _of(request, report_id)
        return HttpResponseRedirect(job_url(_job(report, job_id)))

    return wrapped


@_step
def confirm(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Request that a previewed file be saved into the report."""
    report, user = _of(request, report_id)
    job = _job(report, job_id)
    try:
        return HttpResponseRedirect(job_url(request_import(check=job, by=user)))
    except Refused as refusal:
        return refused(request, refusal, lambda: _show(request, report, job))


@_step
def cancel(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Cancel an import; what it saved so far is undone."""
    return _change(request, report_id, job_id, cancel_job)


@_step
def retry(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Request an import once more, after it failed or was cancelled."""
    return _change(request, report_id, job_id, retry_job)


def _change(request: HttpRequest, report_id: int, job_id: int, step: Callable[..., object]) -> HttpResponse:
    report, user = _of(request, report_id)
    job = _job(report, job_id)
    try:
        step(job=job, by=user)
    except Refused as refusal:
        return refused(request, refusal, lambda: _show(request, report, job))
    return HttpResponseRedirect(job_url(job))


@require_http_methods(["GET", "HEAD"])
def errors_file(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Send the errors of an import as a CSV file to work through."""
    report, _user = _of(request, report_id)
    job = _job(report, job_id)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("Sheet"), _("Row"), _("Column"), _("Found"), _("Expected")])
    for problem in map(_problem, job.result.get("problems", [])):
        writer.writerow([harmless(str(problem[name])) for name in ("sheet", "row", "column", "found", "expected")])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}-errors.csv"'
    return response


@require_http_methods(["GET", "HEAD"])
def template_file(request: HttpRequest, report_id: int) -> FileResponse:
    """Send the report's form as a workbook to fill in."""
    report = report_of(request, report_id)
    rows = form_rows(report)
    bases = columns_of(rows)
    headings = tuple(basis_label(basis).capitalize() for basis in bases)
    form = TemplateForm(report.area.public_code, str(report.area), report.month, rows, bases, headings)
    file = io.BytesIO()
    write_template(form, language(), file)
    file.seek(0)
    name = f"{report.area.public_code}-{report.month}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def form_rows(report: Report) -> tuple[FormRow, ...]:
    """Return the rows of the workbook to fill in: one for each indicator or category, in the order of the form."""
    rows: dict[tuple[str, str], FormRow] = {}
    for line in asked(report):
        key = (line.indicator.slug, line.category.code if line.category else "")
        before = rows.get(key)
        name, unit = (line.category or line.indicator).name, line.indicator.unit.name
        rows[key] = FormRow(
            *key, name.text(language()), unit.text(language()), line.indicator.definition.text(language()),
            (*(before.bases if before else ()), line.id.basis), line.required or bool(before and before.required),
        )  # fmt: skip
    return tuple(rows.values())

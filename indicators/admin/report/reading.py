"""Reading a report's text: the reader proposes, a person decides. Works without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ...confined import COME_AGAIN, Busy
from ...models import Area, Job, Report, User
from ...models.figure import Qualifier
from ...models.form import BASES
from ...models.named import language
from ...permissions import Role
from ...reading import MOST_CANDIDATES
from ...reading.apart import UnreadableDocument, text_of
from ...reading.text.documents import MAX_CHARACTERS
from ...reading.text.highlight import Highlight, highlighted
from ...services import Refused, update_report
from ...services.drafts.proposals import Certainty, Proposal, proposals
from ...services.drafts.readings import NotRead, Unread, is_open, read_and_keep, reading_job, state_of_text
from ...services.drafts.typed import CellProblems, Clashes, Typed, save_typed
from .panel import figure_text
from .proposal_lines import Names, ProposalLine, kind_name, line_of, names_of_catalogue, take, typed_cells
from .workflow import allowed, done, page, refused, report_of

#: Why no figures are shown, for the person.
UNREAD = {
    Unread.STALE: gettext_lazy("The text or the catalogue was changed after this text was last read."),
    Unread.BUSY: gettext_lazy("Other texts are being read at this moment."),
    Unread.TOO_LONG: gettext_lazy(
        "Reading this text takes longer than a page should. The button below has it done in the background."
    ),
}


class TextForm(forms.Form):
    """A report's text, pasted or from a file; `text` is the file's where there is one."""

    text = forms.CharField(
        label=gettext_lazy("The report's text"),
        required=False,
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 100}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file (.docx, .pdf with text, .txt)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.txt"}),
    )
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False
    )  # the report's version that the person began with

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if file := data.get("file"):
            try:
                data["text"] = text_of(file.name, file.read())
            except UnreadableDocument as problem:
                raise forms.ValidationError(str(problem)) from None
        if not data.get("text", "").strip():
            raise forms.ValidationError(_("Paste the report's text, or choose its file."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def reading_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the text with its figures marked, and what they are taken for; POST keeps a text, or saves figures."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.ENTRY)
    if request.method != "POST":
        return _look(request, report)
    if "again" in request.POST:
        return _read_again(request, report, user)
    return _read(request, report, user) if "text" in request.POST else _accept(request, report, user)


@never_cache
@require_http_methods(["GET", "HEAD"])
def state(request: HttpRequest, report_id: int, job_id: int) -> HttpResponse:
    """Answer the page's script with the state of a reading in the background."""
    report = report_of(request, report_id)
    allowed(request, report, Role.ENTRY)
    job = report.jobs.filter(pk=job_id, kind=Job.Kind.READING).first()
    if job is None:
        raise Http404
    return JsonResponse(
        {"state": job.state, "waiting": is_open(job), "word": str(job.get_state_display()), "done": 0, "total": 0}
    )


def _lines(report: Report, names: Names) -> list[ProposalLine]:
    return [line_of(proposal, names) for proposal in proposals(report)] if report.text.strip() else []


def _look(request: HttpRequest, report: Report) -> HttpResponse:
    """Show what the text proposes; how far its reading is, or why there is none, with a button that reads it."""
    job = reading_job(report) if report.text.strip() else None
    if job and is_open(job):
        url = reverse("admin:indicators_report_reading_state", args=[report.pk, job.pk])
        return page(request, report, "reading_waiting", _("Read the report's text"), job=job, state_url=url)
    if job:
        return _unread(request, report, job.failure.text(language()))
    try:
        return _show(request, report, _lines(report, names_of_catalogue()))
    except NotRead as problem:
        return _unread(request, report, str(UNREAD[problem.why]))


def _unread(request: HttpRequest, report: Report, why: str) -> HttpResponse:
    """Show a text of which no reading is there, with why."""
    form = TextForm(initial={"text": report.text, "seen": report.version})
    title = _("Read the report's text")
    return page(request, report, "reading", title, form=form, unread=why, text=report.text, has_text=True)


def _read(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Keep the text and read it; what it proposes is shown by the page that follows."""
    form = TextForm(request.POST, request.FILES)

    def again() -> HttpResponse:
        return _show(request, report, [], form=form)

    try:
        if not form.is_valid():
            return _with_status(again(), 422)
        report = update_report(
            report=report, by=user, way="reading", text=form.cleaned_data["text"], seen=form.cleaned_data["seen"]
        )
        read_and_keep(report=report, by=user)
    except Busy:
        return _busy(request, report)
    except Refused as refusal:
        form.data = request.POST.copy()
        form.data["seen"] = str(report.version)  # whoever sends it again has read the refusal
        return refused(request, refusal, again)
    return _here(report)


def _read_again(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Read the text as it is kept once more."""
    try:
        read_and_keep(report=report, by=user)
    except Refused as refusal:
        return refused(request, refusal, lambda: _look(request, report))
    return _here(report)


def _here(report: Report) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:indicators_report_reading", args=[report.pk]))


def _busy(request: HttpRequest, report: Report) -> HttpResponse:
    """Answer 503 for a file whose turn to be read does not come: nothing is kept, and when to send it again."""
    form = TextForm(initial={"text": report.text, "seen": report.version})
    sentence = _("Other files are being read at this moment. Send yours again in half a minute, or paste its text.")
    response = _with_status(_show(request, report, [], form=form, sentence=sentence), 503)
    response.headers["Retry-After"] = str(COME_AGAIN)
    return response


def _with_status(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response


def _conflict(request: HttpRequest, report: Report, sentence: str) -> HttpResponse:
    """Answer figures that are not saved, as what they were chosen from is no longer so, with the page as it is now."""
    messages.error(request, sentence)
    return _with_status(_look(request, report), 409)


def _is_as_read(request: HttpRequest, report: Report) -> bool:
    """Return whether figures were chosen by the present catalogue; so they are where the page does not say."""
    posted = request.POST.get("catalogue", "")
    return not posted or posted == str(state_of_text(report).catalogue)


def _accept(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Save the accepted figures, all or none; none where text or catalogue have changed since the page was shown."""
    names, version = names_of_catalogue(), _seen(request, report)
    if not _is_as_read(request, report):
        sentence = _("The catalogue was changed after this page was shown. Look at the figures again, then save.")
        return _conflict(request, report, sentence)
    try:
        lines = _lines(report, names)
    except NotRead as problem:
        return _conflict(request, report, str(UNREAD[problem.why]))
    certain = request.POST.get("step") == "certain"
    for line in lines:
        if certain:
            line.accepted = _is_certain(line.proposal)
        else:
            take(request, line)
    chosen_lines = [line for line in lines if line.accepted]
    typed = typed_cells(chosen_lines, names)
    if any(line.message for line in lines) or not chosen_lines:
        return _again(request, report, lines, "" if chosen_lines else _("Nothing was chosen."))
    try:
        count = save_typed(report=report, typed=[cell for _line, cell in typed], by=user, way="reading", seen=version)
    except CellProblems as problem:
        _tell(typed, ((cell.typed, cell.message, cell.readings) for cell in problem.problems))
        return _again(request, report, lines)
    except Clashes as problem:
        _tell(
            typed,
            (
                (c.typed, _("The cell holds another value by now: %s") % figure_text(c.held), ())
                for c in problem.clashes
            ),
        )
        return _again(request, report, lines)
    except Refused as refusal:
        return refused(request, refusal, lambda: _look(request, report))
    return done(request, _saved(count), request.get_full_path())


def _seen(request: HttpRequest, report: Report) -> int:
    """Return the version of the report that the page showed; the present one where the page does not say."""
    posted = request.POST.get("seen", "")
    return int(posted) if re.fullmatch("[0-9]{1,9}", posted, re.ASCII) else report.version


def _saved(count: int) -> str:
    return ngettext("%s figure was saved.", "%s figures were saved.", count) % count


def _again(request: HttpRequest, report: Report, lines: list[ProposalLine], sentence: str = "") -> HttpResponse:
    response = _show(
        request, report, lines, sentence=sentence or _("Nothing was saved. See what is said beside the figures.")
    )
    response.status_code = 422
    return response


def _is_certain(proposal: Proposal) -> bool:
    return (
        proposal.id is not None
        and proposal.level == Certainty.CERTAIN
        and not proposal.differs
        and not proposal.is_there
    )


def _tell(typed: list[tuple[ProposalLine, Typed]], answers: Iterable[tuple[Typed, str, tuple[str, ...]]]) -> None:
    by_cell = {id(cell): line for line, cell in typed}
    for cell, message, readings in answers:
        line = by_cell[id(cell)]
        line.message, line.readings = message, readings


def _show(
    request: HttpRequest, report: Report, lines: list[ProposalLine], *, form: TextForm | None = None, sentence: str = ""
) -> HttpResponse:
    names = names_of_catalogue()
    figures = [line for line in lines if line.proposal.is_figure]
    areas = _areas(report, figures)
    for line in figures:
        line.place = next((str(a) for a in areas[1:] if a.public_code == line.area), "")
    return page(
        request, report, "reading", _("Read the report's text"),
        form=form or TextForm(initial={"text": report.text, "seen": report.version}),
        text=highlighted(report.text, [_highlight(line) for line in lines]),
        lines=figures,
        others=[line for line in lines if not line.proposal.is_figure],
        certain=sum(_is_certain(line.proposal) for line in figures),
        names=list(names.by_name),
        areas=areas,
        bases=BASES,
        qualifiers=Qualifier.choices,
        sentence=sentence,
        catalogue=state_of_text(report).catalogue,
        most=MOST_CANDIDATES if len(lines) >= MOST_CANDIDATES else 0,
        has_text=bool(report.text.strip()) and form is None,
    )  # fmt: skip


def _areas(report: Report, lines: Iterable[ProposalLine]) -> list[Area]:
    codes = {line.area for line in lines if line.area} - {report.area.public_code}
    return [report.area, *Area.objects.filter(public_code__in=codes).order_by("sort_key", "id")]


def _highlight(line: ProposalLine) -> Highlight:
    proposal = line.proposal
    kind = proposal.level.value if proposal.is_figure else "other"
    return Highlight(
        proposal.candidate.start, proposal.candidate.end, str(proposal.number), line.what or kind_name(proposal), kind
    )

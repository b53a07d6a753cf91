"""Reading a report's text: the reader proposes, a person decides. Works without a script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from ...models import Area, Breakdown, Indicator, Report, User
from ...models.figure import Qualifier
from ...models.form import BASES, basis_label
from ...models.named import language
from ...permissions import Role
from ...reading.text.documents import MAX_CHARACTERS, UnreadableDocument, text_of
from ...reading.text.highlight import Highlight, highlighted
from ...services import Refused, update_report
from ...services.drafts.proposals import Certainty, Proposal, proposals
from ...services.drafts.typed import CellProblems, Clashes, Typed, save_typed
from ...tables.figures import period_text
from ...values.cells import FigureKey
from ...values.formatting import date_text, period_label
from ...values.numbers import entry_text, format_number
from ...values.periods import Basis, Month, last_month
from .panel import figure_text
from .workflow import allowed, done, page, refused, report_of

LEVELS = {
    Certainty.CERTAIN: gettext_lazy("certain"),
    Certainty.LIKELY: gettext_lazy("likely"),
    Certainty.DOUBTFUL: gettext_lazy("doubtful"),
}
KINDS = {
    "pct_of_target": gettext_lazy("share of the target"),
    "change_pct": gettext_lazy("change in per cent"),
    "change_pp": gettext_lazy("change in percentage points"),
    "change_abs": gettext_lazy("change"),
    "ratio": gettext_lazy("ratio"),
}
PERIODS = {
    "stated": gettext_lazy("the period stands beside it"),
    "attached": gettext_lazy("the period stands beside it"),
    "carried": gettext_lazy("the period is carried on from before"),
    "report-date": gettext_lazy("the period is taken from the report's date"),
    "comparison": gettext_lazy("the period belongs to a comparison"),
    "stock": gettext_lazy("a count at a moment, as of the report"),
    "none": gettext_lazy("the text names no period: the report's month"),
}
SUMS = {
    "matches": gettext_lazy("the parts add up to the total"),
    "differs": gettext_lazy("the parts do NOT add up to the total"),
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


@dataclass(slots=True)
class ProposalLine:
    """A proposal with what its fields hold: as read, or as typed before a refusal."""

    proposal: Proposal
    what: str
    area: str
    basis: str
    month: str
    value: str
    qualifier: str
    place: str = ""  # the area's name, where it is not the report's own
    accepted: bool = False
    message: str = ""  # why it could not be saved
    readings: tuple[str, ...] = ()
    reasons: list[str] = field(default_factory=list)

    @property
    def level_name(self) -> str:
        return str(LEVELS[self.proposal.level])

    @property
    def kind_name(self) -> str:
        return kind_name(self.proposal)

    @property
    def held_text(self) -> str:
        return figure_text(self.proposal.held)

    @property
    def public_text(self) -> str:
        return figure_text(self.proposal.public)

    @property
    def when_text(self) -> str:
        """Return basis and period in words, as they would be saved; empty where the proposal names no cell."""
        key = self.proposal.id
        if key is None:
            return ""
        if key.since:
            text = period_text(key.basis, key.month, key.since, language())
            return f"{text}, {_('counted from')} {date_text(key.since, language())}"
        return f"{basis_label(key.basis)}, {period_label(key.basis, key.month, language())}"

    @property
    def target_text(self) -> str:
        target = self.proposal.candidate.target
        return "" if target is None else format_number(target, language())


@require_http_methods(["GET", "HEAD", "POST"])
def reading_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the text with its figures marked, and what they are taken for; POST keeps a text, or saves figures."""
    report = report_of(request, report_id)
    user = allowed(request, report, Role.ENTRY)
    if request.method == "POST" and "text" in request.POST:
        return _read(request, report, user)
    if request.method == "POST":
        return _accept(request, report, user)
    return _show(request, report, _lines(report, _names()))


def _lines(report: Report, names: Names) -> list[ProposalLine]:
    return [_line(proposal, names) for proposal in proposals(report)] if report.text.strip() else []


def _read(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Keep the text; what it proposes is shown by the page that follows."""
    form = TextForm(request.POST, request.FILES)

    def again() -> HttpResponse:
        return _show(request, report, [], form=form)

    if not form.is_valid():
        response = again()
        response.status_code = 422
        return response
    try:
        update_report(
            report=report, by=user, way="reading", text=form.cleaned_data["text"], seen=form.cleaned_data["seen"]
        )
    except Refused as refusal:
        form.data = request.POST.copy()
        form.data["seen"] = str(report.version)  # whoever sends it again has read the refusal
        return refused(request, refusal, again)
    return HttpResponseRedirect(reverse("admin:indicators_report_reading", args=[report.pk]))


def _accept(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Save the accepted figures, all or none; none where the text has changed since the page was shown."""
    names = _names()
    version = _seen(request, report)
    lines = _lines(report, names)
    certain = request.POST.get("step") == "certain"
    for line in lines:
        if certain:
            line.accepted = _is_certain(line.proposal)
        else:
            _take(request, line)
    chosen_lines = [line for line in lines if line.accepted]
    typed = _typed(chosen_lines, names)
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
        return refused(request, refusal, lambda: _show(request, report, _lines(report, names)))
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


# --- fields


def _line(proposal: Proposal, names: Names) -> ProposalLine:
    key, subject = proposal.id if proposal.id else None, proposal.subject
    return ProposalLine(
        proposal=proposal,
        what=names.by_key.get((subject.indicator, subject.category), "") if subject else "",
        area=subject.area if subject else "",
        basis=key.basis.value if key else "",
        month=str(key.month) if key else "",
        value=entry_text(proposal.candidate.value, proposal.candidate.value_high),
        qualifier=proposal.candidate.qualifier,
        reasons=_reasons(proposal),
    )


@dataclass(frozen=True, slots=True)
class Names:
    """The indicators and categories to choose from, by slugs and by the name shown."""

    by_key: dict[tuple[str, str | None], str]
    by_name: dict[str, tuple[str, str | None]]


def _names() -> Names:
    parts: dict[tuple[str, str | None], str] = {}
    for indicator in Indicator.objects.order_by("topic__position", "position", "slug"):
        parts[indicator.slug, None] = str(indicator)
    breakdowns = Breakdown.objects.select_related("indicator").prefetch_related("dimension__categories")
    for breakdown in breakdowns:
        for category in breakdown.dimension.categories.all():
            parts[breakdown.indicator.slug, category.slug] = f"{breakdown.indicator} › {category}"
    return Names(parts, {name: key for key, name in parts.items()})


def _take(request: HttpRequest, line: ProposalLine) -> None:
    """Put what was sent for a proposal into its line."""
    prefix = f"p-{line.proposal.number}"
    line.accepted = request.POST.get(f"{prefix}-accept") == "on"
    for name in ("what", "area", "basis", "month", "value", "qualifier"):
        text = request.POST.get(f"{prefix}-{name}", getattr(line, name))
        setattr(line, name, text.replace("\x00", "")[:400].strip())  # PostgreSQL stores no NUL


def _typed(lines: Iterable[ProposalLine], names: Names) -> list[tuple[ProposalLine, Typed]]:
    """Return the cells to save, each with its line; a line that names no cell gets a `message` that says so."""
    cells: list[tuple[ProposalLine, Typed]] = []
    for line in lines:
        key = _cell_of(line, names)
        if key is None:
            line.message = _("Choose what this figure is, for which area, on which basis and month (2024-05).")
            continue
        cells += [(line, cell) for cell in _cells(line, key)]
    return cells


def _cell_of(line: ProposalLine, names: Names) -> FigureKey | None:
    subject = names.by_name.get(line.what)
    try:
        basis, month = Basis(line.basis), Month.parse(line.month)
    except ValueError:
        return None
    if subject is None or not line.area:
        return None
    proposed = line.proposal.id
    since = proposed.since if proposed and proposed.basis == basis else None
    return FigureKey(line.area, *subject, basis, last_month(basis, month), since)


def _cells(line: ProposalLine, key: FigureKey) -> Iterable[Typed]:
    """Yield the figure of a line, and the target printed with it. A cell other than the proposed must still be empty."""
    proposal = line.proposal
    span = (proposal.candidate.start, proposal.candidate.end)
    as_read = key == proposal.id
    version = proposal.held.version if as_read and proposal.held else 0
    yield Typed(key, line.value, version, line.qualifier, evidence=span, attainment=proposal.attainment)
    if proposal.target and as_read and proposal.candidate.target is not None and proposal.held_target is None:
        yield Typed(proposal.target, entry_text(proposal.candidate.target), 0, evidence=span)


# --- what the page shows


def _reasons(proposal: Proposal) -> list[str]:
    why = proposal.candidate.reason
    sentences = [_("words: %s") % "; ".join(f"“{cue}”" for cue in _cues(proposal))] if why.cues else []
    sentences.append(str(PERIODS.get(why.period, "")))
    if proposal.is_untimed:
        sentences.append(_("no cell counts the time that the text names: choose basis and month"))
    if why.sum in SUMS:
        sentences.append(str(SUMS[why.sum]))
    if any(flag.startswith("digits-") for flag in why.flags):
        sentences.append(_("the digits can be read in two ways"))
    if proposal.contested:
        sentences.append(_("another number of the text would fill the same cell"))
    return [words for words in sentences if words]


def _cues(proposal: Proposal) -> list[str]:
    return list(dict.fromkeys(proposal.cue_texts))


def _show(
    request: HttpRequest, report: Report, lines: list[ProposalLine], *, form: TextForm | None = None, sentence: str = ""
) -> HttpResponse:
    names = _names()
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


def kind_name(proposal: Proposal) -> str:
    return str(KINDS.get(str(proposal.candidate.kind), _("figure")))

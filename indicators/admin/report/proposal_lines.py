"""A proposal as the page shows it and gets it back: its fields, its reasons, and the cells that they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Breakdown, Indicator
from ...models.form import basis_label
from ...models.named import language
from ...services.drafts.proposals import Certainty, Proposal
from ...services.drafts.typed import Typed
from ...tables.figures import period_text
from ...values.cells import FigureKey
from ...values.formatting import period_label
from ...values.numbers import entry_text, format_number
from ...values.periods import Basis, Month, last_month
from .panel import figure_text

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
            return period_text(key.basis, key.month, key.since, language())
        return f"{basis_label(key.basis)}, {period_label(key.basis, key.month, language())}"

    @property
    def target_text(self) -> str:
        target = self.proposal.candidate.target
        return "" if target is None else format_number(target, language())


def line_of(proposal: Proposal, names: Names) -> ProposalLine:
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


def names_of_catalogue() -> Names:
    parts: dict[tuple[str, str | None], str] = {}
    for indicator in Indicator.objects.order_by("topic__position", "position", "slug"):
        parts[indicator.slug, None] = str(indicator)
    breakdowns = Breakdown.objects.select_related("indicator").prefetch_related("dimension__categories")
    for breakdown in breakdowns:
        for category in breakdown.dimension.categories.all():
            parts[breakdown.indicator.slug, category.slug] = f"{breakdown.indicator} › {category}"
    return Names(parts, {name: key for key, name in parts.items()})


def take(request: HttpRequest, line: ProposalLine) -> None:
    """Put what was sent for a proposal into its line."""
    prefix = f"p-{line.proposal.number}"
    line.accepted = request.POST.get(f"{prefix}-accept") == "on"
    for name in ("what", "area", "basis", "month", "value", "qualifier"):
        text = request.POST.get(f"{prefix}-{name}", getattr(line, name))
        setattr(line, name, text.replace("\x00", "")[:400].strip())  # PostgreSQL stores no NUL


def typed_cells(lines: Iterable[ProposalLine], names: Names) -> list[tuple[ProposalLine, Typed]]:
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


def kind_name(proposal: Proposal) -> str:
    return str(KINDS.get(str(proposal.candidate.kind), _("figure")))

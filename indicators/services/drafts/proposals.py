"""Figures that a report's text proposes, set beside what the report and the public hold. Nothing is saved here."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from ...models import Area, DraftFigure, Figure, Indicator, Report
from ...queries.drafts.sheet import id_of
from ...reading import AmountKind, Candidate, When
from ...values.cells import FigureKey
from ...values.periods import FIRST_YEAR, LAST_YEAR, Basis, Month, last_month
from ...values.series import Measure
from .readings import candidates_of

#: Kinds that are figures of their own. The others are computed from figures, and only shown.
FIGURES = frozenset({AmountKind.COUNT, AmountKind.MONEY, AmountKind.RATE, AmountKind.MASS, AmountKind.TARGET})
BASES = {
    "month": Basis.MONTH,
    "quarter": Basis.QUARTER,
    "ytd": Basis.YTD,
    "year": Basis.YEAR,
    "as-of": Basis.AS_OF,
}


class Certainty(StrEnum):
    """A step of how sure the reader is: one of three."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


class Subject(NamedTuple):
    """The subject of a figure: a cell without its time. `area`: public code, `category`: None for the total."""

    area: str
    indicator: str
    category: str | None


class _Time(NamedTuple):
    """The time of a cell: `since` where it is of several years together."""

    basis: Basis
    month: Month
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate as the page shows it. `id`: the cell that it would fill, if the reader found one."""

    number: int
    candidate: Candidate
    id: FigureKey | None
    level: Certainty
    subject: Subject | None = None
    target: FigureKey | None = None
    attainment: Decimal | None = None
    held: DraftFigure | None = None
    held_target: DraftFigure | None = None
    public: Figure | None = None
    cue_texts: tuple[str, ...] = ()  # the words that chose indicator and category
    contested: bool = False  # another number of the text would fill the same cell

    @property
    def number_text(self) -> str:
        """Return the proposal's number as the names of its fields have it."""
        return str(self.number)

    @property
    def is_figure(self) -> bool:
        """Return whether the candidate is a figure of its own, and not one that is computed from others."""
        return self.candidate.kind in FIGURES

    @property
    def is_untimed(self) -> bool:
        """Return whether all is known but a cell for the time that the text names: `từ ngày 20/4 đến ngày 20/5`."""
        return self.subject is not None and self.id is None

    @property
    def is_there(self) -> bool:
        """Return whether the report already holds this value in this cell."""
        return self.held is not None and self.held.value == self.candidate.value

    @property
    def differs(self) -> bool:
        """Return whether the cell holds, or the public sees, another value."""
        return any(other is not None and other.value != self.candidate.value for other in (self.held, self.public))


@dataclass(slots=True)
class _Context:
    """The catalogue and the report's surroundings that proposals are set against."""

    report: Report
    measures: dict[str, str]
    areas: dict[str, Area] = field(default_factory=dict)  # by official code, those of the report's area
    attainments: Sequence[Candidate] = ()  # the shares of targets that the text prints, in order


def proposals(report: Report) -> list[Proposal]:
    """Return what the report's text proposes, in the order of the text. Raises readings.NotRead."""
    candidates = candidates_of(report)
    day = report.published_on or report.month.last_day
    context = _context(report, candidates, day)
    in_order = [_proposal(number, candidate, context) for number, candidate in enumerate(candidates)]
    return _beside(_told_apart(in_order), report)


def _told_apart(proposals: list[Proposal]) -> list[Proposal]:
    """Return the proposals, none certain of two numbers for one cell: `2.615 người, gồm 640 người … và 1.975 người …`."""
    values: dict[FigureKey, set[tuple[Decimal, Decimal | None]]] = defaultdict(set)
    for proposal in proposals:
        if proposal.id:
            values[proposal.id].add((proposal.candidate.value, proposal.candidate.value_high))
    rivals = {place for place, several in values.items() if len(several) > 1}
    return [
        replace(
            proposal,
            contested=True,
            level=Certainty.DOUBTFUL if proposal.level == Certainty.DOUBTFUL else Certainty.LIKELY,
        )
        if proposal.id in rivals
        else proposal
        for proposal in proposals
    ]


def _context(report: Report, candidates: Iterable[Candidate], day: date) -> _Context:
    """Return what candidates are set against. Codes are reused: of two areas with one, that of the report's day is meant."""
    slugs = {candidate.indicator for candidate in candidates if candidate.indicator}
    measures = dict(Indicator.objects.filter(slug__in=slugs).values_list("slug", "measure"))
    codes = {candidate.area.code for candidate in candidates if candidate.area and candidate.area.code}
    areas = Area.objects.filter(code__in=codes).select_related("parent").order_by("valid_from", "id")
    inside = {a.code: a for a in sorted(areas, key=lambda a: a.existed(day)) if report.area_id in a.line}
    attainments = [c for c in candidates if c.kind == AmountKind.PCT_OF_TARGET]
    return _Context(report, measures, inside, sorted(attainments, key=lambda share: share.start))


def level(confidence: float) -> Certainty:
    """Return the step of a confidence (0–1).

    The steps held on the development texts: docs/reading.md has the shares that were right in each.
    """
    if confidence >= 0.9:
        return Certainty.CERTAIN
    return Certainty.LIKELY if confidence >= 0.75 else Certainty.DOUBTFUL


def _proposal(number: int, candidate: Candidate, context: _Context) -> Proposal:
    subject = _subject(candidate, context) if candidate.kind in FIGURES else None
    time = _time(candidate, subject, context) if subject else None
    place = FigureKey(*subject, *time) if subject and time else None
    return Proposal(
        number=number,
        candidate=candidate,
        id=place,
        level=_level(candidate, subject, time, context),
        subject=subject,
        target=_target_of(place) if place and candidate.target is not None else None,
        attainment=_attainment(candidate, context.attainments),
        cue_texts=tuple(context.report.text[start:end] for start, end in candidate.reason.cues),
    )


def _level(candidate: Candidate, subject: Subject | None, time: _Time | None, context: _Context) -> Certainty:
    """Return how sure the reader is of a candidate.

    No time is certain that no cell holds or that is shown as more than it is, no result told before its time.
    """
    read_as = level(candidate.confidence)
    fits = time is not None and not _is_partial(time) and not _is_early(candidate, time.month, context)
    return Certainty.LIKELY if subject and not fits and read_as == Certainty.CERTAIN else read_as


def _is_partial(time: _Time) -> bool:
    """Return whether a time begins within a year: October 2023 to May 2024 is shown as 2023–2024."""
    return time.since is not None and time.since.month > 1


def _is_early(candidate: Candidate, month: Month, context: _Context) -> bool:
    """Return whether a candidate is a result of months that the report has not reached."""
    return month > context.report.month and candidate.kind != AmountKind.TARGET and candidate.qualifier != "estimate"


def _subject(candidate: Candidate, context: _Context) -> Subject | None:
    """Return what a candidate speaks of; None where the reader lacks the indicator or the place."""
    area = context.areas.get(candidate.area.code or "") if candidate.area else context.report.area
    if candidate.indicator not in context.measures or candidate.indicator is None or area is None:
        return None
    return Subject(area.public_code, candidate.indicator, candidate.breakdown.category if candidate.breakdown else None)


def _time(candidate: Candidate, subject: Subject, context: _Context) -> _Time | None:
    """Return the time of the cell that a candidate would fill; None where the text names one that no basis counts."""
    if candidate.period is None:
        flow = context.measures[subject.indicator] == Measure.FLOW
        basis = Basis.TARGET if candidate.kind == AmountKind.TARGET else Basis.MONTH if flow else Basis.AS_OF
        return _Time(basis, last_month(basis, context.report.month))
    if not _is_known(candidate.period):
        return None
    if candidate.kind == AmountKind.TARGET:
        return _planned(candidate.period, context.report.month)
    if candidate.period.type == "range":
        return _together(candidate.period, context.report.month)
    basis = BASES[candidate.period.type]
    return _Time(basis, last_month(basis, _month(candidate.period, context.report.month)))


def _is_known(when: When) -> bool:
    """Return whether the days of a time lie in the years that figures can speak about."""
    days = (when.start, when.end, when.date)
    return all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days if day)


def _month(when: When, otherwise: Month) -> Month:
    last = when.date or when.end
    return Month.of(last) if last else otherwise


def _planned(when: When, otherwise: Month) -> _Time | None:
    """Return the time of a target: of a year or of several together. None: a plan of a month or a quarter has no cell."""
    month = _month(when, otherwise)
    if when.type == "range":
        years = _together(when, otherwise)
        whole = years and years.since and years.since.month == 1 and month.month == 12
        return years._replace(basis=Basis.TARGET) if years and whole else None
    if when.type == "year" or (when.type == "as-of" and (month.month == 12 or not when.date)):
        return _Time(Basis.TARGET, last_month(Basis.TARGET, month))
    return None


def _together(when: When, otherwise: Month) -> _Time | None:
    """Return the time of several years together; None for another.

    From the first day of a month to the last of one in a later year.
    """
    month = _month(when, otherwise)
    if when.start is None or when.start.day != 1 or when.start.year >= month.year:
        return None
    return _Time(Basis.SPAN, month, when.start) if when.end in (None, month.last_day) else None


def _target_of(place: FigureKey) -> FigureKey | None:
    """Return the target printed with a figure: of its year, or of the same whole years; None where it can have none."""
    if place.since and not (place.month.month == 12 and place.since.month == 1):
        return None
    return place.on(Basis.TARGET)


def _attainment(candidate: Candidate, attainments: Sequence[Candidate]) -> Decimal | None:
    """Return the printed share (%) of the target that follows a figure of the same indicator, category and area.

    `attainments`: all such shares of the text, in order.
    """
    after = bisect_left(attainments, candidate.end, key=lambda share: share.start)
    if candidate.kind not in FIGURES or after == len(attainments):
        return None
    share = attainments[after]
    same = (candidate.indicator, candidate.breakdown, candidate.area, candidate.period) == (
        share.indicator, share.breakdown, share.area, share.period
    )  # fmt: skip
    return share.value if same and "part-plan" not in share.reason.flags else None


def _beside(proposals: list[Proposal], report: Report) -> list[Proposal]:
    """Return each proposal with what its cell holds now, in the report and in public."""
    slugs = {proposal.candidate.indicator for proposal in proposals if proposal.id}
    drafts = DraftFigure.objects.filter(report=report, indicator__slug__in=slugs)
    public = Figure.objects.filter(
        superseded_in=None, indicator__slug__in=slugs, area__public_code__in=_areas(proposals)
    )
    cells = {id_of(f): f for f in drafts.select_related("area", "indicator", "category")}
    figures = {id_of(f): f for f in public.select_related("area", "indicator", "category")}
    return [
        replace(
            proposal,
            held=cells.get(proposal.id) if proposal.id else None,
            held_target=cells.get(proposal.target) if proposal.target else None,
            public=figures.get(proposal.id) if proposal.id else None,
        )
        for proposal in proposals
    ]


def _areas(proposals: Iterable[Proposal]) -> set[str]:
    return {proposal.id.area for proposal in proposals if proposal.id}

"""Figures that a report's text proposes, set beside what the report and the public hold. Nothing is saved here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from ...models import Area, DraftFigure, Figure, Indicator, Report
from ...queries.drafts.reading import gazetteer, vocabulary
from ...queries.drafts.sheet import id_of
from ...queries.releases import now
from ...reading import AmountKind, AreaName, Candidate, Gazetteer, Vocabulary, When, read
from ...values.cells import FigureKey
from ...values.periods import FIRST_YEAR, LAST_YEAR, Basis, Month, last_month
from ...values.series import Measure

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
    """How sure the reader is, in three plain steps."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


class Subject(NamedTuple):
    """Whose figure, of what: a cell without its time. `category` is None for the total."""

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
        """For the names of its fields."""
        return str(self.number)

    @property
    def is_figure(self) -> bool:
        return self.candidate.kind in FIGURES

    @property
    def is_untimed(self) -> bool:
        """Whether all is known but a cell for the time that the text names: `từ ngày 20/4 đến ngày 20/5`."""
        return self.subject is not None and self.id is None

    @property
    def is_there(self) -> bool:
        """Whether the report already holds this value in this cell."""
        return self.held is not None and self.held.value == self.candidate.value

    @property
    def differs(self) -> bool:
        """Whether the cell holds, or the public sees, another value."""
        return any(other is not None and other.value != self.candidate.value for other in (self.held, self.public))


@dataclass(slots=True)
class _Known:
    """The catalogue and the report's surroundings that proposals are set against."""

    report: Report
    measures: dict[str, str]
    areas: dict[str, Area] = field(default_factory=dict)  # by official code, those of the report's area


@lru_cache(maxsize=1)
def _words(catalogue: int) -> tuple[Vocabulary, Gazetteer]:
    """Read again only after an edit of the catalogue."""
    return vocabulary(), gazetteer()


def proposals(report: Report) -> list[Proposal]:
    """What the report's text proposes, in the order of the text."""
    words, places = _words(now().catalogue)
    area = report.area
    default = AreaName(area.level, area.bare_name, area.code, None)
    day = report.published_on or report.month.last_day
    candidates = read(report.text, vocabulary=words, areas=places, default_area=default, report_date=day)
    known = _known(report, candidates, day)
    found = [_proposal(number, one, candidates, known) for number, one in enumerate(candidates)]
    return _beside(_told_apart(found), report)


def _told_apart(found: list[Proposal]) -> list[Proposal]:
    """Of two numbers for one cell none is certain: `2.615 người, gồm 640 người … và 1.975 người …`."""
    values: dict[FigureKey, set[tuple[Decimal, Decimal | None]]] = defaultdict(set)
    for one in found:
        if one.id:
            values[one.id].add((one.candidate.value, one.candidate.value_high))
    rivals = {place for place, several in values.items() if len(several) > 1}
    return [
        replace(one, contested=True, level=Certainty.DOUBTFUL if one.level == Certainty.DOUBTFUL else Certainty.LIKELY)
        if one.id in rivals
        else one
        for one in found
    ]


def _known(report: Report, candidates: Iterable[Candidate], day: date) -> _Known:
    """Codes are reused: of two areas with one code, the one that existed on the report's day is meant."""
    slugs = {one.indicator for one in candidates if one.indicator}
    measures = dict(Indicator.objects.filter(slug__in=slugs).values_list("slug", "measure"))
    codes = {one.area.code for one in candidates if one.area and one.area.code}
    areas = Area.objects.filter(code__in=codes).select_related("parent").order_by("valid_from", "id")
    inside = {a.code: a for a in sorted(areas, key=lambda a: a.existed(day)) if report.area_id in a.line}
    return _Known(report, measures, inside)


def level(confidence: float) -> Certainty:
    """In steps that held on the development texts: docs/reading.md has the shares that were right in each."""
    if confidence >= 0.9:
        return Certainty.CERTAIN
    return Certainty.LIKELY if confidence >= 0.75 else Certainty.DOUBTFUL


def _proposal(number: int, one: Candidate, all_of_them: Sequence[Candidate], known: _Known) -> Proposal:
    subject = _subject(one, known) if one.kind in FIGURES else None
    time = _time(one, subject, known) if subject else None
    place = FigureKey(*subject, *time) if subject and time else None
    return Proposal(
        number=number,
        candidate=one,
        id=place,
        level=_level(one, subject, time, known),
        subject=subject,
        target=_target_of(place) if place and one.target is not None else None,
        attainment=_attainment(one, all_of_them),
        cue_texts=tuple(known.report.text[start:end] for start, end in one.reason.cues),
    )


def _level(one: Candidate, subject: Subject | None, time: _Time | None, known: _Known) -> Certainty:
    """No time is certain that no cell holds or that is shown as more than it is, no result told before its time."""
    read_as = level(one.confidence)
    fits = time is not None and not _is_partial(time) and not _is_early(one, time.month, known)
    return Certainty.LIKELY if subject and not fits and read_as == Certainty.CERTAIN else read_as


def _is_partial(time: _Time) -> bool:
    """From within a year: October 2023 to May 2024 is shown as 2023–2024."""
    return time.since is not None and time.since.month > 1


def _is_early(one: Candidate, month: Month, known: _Known) -> bool:
    """A result of months that the report has not reached."""
    return month > known.report.month and one.kind != AmountKind.TARGET and one.qualifier != "estimate"


def _subject(one: Candidate, known: _Known) -> Subject | None:
    """What a candidate speaks of; None where the reader lacks the indicator or the place."""
    area = known.areas.get(one.area.code or "") if one.area else known.report.area
    if one.indicator not in known.measures or one.indicator is None or area is None:
        return None
    return Subject(area.public_code, one.indicator, one.breakdown.category if one.breakdown else None)


def _time(one: Candidate, subject: Subject, known: _Known) -> _Time | None:
    """The time of the cell that a candidate would fill; None where the text names one that no basis counts."""
    if one.period is None:
        flow = known.measures[subject.indicator] == Measure.FLOW
        basis = Basis.TARGET if one.kind == AmountKind.TARGET else Basis.MONTH if flow else Basis.AS_OF
        return _Time(basis, last_month(basis, known.report.month))
    if not _is_known(one.period):
        return None
    if one.kind == AmountKind.TARGET:
        return _planned(one.period, known.report.month)
    if one.period.type == "range":
        return _together(one.period, known.report.month)
    basis = BASES[one.period.type]
    return _Time(basis, last_month(basis, _month(one.period, known.report.month)))


def _is_known(when: When) -> bool:
    """Whether its days lie in the years that figures can speak about."""
    days = (when.start, when.end, when.date)
    return all(FIRST_YEAR <= day.year <= LAST_YEAR for day in days if day)


def _month(when: When, otherwise: Month) -> Month:
    last = when.date or when.end
    return Month.of(last) if last else otherwise


def _planned(when: When, otherwise: Month) -> _Time | None:
    """A target is of a year or of several together; a plan of a month or a quarter has no cell."""
    month = _month(when, otherwise)
    if when.type == "range":
        years = _together(when, otherwise)
        whole = years and years.since and years.since.month == 1 and month.month == 12
        return years._replace(basis=Basis.TARGET) if years and whole else None
    if when.type == "year" or (when.type == "as-of" and (month.month == 12 or not when.date)):
        return _Time(Basis.TARGET, last_month(Basis.TARGET, month))
    return None


def _together(when: When, otherwise: Month) -> _Time | None:
    """Several years together: from the first day of a month to the last of one in a later year."""
    month = _month(when, otherwise)
    if when.start is None or when.start.day != 1 or when.start.year >= month.year:
        return None
    return _Time(Basis.SPAN, month, when.start) if when.end in (None, month.last_day) else None


def _target_of(place: FigureKey) -> FigureKey | None:
    """The target printed with a figure: of its year, or of the same whole years."""
    if place.since and not (place.month.month == 12 and place.since.month == 1):
        return None
    return place.on(Basis.TARGET)


def _attainment(one: Candidate, all_of_them: Sequence[Candidate]) -> Decimal | None:
    """The printed share of the target that follows a figure of the same indicator, category and area."""
    if one.kind not in FIGURES:
        return None
    same = (one.indicator, one.breakdown, one.area, one.period)
    for other in all_of_them:
        if other.start >= one.end and other.kind == AmountKind.PCT_OF_TARGET:
            if "part-plan" in other.reason.flags:
                return None
            said = (other.indicator, other.breakdown, other.area, other.period)
            return other.value if said == same else None
    return None


def _beside(found: list[Proposal], report: Report) -> list[Proposal]:
    """Each proposal with what its cell holds now, in the report and in public."""
    slugs = {one.candidate.indicator for one in found if one.id}
    drafts = DraftFigure.objects.filter(report=report, indicator__slug__in=slugs)
    public = Figure.objects.filter(superseded_in=None, indicator__slug__in=slugs, area__public_code__in=_areas(found))
    held = {id_of(f): f for f in drafts.select_related("area", "indicator", "category")}
    seen = {id_of(f): f for f in public.select_related("area", "indicator", "category")}
    return [
        replace(
            one,
            held=held.get(one.id) if one.id else None,
            held_target=held.get(one.target) if one.target else None,
            public=seen.get(one.id) if one.id else None,
        )
        for one in found
    ]


def _areas(found: Iterable[Proposal]) -> set[str]:
    return {one.id.area for one in found if one.id}

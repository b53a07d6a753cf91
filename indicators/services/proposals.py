"""Figures that a report's text proposes, set beside what the report and the public hold. Nothing is saved here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from ..grid import CellId
from ..models import Area, DraftFigure, Figure, Indicator, Report
from ..periods import Basis, Month, last_month
from ..queries.reading import gazetteer, vocabulary
from ..queries.releases import now
from ..queries.sheet import id_of
from ..reading import AreaName, Candidate, Gazetteer, Kind, Vocabulary, read
from ..rules import Key
from ..series import Measure

#: Kinds that are figures of their own. The others are computed from figures, and only shown.
FIGURES = frozenset({Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.MASS, Kind.TARGET})
BASES = {
    "month": Basis.MONTH,
    "quarter": Basis.QUARTER,
    "ytd": Basis.YTD,
    "year": Basis.YEAR,
    "as-of": Basis.AS_OF,
    "range": Basis.SPAN,
}


class Level(StrEnum):
    """How sure the reader is, in three plain steps."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate as the page shows it. `id`: the cell that it would fill, if the reader found one."""

    number: int
    candidate: Candidate
    id: CellId | None
    level: Level
    target: CellId | None = None
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
    values: dict[CellId, set[tuple[Decimal, Decimal | None]]] = defaultdict(set)
    for one in found:
        if one.id:
            values[one.id].add((one.candidate.value, one.candidate.value_high))
    rivals = {place for place, several in values.items() if len(several) > 1}
    return [
        replace(one, contested=True, level=Level.DOUBTFUL if one.level == Level.DOUBTFUL else Level.LIKELY)
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
    inside = {a.code: a for a in sorted(areas, key=lambda a: a.existed(day)) if report.area_id in _line(a)}
    return _Known(report, measures, inside)


def _line(area: Area) -> set[int | None]:
    return {area.pk, area.parent_id, area.parent.parent_id if area.parent else None}


def level(confidence: float) -> Level:
    """In steps that held on the development texts: docs/reading.md has the shares that were right in each."""
    if confidence >= 0.9:
        return Level.CERTAIN
    return Level.LIKELY if confidence >= 0.75 else Level.DOUBTFUL


def _proposal(number: int, one: Candidate, all_of_them: Sequence[Candidate], known: _Known) -> Proposal:
    place = _cell(one, known) if one.kind in FIGURES else None
    return Proposal(
        number=number,
        candidate=one,
        id=place,
        level=level(one.confidence),
        target=_target_of(place) if place and one.target is not None else None,
        attainment=_attainment(one, all_of_them),
        cue_texts=tuple(known.report.text[start:end] for start, end in one.reason.cues),
    )


def _cell(one: Candidate, known: _Known) -> CellId | None:
    """The cell that a candidate would fill; None where the reader lacks the indicator or the place."""
    area = known.areas.get(one.area.code or "") if one.area else known.report.area
    if one.indicator not in known.measures or one.indicator is None or area is None:
        return None
    basis, month, since = _when(one, known)
    key = Key(area.public_code, one.indicator, one.breakdown.category if one.breakdown else None, basis, month)
    return CellId(key, since)


def _when(one: Candidate, known: _Known) -> tuple[Basis, Month, date | None]:
    when = one.period
    measure = known.measures[one.indicator or ""]
    if when is None:
        basis = Basis.MONTH if measure == Measure.FLOW else Basis.AS_OF
        return (Basis.TARGET if one.kind == Kind.TARGET else basis), _filed(one, basis, known.report.month), None
    day = when.date or when.end
    month = Month.of(day) if day else known.report.month
    basis = Basis.TARGET if one.kind == Kind.TARGET else BASES[when.type]
    since = when.start if basis == Basis.SPAN else None
    return basis, last_month(basis, month), since


def _filed(one: Candidate, basis: Basis, month: Month) -> Month:
    return last_month(Basis.TARGET if one.kind == Kind.TARGET else basis, month)


def _target_of(place: CellId) -> CellId:
    key = place.key
    month = last_month(Basis.TARGET, key.month) if key.month else None
    return CellId(Key(key.area, key.indicator, key.category, Basis.TARGET, month))


def _attainment(one: Candidate, all_of_them: Sequence[Candidate]) -> Decimal | None:
    """The printed share of the target that follows a figure of the same indicator, category and area."""
    if one.kind not in FIGURES:
        return None
    same = (one.indicator, one.breakdown, one.area, one.period)
    for other in all_of_them:
        if other.start >= one.end and other.kind == Kind.PCT_OF_TARGET:
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
    return {one.id.key.area for one in found if one.id}

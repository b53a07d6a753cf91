"""What a report would change in what is public now: old and new side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from ...models import DraftFigure, Figure, Report, User
from ...models.figure import PLACED_BY, VALUES, FigureBase
from ...permissions import figures_for
from ...values.cells import FigureKey
from .sheet import id_of

NAMES = ("area", "indicator__unit", *PLACED_BY)


class RedlineKind(StrEnum):
    """A way in which a report would deal with one figure."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WITHDRAWN = "withdrawn"  # an amendment leaves out what its report had published
    KEPT = "kept"  # made-up figures never take a reported one's place
    OVERTAKEN = "overtaken"  # an amendment leaves it as it took it over, and somebody else changed it meanwhile


@dataclass(frozen=True, slots=True)
class RedlineEntry:
    """One cell with what is public now and what would be."""

    id: FigureKey
    kind: RedlineKind
    old: Figure | None
    new: DraftFigure | None

    @property
    def figure(self) -> FigureBase:
        """Return the new figure, or the old one where there is none: for its names."""
        figure = self.new or self.old
        assert figure is not None
        return figure


def redline(report: Report, user: User) -> list[RedlineEntry]:
    """Return every cell of a report against the current figure in its place, in the catalogue's order."""
    drafts = list(figures_for(user).filter(report=report).select_related(*NAMES))
    current = {id_of(figure): figure for figure in _current(drafts)}
    untouched = _untouched(report, drafts)
    entries = [_difference(report, draft, current.get(id_of(draft)), untouched) for draft in drafts]
    entries += _left_out(report, {id_of(draft) for draft in drafts})
    return sorted(entries, key=_place)


def revisions(report: Report, entries: Iterable[RedlineEntry]) -> int:
    """Return how many reported figures a report would change that is no amendment, and so has no public reason yet."""
    if report.amends_id:
        return 0
    olds = [entry.old for entry in entries if entry.kind == RedlineKind.CHANGED]
    return sum(old is not None and old.status != "illustrative" for old in olds)


def _place(difference: RedlineEntry) -> tuple[object, ...]:
    return (*difference.figure.place, str(difference.id))


def _current(drafts: Sequence[DraftFigure]) -> Iterable[Figure]:
    """Return all public figures that may stand in the drafts' places, and a little more."""
    return Figure.objects.filter(
        area__in={draft.area_id for draft in drafts},
        indicator__in={draft.indicator_id for draft in drafts},
        period__in={draft.period for draft in drafts},
        superseded_in=None,
    ).select_related(*NAMES)


def _untouched(report: Report, drafts: Sequence[DraftFigure]) -> set[FigureKey]:
    """Return the cells of an amendment that hold what it began with (as `services.publication` asks it in SQL)."""
    if not report.amends_id:
        return set()
    then = Q(superseded_in=None) | Q(superseded_in__released_at__gt=report.created_at)
    begun = {id_of(f): f for f in Figure.objects.filter(then, report=report.amends_id).select_related(*NAMES)}
    return {key for draft in drafts if (key := id_of(draft)) in begun and _says_the_same(draft, begun[key])}


def _difference(report: Report, draft: DraftFigure, old: Figure | None, untouched: set[FigureKey]) -> RedlineEntry:
    key = id_of(draft)
    if old is not None and report.illustrative and old.status != "illustrative":
        kind = RedlineKind.KEPT
    elif old is not None and _says_the_same(draft, old):
        kind = RedlineKind.SAME
    elif key in untouched:
        kind = RedlineKind.OVERTAKEN
    else:
        kind = RedlineKind.CHANGED if old else RedlineKind.NEW
    return RedlineEntry(key, kind, old, draft)


def _says_the_same(draft: FigureBase, figure: FigureBase) -> bool:
    return all(getattr(draft, name) == getattr(figure, name) for name in VALUES)


def _left_out(report: Report, keys: set[FigureKey]) -> list[RedlineEntry]:
    """Return the figures that an amended report published and its amendment (whose cells are `keys`) no longer holds."""
    if not report.amends_id:
        return []
    figures = Figure.objects.filter(report=report.amends_id, superseded_in=None).select_related(*NAMES)
    return [RedlineEntry(id_of(f), RedlineKind.WITHDRAWN, f, None) for f in figures if id_of(f) not in keys]

"""What a report would change in what is public now: old and new side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..grid import CellId
from ..models import DraftFigure, Figure, Report, User
from ..models.figure import VALUES, FigureBase
from ..permissions import figures_for
from .sheet import id_of

NAMES = ("area", "indicator__unit", "category")


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WITHDRAWN = "withdrawn"  # an amendment leaves out what its report had published
    KEPT = "kept"  # made-up figures never take a reported one's place


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: what is public now and what would be."""

    id: CellId
    kind: Kind
    old: Figure | None
    new: DraftFigure | None

    @property
    def figure(self) -> FigureBase:
        """Whichever there is: for the names."""
        figure = self.new or self.old
        assert figure is not None
        return figure


def redline(report: Report, user: User) -> list[Difference]:
    """Every cell of a report against the current figure in its place, in the catalogue's order."""
    drafts = list(figures_for(user).filter(report=report).select_related(*NAMES))
    current = {id_of(figure): figure for figure in _current(drafts)}
    found = [_difference(report, draft, current.get(id_of(draft))) for draft in drafts]
    found += _left_out(report, {id_of(draft) for draft in drafts})
    return sorted(found, key=_place)


def _place(difference: Difference) -> tuple[object, ...]:
    figure = difference.figure
    category = (figure.category.position, figure.category.slug) if figure.category else (-1, "")
    return (figure.indicator.position, figure.indicator.slug, *category, str(difference.id))


def _current(drafts: Sequence[DraftFigure]) -> Iterable[Figure]:
    """All that may stand in their places, and a little more."""
    return Figure.objects.filter(
        area__in={draft.area_id for draft in drafts},
        indicator__in={draft.indicator_id for draft in drafts},
        period__in={draft.period for draft in drafts},
        superseded_in=None,
    ).select_related(*NAMES)


def _difference(report: Report, draft: DraftFigure, old: Figure | None) -> Difference:
    if old is None:
        kind = Kind.NEW
    elif report.illustrative and old.status != "illustrative":
        kind = Kind.KEPT
    else:
        kind = Kind.SAME if all(getattr(draft, name) == getattr(old, name) for name in VALUES) else Kind.CHANGED
    return Difference(id_of(draft), kind, old, draft)


def _left_out(report: Report, held: set[CellId]) -> list[Difference]:
    if not report.amends_id:
        return []
    figures = Figure.objects.filter(report=report.amends_id, superseded_in=None).select_related(*NAMES)
    return [Difference(id_of(f), Kind.WITHDRAWN, f, None) for f in figures if id_of(f) not in held]

"""Saving cells: all or none, nobody's work overwritten, one statement however many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from ...models import Area, DraftFigure, Report, User
from ...models.area import within
from ...models.figure import KEY, VALUES
from ...queries.sql import columns, differ, from_excluded, identifier, listed, statement
from ...values.periods import Basis
from ...values.series import Qualifier
from ..acting import acting
from ..errors import Refused
from ..guards import open_report

TYPES = {
    "area": "bigint", "indicator": "bigint", "category": "bigint", "period": "date", "since": "date",
    "value": "numeric", "value_high": "numeric", "printed_attainment": "numeric",
    "inferred": "boolean", "text_start": "int", "text_end": "int",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellToSave:
    """The content that a person wants a cell to have. Ids are primary keys; `period` as in `Figure`.

    `version` is the one that they saw, 0 for an empty cell; None overwrites
    whatever is there. A cell with neither value nor reason is emptied.
    """

    area: int
    indicator: int
    category: int | None
    basis: Basis
    period: date
    since: date | None = None
    value: Decimal | None = None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    missing_reason: str = ""
    note: str = ""
    printed_attainment: Decimal | None = None
    inferred: bool = False
    text_start: int | None = None
    text_end: int | None = None
    version: int | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what tells the cell from the others of its report: ids, basis, and dates."""
        return (self.area, self.indicator, self.category, self.basis.value, self.period, self.since)

    @property
    def is_empty(self) -> bool:
        """Return whether the cell is emptied: it has neither value nor reason."""
        return self.value is None and not self.missing_reason


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that someone else changed first: what was sent, and what it holds now (None: emptied)."""

    sent: CellToSave
    held: DraftFigure | None


class Conflicts(Exception):
    """The cells that hold something else than their editor saw: nothing was saved."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(_("Someone else changed these cells meanwhile."))
        self.conflicts = tuple(conflicts)


def save_cells(*, report: Report, cells: Iterable[CellToSave], by: User, way: str) -> list[DraftFigure]:
    """Put `cells` into an open report, all or none; return what they hold now, emptied ones left out.

    Raise Conflicts where a cell changed since its editor saw it, Refused where
    the report is not open to `by` or a cell is outside its area.
    """
    by_key = {cell.key: cell for cell in cells}
    if not by_key:
        return []
    with acting(by=by, way=way):
        locked_report = open_report(report, by)
        put_cells(report=locked_report, cells=by_key.values(), now=_figures_of(locked_report, by_key), by=by)
        return [figure for figure in _figures_of(locked_report, by_key) if key_of(figure) in by_key]


def put_cells(*, report: Report, cells: Iterable[CellToSave], now: Iterable[DraftFigure], by: User) -> None:
    """Save into a report that `open_report` has locked, inside `acting`. `now`: what it holds of the cells' indicators."""
    by_key = {cell.key: cell for cell in cells}
    figures = {key_of(figure): figure for figure in now}
    _check_areas(report, by_key.values())
    _check_versions(by_key, figures)
    _empty([figures[key].pk for key, cell in by_key.items() if cell.is_empty and key in figures])
    _upsert(report, [cell for cell in by_key.values() if not cell.is_empty], by)


def _check_areas(report: Report, cells: Iterable[CellToSave]) -> None:
    areas = {cell.area for cell in cells} - {report.area_id}
    if not areas:
        return
    inside = Area.objects.filter(within([report.area_id]), pk__in=areas).values_list("pk", flat=True)
    if outside := areas - set(inside):
        names = ", ".join(str(area) for area in Area.objects.filter(pk__in=outside))
        raise Refused(_("Outside the report's area: %(areas)s.") % {"areas": names or sorted(outside)})


def key_of(figure: DraftFigure) -> tuple[Any, ...]:
    """Return the key of a draft figure's cell, as `CellToSave.key` is."""
    return (figure.area_id, figure.indicator_id, figure.category_id, figure.basis, figure.period, figure.since)


def _figures_of(report: Report, by_key: dict[tuple[Any, ...], CellToSave]) -> list[DraftFigure]:
    """Return what the report's cells hold, for the indicators of the cells in `by_key`."""
    indicators = {cell.indicator for cell in by_key.values()}
    return list(DraftFigure.objects.filter(report=report, indicator__in=indicators).order_by("id"))


def _check_versions(by_key: dict[tuple[Any, ...], CellToSave], now: dict[tuple[Any, ...], DraftFigure]) -> None:
    conflicts = []
    for key, cell in by_key.items():
        figure = now.get(key)
        if cell.version is not None and cell.version != (figure.version if figure else 0):
            conflicts.append(Conflict(cell, figure))
    if conflicts:
        raise Conflicts(conflicts)


def _empty(figures: list[int]) -> None:
    if figures:
        DraftFigure.objects.filter(pk__in=figures).delete()


def _upsert(report: Report, cells: Sequence[CellToSave], by: User) -> None:
    """Insert or update cells with one statement; an unchanged cell keeps its version and leaves no history."""
    if not cells:
        return
    names = (*KEY, *VALUES)
    sql = statement(
        """INSERT INTO indicators_draftfigure AS draft (report_id, version, saved_at, saved_by_id, {columns})
        SELECT %s, 1, now(), %s, * FROM unnest({arrays})
        ON CONFLICT (report_id, {key}) DO UPDATE
        SET {updates}, version = draft.version + 1, saved_at = now(), saved_by_id = excluded.saved_by_id
        WHERE {changed}""",
        columns=columns(*names),
        arrays=listed(statement("%s::{type}[]", type=identifier(TYPES.get(name, "text"))) for name in names),
        key=columns(*KEY),
        updates=from_excluded(VALUES),
        changed=differ("draft", "excluded", VALUES),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [report.pk, by.pk, *[[_plain(getattr(cell, name)) for cell in cells] for name in names]],
        )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, (Basis, Qualifier)) else value

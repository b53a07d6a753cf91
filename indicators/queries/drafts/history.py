"""Who changed what, as people read it. What the database recorded is in `models.Change`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from ...models import Area, Category, Change, Indicator, Report, User
from ...permissions import changes_for
from ...values.cells import FigureKey, Held
from ...values.series import Qualifier

CELLS, REPORTS = "draft_figure", "report"

#: At most so many changes of one cell are shown.
MOST = 50


@dataclass(frozen=True, slots=True)
class CellChange:
    """One write to a cell. None: the cell was empty."""

    at: datetime
    by: str
    way: str
    before: Held | None
    after: Held | None
    cell: FigureKey | None = None  # None where the catalogue no longer knows it


@dataclass(frozen=True, slots=True)
class ReportChange:
    """One write to what a report says of itself: each changed field, from what to what."""

    at: datetime
    by: str
    way: str
    fields: tuple[tuple[str, Any, Any], ...]


def cell_changes(report: Report, user: User, cell: FigureKey) -> list[CellChange]:
    """Return the newest changes of one cell, newest first, also those of a cell that was emptied and filled again.

    At most MOST; none where the catalogue does not know the cell.
    """
    row = _columns(cell)
    if row is None:
        return []
    changes = _changes(report, user, CELLS).filter(
        Q(**{f"after__{name}": value for name, value in row.items()})
        | Q(**{f"before__{name}": value for name, value in row.items()})
    )
    return _cell_changes(list(changes.order_by("-id")[:MOST]), lambda _row: cell)


def report_cell_changes(report: Report, user: User, *, offset: int, limit: int) -> list[CellChange]:
    """Return `limit` changes of a report's cells, newest first, from `offset` on."""
    changes = list(_changes(report, user, CELLS).order_by("-id")[offset : offset + limit])
    names = _Names(change.after or change.before or {} for change in changes)
    return _cell_changes(changes, names.cell)


def report_cell_change_count(report: Report, user: User) -> int:
    """Return how many changes of a report's cells there are that `user` may see."""
    return _changes(report, user, CELLS).count()


#: Fields of a report that change with every step and say nothing by themselves.
SILENT = frozenset({"id", "version", "created_at", "submitted_at", "reviewed_at"})


def report_changes(report: Report, user: User) -> list[ReportChange]:
    """Return what happened to the report itself, newest first; at most MOST changes."""
    changes = list(_changes(report, user, REPORTS).order_by("-id")[:MOST])
    names = _user_names(changes)
    return [
        ReportChange(change.at, names.get(change.actor_id, "?"), change.way, tuple(_fields(change)))
        for change in changes
    ]


def _fields(change: Change) -> Iterable[tuple[str, Any, Any]]:
    before, after = change.before or {}, change.after or {}
    for name in after:
        if name not in SILENT and before.get(name) != after[name] and (before or after[name] not in {None, "", False}):
            yield name.removesuffix("_id"), before.get(name), after[name]


def _changes(report: Report, user: User, table: str) -> QuerySet[Change]:
    return changes_for(user).filter(report_id=report.pk, table=table)


def _cell_changes(changes: list[Change], cell: Any) -> list[CellChange]:
    names = _user_names(changes)
    return [
        CellChange(
            at=change.at,
            by=names.get(change.actor_id, "?"),
            way=change.way,
            before=_held(change.before),
            after=_held(change.after),
            cell=cell(change.after or change.before or {}),
        )
        for change in changes
    ]


def _user_names(changes: Iterable[Change]) -> dict[int, str]:
    users = User.objects.filter(pk__in={change.actor_id for change in changes})
    return {user.pk: user.get_full_name() or user.get_username() for user in users}


def _held(row: Mapping[str, Any] | None) -> Held | None:
    if row is None:
        return None
    return Held(
        value=_decimal(row["value"]),
        value_high=_decimal(row["value_high"]),
        qualifier=Qualifier(row["qualifier"]),
        missing_reason=row["missing_reason"],
        note=row["note"],
        version=row["version"],
    )


def _decimal(value: float | None) -> Decimal | None:
    """Return a number that was recorded as JSON: it has fifteen digits at most, so that JSON has kept them all."""
    return None if value is None else Decimal(repr(value))


def _columns(cell: FigureKey) -> dict[str, Any] | None:
    """Return the cell's key as it stands in a recorded row; None where the catalogue does not know it."""
    area = Area.objects.filter(public_code=cell.area).values_list("pk", flat=True).first()
    indicator = Indicator.objects.filter(slug=cell.indicator).values_list("pk", flat=True).first()
    categories = Category.objects.filter(dimension__breakdowns__indicator=indicator, slug=cell.category)
    category = categories.values_list("pk", flat=True).first() if cell.category else None
    if area is None or indicator is None or (cell.category and category is None):
        return None
    return {
        "area_id": area,
        "indicator_id": indicator,
        "category_id": category,
        "basis": cell.basis.value,
        "period": cell.month.first_day.isoformat(),
        "since": cell.since.isoformat() if cell.since else None,
    }


class _Names:
    """The names that the keys of recorded rows stand for: one query for each kind of name."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        records = list(rows)
        self.areas = dict(_pairs(Area, records, "area_id", "public_code"))
        self.indicators = dict(_pairs(Indicator, records, "indicator_id", "slug"))
        self.categories = dict(_pairs(Category, records, "category_id", "slug"))

    def cell(self, row: Mapping[str, Any]) -> FigureKey | None:
        """Return the cell that a recorded row is of; None where the catalogue no longer knows it."""
        try:
            parts = [
                self.areas[row["area_id"]],
                self.indicators[row["indicator_id"]],
                self.categories[row["category_id"]] if row["category_id"] else "",
                row["basis"],
                row["period"][:7],
            ]
        except KeyError:
            return None
        return FigureKey.parse("|".join([*parts, *([row["since"]] if row["since"] else [])]))


def _pairs(model: Any, rows: list[Mapping[str, Any]], column: str, name: str) -> Iterable[tuple[int, str]]:
    keys = {row[column] for row in rows if row.get(column)}
    pairs: Iterable[tuple[int, str]] = model.objects.filter(pk__in=keys).values_list("pk", name)
    return pairs

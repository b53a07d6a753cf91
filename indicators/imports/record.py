"""One figure of a file as it was read, or the cell that cannot be taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from .. import rules
from ..values.cells import FigureKey
from ..values.names import Name
from ..values.numbers import Parsed
from ..values.periods import Basis, Month
from ..values.series import Qualifier
from .catalogue_index import KnownArea, KnownCategory, KnownIndicator
from .messages import shown


class Record(NamedTuple):
    """A figure of a file, and its place. None as qualifier or note: the file does not say."""

    area: KnownArea
    indicator: KnownIndicator
    category: KnownCategory | None
    basis: Basis
    month: Month
    since: date | None
    value: Decimal | None
    value_high: Decimal | None
    qualifier: Qualifier | None
    missing_reason: str
    note: str | None
    sheet: str
    row: int
    column: int

    @property
    def identity(self) -> tuple[Any, ...]:
        category = self.category.id if self.category else 0
        return (self.area.id, self.indicator.id, category, self.basis, self.month.index, self.since)

    @property
    def content(self) -> tuple[Any, ...]:
        return (*self[6:8], self.qualifier or Qualifier.EXACT, self.missing_reason, self.note or "")


class WrongCell(Exception):
    """A cell that cannot be taken: which column, what it holds, what should be there."""

    def __init__(self, column: str | int, found: object, expected: Name) -> None:
        super().__init__(expected.vi)
        self.column, self.found, self.expected = column, shown(found), expected


def as_cell(record: Record, parsed: Parsed | None = None, text: object = "") -> rules.CheckedCell:
    """Return a record as the rules see it."""
    category = record.category.slug if record.category else None
    return rules.CheckedCell(
        FigureKey(record.area.code, record.indicator.slug, category, record.basis, record.month, record.since),
        record.indicator.facts,
        record.value,
        record.value_high,
        record.qualifier or Qualifier.EXACT,
        record.missing_reason,
        text=shown(text).strip() if text != "" else "",
        parsed=parsed,
    )

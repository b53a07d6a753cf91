"""Which figure, and what a cell of a report holds for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .names import Ref
from .numbers import entry_text
from .periods import Basis, Month, last_month, months_before
from .series import IndicatorRef, Qualifier


class FigureKey(NamedTuple):
    """Which figure: of what, where, counted over what, until which month. `str()` gives `14|jobs_created|loan|month|2024-01`.

    A total has no category; a figure over several years ends with the day that it is counted from. What the browser
    sends back is this very text. A tuple, because a report's rules ask for tens of thousands of them.
    """

    area: str  # public code
    indicator: str
    category: str | None  # unique within the indicator; None: the total
    basis: Basis
    month: Month
    since: date | None = None

    def __str__(self) -> str:
        parts = [self.area, self.indicator, self.category or "", self.basis.value, str(self.month)]
        return "|".join([*parts, *([self.since.isoformat()] if self.since else [])])

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """Read what `str()` gives. Raises ValueError for anything else."""
        parts = text.split("|")
        if len(parts) not in {5, 6} or not re.fullmatch("[A-Za-z0-9_|-]{1,300}", text):
            raise ValueError(f"not a cell: {text[:80]!r}")
        since = date.fromisoformat(parts[5]) if len(parts) == 6 else None
        return cls(parts[0], parts[1], parts[2] or None, Basis(parts[3]), Month.parse(parts[4]), since)

    @property
    def series(self) -> tuple[str, str, str | None, Basis]:
        """Name the series that this figure is a point of: area, indicator, category and basis."""
        return self[:4]

    def earlier(self, months: int) -> FigureKey | None:
        """Return the same figure `months` before; None before the first year we know."""
        month = months_before(self.month, months)
        return self.at(month) if month else None

    def on(self, basis: Basis) -> FigureKey:
        """Return the same figure on another basis; the target is that of the year."""
        month = last_month(basis, self.month) if basis == Basis.TARGET else self.month
        return FigureKey(self.area, self.indicator, self.category, basis, month, self.since)

    def at(self, month: Month) -> FigureKey:
        """Return the same figure in another month."""
        return FigureKey(self.area, self.indicator, self.category, self.basis, month, self.since)

    def of(self, category: str | None) -> FigureKey:
        """Return the same figure of another category; None: the total."""
        return FigureKey(self.area, self.indicator, category, self.basis, self.month, self.since)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One cell that the page shows: asked for by the form, or held by the report beyond it."""

    id: FigureKey
    indicator: IndicatorRef
    category: Ref | None
    area: Ref
    required: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds. `version` 0: nothing yet."""

    value: Decimal | None = None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    missing_reason: str = ""
    note: str = ""
    version: int = 0

    @property
    def text(self) -> str:
        """As one would type it."""
        return "" if self.value is None else entry_text(self.value, self.value_high)


EMPTY = Held()

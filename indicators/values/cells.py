"""Which figure, and what a cell of a report holds for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .names import Ref
from .numbers import entry_text
from .periods import Basis, Month
from .series import IndicatorRef, Qualifier

_YEARS_TARGET = 12  # a target is filed under December


class Key(NamedTuple):
    """Which figure. `month` is None where what was written is no month.

    A tuple, because a report's rules ask for tens of thousands of them.
    """

    area: str  # public code
    indicator: str
    category: str | None  # unique within the indicator; None: the total
    basis: Basis
    month: Month | None

    def earlier(self, months: int) -> Key | None:
        """The same figure `months` before; None before the first year we know."""
        try:
            return self.at(self.month.plus(-months)) if self.month else None
        except ValueError:
            return None

    def on(self, basis: Basis) -> Key:
        """The same figure on another basis; the target is that of the year."""
        month = self.month
        if basis == Basis.TARGET and month:
            month = Month(month.year, _YEARS_TARGET)
        return Key(self.area, self.indicator, self.category, basis, month)

    def at(self, month: Month | None) -> Key:
        """The same figure in another month; None: of no month, as a name for the whole series."""
        return Key(self.area, self.indicator, self.category, self.basis, month)

    def of(self, category: str | None) -> Key:
        """The same figure of another category; None: the total."""
        return Key(self.area, self.indicator, category, self.basis, self.month)


@dataclass(frozen=True, slots=True)
class CellId:
    """Which cell: what the browser sends back. `str()` gives `14|jobs_created|loan|month|2024-01`.

    A total has an empty category; a figure over several years ends with the day that it is counted from.
    """

    key: Key
    since: date | None = None

    def __str__(self) -> str:
        key = self.key
        parts = [key.area, key.indicator, key.category or "", key.basis.value, str(key.month)]
        return "|".join([*parts, *([self.since.isoformat()] if self.since else [])])

    @classmethod
    def parse(cls, text: str) -> CellId:
        """Raises ValueError for anything that `str()` would not have given."""
        parts = text.split("|")
        if len(parts) not in {5, 6} or not re.fullmatch("[A-Za-z0-9_|-]{1,300}", text):
            raise ValueError(f"not a cell: {text[:80]!r}")
        since = date.fromisoformat(parts[5]) if len(parts) == 6 else None
        return cls(Key(parts[0], parts[1], parts[2] or None, Basis(parts[3]), Month.parse(parts[4])), since)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that the page shows: asked for by the form, or held by the report beyond it."""

    id: CellId
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

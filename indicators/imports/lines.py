"""The lines of a file, whatever kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class FileSheet:
    """The beginning of a sheet, or its end (`ended`) with what stood out. A CSV is one sheet without a name.

    `total`: about how many lines the whole file has, for a bar; blank ones are among them.
    """

    name: str = ""
    hidden: bool = False
    ended: bool = False
    merged: tuple[str, ...] = ()
    formulas: int = 0
    total: int = 0


class FileLine(NamedTuple):
    """A line of a file: its number as the person sees it, and its cells.

    A cell is a str (empty: nothing there), a number, a date, a `PercentCell` or a `BadCell`.
    """

    number: int
    cells: list[Any]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PercentCell:
    """A number that the workbook shows as per cent: 0.148 for 14,8 %."""

    number: float | Decimal


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that holds no figure: a date and time, yes or no, an error, a formula without its result."""

    kind: str
    text: str = ""

    def __str__(self) -> str:
        return self.text

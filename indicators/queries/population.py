"""Which published figure counts as an area's population of a year: for per 1,000 people, and for the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ..values.periods import Basis, Month

A = TypeVar("A")
F = TypeVar("F")


def by_year(found: Iterable[tuple[A, Basis, Month, F]]) -> dict[A, dict[int, F]]:
    """Of totals (area, basis, month, figure), each area's figure of each year.

    The yearly average; where a year has none, its last other figure. Never a target: nobody lives in a plan.
    """
    counted = (one for one in found if one[1] != Basis.TARGET)
    years: dict[A, dict[int, F]] = {}
    for area, _basis, month, figure in sorted(counted, key=lambda one: (one[1] == Basis.YEAR, one[2], one[1])):
        years.setdefault(area, {})[month.year] = figure
    return years

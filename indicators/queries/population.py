"""Which published figure counts as an area's population of a year: for per 1,000 people, and for the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ..values.periods import Basis, Month

A = TypeVar("A")
F = TypeVar("F")


def by_year(totals: Iterable[tuple[A, Basis, Month, F]]) -> dict[A, dict[int, F]]:
    """Return each area's population by year, from totals as (area, basis, month, figure).

    The yearly average; where a year has none, its last other figure. Never a target: nobody lives in a plan.
    """
    results = (total for total in totals if total[1] != Basis.TARGET)
    years: dict[A, dict[int, F]] = {}
    for area, _basis, month, figure in sorted(results, key=lambda total: (total[1] == Basis.YEAR, total[2], total[1])):
        years.setdefault(area, {})[month.year] = figure
    return years

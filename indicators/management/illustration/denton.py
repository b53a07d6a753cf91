"""Spread known totals over months that keep the shape of a base: Denton's proportional benchmarking.

Among all months that meet the totals, those are taken whose ratio to the base changes least from month
to month. See IMF, Quarterly National Accounts Manual, chapter 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

#: How strongly months far from any total are drawn back to the base.
_PULL = 1e-3
_TINY = 1e-9

Row = list[float]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum to meet: months `start` to `end` (exclusive) add up to `value`."""

    start: int
    end: int
    value: int


def benchmark(base: Sequence[float], totals: Sequence[Total]) -> list[int]:
    """Return whole numbers, none negative, that meet every total exactly.

    Raises ValueError where the totals contradict each other, or the months that
    come nearest to the base's shape cannot meet them without falling below zero.
    """
    zeros: set[int] = set()
    while True:
        values = _smooth(base, totals, zeros)
        below = {place for place, value in enumerate(values) if value < -_TINY}
        if not below:
            break
        zeros |= below
    whole = _rounded(values)
    if any(sum(whole[t.start : t.end]) != t.value for t in totals):
        raise ValueError("these totals contradict each other")
    return whole


def _smooth(base: Sequence[float], totals: Iterable[Total], zeros: Iterable[int]) -> list[float]:
    """Return months that minimise Σ(r[t] − r[t−1])² + a little Σ(r[t] − 1)² under the totals; r = months / base."""
    count = len(base)
    rows = _independent([*(_row(base, t) for t in totals), *(_row(base, Total(z, z + 1, 0)) for z in zeros)])
    size = count + len(rows)
    system: list[Row] = [[0.0] * (size + 1) for _ in range(size)]
    for t in range(count):
        system[t][t] = _PULL
        system[t][size] = _PULL
    for t in range(1, count):
        for a, b, sign in ((t, t, 1), (t - 1, t - 1, 1), (t, t - 1, -1), (t - 1, t, -1)):
            system[a][b] += sign
    for place, row in enumerate(rows, start=count):
        for t in range(count):
            system[place][t] = system[t][place] = row[t]
        system[place][size] = row[count]
    ratios = _solved(system)[:count]
    return [ratio * level for ratio, level in zip(ratios, base, strict=True)]


def _row(base: Sequence[float], total: Total) -> Row:
    """Return the total as an equation in ratios, scaled so that its largest factor is 1."""
    if not any(level > 0 for level in base[total.start : total.end]):
        raise ValueError("a total over months without a level")
    scale = max(base[total.start : total.end])
    inside = [level / scale if total.start <= t < total.end else 0.0 for t, level in enumerate(base)]
    return [*inside, total.value / scale]


def _independent(rows: Iterable[Row]) -> list[Row]:
    """Return the rows without those that follow from others. Raises ValueError where one contradicts them."""
    basis: list[tuple[int, Row]] = []
    for row in rows:
        left = list(row)
        for pivot, other in basis:
            left = [a - left[pivot] * b for a, b in zip(left, other, strict=True)]
        pivot = max(range(len(left) - 1), key=lambda t: abs(left[t]))
        if abs(left[pivot]) > _TINY:
            basis.append((pivot, [value / left[pivot] for value in left]))
        elif abs(left[-1]) > 1e-6 * max(1.0, abs(row[-1])):
            raise ValueError("these totals contradict each other")
    return [row for _, row in basis]


def _solved(system: list[Row]) -> Row:
    """Solve linear equations by Gaussian elimination with partial pivoting; the last column is the right-hand side."""
    size = len(system)
    for place in range(size):
        best = max(range(place, size), key=lambda row: abs(system[row][place]))
        system[place], system[best] = system[best], system[place]
        head = system[place]
        for row in system[place + 1 :]:
            if factor := row[place] / head[place]:
                for column in range(place, size + 1):
                    row[column] -= factor * head[column]
    answer = [0.0] * size
    for place in reversed(range(size)):
        row = system[place]
        total = sum(row[column] * answer[column] for column in range(place + 1, size))
        answer[place] = (row[size] - total) / row[place]
    return answer


def _rounded(values: Iterable[float]) -> list[int]:
    """Round running sums, not months: then a run of months that added up to a whole number still does."""
    whole, total, before = [], 0.0, 0
    for value in values:
        total += max(value, 0.0)
        now = floor(round(total, 6) + 0.5)
        whole.append(now - before)
        before = now
    return whole

"""Make up months between the real figures, so that charts have something to show. Real figures in, months out.

Every sum that a real figure states is met exactly; between these the months follow the levels of
reference/illustration.json as closely as they can. The same input always gives the same months.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

from ...values.periods import Basis, Month, span
from .denton import Total, benchmark

Levels = Mapping[str, Any]
Bases = frozenset[Basis]

#: Bases that state a sum of months, and those that state one month's level.
_SUMS = frozenset({Basis.MONTH, Basis.QUARTER, Basis.YTD, Basis.YEAR, Basis.SPAN})
_MOMENTS = frozenset({Basis.AS_OF})


@dataclass(frozen=True, slots=True)
class Datum:
    """A figure: real when given, made up when returned. `since`: first month of a span of several years."""

    area: str
    indicator: str
    category: str | None
    basis: Basis
    month: Month
    value: Decimal
    since: Month | None = None

    @property
    def place(self) -> tuple[str, str, str | None]:
        return self.area, self.indicator, self.category

    @property
    def key(self) -> tuple[str, str, str | None, Basis, Month]:
        return *self.place, self.basis, self.month


@dataclass(frozen=True, slots=True)
class _Line:
    """The filled months of one area, indicator and category."""

    area: str
    indicator: str
    category: str | None
    values: tuple[Decimal, ...]


class Illustration:
    """The made-up months beside `real`, with the levels in `levels` (see reference/illustration.json)."""

    def __init__(self, real: Iterable[Datum], levels: Levels) -> None:
        self.real = list(real)
        self.levels = levels
        self.first = Month.parse(levels["from"])
        self.count = Month.parse(levels["to"]).index - self.first.index + 1
        self.taken = {datum.key for datum in self.real if datum.since is None}

    def figures(self) -> list[Datum]:
        """Return every made-up figure: none where a real one stands, nor where the site derives it from real ones."""
        figures = [*self._flows(), *self._stocks(), *self._points()]
        return [datum for datum in figures if datum.key not in self.taken and not self._follows(datum)]

    def month(self, place: int) -> Month:
        return self.first.plus(place)

    def _follows(self, datum: Datum) -> bool:
        """Return whether real figures alone give it: a month between two running totals, or January's running total."""
        before = datum.month.plus(-1)
        bases = {basis for basis in (Basis.MONTH, Basis.YTD) if (*datum.place, basis, datum.month) in self.taken}
        if datum.month.month == 1:
            return bool(bases) and datum.basis in {Basis.MONTH, Basis.YTD}
        return datum.basis == Basis.MONTH and Basis.YTD in bases and (*datum.place, Basis.YTD, before) in self.taken

    def _flows(self) -> Iterator[Datum]:
        for level in self.levels["flows"]:
            for line in self._lines(level, _by_shape(level, self.count), _SUMS):
                yield from self._data(line, Basis.MONTH, line.values)
                yield from self._data(line, Basis.YTD, list(self._running(line.values)))

    def _stocks(self) -> Iterator[Datum]:
        for level in self.levels["stocks"]:
            for line in self._lines(level, _by_slope(level, self.count), _MOMENTS):
                yield from self._data(line, Basis.AS_OF, line.values)

    def _points(self) -> Iterator[Datum]:
        for level in self.levels["points"]:
            for year, value in level["values"].items():
                place = (level["area"], level["indicator"], level.get("category"))
                yield Datum(*place, Basis(level["basis"]), Month(int(year), 12), Decimal(value))

    def _data(self, line: _Line, basis: Basis, values: Sequence[Decimal]) -> Iterator[Datum]:
        for place, value in enumerate(values):
            yield Datum(line.area, line.indicator, line.category, basis, self.month(place), value)

    def _running(self, values: Iterable[Decimal]) -> Iterator[Decimal]:
        total = Decimal(0)
        for place, value in enumerate(values):
            total = value if self.month(place).month == 1 else total + value
            yield total

    def _lines(self, level: Levels, base: Sequence[float], bases: Bases) -> list[_Line]:
        """Return the total and its parts; nothing where real figures contradict each other."""
        try:
            whole = self._line(level, None, self._noisy(base, level), bases)
            parts = [self._line(level, part["category"], _share(part, whole), bases) for part in level.get("parts", ())]
        except ValueError:
            return []
        return [whole, *parts, *_rest(level, whole, parts)]

    def _noisy(self, base: Sequence[float], level: Levels) -> list[float]:
        """Return the values with the unevenness of real months, the same each time."""
        chance = random.Random(f"{self.levels['seed']}/{level['area']}/{level['indicator']}")
        width = float(self.levels["noise"])
        return [value * (1 + chance.uniform(-width, width)) for value in base]

    def _line(self, level: Levels, category: str | None, base: Sequence[float], bases: Bases) -> _Line:
        place = (level["area"], level["indicator"], category)
        real = [datum for datum in self.real if datum.place == place and datum.basis in bases]
        step = level.get("step", 1)
        step = 1 if any(datum.value % step for datum in real) else step
        totals = [total for datum in real if (total := self._total(datum, step))]
        steps = benchmark([value / step for value in base], totals)
        return _Line(*place, tuple(Decimal(value * step) for value in steps))

    def _total(self, datum: Datum, step: int) -> Total | None:
        """Return what `datum` states of the months here; None where it reaches beyond them."""
        since = datum.since.first_day if datum.since else None
        first, last = (Month.of(day) for day in span(datum.basis, datum.month, since))
        start, end = first.index - self.first.index, last.index - self.first.index + 1
        return Total(start, end, floor(datum.value / step)) if start >= 0 and end <= self.count else None


def _share(part: Levels, whole: _Line) -> list[float]:
    """Return a part's own level, or its share of the whole."""
    return [float(part["level"]) if "level" in part else float(part["share"]) * float(value) for value in whole.values]


def _rest(level: Levels, whole: _Line, parts: Sequence[_Line]) -> Iterator[_Line]:
    """Yield the part that takes what the others leave, so that all add up."""
    if "rest" not in level:
        return
    left = [total - sum(values) for total, *values in zip(whole.values, *(part.values for part in parts), strict=True)]
    if min(left) >= 0:
        yield _Line(whole.area, whole.indicator, level["rest"], tuple(left))


def _by_shape(level: Levels, count: int) -> list[float]:
    """Return year totals spread over the months by their weights, or the months themselves."""
    if "months" in level:
        return [float(value) for value in level["months"]]
    weights = [float(weight) for weight in level["shape"]]
    years = [float(total) / sum(weights) for total in level["years"]]
    return [years[place // 12] * weights[place % 12] for place in range(count)]


def _by_slope(level: Levels, count: int) -> list[float]:
    """Return a straight way from the first month's level to the last's."""
    first, last = float(level["first"]), float(level["last"])
    return [first + (last - first) * place / (count - 1) for place in range(count)]

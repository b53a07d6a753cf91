"""Make up months of invented areas, so that charts can be tried. The same levels always give the same months."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...values.periods import Basis, Month

Levels = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Datum:
    """A made-up figure."""

    area: str
    indicator: str
    category: str | None
    basis: Basis
    month: Month
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Line:
    """The filled months of one area, indicator and category."""

    area: str
    indicator: str
    category: str | None
    values: tuple[Decimal, ...]


class Illustration:
    """The made-up figures around `levels` (see reference/illustration.json)."""

    def __init__(self, levels: Levels) -> None:
        self.levels = levels
        self.first = Month.parse(levels["from"])
        self.count = Month.parse(levels["to"]).index - self.first.index + 1

    def figures(self) -> list[Datum]:
        """Return every made-up figure: flows by month and since January, stocks by month, and single years."""
        return [*self._flows(), *self._stocks(), *self._points()]

    def _flows(self) -> Iterator[Datum]:
        for level in self.levels["flows"]:
            for line in self._lines(level, _by_shape(level, self.count)):
                yield from self._data(line, Basis.MONTH, line.values)
                yield from self._data(line, Basis.YTD, list(self._running(line.values)))

    def _stocks(self) -> Iterator[Datum]:
        for level in self.levels["stocks"]:
            for line in self._lines(level, _by_slope(level, self.count)):
                yield from self._data(line, Basis.AS_OF, line.values)

    def _points(self) -> Iterator[Datum]:
        for level in self.levels["points"]:
            for year, value in level["values"].items():
                place = (level["area"], level["indicator"], level.get("category"))
                yield Datum(*place, Basis(level["basis"]), Month(int(year), 12), Decimal(value))

    def _data(self, line: _Line, basis: Basis, values: Sequence[Decimal]) -> Iterator[Datum]:
        for place, value in enumerate(values):
            yield Datum(line.area, line.indicator, line.category, basis, self.first.plus(place), value)

    def _running(self, values: Iterable[Decimal]) -> Iterator[Decimal]:
        total = Decimal(0)
        for place, value in enumerate(values):
            total = value if self.first.plus(place).month == 1 else total + value
            yield total

    def _lines(self, level: Levels, base: Sequence[float]) -> list[_Line]:
        """Return the total and its parts; the part that is named as the rest takes what the others leave."""
        whole = self._line(level, None, self._noisy(base, level))
        parts = [self._line(level, part["category"], _share(part, whole)) for part in level.get("parts", ())]
        return [whole, *parts, *_rest(level, whole, parts)]

    def _noisy(self, base: Sequence[float], level: Levels) -> list[float]:
        """Return the values with the unevenness of real months, the same each time."""
        chance = random.Random(f"{self.levels['seed']}/{level['area']}/{level['indicator']}")
        width = float(self.levels["noise"])
        return [value * (1 + chance.uniform(-width, width)) for value in base]

    def _line(self, level: Levels, category: str | None, base: Sequence[float]) -> _Line:
        step = level.get("step", 1)
        values = tuple(Decimal(round(value / step) * step) for value in base)
        return _Line(level["area"], level["indicator"], category, values)


def _share(part: Levels, whole: _Line) -> list[float]:
    """Return a part's own level, or its share of the whole."""
    return [float(part["level"]) if "level" in part else float(part["share"]) * float(value) for value in whole.values]


def _rest(level: Levels, whole: _Line, parts: Sequence[_Line]) -> Iterator[_Line]:
    if "rest" not in level:
        return
    left = [total - sum(values) for total, *values in zip(whole.values, *(part.values for part in parts), strict=True)]
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

"""Axes: where they start and end, and which ticks they carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..values.comparison import Comparison, View
from ..values.formatting import month_label, month_of_year_label
from ..values.names import Name
from ..values.numbers import format_number
from ..values.periods import Month
from ..values.series import Measure

#: Steps of a month axis: whole quarters and years, so that January always carries a tick.
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
_YEAR_STEPS = (1, 2, 5, 10, 20)
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
#: Axes of large amounts count in these, biggest first.
_SCALES = (
    (Decimal(10) ** 9, Name("tỷ", "billion")),
    (Decimal(10) ** 6, Name("triệu", "million")),
)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in data units, and its label."""

    at: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """From `low` to `high`; `note` names the scale word that the tick labels leave out ("tỷ")."""

    low: Decimal
    high: Decimal
    ticks: tuple[Tick, ...]
    note: str = ""


def starts_at_zero(comparison: Comparison, low: Decimal, high: Decimal) -> bool:
    """Whether the value axis includes 0: it does, except for an index or a rate that would then fill under a third of it."""
    may_cut = comparison.view == View.INDEX or comparison.indicator.measure == Measure.RATE
    return not (may_cut and low > 0 and (high - low) * 3 < high)


def value_axis(low: Decimal, high: Decimal, lang: str, *, decimals: int, steps: int = 5) -> ValueAxis:
    """Build a round axis that holds `low` … `high`: about `steps` ticks, no finer than `decimals`."""
    step = _nice_step((high - low or abs(high) or Decimal(1)) / steps, decimals)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    last = max(last, first + 1)
    places = [(first + i) * step for i in range(int(last - first) + 1)]
    scale, word = _scale(places[-1])
    ticks = tuple(Tick(at, _tick_label(at / scale, step / scale, lang)) for at in places)
    return ValueAxis(places[0], places[-1], ticks, word.text(lang))


def _nice_step(rough: Decimal, decimals: int) -> Decimal:
    power, unit = Decimal(10) ** rough.adjusted(), Decimal(10) ** -decimals
    steps = (nice * power for nice in _NICE)
    return next((step for step in steps if step >= rough and step % unit == 0), unit)


def _scale(top: Decimal) -> tuple[Decimal, Name]:
    return next(((scale, word) for scale, word in _SCALES if top >= scale), (Decimal(1), Name("", "")))


def _tick_label(value: Decimal, step: Decimal, lang: str) -> str:
    exponent = step.normalize().as_tuple().exponent
    return format_number(value, lang, max(0, -int(exponent)))


def month_ticks(first: Month, last: Month, lang: str, *, most: int) -> tuple[Tick, ...]:
    """Label at most `most` months between two, on whole quarters or years; a bare year takes half the room."""
    months = range(first.index, last.index + 1)
    fits = (s for s in _MONTH_STEPS if _multiples(s, months) <= (most * 2 if s >= 12 else most))
    step = next(fits, _MONTH_STEPS[-1])
    chosen = [m for m in months if m % step == 0]
    if len(chosen) < 2:  # one tick names no scale
        chosen, step = sorted({first.index, last.index}), 1
    return tuple(Tick(Decimal(m), _month_tick(_month(m), step, lang)) for m in chosen)


def _multiples(step: int, months: range) -> int:
    """Count the months that are whole steps."""
    return (months.stop - 1) // step - (months.start - 1) // step


def year_ticks(first: int, last: int, *, most: int) -> tuple[Tick, ...]:
    """Label at most `most` of the years between two: all, or every second, fifth, tenth."""
    years = range(first, last + 1)
    step = next(s for s in _YEAR_STEPS if s == _YEAR_STEPS[-1] or sum(y % s == 0 for y in years) <= most)
    chosen = [year for year in years if year % step == 0]
    labelled = chosen if len(chosen) > 1 else sorted({first, last})  # one tick names no scale
    return tuple(Tick(Decimal(year), str(year)) for year in labelled)


def month_of_year_ticks(lang: str, *, most: int) -> tuple[Tick, ...]:
    """Label the months 1–12, thinned to at most `most` ticks."""
    step = next(s for s in (1, 2, 3, 6) if 12 // s <= most or s == 6)
    return tuple(Tick(Decimal(m), month_of_year_label(m, lang)) for m in range(1, 13, step))


def _month(index: int) -> Month:
    return Month(index // 12, index % 12 + 1)


def _month_tick(month: Month, step: int, lang: str) -> str:
    return str(month.year) if step >= 12 else month_label(month, lang)


def bounds(values: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value; 0 and 1 where there is none."""
    numbers = list(values)
    return (min(numbers), max(numbers)) if numbers else (Decimal(0), Decimal(1))


def spread(ideal: Sequence[float], heights: Sequence[float], end: float) -> list[float]:
    """Return starts for labels of these heights, as near to `ideal` as can be, none over another, all before `end`."""
    order = sorted(range(len(ideal)), key=lambda i: ideal[i])
    starts, floor = list(ideal), float("-inf")
    for i in order:
        starts[i] = max(floor, ideal[i])
        floor = starts[i] + heights[i]
    for i in reversed(order):
        starts[i] = min(starts[i], end - heights[i])
        end = starts[i]
    return starts

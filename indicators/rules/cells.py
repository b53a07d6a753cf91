"""The cells and context that rules look at, and the findings they yield: plain values, no models."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from ..values.cells import FigureKey
from ..values.formatting import period_phrase
from ..values.names import Name
from ..values.numbers import Number, Parsed, TextKind, format_number, parse
from ..values.periods import Basis, Month
from ..values.series import Measure, Qualifier

LONGEST_REASON, LONGEST_NOTE = 300, 2000  # characters, however they come in


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """The facts that rules must know of an indicator."""

    measure: Measure
    unit: str  # slug
    decimals: int = 0
    non_negative: bool = True
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """A figure about to be stored. An empty cell is not a figure: do not check it."""

    key: FigureKey
    indicator: IndicatorFacts
    value: Decimal | None = None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    missing_reason: str = ""
    printed_attainment: Decimal | None = None  # per cent, as printed in the report
    text: str = ""  # as typed, where it is known
    parsed: Parsed | None = None  # what that text was read as

    @classmethod
    def typed(cls, key: FigureKey, indicator: IndicatorFacts, text: str, *, missing_reason: str = "") -> CheckedCell:
        """Return a cell from what a person typed; a doubtful text gives no value but a finding."""
        parsed = parse(text, decimals=indicator.decimals, percent=indicator.unit == "percent")
        qualifier = Qualifier(parsed.qualifier)
        return cls(
            key, indicator, parsed.value, parsed.value_high, qualifier, missing_reason, text=text.strip(), parsed=parsed
        )

    @property
    def hedged(self) -> bool:
        """Return whether the number is rough, so that it need not add up exactly."""
        return self.qualifier != Qualifier.EXACT or self.value_high is not None

    @property
    def unread(self) -> bool:
        """Return whether the text gave no number, so that a sentence can only name the text."""
        return self.parsed is not None and self.parsed.kind in {TextKind.INVALID, TextKind.AMBIGUOUS}


@dataclass(frozen=True, slots=True)
class BreakdownParts:
    """The categories of one breakdown. `complete`: they add up to the total; else they are some of it."""

    categories: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class Context:
    """The figures around the cells to check, targets among them under Basis.TARGET, with populations and breakdowns."""

    figures: Mapping[FigureKey, Decimal] = field(default_factory=dict)
    population: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)  # by (area, year)
    breakdowns: Mapping[str, tuple[BreakdownParts, ...]] = field(default_factory=dict)  # by indicator
    entered: frozenset[FigureKey] = frozenset()  # keys of the cells being checked
    hedged: frozenset[FigureKey] = frozenset()  # those of them whose number is rough

    def including(self, cells: Iterable[CheckedCell]) -> Context:
        """Return this context with the cells' values in place of the figures they are to replace."""
        cells = list(cells)
        figures = dict(self.figures)
        for cell in cells:
            figures.pop(cell.key, None)
            if cell.value is not None:
                figures[cell.key] = cell.value
        entered = frozenset(cell.key for cell in cells)
        return replace(self, figures=figures, entered=entered, hedged=frozenset(c.key for c in cells if c.hedged))

    def get(self, key: FigureKey | None) -> Decimal | None:
        return self.figures.get(key) if key else None

    def earlier_count(self, key: FigureKey) -> int:
        """Count the figures of the same series that lie before this one."""
        return bisect_left(self._months.get(key.series, []), key.month.index)

    def year_of_population(self, area: str, year: int) -> int | None:
        """Return the newest year up to `year` of which a population of the area is known."""
        years = self._years.get(area, [])
        before = bisect_right(years, year)
        return years[before - 1] if before else None

    @cached_property
    def _years(self) -> dict[str, list[int]]:
        years: dict[str, list[int]] = {}
        for area, year in sorted(self.population):
            years.setdefault(area, []).append(year)
        return years

    @cached_property
    def _months(self) -> dict[tuple[str, str, str | None, Basis], list[int]]:
        """Group the months of all figures by their series, in time order."""
        months: dict[tuple[str, str, str | None, Basis], list[int]] = {}
        for key in self.figures:
            months.setdefault(key.series, []).append(key.month.index)
        return {series: sorted(indexes) for series, indexes in months.items()}


class Severity(StrEnum):
    """The weight of a broken rule."""

    HARD = "hard"  # refuses
    SOFT = "soft"  # warns, and never blocks


@dataclass(frozen=True, slots=True)
class Period:
    """A period to be named in a sentence."""

    basis: Basis
    month: Month


#: A value that a sentence can name; it is written in the sentence's language.
Shown = Decimal | int | str | Name | Period | tuple[Number, ...]
Numbers = dict[str, Shown]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. Each time the rule is broken, `check` yields the values that its sentence names."""

    id: str
    severity: Severity
    sentence: Name  # with {placeholders}
    check: Callable[[CheckedCell, Context], Iterable[Numbers]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken by the cell `key`, with the values that its sentence names."""

    rule: Rule
    key: FigureKey
    numbers: Numbers

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def text(self, lang: str) -> str:
        """Return the sentence in `lang`, its numbers written as in that language."""
        return self.rule.sentence.text(lang).format(**{name: shown(v, lang) for name, v in self.numbers.items()})


def shown(value: Shown, lang: str) -> str:
    """Return a value as a sentence in `lang` names it."""
    if isinstance(value, Decimal):
        return format_number(value, lang)
    if isinstance(value, Name):
        return value.text(lang)
    if isinstance(value, Period):
        return period_phrase(value.basis, value.month, lang)
    if isinstance(value, tuple):
        return Name(" hoặc ", " or ").text(lang).join(_reading(number, lang) for number in value)
    return str(value)


def _reading(number: Number, lang: str) -> str:
    high = "" if number.value_high is None else f"–{format_number(number.value_high, lang)}"
    return format_number(number.value, lang) + high

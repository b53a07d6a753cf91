"""Several series side by side: one view of one indicator, as of one release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from .names import Name, Ref
from .periods import Basis, Month
from .series import Break, IndicatorRef, ReleaseRef, Series, Source, SpanFigure, last_break


class View(StrEnum):
    """The ways to look at one indicator (C5)."""

    MONTH = "month"
    YTD = "ytd"
    YEAR = "year"  # a figure a year, a stock as at its end
    YEARS = "years"  # same months of several years
    TARGET = "target"  # per cent of the year's target
    INDEX = "index"  # first = 100
    PER_CAPITA = "percapita"
    SHARE = "share"  # by category


@dataclass(frozen=True)
class Comparison:
    """All that one comparison shows, as of one release."""

    indicator: IndicatorRef
    view: View
    series: tuple[Series, ...]
    targets: tuple[Series, ...] = ()
    breaks: tuple[Break, ...] = ()
    release: ReleaseRef | None = None
    notices: tuple[Name, ...] = ()  # why something asked for cannot be shown
    unit: Ref | None = None  # of the values shown, where not the indicator's own (%, index)
    spans: tuple[SpanFigure, ...] = ()  # of several years: listed beside years, never drawn

    @property
    def extent(self) -> tuple[Month, Month] | None:
        """The first and the last month shown; None where nothing is."""
        shown = [series.points for series in self.series if series.points]
        if not shown:
            return None
        return min(points[0].month for points in shown), max(points[-1].month for points in shown)

    @property
    def scale(self) -> View:
        """What the horizontal axis counts: years of YEAR, the months of YEARS, else months in a row.

        Figures of years stand side by side as years in whatever view shows nothing else.
        """
        only_years = bool(self.series) and all(series.basis == Basis.YEAR for series in self.series)
        return View.YEAR if only_years and self.view not in (View.YEARS, View.SHARE) else self.view

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source behind a shown value, each once: documents before made-up months, then the newest first."""
        points = [p for s in (*self.series, *self.targets) for p in s.points] + [figure.point for figure in self.spans]
        sources = {p.source.report: p.source for p in points if p.source}
        return tuple(sorted(sources.values(), key=_standing, reverse=True))

    def compares(self, series: Series, first: Month, last: Month) -> bool:
        """Whether no break of a series lies between two of its months."""
        return last_break(self.breaks, series.area, first) == last_break(self.breaks, series.area, last)


def _standing(source: Source) -> tuple[bool, int, int]:
    return not source.illustrative, source.release, source.report


def shown_breaks(comparison: Comparison) -> tuple[Break, ...]:
    """Return the breaks within what is shown: after its first month, up to the month after its last."""
    areas = {s.area.code for s in comparison.series}
    if comparison.extent is None or comparison.view in (View.YEARS, View.SHARE):
        return ()
    first, last = comparison.extent
    concerned = (b for b in comparison.breaks if b.area is None or b.area in areas)
    return tuple(sorted((b for b in concerned if first < b.month <= last.plus(1)), key=lambda b: b.month))


def shown_targets(comparison: Comparison) -> list[Series]:
    """Return the targets to draw: they compare with running totals, years and stocks, never with single months."""
    comparable = {(s.area, s.category) for s in comparison.series if s.basis in (Basis.YTD, Basis.YEAR, Basis.AS_OF)}
    plain = comparison.view in (View.MONTH, View.YTD, View.YEAR)
    return [t for t in comparison.targets if plain and (t.area, t.category) in comparable]

"""Figures as lines: the shape of tables, files and the interface, and what selects them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from .periods import Basis, Month


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures to read. Empty tuples and None mean: all."""

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()  # public codes
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    since: Month | None = None
    until: Month | None = None
    as_of: int | None = None  # release number; None: the newest
    totals_only: bool = False
    report: int | None = None  # the one that they were printed in
    source: int | None = None  # the one whose reports they were printed in
    release: int | None = None  # the one that brought them

    @property
    def may_be_made_up(self) -> bool:
        """Whether it was asked for so narrowly that invented areas are meant too: by area, report or release."""
        return bool(self.areas) or self.report is not None or self.release is not None


class Row(NamedTuple):
    """A figure as a line of a file: the columns of the contract, in their order."""

    area_code: str
    area_vi: str
    area_en: str
    indicator: str
    indicator_vi: str
    indicator_en: str
    category: str  # empty: the total
    category_vi: str
    category_en: str
    unit: str
    basis: str
    period: str  # YYYY-MM; YYYY for `year` and `target`
    period_start: date
    period_end: date
    value: Decimal | None
    value_high: Decimal | None
    qualifier: str
    status: str
    missing_reason: str
    note: str
    source_title: str
    source_url: str
    report: int
    release: int
    released_at: datetime
    confidence: str  # a Confidence
    second_sources: str  # addresses (titles where there is none) of the sources that print it too


#: The columns of a figure in every file, in order (a promise to the outside).
COLUMNS = Row._fields

#: What stands between the addresses in `second_sources`.
BETWEEN_SOURCES = " | "

#: The columns of files as of a release before the first that names a source: their bytes stay what they were.
FORMER_COLUMNS = COLUMNS[: COLUMNS.index("confidence")]


class Sum(NamedTuple):
    """What `reporting` of the `areas` below a province add up to: derived, never a row of a file of figures."""

    area_code: str
    area_vi: str
    area_en: str
    indicator: str
    indicator_vi: str
    indicator_en: str
    category: str  # empty: the total
    category_vi: str
    category_en: str
    unit: str
    basis: str
    period: str
    period_start: date
    period_end: date
    value: Decimal
    reporting: int
    areas: int
    hedged: bool
    illustrative: bool
    own_figure: bool  # the province has published its own: use that
    release: int
    id: int

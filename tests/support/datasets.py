"""Extracts and cards for tests, built from series by hand."""

from __future__ import annotations

from indicators.charts.dataset import Dataset, Observation
from indicators.summaries.cards import Card, Latest, card
from indicators.values.periods import Basis, Month
from indicators.values.series import IndicatorRef, Series

from .comparisons import JOBS, RELEASE


def extract(*found: Series, indicator: IndicatorRef = JOBS) -> Dataset:
    """All the points of some series, as the database would give them."""
    entries = [Observation(s.area, s.category, s.basis, point) for s in found for point in s.points]
    places = tuple(dict.fromkeys(s.area for s in found))
    return Dataset(indicator, places, tuple(entries), release=RELEASE)


def card_of(*found: Series, basis: Basis, month: str, indicator: IndicatorRef = JOBS) -> Card:
    """The card of the first series' area at `month`."""
    made = card(
        extract(*found, indicator=indicator), Latest(indicator.slug, found[0].area.code, basis, Month.parse(month))
    )
    assert made is not None
    return made

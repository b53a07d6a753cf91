"""Extracts and cards for tests, built from series by hand."""

from __future__ import annotations

from indicators.cards import Card, Latest, card
from indicators.extract import Entry, Extract
from indicators.periods import Basis, Month
from indicators.series import IndicatorRef, Series

from .comparisons import JOBS, RELEASE


def extract(*found: Series, indicator: IndicatorRef = JOBS) -> Extract:
    """All the points of some series, as the database would give them."""
    entries = [Entry(s.area, s.category, s.basis, point) for s in found for point in s.points]
    places = tuple(dict.fromkeys(s.area for s in found))
    return Extract(indicator, places, tuple(entries), release=RELEASE)


def card_of(*found: Series, basis: Basis, month: str, indicator: IndicatorRef = JOBS) -> Card:
    """The card of the first series' area at `month`."""
    made = card(
        extract(*found, indicator=indicator), Latest(indicator.slug, found[0].area.code, basis, Month.parse(month))
    )
    assert made is not None
    return made

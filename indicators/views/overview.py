"""The provinces at a glance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..queries.catalogue import Choices
from ..queries.overview import Newest, cards
from ..query_forms import release_asked_for
from ..summaries.cards import Card, main_month
from ..summaries.insights import insights
from ..tables.by_report import Reported, by_report
from ..values.names import Ref
from .as_of import AsOf, as_of
from .cached_choices import choices, metadata_cache, names, newest_at_home
from .caching import answer
from .errors import readable
from .page import files_of, show


@readable
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show for each province what matters now, what it says, and every figure that was last reported."""
    at = as_of(release_asked_for(request.GET))
    return answer(request, at, lambda: show(request, "indicators/overview.html", at, _context(request, at)))


def _context(request: HttpRequest, at: AsOf) -> dict[str, Any]:
    catalogue, figures = choices(at), newest_at_home(at)
    by_area = cards(figures, catalogue.slugs, areas=catalogue.home, as_of=at.number, cache=metadata_cache(at))
    shown = [card for group in by_area.values() for card in group]
    return {
        "provinces": [_province(area, by_area[area.code], figures, catalogue) for area in catalogue.home_refs],
        "made_up": not all(card.reported for card in shown),
        "files": files_of(request),
    }


def _province(area: Ref, area_cards: list[Card], figures: tuple[Newest, ...], catalogue: Choices) -> dict[str, Any]:
    last = [item for item in figures if item.row.area_code == area.code and not item.made_up]
    return {
        "area": area,
        "cards": area_cards,
        "insights": insights(area_cards),
        "month": main_month(area_cards),
        "reported": reported(last, catalogue),
    }


def reported(figures: list[Newest], catalogue: Choices) -> list[Reported]:
    """Group figures under the report that they come from."""
    dates = {item.row.report: item.published_on for item in figures}
    return by_report([item.row for item in figures], dates, names(catalogue))

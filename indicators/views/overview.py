"""The provinces at a glance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..queries.catalogue import Choices
from ..queries.overview import Newest, cards
from ..query_forms import AsOfQuery, cleaned
from ..summaries.cards import Card, main_month
from ..summaries.insights import findings
from ..tables.by_report import Reported, by_report
from ..values.names import Ref
from .as_of import AsOf, as_of
from .cached_choices import choices, metadata_cache, names, newest_at_home
from .errors import readable
from .page import answer, files_of, show


@readable
def overview(request: HttpRequest) -> HttpResponseBase:
    """For each province what matters now, what it says, and every figure that was last reported."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    return answer(request, at, lambda: show(request, "indicators/overview.html", at, _context(request, at)))


def _context(request: HttpRequest, at: AsOf) -> dict[str, Any]:
    offered, found = choices(at), newest_at_home(at)
    made = cards(found, offered.slugs, areas=offered.home, as_of=at.number, cache=metadata_cache(at))
    shown = [card for group in made.values() for card in group]
    return {
        "provinces": [_province(area, made[area.code], found, offered) for area in offered.home_refs],
        "made_up": any(card.rests_on_made_up for card in shown),
        "files": files_of(request),
    }


def _province(area: Ref, made: list[Card], found: tuple[Newest, ...], offered: Choices) -> dict[str, Any]:
    last = [item for item in found if item.row.area_code == area.code and not item.made_up]
    return {
        "area": area,
        "cards": made,
        "findings": findings(made),
        "month": main_month(made),
        "reported": reported(last, offered),
    }


def reported(found: list[Newest], offered: Choices) -> list[Reported]:
    """Figures under the report that they come from."""
    dates = {item.row.report: item.published_on for item in found}
    return by_report([item.row for item in found], dates, names(offered))

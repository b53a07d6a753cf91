"""One area: what it is, what matters now, all its figures."""

from __future__ import annotations

import re
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..models import Area
from ..queries import NotFound
from ..queries.area_sums import newest_sums
from ..queries.areas import AreaPlace, place
from ..queries.catalogue import Choices
from ..queries.overview import Newest, cards, newest
from ..query_forms import release_asked_for
from ..summaries.cards import main_month
from ..summaries.insights import insights
from ..tables.by_report import SumLine, summed
from .as_of import AsOf, as_of
from .cached_choices import choices, contradicted, metadata_cache, names
from .caching import answer
from .errors import readable
from .overview import reported
from .page import files_of, show


@readable
def area(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one area: when it existed, what became of it, the newest figure of each indicator."""
    at = as_of(release_asked_for(request.GET))
    place = known(code, at)
    if place is None:
        raise NotFound("area", code)
    return answer(request, at, lambda: show(request, "indicators/area.html", at, _context(request, place, at)))


def known(code: str, at: AsOf) -> AreaPlace | None:
    """Return the area with this public code as of the release, kept until catalogue or releases change."""
    if not re.fullmatch(r"X?[0-9-]{1,10}", code, re.ASCII):
        return None
    key = f"place:{at.catalogue}:{at.number}:{code}"
    return cache.get_or_set(key, lambda: place(code, at.number), timeout=None)


def _context(request: HttpRequest, place: AreaPlace, at: AsOf) -> dict[str, Any]:
    catalogue, code = choices(at), place.ref.code
    figures = newest(areas=[code], as_of=at.number)
    area_cards = cards(figures, catalogue.slugs, areas=[code], as_of=at.number, cache=metadata_cache(at))[code]
    return {
        "place": place,
        "cards": area_cards,
        "insights": insights(area_cards),
        "invented": catalogue.are_invented([code]),
        "made_up": any(item.made_up for item in figures),
        "reported": reported(best(figures), catalogue),
        "summed": _sums(place, catalogue, at),
        "month": main_month(area_cards),
        "contradictions": contradicted(at, area=code),
        "files": files_of(request),
    }


def _sums(place: AreaPlace, catalogue: Choices, at: AsOf) -> list[SumLine]:
    """Lay out what a province's areas add up to where it has published nothing itself."""
    if place.level != Area.Level.PROVINCE:
        return []
    return summed(newest_sums(place.ref.code, as_of=at.number), names(catalogue))


def best(figures: tuple[Newest, ...]) -> list[Newest]:
    """Choose one figure for each course: the reported one, and a made-up one only where there is no other."""
    courses: dict[tuple[str, str, str], Newest] = {}
    for item in sorted(figures, key=lambda item: item.made_up, reverse=True):
        courses[item.row.indicator, item.row.category, item.row.basis] = item
    return list(courses.values())

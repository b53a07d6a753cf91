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
from ..queries.areas import Place, place
from ..queries.catalogue import Choices
from ..queries.overview import Newest, cards, newest
from ..query_forms import AsOfQuery, cleaned
from ..summaries.cards import main_month
from ..summaries.insights import findings
from ..tables.by_report import Summed, summed
from .as_of import AsOf, as_of
from .cached_choices import choices, metadata_cache, names
from .errors import readable
from .overview import reported
from .page import answer, files_of, show


@readable
def area(request: HttpRequest, code: str) -> HttpResponseBase:
    """One area: when it existed, what became of it, the newest figure of each indicator."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = known(code, at)
    if found is None:
        raise NotFound("area", code)
    return answer(request, at, lambda: show(request, "indicators/area.html", at, _context(request, found, at)))


def known(code: str, at: AsOf) -> Place | None:
    """The area with this public code as of the release, kept until catalogue or releases change."""
    if not re.fullmatch(r"[0-9-]{2,10}", code, re.ASCII):
        return None
    key = f"place:{at.catalogue}:{at.number}:{code}"
    return cache.get_or_set(key, lambda: place(code, at.number), timeout=None)


def _context(request: HttpRequest, found: Place, at: AsOf) -> dict[str, Any]:
    offered, code = choices(at), found.ref.code
    read = newest(areas=[code], as_of=at.number)
    made = cards(read, offered.slugs, areas=[code], as_of=at.number, cache=metadata_cache(at))[code]
    return {
        "place": found,
        "cards": made,
        "findings": findings(made),
        "made_up": any(item.made_up for item in read),
        "reported": reported(best(read), offered),
        "summed": _sums(found, offered, at),
        "month": main_month(made),
        "files": files_of(request),
    }


def _sums(found: Place, offered: Choices, at: AsOf) -> list[Summed]:
    """What a province's areas add up to where it has published nothing itself."""
    if found.level != Area.Level.PROVINCE:
        return []
    return summed(newest_sums(found.ref.code, as_of=at.number), names(offered))


def best(found: tuple[Newest, ...]) -> list[Newest]:
    """One figure for each course: the reported one, and a made-up one only where there is no other."""
    kept: dict[tuple[str, str, str], Newest] = {}
    for item in sorted(found, key=lambda item: item.made_up, reverse=True):
        kept[item.row.indicator, item.row.category, item.row.basis] = item
    return list(kept.values())

"""The catalogue: indicators, one indicator, definitions, search."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .. import queries
from ..queries import catalogue
from ..query_forms import AsOfQuery, cleaned
from ..tables.comparison import comparison_table
from ..tables.summary import latest_table
from ..values.comparison import View
from .as_of import AsOf, as_of
from .cached_choices import at_first, choices, metadata_cache
from .errors import readable
from .page import answer, files_of, language, pictures_of, show

LONGEST_SEARCH, LONGEST_SLUG = 100, 100


@readable
def indicators(request: HttpRequest) -> HttpResponseBase:
    """Every indicator, by topic."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        context = {"indicators": queries.indicators(), "with_figures": catalogue.with_figures(at.number)}
        return show(request, "indicators/indicators.html", at, context)

    return answer(request, at, make)


@readable
def indicator(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One indicator: what it counts, its chart, its parts, its newest figure in each area."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = _indicator(slug, at)
    if found is None:
        raise queries.NotFound("indicator", slug)
    return answer(request, at, lambda: show(request, "indicators/indicator.html", at, _context(request, found, at)))


def _indicator(slug: str, at: AsOf) -> catalogue.Entry | None:
    """Kept until the catalogue or the releases change."""
    if len(slug) > LONGEST_SLUG:
        return None
    newest = at.newest.number if at.newest else 0
    key = f"indicator:{at.catalogue}:{newest}:{slug}"
    return cache.get_or_set(key, lambda: catalogue.entry(slug), timeout=None)


def _context(request: HttpRequest, found: catalogue.Entry, at: AsOf) -> dict[str, Any]:
    home = at_first(choices(at))
    extract = queries.extract(
        indicator=found.indicator.slug, areas=found.areas or home, as_of=at.number, cache=metadata_cache(at)
    )
    at_home = extract.at(*(place for place in extract.places if place.code in home))
    comparison, shares = at_home.view(), at_home.view(View.SHARE)
    return {
        "entry": found,
        "indicator": found.indicator,
        "comparison": comparison,
        "table": comparison_table(comparison, language()),
        "shares": shares if any(series.points for series in shares.series) else None,
        "latest": latest_table(extract, language(), at.past),
        "cut": catalogue.MOST_OF_ONE if len(found.areas) >= catalogue.MOST_OF_ONE else 0,
        "downloads": pictures_of(request),
        "files": files_of(request),
    }


@readable
def about(request: HttpRequest) -> HttpResponseBase:
    """Definitions, methods, breaks, bodies and their dates, terms of reuse."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        context = {"indicators": queries.indicators(), "breaks": catalogue.breaks(), "bodies": catalogue.bodies()}
        return show(request, "indicators/about.html", at, context)

    return answer(request, at, make)


@readable
def search(request: HttpRequest) -> HttpResponseBase:
    """Indicators and areas whose names hold every word asked for, with or without diacritics."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    found = {"indicators": catalogue.search_indicators(text), "areas": catalogue.search_areas(text)}
    cut = any(len(group) >= catalogue.MOST_FOUND for group in found.values())
    context = {"text": text, **found, "cut": catalogue.MOST_FOUND if cut else 0}
    return show(request, "indicators/search.html", at, context)

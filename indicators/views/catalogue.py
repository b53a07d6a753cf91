"""The catalogue: indicators, one indicator, definitions, search."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .. import queries
from ..models.named import language
from ..queries import catalogue
from ..query_forms import release_asked_for
from ..tables.comparison import comparison_table
from ..tables.summary import latest_table
from ..values.comparison import View
from .as_of import AsOf, as_of
from .cached_choices import at_first, choices, metadata_cache
from .caching import answer
from .errors import readable
from .page import files_of, pictures_of, show

LONGEST_SEARCH, LONGEST_SLUG = 100, 100


@readable
def indicators(request: HttpRequest) -> HttpResponseBase:
    """Show every indicator, by topic."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        context = {"indicators": queries.indicators(), "with_figures": catalogue.with_figures(at.number)}
        return show(request, "indicators/indicators.html", at, context)

    return answer(request, at, make)


@readable
def indicator(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one indicator: what it counts, its chart, its parts, its newest figure in each area."""
    at = as_of(release_asked_for(request.GET))
    entry = _indicator(slug, at)
    if entry is None:
        raise queries.NotFound("indicator", slug)
    return answer(request, at, lambda: show(request, "indicators/indicator.html", at, _context(request, entry, at)))


def _indicator(slug: str, at: AsOf) -> catalogue.Entry | None:
    """Return the indicator, kept until the catalogue or the releases change."""
    if len(slug) > LONGEST_SLUG:
        return None
    newest = at.newest.number if at.newest else 0
    key = f"indicator:{at.catalogue}:{newest}:{slug}"
    return cache.get_or_set(key, lambda: catalogue.entry(slug), timeout=None)


def _context(request: HttpRequest, entry: catalogue.Entry, at: AsOf) -> dict[str, Any]:
    home = at_first(choices(at))
    dataset = queries.extract(
        indicator=entry.indicator.slug, areas=entry.areas or home, as_of=at.number, cache=metadata_cache(at)
    )
    at_home = dataset.at(*(place for place in dataset.places if place.code in home))
    comparison, shares = at_home.view(None), at_home.view(View.SHARE)
    return {
        "entry": entry,
        "indicator": entry.indicator,
        "comparison": comparison,
        "table": comparison_table(comparison, language()),
        "shares": shares if any(series.points for series in shares.series) else None,
        "latest": latest_table(dataset, language(), at.past),
        "cut": catalogue.MOST_OF_ONE if len(entry.areas) >= catalogue.MOST_OF_ONE else 0,
        "downloads": pictures_of(request),
        "files": files_of(request),
    }


@readable
def about(request: HttpRequest) -> HttpResponseBase:
    """Show definitions, methods, breaks, bodies and their dates, terms of reuse."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        context = {
            "indicators": queries.indicators(),
            "breaks": catalogue.breaks(),
            "bodies": catalogue.bodies(),
            "try_out": [code for code in choices(at).invented if len(code) == 2],
        }
        return show(request, "indicators/about.html", at, context)

    return answer(request, at, make)


@readable
def search(request: HttpRequest) -> HttpResponseBase:
    """Show the indicators and areas whose names hold every word asked for, with or without diacritics."""
    at = as_of(release_asked_for(request.GET))
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    matches = {"indicators": catalogue.search_indicators(text), "areas": catalogue.search_areas(text)}
    cut = any(len(group) >= catalogue.MOST_FOUND for group in matches.values())
    context = {"text": text, **matches, "cut": catalogue.MOST_FOUND if cut else 0}
    return show(request, "indicators/search.html", at, context)

"""The catalogue: indicators, one indicator, definitions, search."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .. import queries
from ..forms import AsOfQuery, cleaned
from ..models import Indicator
from ..queries import catalogue
from ..series import Selection
from ..tables import FigureTable
from .asof import AsOf, as_of
from .choices import choices
from .errors import readable
from .page import answer, as_file, language, show

MOST_FIGURES = 200
LONGEST_SEARCH = 100
FILES = ("csv", "xlsx", "json")


@readable
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator, by topic."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = queries.indicators()
    return answer(request, at, lambda: show(request, "indicators/indicators.html", at, {"indicators": found}))


@readable
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: what it counts, its chart, its newest figures."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = queries.indicators().filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no indicator “%s”.") % slug)
    return answer(request, at, lambda: show(request, "indicators/indicator.html", at, _indicator(request, found, at)))


def _indicator(request: HttpRequest, found: Indicator, at: AsOf) -> dict[str, Any]:
    offered, lang = choices(at), language()
    rows = queries.page(Selection(indicators=(found.slug,), as_of=at.number), offset=0, limit=MOST_FIGURES)
    order = ("area", "period", "category", "value", "source")
    return {
        "indicator": found,
        "comparison": queries.comparison(indicator=found.slug, areas=offered.home, as_of=at.number),
        "table": FigureTable(
            rows, lang=lang, decimals=offered.decimals, units=offered.units, exclude=("indicator",), sequence=order
        ),
        "most": MOST_FIGURES if len(rows) == MOST_FIGURES else 0,
        "breaks": catalogue.breaks(found),
        "files": {extension: as_file(request, extension) for extension in FILES},
    }


@readable
def about(request: HttpRequest) -> HttpResponse:
    """Definitions, methods, breaks, bodies and their dates, terms of reuse."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    context = {"indicators": queries.indicators(), "breaks": catalogue.breaks(), "bodies": catalogue.bodies()}
    return answer(request, at, lambda: show(request, "indicators/about.html", at, context))


@readable
def search(request: HttpRequest) -> HttpResponse:
    """Indicators and areas whose names hold every word asked for, with or without diacritics."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]
    context = {"text": text, "indicators": catalogue.search_indicators(text), "areas": catalogue.search_areas(text)}
    return show(request, "indicators/search.html", at, context)

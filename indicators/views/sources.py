"""The sources: who printed the figures, what each gave, and where they contradict each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .. import models, queries
from ..queries import sources as read
from ..query_forms import release_asked_for
from .as_of import AsOf, as_of
from .cached_choices import contradicted
from .caching import answer
from .catalogue import LONGEST_SEARCH
from .data import paged
from .errors import readable
from .page import files_of, show

ROWS = 50
MOST_SECONDED = MOST_REPORTS = 200


@readable
def sources(request: HttpRequest) -> HttpResponseBase:
    """Show every source, newest first, or those whose publisher and title hold every word asked for."""
    at = as_of(release_asked_for(request.GET))
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_SEARCH]

    def make() -> HttpResponse:
        every = read.sources(at.number, text)
        pages = paged(request, every.count(), ROWS)
        first = (pages.number - 1) * ROWS
        context = {"page": every[first : first + ROWS], "pages": pages, "text": text}
        return show(request, "indicators/sources.html", at, context)

    return answer(request, at, make)


@readable
def source(request: HttpRequest, source: int) -> HttpResponseBase:
    """Show one source: its reports, the figures that it gave, those that it seconds, and what contradicts it."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        shown = read.source(source, at.number)
        if shown is None:
            raise queries.NotFound("source", str(source))
        return show(request, "indicators/source.html", at, _context(request, shown, at))

    return answer(request, at, make)


def _context(request: HttpRequest, shown: models.Source, at: AsOf) -> dict[str, Any]:
    figures = read.given(shown, at.number)
    pages = paged(request, figures.count(), ROWS)
    first = (pages.number - 1) * ROWS
    return {
        "source": shown,
        "reports": shown.reports.all()[:MOST_REPORTS],
        "figures": figures[first : first + ROWS],
        "pages": pages,
        "seconded": read.seconded(shown, at.number)[:MOST_SECONDED],
        "most": MOST_SECONDED,
        "contradictions": contradicted(at, source=shown.pk),
        "files": files_of(request),
    }

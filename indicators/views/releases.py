"""The releases: what was published when, what changed, why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..query_forms import release_asked_for
from .as_of import as_of
from .caching import answer
from .data import paged
from .errors import readable
from .page import files_of, show

ROWS = 50
MOST_CHANGES = 500


@readable
def releases(request: HttpRequest) -> HttpResponseBase:
    """Show every release, newest first."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        every = queries.releases(at.number)
        pages = paged(request, every.count(), ROWS)
        first = (pages.number - 1) * ROWS
        return show(request, "indicators/releases.html", at, {"page": every[first : first + ROWS], "pages": pages})

    return answer(request, at, make)


@readable
def release(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show one release: figure by figure, what was there before and what is there since."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        shown = queries.releases(at.number).filter(pk=number).first()
        if shown is None:
            raise Http404(_("There is no release %s.") % number)
        changes = queries.changes(number, MOST_CHANGES)
        context = {
            "shown": shown,
            "changes": changes,
            "most": MOST_CHANGES,
            "files": shown.files.order_by("format"),
            "brought": files_of(request),
        }
        return show(request, "indicators/release.html", at, context)

    return answer(request, at, make)

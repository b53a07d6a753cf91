"""The releases: what was published when, what changed, why."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..query_forms import AsOfQuery, cleaned
from .as_of import as_of
from .data import paged
from .errors import readable
from .page import answer, files_of, show

ROWS = 50
MOST_CHANGES = 500


@readable
def releases(request: HttpRequest) -> HttpResponseBase:
    """Every release, newest first."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        found = queries.releases(at.number)
        pages = paged(request, found.count(), ROWS)
        first = (pages.number - 1) * ROWS
        return show(request, "indicators/releases.html", at, {"page": found[first : first + ROWS], "pages": pages})

    return answer(request, at, make)


@readable
def release(request: HttpRequest, number: int) -> HttpResponseBase:
    """One release: figure by figure, what was there before and what is there since."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        found = queries.releases(at.number).filter(pk=number).first()
        if found is None:
            raise Http404(_("There is no release %s.") % number)
        changes = queries.changes(number, MOST_CHANGES)
        context = {
            "shown": found,
            "changes": changes,
            "most": MOST_CHANGES,
            "files": found.files.order_by("format"),
            "brought": files_of(request),
        }
        return show(request, "indicators/release.html", at, context)

    return answer(request, at, make)

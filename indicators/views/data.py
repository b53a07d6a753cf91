"""The whole data set, with filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .. import queries
from ..forms import DataQuery, cleaned, selection
from ..tables import MOST_ROWS, FigureTable
from .asof import as_of
from .choices import choices
from .errors import readable
from .filters import data_filters
from .page import answer, as_file, language, show, with_query

ROWS = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list the reader is. Numbers from 1."""

    number: int
    of: int
    total: int
    previous_url: str
    next_url: str


@readable
def data(request: HttpRequest) -> HttpResponse:
    """A page of figures; `per_page` at most 200, `page` within what there is."""
    asked = cleaned(DataQuery, request.GET)
    at = as_of(asked["as_of"])
    chosen = selection(asked, at.number)

    def make() -> HttpResponse:
        offered, lang = choices(at), language()
        size = bounded(request.GET.get("per_page"), ROWS, MOST_ROWS)
        pages = paged(request, queries.count(chosen), size)
        rows = queries.page(chosen, offset=(pages.number - 1) * size, limit=size)
        context = {
            "table": FigureTable(rows, lang=lang, decimals=offered.decimals, units=offered.units),
            "pages": pages,
            "filters": data_filters(asked, offered, lang),
            "files": {extension: as_file(request, extension) for extension in ("csv", "xlsx", "json")},
        }
        return show(request, "indicators/data.html", at, context)

    return answer(request, at, make)


def bounded(text: str | None, default: int, most: int) -> int:
    """A number from the query string, whatever it says: between 1 and `most`."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return min(max(int(text), 1), most)


def paged(request: HttpRequest, total: int, size: int) -> Pages:
    """Raises Http404 for a page that is not there."""
    last = max(1, -(-total // size))
    number = bounded(request.GET.get("page"), 1, 10**9)
    if number > last:
        raise Http404(_("There are only %s pages.") % last)
    return Pages(
        number=number,
        of=last,
        total=total,
        previous_url=with_query(request, page=number - 1) if number > 1 else "",
        next_url=with_query(request, page=number + 1) if number < last else "",
    )

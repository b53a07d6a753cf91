"""The whole data set, with filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..models.named import language
from ..queries.figures import SORTS
from ..queries.metadata import key_of
from ..query_forms import DataQuery
from ..tables.figures import FigureTable, SortHeading
from ..tables.plain import MOST_ROWS
from ..values.rows import Selection
from .as_of import AsOf, as_of
from .cached_choices import choices
from .caching import answer
from .errors import readable
from .filters import basis_names, data_filters
from .page import files_of, show, with_query

ROWS = 50
#: More rows than this are not sorted for a page: the order of the files comes at once, whatever the size.
MOST_SORTED = 300_000
#: The columns that can be sorted by, and which way first: names from the start, the newest and the largest first.
SORTED = dict.fromkeys(("indicator", "category", "area", "basis"), "ascending") | dict.fromkeys(
    ("period", "value", "release"), "descending"
)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list the reader is. Numbers from 1."""

    number: int
    of: int
    total: int
    first_url: str
    previous_url: str
    next_url: str
    last_url: str


@readable
def data(request: HttpRequest) -> HttpResponseBase:
    """Show a page of figures; `per_page` at most 200, `page` within what there is."""
    query = DataQuery.of(request.GET)
    at = as_of(query.as_of)
    chosen = query.selection(at.number)
    return answer(request, at, lambda: show(request, "indicators/data.html", at, _context(request, query, chosen, at)))


def _context(request: HttpRequest, query: DataQuery, chosen: Selection, at: AsOf) -> dict[str, Any]:
    queries.require_known(chosen)
    catalogue, lang = choices(at), language()
    size = bounded(request.GET.get("per_page"), ROWS, MOST_ROWS)
    total = counted(chosen)
    pages = paged(request, total, size)
    sort = query.sort if query.sort in SORTS and total <= MOST_SORTED else ""
    rows = queries.page(chosen, offset=(pages.number - 1) * size, limit=size, sort=sort)
    sorts = _sorts(request, sort) if total <= MOST_SORTED else {}
    return {
        "invented": catalogue.are_invented(chosen.areas),
        "table": FigureTable(
            rows,
            lang=lang,
            decimals=catalogue.decimals,
            units=catalogue.units,
            sorts=sorts,
            as_of=at.past,
            bases=basis_names(),
        ),
        "pages": pages,
        "filters": data_filters(query, catalogue, lang) | {"sort": sort, "sizes": _sizes(size)},
        "files": files_of(request),
    }


def counted(chosen: Selection) -> int:
    """Count the figures selected: asked once, since what a release shows never changes."""
    return int(cache.get_or_set(key_of("count", chosen), lambda: queries.count(chosen), timeout=None) or 0)


def _sorts(request: HttpRequest, sort: str) -> dict[str, SortHeading]:
    """Make a link for each heading: one way, then the other, then back to the order of the files."""
    links = {}
    for column, first in SORTED.items():
        up, down = (column, "ascending"), (f"-{column}", "descending")
        turns = [up, down] if first == "ascending" else [down, up]
        state = dict(turns).get(sort, "")
        following = {"": turns[0][0], turns[0][1]: turns[1][0]}.get(state)
        links[column] = SortHeading(with_query(request, sort=following, page=None), state)
    return links


def _sizes(size: int) -> list[tuple[int, bool]]:
    return [(choice, choice == size) for choice in sorted({50, 100, MOST_ROWS, size})]


def bounded(text: str | None, default: int, most: int) -> int:
    """Read a number from the query string, whatever it says: between 1 and `most`."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return min(max(int(text), 1), most)


def paged(request: HttpRequest, total: int, size: int) -> Pages:
    """Find the page asked for among `total` rows, `size` a page. Raises Http404 for a page that is not there."""
    last = max(1, -(-total // size))
    number = bounded(request.GET.get("page"), 1, 10**9)
    if number > last:
        raise Http404(_("There are only %s pages.") % last)

    def address(page: int) -> str:
        return with_query(request, page=page) if 1 <= page <= last and page != number else ""

    return Pages(number, last, total, address(1), address(number - 1), address(number + 1), address(last))

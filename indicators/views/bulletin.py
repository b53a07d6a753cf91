"""One province and month on one A4 page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..charts.dataset import Dataset
from ..models.named import language
from ..queries import NotFound, extracts
from ..queries.overview import months, newest
from ..query_forms import release_asked_for
from ..summaries import bulletin as page
from ..summaries.cards import Card, Latest, card, newest_of
from ..summaries.insights import insights
from ..tables.summary import bulletin_table
from ..values.names import Ref
from ..values.periods import Month
from .areas import known
from .as_of import AsOf, as_of
from .cached_choices import choices, metadata_cache
from .caching import answer
from .errors import readable
from .page import show


@readable
def bulletin(request: HttpRequest, code: str, month: Month) -> HttpResponseBase:
    """Show the figures of a province's month with last year's and the plan. 404 for a month without figures."""
    at = as_of(release_asked_for(request.GET))
    area = known(code, at)
    if area is None:
        raise NotFound("area", code)
    return answer(request, at, lambda: show(request, "indicators/bulletin.html", at, _context(area.ref, month, at)))


def _context(area: Ref, month: Month, at: AsOf) -> dict[str, Any]:
    tops = _of_month(area.code, month, at)
    if not tops:
        raise Http404(_("Nothing has been published for this area and month."))
    catalogue = choices(at)
    order = [slug for group in catalogue.slugs for slug in group if slug in tops]
    datasets = extracts(indicators=order, areas=[area.code], as_of=at.number, cache=metadata_cache(at))
    lines = page.lines(datasets.values(), month)
    return {
        "invented": catalogue.are_invented([area.code]),
        "area": area,
        "month": month,
        "months": [other for other in months(area.code, at.number) if other != month],
        "insights": insights(_cards(datasets, tops)),
        "table": bulletin_table(lines, language(), at.past),
        "comparison": page.picture(datasets.values(), month),
        "sources": page.sources(lines),
    }


def _of_month(code: str, month: Month, at: AsOf) -> dict[str, Latest]:
    """Return what was published for this very month, by indicator."""
    groups: dict[str, list[Latest]] = defaultdict(list)
    for item in newest(areas=[code], as_of=at.number, until=month):
        if item.latest.month == month and not item.row.category:
            groups[item.row.indicator].append(item.latest)
    return {slug: top for slug, group in groups.items() if (top := newest_of(group))}


def _cards(datasets: dict[str, Dataset], tops: dict[str, Latest]) -> list[Card]:
    candidates = (card(dataset, tops[slug]) for slug, dataset in datasets.items())
    return [shown for shown in candidates if shown is not None]

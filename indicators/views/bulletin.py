"""One province and month on one A4 page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..charts.dataset import Dataset
from ..queries import NotFound, extracts
from ..queries.overview import months, newest
from ..query_forms import AsOfQuery, cleaned
from ..summaries import bulletin as page
from ..summaries.cards import Card, Latest, card, newest_of
from ..summaries.insights import findings
from ..tables.summary import bulletin_table
from ..values.names import Ref
from ..values.periods import Month
from .areas import known
from .as_of import AsOf, as_of
from .cached_choices import choices, metadata_cache
from .errors import readable
from .page import answer, language, show


@readable
def bulletin(request: HttpRequest, code: str, month: Month) -> HttpResponseBase:
    """The figures of the month with last year's, the plan and what they say. 404 for a month without figures."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    area = known(code, at)
    if area is None:
        raise NotFound("area", code)
    return answer(request, at, lambda: show(request, "indicators/bulletin.html", at, _context(area.ref, month, at)))


def _context(area: Ref, month: Month, at: AsOf) -> dict[str, Any]:
    tops = _of_month(area.code, month, at)
    if not tops:
        raise Http404(_("Nothing has been published for this area and month."))
    order = [slug for group in choices(at).slugs for slug in group if slug in tops]
    read = extracts(indicators=order, areas=[area.code], as_of=at.number, cache=metadata_cache(at))
    lines = page.lines(read.values(), month)
    return {
        "area": area,
        "month": month,
        "months": [found for found in months(area.code, at.number) if found != month],
        "findings": findings(_cards(read, tops)),
        "table": bulletin_table(lines, language(), at.past),
        "comparison": page.picture(read.values(), month),
        "sources": page.sources(lines),
    }


def _of_month(code: str, month: Month, at: AsOf) -> dict[str, Latest]:
    """By indicator, what was published for this very month."""
    groups: dict[str, list[Latest]] = defaultdict(list)
    for item in newest(areas=[code], as_of=at.number, until=month):
        if item.latest.month == month and not item.row.category:
            groups[item.row.indicator].append(item.latest)
    return {slug: top for slug, group in groups.items() if (top := newest_of(group))}


def _cards(read: dict[str, Dataset], tops: dict[str, Latest]) -> list[Card]:
    made = (card(extract, tops[slug]) for slug, extract in read.items())
    return [found for found in made if found is not None]

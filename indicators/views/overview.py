"""Both provinces at a glance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ..forms import AsOfQuery, cleaned
from ..queries.overview import latest
from ..tables import FigureTable
from .asof import as_of
from .choices import choices
from .errors import readable
from .page import answer, language, show


@readable
def overview(request: HttpRequest) -> HttpResponse:
    """For each province the newest reported figure of every indicator, with its source and date."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        offered, lang = choices(at), language()
        found = latest(areas=offered.home, as_of=at.number)
        provinces = [
            {
                "area": area,
                "table": FigureTable(found[area.code], lang=lang, decimals=offered.decimals, exclude=("area", "category")),
            }
            for area in offered.areas
            if area.code in offered.home
        ]
        return show(request, "indicators/overview.html", at, {"provinces": provinces})

    return answer(request, at, make)

"""The comparison: one indicator in a few areas over time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from .. import charts, queries, svg
from ..forms import MOST_AREAS, ComparisonQuery, cleaned
from ..periods import Basis
from ..phrases import unit_name
from ..series import Comparison, View
from ..tables import comparison_table
from .asof import AsOf, as_of
from .choices import choices
from .errors import readable
from .filters import comparison_filters
from .page import answer, as_file, language, show, with_query


@readable
def compare(request: HttpRequest) -> HttpResponse:
    """The page: a chart, its words and its table."""
    data = cleaned(ComparisonQuery, request.GET)
    at = as_of(data["as_of"])
    return answer(request, at, lambda: show(request, "indicators/compare.html", at, _context(request, data, at)))


@readable
def figure(request: HttpRequest) -> HttpResponse:
    """The same comparison as a Plotly figure, for the page's script."""
    data = cleaned(ComparisonQuery, request.GET)
    at = as_of(data["as_of"])
    return answer(request, at, lambda: JsonResponse(charts.payload(read(data, at), language())))


@readable
def picture(request: HttpRequest) -> HttpResponse:
    """The chart as an SVG file that says its title, source and date itself."""
    data = cleaned(ComparisonQuery, request.GET)
    at = as_of(data["as_of"])

    def make() -> HttpResponse:
        found = read(data, at)
        response = HttpResponse(svg.standalone(found, language()), content_type="image/svg+xml")
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(found, at)}.svg"'
        return response

    return answer(request, at, make)


def read(data: dict[str, Any], at: AsOf) -> Comparison:
    """The comparison that checked parameters ask for; defaults from the catalogue."""
    offered = choices(at)
    if not (data["indicator"] or offered.first_indicator):
        raise Http404(_("The catalogue is still empty."))
    return queries.comparison(
        indicator=data["indicator"] or offered.first_indicator,
        areas=(data["area"] or offered.home)[:MOST_AREAS],
        as_of=at.number,
        view=View(data["view"] or View.MONTH),
        basis=Basis(data["basis"]) if data["basis"] else None,
        categories=data["category"],
        since=data["from"],
        until=data["to"],
    )


def file_name(comparison: Comparison, at: AsOf) -> str:
    """Says what the file holds and as of which release: it will be found again in a folder of downloads."""
    areas = dict.fromkeys(series.area.code for series in comparison.series)
    return "-".join([comparison.indicator.slug, *areas, f"r{at.number}"])


def _context(request: HttpRequest, data: dict[str, Any], at: AsOf) -> dict[str, Any]:
    found, lang = read(data, at), language()
    return {
        "comparison": found,
        "title": found.indicator.name.text(lang),
        "unit": unit_name(found, lang),
        "table": comparison_table(found, lang),
        "filters": comparison_filters(data, choices(at), found, lang),
        "figure_url": with_query(request, path=f"{request.path}figure/"),
        "files": {extension: as_file(request, extension) for extension in ("csv", "xlsx", "json", "svg")},
    }

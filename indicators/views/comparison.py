"""The comparison: one indicator in a few areas over time."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..charts import plotly
from ..charts.dataset import Dataset
from ..query_forms import ComparisonQuery, cleaned
from ..tables.comparison import comparison_table
from ..values.comparison import Comparison, View
from ..values.periods import Basis
from .as_of import AsOf, as_of
from .cached_choices import at_first, choices, metadata_cache
from .errors import readable
from .filters import comparison_filters, view_tabs
from .page import answer, files_of, language, pictures_of, show, with_query


@readable
def compare(request: HttpRequest) -> HttpResponseBase:
    """The page: a chart, its words and its table."""
    data = cleaned(ComparisonQuery, request.GET)
    at = as_of(data["as_of"])
    return answer(request, at, lambda: show(request, "indicators/compare.html", at, _context(request, data, at)))


@readable
def figure(request: HttpRequest) -> HttpResponseBase:
    """The same comparison as a Plotly figure, for the page's script."""
    data = cleaned(ComparisonQuery, request.GET)
    at = as_of(data["as_of"])
    return answer(request, at, lambda: JsonResponse(plotly.payload(read(data, at), language())))


def extracted(data: dict[str, Any], at: AsOf) -> Dataset:
    """The figures that checked parameters ask for; defaults from the catalogue. Raises NotFound, Http404.

    A category of another indicator is no mistake: the form keeps what was ticked when its reader chooses another.
    """
    offered = choices(at)
    if unknown := [code for code in data["category"] if code not in offered.category_codes]:
        raise queries.NotFound("category", unknown[0])
    indicator, areas = data["indicator"] or offered.first_indicator, data["area"] or at_first(offered)
    if not (indicator and areas):
        raise Http404(_("The catalogue is still empty."))
    return queries.extract(
        indicator=indicator,
        areas=areas,
        as_of=at.number,
        per_capita=data["view"] == View.PER_CAPITA,
        parts=queries.parts_of(View(data["view"] or View.MONTH), data["category"]),
        cache=metadata_cache(at),
    )


def read(data: dict[str, Any], at: AsOf) -> Comparison:
    """The comparison that checked parameters ask for: what the page's files hold too."""
    return viewed(extracted(data, at), data)


def viewed(extract: Dataset, data: dict[str, Any]) -> Comparison:
    """The view of it that they ask for."""
    return extract.view(
        View(data["view"] or View.MONTH),
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
    extract, offered, lang = extracted(data, at), choices(at), language()
    found = viewed(extract, data)
    return {
        "comparison": found,
        "title": found.indicator.name.text(lang),
        "definition": found.indicator.definition.text(lang),
        "table": comparison_table(found, lang),
        "filters": comparison_filters(data, offered, extract, found, lang),
        "tabs": view_tabs(request, extract, offered, found),
        "figure_url": with_query(request, path=f"{request.path}figure/"),
        "downloads": pictures_of(request),
        "files": files_of(request),
    }

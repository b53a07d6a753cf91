"""The comparison: one indicator in a few areas over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..charts import plotly
from ..charts.dataset import Dataset
from ..models.named import language
from ..query_forms import ComparisonQuery
from ..tables.comparison import comparison_table
from ..values.comparison import Comparison, View
from .as_of import AsOf, as_of
from .cached_choices import at_first, choices, metadata_cache, opening_indicator
from .caching import answer
from .errors import readable
from .filters import comparison_filters, view_tabs
from .page import files_of, pictures_of, show, with_query


@readable
def compare(request: HttpRequest) -> HttpResponseBase:
    """Show a comparison: a chart, its words and its table."""
    query = ComparisonQuery.of(request.GET)
    at = as_of(query.as_of)
    return answer(request, at, lambda: show(request, "indicators/compare.html", at, _context(request, query, at)))


@readable
def figure(request: HttpRequest) -> HttpResponseBase:
    """Answer the same comparison as a Plotly figure, for the page's script."""
    query = ComparisonQuery.of(request.GET)
    at = as_of(query.as_of)
    return answer(request, at, lambda: JsonResponse(plotly.payload(read(query, at), language())))


def opened(query: ComparisonQuery, at: AsOf) -> ComparisonQuery:
    """Fill in what an address that names neither indicator nor areas opens on: most years that the provinces share."""
    if query.indicator or query.areas or not (slug := opening_indicator(at)):
        return query
    view = query.view or (None if query.basis else View.YEAR)
    return replace(query, indicator=slug, view=view)


def extracted(query: ComparisonQuery, at: AsOf) -> Dataset:
    """Read the figures that checked parameters ask for; defaults from the catalogue. Raises NotFound, Http404.

    A category of another indicator is no mistake: the form keeps what was ticked when its reader chooses another.
    """
    catalogue = choices(at)
    if unknown := [code for code in query.categories if code not in catalogue.category_codes]:
        raise queries.NotFound("category", unknown[0])
    indicator, areas = query.indicator or catalogue.first_indicator, query.areas or at_first(catalogue)
    if not (indicator and areas):
        raise Http404(_("The catalogue is still empty."))
    return queries.extract(
        indicator=indicator,
        areas=areas,
        as_of=at.number,
        per_capita=query.view == View.PER_CAPITA,
        parts=queries.parts_of(query.view, query.categories),
        cache=metadata_cache(at),
    )


def read(query: ComparisonQuery, at: AsOf) -> Comparison:
    """Read the comparison that checked parameters ask for: what the page's files hold too."""
    asked = opened(query, at)
    return viewed(extracted(asked, at), asked)


def viewed(dataset: Dataset, query: ComparisonQuery) -> Comparison:
    """View a dataset as checked parameters ask for; without a view, as it has the most reported figures."""
    return dataset.view(
        query.view,
        basis=query.basis,
        categories=query.categories,
        since=query.since,
        until=query.until,
    )


def file_name(comparison: Comparison, at: AsOf) -> str:
    """Name a file by what it holds and as of which release: it will be found again in a folder of downloads."""
    areas = dict.fromkeys(series.area.code for series in comparison.series)
    return "-".join([comparison.indicator.slug, *areas, f"r{at.number}"])


def _context(request: HttpRequest, query: ComparisonQuery, at: AsOf) -> dict[str, Any]:
    catalogue, lang, asked = choices(at), language(), opened(query, at)
    dataset = extracted(asked, at)
    comparison = viewed(dataset, asked)
    return {
        "invented": catalogue.are_invented(series.area.code for series in comparison.series),
        "comparison": comparison,
        "title": comparison.indicator.name.text(lang),
        "definition": comparison.indicator.definition.text(lang),
        "table": comparison_table(comparison, lang),
        "filters": comparison_filters(query, catalogue, dataset, comparison, lang),
        "tabs": view_tabs(request, dataset, catalogue, comparison, lang),
        "figure_url": with_query(request, path=f"{request.path}figure/"),
        "downloads": pictures_of(request),
        "files": files_of(request),
    }

"""Charts as files: `.svg` and `.png`, each with its title, source, date and footnotes inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from .. import queries
from ..charts.png import png
from ..charts.svg import standalone
from ..models.named import language
from ..query_forms import ComparisonQuery, release_asked_for
from ..values.comparison import Comparison
from .as_of import AsOf, as_of
from .cached_choices import at_first, choices
from .caching import answer
from .comparison import file_name, read
from .errors import readable

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@readable
def compare(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Answer with the chart of the comparison page as a picture."""
    query = ComparisonQuery.of(request.GET)
    at = as_of(query.as_of)
    return answer(request, at, lambda: _picture(read(query, at), extension, at))


@readable
def indicator(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """Answer with the chart of an indicator's page as a picture."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        comparison = queries.comparison(indicator=slug, areas=at_first(choices(at)), as_of=at.number, view=None)
        return _picture(comparison, extension, at)

    return answer(request, at, make)


def _picture(comparison: Comparison, extension: str, at: AsOf) -> HttpResponse:
    document = standalone(comparison, language())
    content = png(document) if extension == "png" else document
    name = f"{file_name(comparison, at)}.{extension}"
    headers = {"Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name))}
    return HttpResponse(content, content_type=CONTENT_TYPES[extension], headers=headers)

"""The pages' figures as files: the address of a page with an extension in place of its last `/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import queries
from ..exports import definition_of, rows_of
from ..queries.reports import published_report
from ..queries.sources import sources
from ..query_forms import ComparisonQuery, DataQuery, release_asked_for
from ..values.rows import Selection
from .areas import known
from .as_of import AsOf, as_of
from .cached_choices import choices
from .caching import answer
from .comparison import file_name, read
from .errors import readable
from .files import format_of, respond


@readable
def data(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Answer with the selection of the data page as a file."""
    query = DataQuery.of(request.GET)
    at = as_of(query.as_of)
    chosen = query.selection(at.number)

    def exists() -> bool:
        queries.require_known(chosen)
        return True

    return _selected(request, extension, at, chosen, "data", exists=exists)


@readable
def overview(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Answer with all figures of the provinces on the first page as a file."""
    at = _as_of(request)
    return _selected(request, extension, at, Selection(areas=choices(at).home), "overview")


@readable
def indicator(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """Answer with all figures of one indicator as a file."""
    at, chosen = _as_of(request), Selection(indicators=(slug,))
    return _selected(request, extension, at, chosen, slug, exists=lambda: _has_figures(chosen, at))


@readable
def area(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """Answer with all figures of one area as a file."""
    at = _as_of(request)
    place = known(code, at)
    chosen = Selection(areas=(place.ref.code if place else code,))
    return _selected(request, extension, at, chosen, code, exists=lambda: _has_figures(chosen, at))


@readable
def report(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """Answer with the figures of one published report as a file."""
    at = _as_of(request)
    published = published_report(pk, at.number) is not None
    return _selected(request, extension, at, Selection(report=pk), f"report-{pk}", exists=lambda: published)


@readable
def source(request: HttpRequest, source: int, extension: str) -> HttpResponseBase:
    """Answer with the figures of one source that stand as a file."""
    at = _as_of(request)
    named = sources(at.number).filter(pk=source).exists
    return _selected(request, extension, at, Selection(source=source), f"source-{source}", exists=named)


@readable
def release(request: HttpRequest, number: int, extension: str) -> HttpResponseBase:
    """Answer with the figures that one release brought, as of itself: what came later changes nothing here."""
    if number > _as_of(request).number:
        raise Http404(_("There is no release %s.") % number)
    at = as_of(number)
    return _selected(request, extension, at, Selection(release=number), f"release-{number}")


@readable
def compare(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Answer with exactly the numbers of the chart, the computed ones marked as such."""
    query = ComparisonQuery.of(request.GET)
    at, format = as_of(query.as_of), format_of(extension)

    def make() -> HttpResponseBase:
        comparison = read(query, at)
        name, meaning = file_name(comparison, at), definition_of(comparison.indicator)
        return respond(request, format, name=name, release=at.release, rows=rows_of(comparison), definitions=[meaning])

    return answer(request, at, make)


def _as_of(request: HttpRequest) -> AsOf:
    return as_of(release_asked_for(request.GET))


def _selected(
    request: HttpRequest,
    extension: str,
    at: AsOf,
    chosen: Selection,
    name: str,
    exists: Callable[[], bool] = lambda: True,
) -> HttpResponseBase:
    """Answer with a selection as of the release. Raises Http404 for an unknown extension, and where there is nothing."""
    format = format_of(extension)
    whole = replace(chosen, as_of=at.number)

    def make() -> HttpResponseBase:
        if not exists():
            raise Http404(_("There is no such page"))
        return respond(request, format, name=f"{name}-r{at.number}", release=at.release, selection=whole)

    return answer(request, at, make)


def _has_figures(chosen: Selection, at: AsOf) -> bool:
    return bool(queries.page(replace(chosen, as_of=at.number), offset=0, limit=1))

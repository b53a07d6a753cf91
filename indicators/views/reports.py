"""The published reports: where every figure comes from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .. import queries
from ..forms import AsOfQuery, cleaned
from ..queries.reports import amendments, published_report, published_reports
from ..series import Selection
from ..tables import FigureTable
from .asof import as_of
from .choices import choices
from .data import paged
from .errors import readable
from .page import answer, as_file, language, show

ROWS = 50
MOST_FIGURES = 1000


@readable
def reports(request: HttpRequest) -> HttpResponse:
    """Every published report, newest first."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        found = published_reports(at.number)
        pages = paged(request, found.count(), ROWS)
        first = (pages.number - 1) * ROWS
        return show(request, "indicators/reports.html", at, {"page": found[first : first + ROWS], "pages": pages})

    return answer(request, at, make)


@readable
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: its document, its figures, what amended it."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = published_report(pk, at.number)
    if found is None:
        raise Http404(_("There is no published report %s.") % pk)

    def make() -> HttpResponse:
        lang, offered = language(), choices(at)
        rows = queries.page(Selection(report=pk, as_of=at.number), offset=0, limit=MOST_FIGURES)
        table = FigureTable(rows, lang=lang, decimals=offered.decimals, units=offered.units, exclude=("source",))
        files = {extension: as_file(request, extension) for extension in ("csv", "xlsx", "json")}
        context = {"report": found, "table": table, "files": files, "amendments": amendments(found, at.number)}
        return show(request, "indicators/report.html", at, context)

    return answer(request, at, make)

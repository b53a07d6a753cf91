"""The published reports: where every figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString

from .. import queries
from ..models import Report
from ..models.named import language
from ..queries.reports import amendments, published_report, published_reports, spans
from ..query_forms import release_asked_for
from ..reading.text.highlight import Highlight, highlighted
from ..tables.by_report import by_catalogue
from ..tables.figures import FigureTable, row_key
from ..values.names import Name
from ..values.rows import Row, Selection
from .as_of import AsOf, as_of
from .cached_choices import choices, contradicted
from .caching import answer
from .data import paged
from .errors import readable
from .page import files_of, show

ROWS = 50
MOST_FIGURES = 500


@readable
def reports(request: HttpRequest) -> HttpResponseBase:
    """Show every published report, newest first."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        every = published_reports(at.number)
        pages = paged(request, _count(at), ROWS)
        first = (pages.number - 1) * ROWS
        return show(request, "indicators/reports.html", at, {"page": every[first : first + ROWS], "pages": pages})

    return answer(request, at, make)


def _count(at: AsOf) -> int:
    """Count the reports as of a release, which never changes."""
    return int(cache.get_or_set(f"reports:{at.number}", published_reports(at.number).count, timeout=None) or 0)


@dataclass(frozen=True, slots=True)
class ReportAsOf:
    """A published report as of a release. `changed`: some of its figures have been superseded since."""

    report: Report
    amended_by: list[Report]
    changed: bool


@readable
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one report: its document, its figures, what amended it."""
    at = as_of(release_asked_for(request.GET))
    shown = cache.get_or_set(f"report:{at.catalogue}:{at.number}:{pk}", lambda: _read(pk, at), timeout=None)
    if shown is None:
        raise queries.NotFound("report", str(pk))
    return answer(request, at, lambda: show(request, "indicators/report.html", at, _context(request, shown, at)))


def _read(pk: int, at: AsOf) -> ReportAsOf | None:
    report = published_report(pk, at.number)
    if report is None:
        return None
    changed = report.standing < report.figure_count  # type: ignore[attr-defined]
    return ReportAsOf(report, list(amendments(report, at.number)), changed)


def _context(request: HttpRequest, shown: ReportAsOf, at: AsOf) -> dict[str, Any]:
    """Gather all that a report brought, with what has been superseded since marked so."""
    catalogue, report = choices(at), shown.report
    brought = _figures(report.pk, report.release_id or at.number)
    rows = sorted(brought, key=by_catalogue(catalogue.places))
    holding = _figures(report.pk, at.number) if shown.changed else brought
    table = FigureTable(
        rows,
        lang=language(),
        decimals=catalogue.decimals,
        units=catalogue.units,
        ended={row_key(row) for row in rows} - {row_key(row) for row in holding},
        as_of=at.past,
        exclude=("source", "release"),
    )
    return {
        "report": report,
        "table": table,
        "files": files_of(request),
        "amendments": shown.amended_by,
        "most": MOST_FIGURES if len(rows) == MOST_FIGURES else 0,
        "text": _text(report),
        "contradictions": contradicted(at, report=report.pk),
    }


def _text(report: Report) -> SafeString | str:
    """Mark the published figures where they stand in what the document says."""
    if not report.text:
        return ""
    marks = [
        Highlight(start, end, str(start), Name(vi, en).text(language()), "certain")
        for start, end, vi, en in spans(report)
    ]
    return highlighted(report.text, marks)


def _figures(report: int, as_of: int) -> list[Row]:
    """Return what a report brought that holds as of a release."""
    return queries.page(Selection(report=report, as_of=as_of), offset=0, limit=MOST_FIGURES)

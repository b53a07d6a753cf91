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
from ..queries.reports import amendments, published_report, published_reports, spans
from ..query_forms import AsOfQuery, cleaned
from ..reading.text.highlight import Highlight, highlighted
from ..tables.by_report import by_catalogue
from ..tables.figures import FigureTable, row_key
from ..values.names import Name
from ..values.rows import Row, Selection
from .as_of import AsOf, as_of
from .cached_choices import choices
from .data import paged
from .errors import readable
from .page import answer, files_of, language, show

ROWS = 50
MOST_FIGURES = 500


@readable
def reports(request: HttpRequest) -> HttpResponseBase:
    """Every published report, newest first."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])

    def make() -> HttpResponse:
        found = published_reports(at.number)
        pages = paged(request, _count(at), ROWS)
        first = (pages.number - 1) * ROWS
        return show(request, "indicators/reports.html", at, {"page": found[first : first + ROWS], "pages": pages})

    return answer(request, at, make)


def _count(at: AsOf) -> int:
    """As of a release it never changes."""
    return int(cache.get_or_set(f"reports:{at.number}", published_reports(at.number).count, timeout=None) or 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A published report as of a release. `changed`: some of its figures have been superseded since."""

    report: Report
    amended_by: list[Report]
    changed: bool


@readable
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One report: its document, its figures, what amended it."""
    at = as_of(cleaned(AsOfQuery, request.GET)["as_of"])
    found = cache.get_or_set(f"report:{at.catalogue}:{at.number}:{pk}", lambda: _read(pk, at), timeout=None)
    if found is None:
        raise queries.NotFound("report", str(pk))
    return answer(request, at, lambda: show(request, "indicators/report.html", at, _context(request, found, at)))


def _read(pk: int, at: AsOf) -> Found | None:
    found = published_report(pk, at.number)
    if found is None:
        return None
    changed = found.standing < found.figure_count  # type: ignore[attr-defined]
    return Found(found, list(amendments(found, at.number)), changed)


def _context(request: HttpRequest, found: Found, at: AsOf) -> dict[str, Any]:
    """All that it brought, with what has been superseded since marked so."""
    offered, shown = choices(at), found.report
    brought = _figures(shown.pk, shown.release.number)
    rows = sorted(brought, key=by_catalogue(offered.places))
    holding = _figures(shown.pk, at.number) if found.changed else brought
    table = FigureTable(
        rows,
        lang=language(),
        decimals=offered.decimals,
        units=offered.units,
        ended={row_key(row) for row in rows} - {row_key(row) for row in holding},
        as_of=at.past,
        exclude=("source", "release"),
    )
    return {
        "report": shown,
        "table": table,
        "files": files_of(request),
        "amendments": found.amended_by,
        "most": MOST_FIGURES if len(rows) == MOST_FIGURES else 0,
        "text": _text(shown),
    }


def _text(found: Report) -> SafeString | str:
    """What the document says, with the published figures marked where they stand."""
    if not found.text:
        return ""
    marks = [
        Highlight(start, end, str(start), Name(vi, en).text(language()), "certain")
        for start, end, vi, en in spans(found)
    ]
    return highlighted(found.text, marks)


def _figures(report: int, as_of: int) -> list[Row]:
    """What it brought that holds as of a release."""
    return queries.page(Selection(report=report, as_of=as_of), offset=0, limit=MOST_FIGURES)

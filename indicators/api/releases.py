"""Releases and the reports that they published."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router

from .. import models, queries
from ..queries.reports import published_report, published_reports
from . import parameters as take
from . import schemas as give
from .figures import release_number
from .paging import next_url, parts, token
from .problems import Problem

router = Router()
PROBLEMS = {400: Problem, 404: Problem}


@router.get("/releases", response={200: give.Releases, **PROBLEMS}, summary="What was published when, and why")
def releases(request: HttpRequest, limit: take.Limit = take.USUAL, cursor: take.Cursor = None) -> dict[str, Any]:
    """Newest first."""
    until = release_number(None) if cursor is None else parts(cursor, int)[0] - 1
    page = list(queries.releases(until)[: limit + 1])
    following = token(page[limit - 1].number) if len(page) > limit else None
    return {"items": [_release(item) for item in page[:limit]], "next": next_url(request, following)}


@router.get(
    "/releases/{number}", response={200: give.ReleaseWithFiles, **PROBLEMS}, summary="One release and its files"
)
def release(request: HttpRequest, number: Annotated[int, Path(ge=1, le=take.LAST_RELEASE)]) -> dict[str, Any]:
    """Its bulk files have checksums: the same figures are the same bytes for ever."""
    item = queries.releases(number).filter(pk=number).first()
    if item is None:
        raise Http404(_("There is no release %s.") % number)
    files = [_file(file) for file in item.files.order_by("format")]
    return _release(item) | {"files": files}


def _release(release: Any) -> dict[str, Any]:
    reports = [report.pk for report in release.reports.all()]
    return {
        "number": release.number, "released_at": release.released_at, "kind": release.kind, "reason": release.reason,
        "loaded": release.loaded, "report": reports[0] if reports else None, "reports": reports,
         "figures_added": release.brought, "figures_ended": release.ended,
    }  # fmt: skip


def _file(file: models.ReleaseFile) -> dict[str, Any]:
    return {
        "format": file.format, "url": file.address,
        "sha256": file.sha256, "size": file.size, "rows": file.rows,
    }  # fmt: skip


@router.get("/reports", response={200: give.Reports, **PROBLEMS}, summary="The published reports")
def reports(request: HttpRequest, limit: take.Limit = take.USUAL, cursor: take.Cursor = None) -> dict[str, Any]:
    """The newest release first."""
    until = release_number(None)
    every = published_reports(until)
    if cursor is not None:
        number, pk = parts(cursor, int, int)
        every = every.filter(Q(release__number__lt=number) | Q(release__number=number, pk__lt=pk))
    page = list(every[: limit + 1])
    following = _report_token(page[limit - 1]) if len(page) > limit else None
    return {"items": [_report(item) for item in page[:limit]], "next": next_url(request, following)}


def _report_token(report: models.Report) -> str:
    return token(report.release_id, report.pk)


@router.get("/reports/{number}", response={200: give.Report, **PROBLEMS}, summary="One published report")
def report(request: HttpRequest, number: Annotated[int, Path(ge=1, le=take.LAST_ID)]) -> dict[str, Any]:
    item = published_report(number, release_number(None))
    if item is None:
        raise queries.NotFound("report", str(number))
    return _report(item)


def _report(report: Any) -> dict[str, Any]:
    return {
        "id": report.pk, "title": report.title, "url": report.url, "area": report.area.public_code, "month": str(report.month),
        "published_on": report.published_on, "body_vi": report.body.name_vi if report.body else "",
        "body_en": report.body.name_en if report.body else "", "release": report.release.number,
        "released_at": report.release.released_at, "amends": report.amends_id, "reason": report.reason,
        "illustrative": report.illustrative, "figures": report.figure_count,
    }  # fmt: skip

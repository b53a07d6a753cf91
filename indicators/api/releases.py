"""Releases and the reports that they published."""

from __future__ import annotations

from typing import Annotated, Any

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
    return {"items": [_release(one) for one in page[:limit]], "next": next_url(request, following)}


@router.get(
    "/releases/{number}", response={200: give.ReleaseWithFiles, **PROBLEMS}, summary="One release and its files"
)
def release(request: HttpRequest, number: Annotated[int, Path(ge=1, le=take.LAST_RELEASE)]) -> dict[str, Any]:
    """Its bulk files have checksums: the same figures are the same bytes for ever."""
    found = queries.releases(number).filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no release %s.") % number)
    files = [_file(file) for file in found.files.order_by("format")]
    return _release(found) | {"files": files}


def _release(one: Any) -> dict[str, Any]:
    return {
        "number": one.number, "released_at": one.released_at, "kind": one.kind, "reason": one.reason,
        "report": one.report_id, "figures_added": one.brought, "figures_ended": one.ended,
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
    found = published_reports(until)
    if cursor is not None:
        found = found.filter(release__number__lt=parts(cursor, int)[0])
    page = list(found[: limit + 1])
    following = token(page[limit - 1].release.number) if len(page) > limit else None
    return {"items": [_report(one) for one in page[:limit]], "next": next_url(request, following)}


@router.get("/reports/{number}", response={200: give.Report, **PROBLEMS}, summary="One published report")
def report(request: HttpRequest, number: Annotated[int, Path(ge=1, le=take.LAST_ID)]) -> dict[str, Any]:
    found = published_report(number, release_number(None))
    if found is None:
        raise queries.NotFound("report", str(number))
    return _report(found)


def _report(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk, "title": one.title, "url": one.url, "area": one.area.public_code, "month": str(one.month),
        "published_on": one.published_on, "body_vi": one.body.name_vi if one.body else "",
        "body_en": one.body.name_en if one.body else "", "release": one.release.number,
        "released_at": one.release.released_at, "amends": one.amends_id, "reason": one.reason,
        "illustrative": one.illustrative, "figures": one.figure_count,
    }  # fmt: skip

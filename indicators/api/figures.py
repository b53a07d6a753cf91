"""Figures, and how they changed."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from .. import queries
from ..queries.paging import FigurePlace, rows_after
from ..queries.release_diff import DifferenceKey, ReleaseDifference, differences
from ..values.periods import Basis, Month
from ..values.rows import Selection
from . import parameters as take
from . import schemas as give
from .paging import is_date, next_url, parts, token
from .problems import Problem

router = Router()
PROBLEMS = {400: Problem, 404: Problem}


@router.get("/figures", response={200: give.Figures, **PROBLEMS}, summary="Published figures")
def figures(
    request: HttpRequest,
    indicator: take.Indicators = [],  # noqa: B006 (ninja reads the default)
    area: take.Areas = [],  # noqa: B006
    category: take.Categories = [],  # noqa: B006
    topic: take.Topics = [],  # noqa: B006
    basis: take.BasisNames = [],  # noqa: B006
    since: take.Since = None,
    until: take.Until = None,
    report: take.ReportId = None,
    as_of: take.AsOf = None,
    limit: take.Limit = take.USUAL,
    cursor: take.Cursor = None,
) -> dict[str, Any]:
    """In the order of the files: indicator, category, area, basis, period. Every filter narrows; none: all figures."""
    release, place = _start(cursor, as_of)
    chosen = Selection(
        indicators=tuple(indicator), areas=tuple(area), categories=tuple(category), topics=tuple(topic),
        bases=tuple(Basis(name) for name in basis), since=_month(since), until=_month(until),
        report=report, as_of=release,
    )  # fmt: skip
    queries.require_known(chosen)
    rows, last = rows_after(chosen, place, limit)
    following = next_url(request, token(release, *last) if last else None)
    return {"as_of": release, "items": [row._asdict() for row in rows], "next": following}


def _month(text: str | None) -> Month | None:
    return Month.parse(text) if text else None


def _start(cursor: str | None, as_of: int | None) -> tuple[int, FigurePlace | None]:
    """Return the release to read and the place to go on from."""
    if cursor is None:
        return release_number(as_of), None
    number, *place = parts(cursor, int, str, str, str, int, int, str, str, str, int)
    if as_of is not None and as_of != number:
        raise Http404(_("There is no page behind this cursor."))
    start = FigurePlace._make(place)
    if not (is_date(start.period) and (is_date(start.since) or start.since == "-infinity")):
        raise Http404(_("There is no page behind this cursor."))
    return release_number(number), start


def release_number(number: int | None) -> int:
    """Return the release asked for, or the newest; 0 before the first. Raises Http404."""
    newest = queries.newest()
    last = newest.number if newest else 0
    if number is not None and number > last:
        raise Http404(_("There is no release %s.") % number)
    return last if number is None else number


From = Annotated[int, Query(alias="from", ge=0, le=take.LAST_RELEASE, description="A release; 0: before the first.")]
To = Annotated[
    int | None, Query(alias="to", ge=1, le=take.LAST_RELEASE, description="A release; the newest if not given.")
]


@router.get("/changes", response={200: give.Changes, **PROBLEMS}, summary="What changed between two releases")
def changes(
    request: HttpRequest,
    since: From,
    until: To = None,
    limit: take.Limit = take.USUAL,
    cursor: take.Cursor = None,
) -> dict[str, Any]:
    """Figure by figure: the old value, the new one, and the public reason. In the order of the files."""
    first, after = release_number(since), None
    last = release_number(until)
    if cursor is not None:
        pinned, *place = parts(cursor, int, str, str, str, int, int, str, str, str)
        last, after = release_number(pinned), DifferenceKey._make(place)
    page, more = differences(since=first, until=last, after=after, limit=limit)
    following = token(last, *page[-1].key) if more else None
    return {
        "since": first,
        "until": last,
        "items": [_change(difference) for difference in page],
        "next": next_url(request, following),
    }


def _change(difference: ReleaseDifference) -> dict[str, Any]:
    key = difference.key
    return {
        "kind": difference.kind, "area_code": key.area_code, "indicator": key.indicator, "category": key.category,
        "basis": key.basis, "period_start": difference.period_start, "period_end": difference.period_end,
        "old": difference.old and difference.old._asdict(), "new": difference.new and difference.new._asdict(),
        "release": difference.changed_in, "reason": difference.reason,
    }  # fmt: skip

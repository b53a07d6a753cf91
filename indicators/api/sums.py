"""Sums of the areas below a province: derived, and said to be."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from ..queries.area_sums import SumPlace, Wanted, sums_after
from ..values.periods import Month
from ..values.rows import Sum
from ..values.series import Status
from . import parameters as take
from . import schemas as give
from .figures import release_number
from .paging import is_date, next_url, parts, token
from .problems import Problem

router = Router()

Indicator = Annotated[take.Slug, Query(description="Slug of an indicator.")]


@router.get(
    "/sums", response={200: give.Sums, 400: Problem, 404: Problem}, summary="What the areas of a province add up to"
)
def sums(
    request: HttpRequest,
    indicator: Indicator,
    area: take.Areas = [],  # noqa: B006 (ninja reads the default)
    category: take.Categories = [],  # noqa: B006
    basis: take.BasisNames = [],  # noqa: B006
    since: take.Since = None,
    until: take.Until = None,
    as_of: take.AsOf = None,
    limit: take.Limit = take.USUAL,
    cursor: take.Cursor = None,
) -> dict[str, Any]:
    """Derived, never reported: the published figures of the districts or communes below a province, added up.

    `reporting` of `areas` have one: fewer than all, and the sum is not the province's. Where the province published
    its own figure (`own_figure`), use that. Rates are not added up. In the order of category, area, basis, period.
    """
    release, place = _start(cursor, as_of)
    chosen = Wanted(
        indicator=indicator, areas=tuple(area), categories=tuple(category), bases=tuple(basis),
        since=Month.parse(since).first_day if since else None, until=Month.parse(until).first_day if until else None,
    )  # fmt: skip
    page, last = sums_after(chosen, place, limit, as_of=release)
    following = next_url(request, token(release, *last) if last else None)
    return {"as_of": release, "items": [_sum(item) for item in page], "next": following}


def _start(cursor: str | None, as_of: int | None) -> tuple[int, SumPlace | None]:
    """Return the release to read and the place to go on from."""
    if cursor is None:
        return release_number(as_of), None
    number, *place = parts(cursor, int, str, str, str, str, int)
    start = SumPlace._make(place)
    if as_of not in {None, number} or not is_date(start.period_end):
        raise Http404(_("There is no page behind this cursor."))
    return release_number(number), start


def _sum(item: Sum) -> dict[str, Any]:
    status = Status.ILLUSTRATIVE if item.illustrative else Status.DERIVED
    columns = {name: value for name, value in item._asdict().items() if name not in {"id", "illustrative"}}
    return columns | {"status": status.value}

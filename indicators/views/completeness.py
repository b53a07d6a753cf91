"""/completeness/: who has reported which month, and who is late now; as of a release, who was on the day of it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ..models import FormArea
from ..models.named import language
from ..queries.completeness import Duty, DutyState, Late, Matrix, form_areas, late, matrix, years
from ..query_forms import BadQuery, release_asked_for
from ..values.formatting import month_of_year_label
from ..values.periods import Month
from .as_of import AsOf, as_of
from .caching import answer
from .errors import readable
from .page import show, with_query

AREAS_PER_PAGE = 50
MOST_LATE = 50

#: A state is told by its sign and its word; the colour only repeats them.
SIGNS = {
    DutyState.IN_TIME: "●",
    DutyState.LATE: "◐",
    DutyState.PARTLY: "◔",
    DutyState.MISSING: "✕",
    DutyState.NOT_DUE: "·",
    DutyState.ILLUSTRATIVE: "○",
}
NAMES = {
    DutyState.IN_TIME: gettext_lazy("in time"),
    DutyState.LATE: gettext_lazy("late"),
    DutyState.PARTLY: gettext_lazy("partly"),
    DutyState.MISSING: gettext_lazy("missing"),
    DutyState.NOT_DUE: gettext_lazy("not due"),
    DutyState.ILLUSTRATIVE: gettext_lazy("illustrative"),
}


@require_safe
@readable
def completeness(request: HttpRequest) -> HttpResponseBase:
    """Show one year of all areas, `?year=` and `?page=`."""
    at = as_of(release_asked_for(request.GET))

    def make() -> HttpResponse:
        return show(request, "indicators/completeness.html", at, _year_context(request, at))

    return answer(request, at, make) if at.frozen else make()  # who is late now changes with the day


def _year_context(request: HttpRequest, at: AsOf) -> dict[str, Any]:
    day = timezone.localdate(at.release.released_at) if at.frozen and at.release else timezone.localdate()
    choices, newest = years(day, at.number)
    year = _year(request.GET.get("year"), choices) or newest
    every = form_areas()
    page = Paginator(every, AREAS_PER_PAGE).get_page(request.GET.get("page"))
    shown = matrix(list(page), since=Month(year, 1), until=Month(year, 12), today=day, as_of=at.number)
    links = [(each, with_query(request, year=each, page=None)) for each in choices]
    late_context = _late(_late_on(day, at, every, since=Month(choices[0], 1)))
    return {
        "year": year,
        "years": links,
        "day": day,
        "page": page,
        **_pages(request, page),
        **late_context,
        **_context(shown),
    }


def _year(text: str | None, choices: list[int]) -> int | None:
    """Return the year asked for. Raises BadQuery for one that there is nothing of."""
    if not text:
        return None
    if not re.fullmatch("[0-9]{4}", text) or int(text) not in choices:
        raise BadQuery([_("“%s” is not one of the years shown here.") % text[:20]])
    return int(text)


def _pages(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    before = with_query(request, page=page.previous_page_number()) if page.has_previous() else ""
    after = with_query(request, page=page.next_page_number()) if page.has_next() else ""
    return {"previous_url": before, "next_url": after}


def _context(shown: Matrix) -> dict[str, Any]:
    return {
        "months": [month_of_year_label(month.month, language()) for month in shown.months],
        "lines": [
            {
                "area": line.area,
                "form": line.form,
                "begins": line.begins and Month.of(line.begins),
                "cells": [_cell(duty) for duty in line.duties],
            }
            for line in shown.lines
        ],
        "several_forms": len({line.form.pk for line in shown.lines}) > 1,
        "legend": [{"state": state.value, "sign": SIGNS[state], "name": NAMES[state]} for state in DutyState],
    }


def _late_on(day: date, at: AsOf, every: list[FormArea], since: Month) -> tuple[Late, ...]:
    """Return who was late on the day, of any year: kept, since for a day and a state of the site it never changes."""
    key = f"late:{at.catalogue}:{at.number}:{day}"
    overdue = cache.get_or_set(key, lambda: late(every, since=since, today=day, as_of=at.number))
    return overdue or ()


def _late(overdue: tuple[Late, ...]) -> dict[str, Any]:
    """List the longest overdue first, up to a bound, and how many more there are."""
    shown = [{"longest": _cell(area.longest), "count": area.months} for area in overdue[:MOST_LATE]]
    return {"late": shown, "late_more": len(overdue) - len(shown)}


def _cell(duty: Duty | None) -> dict[str, Any] | None:
    if duty is None:
        return None
    return {"duty": duty, "state": duty.state.value, "sign": SIGNS[duty.state], "name": NAMES[duty.state]}

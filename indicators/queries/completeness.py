"""Who has reported which month: from the cells that forms require, and the times at which they became known.

Only what is public counts here; what lies in drafts is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Q

from ..models import Area, Figure, Form, FormArea
from ..values.periods import Month
from .as_of import standing

NEWEST = 2**31 - 1  # past every release


class DutyState(StrEnum):
    """A stage of a duty: how far it is fulfilled."""

    IN_TIME = "in_time"
    LATE = "late"
    PARTLY = "partly"
    MISSING = "missing"  # and overdue
    NOT_DUE = "not_due"
    ILLUSTRATIVE = "illustrative"  # made-up figures are handed in by nobody: neither in time nor late


@dataclass(frozen=True, slots=True)
class Duty:
    """One area's figures of one month on one form. `reported_on`: the day on which the last of them was handed in."""

    area: Area
    form: Form
    month: Month
    due: date
    required: int
    found: int
    reported_on: date | None
    illustrative: bool
    today: date
    owed: bool = True  # False: from before the area's staff began to report here

    @property
    def state(self) -> DutyState:
        """Return how far the duty is fulfilled on the day `today`."""
        if self.illustrative:
            return DutyState.ILLUSTRATIVE
        if self.found and self.found == self.required and self.reported_on:
            return DutyState.IN_TIME if self.reported_on <= self.due or not self.owed else DutyState.LATE
        if self.found:
            return DutyState.PARTLY
        return DutyState.MISSING if self.today > self.due else DutyState.NOT_DUE

    @property
    def days_late(self) -> int:
        """Return the days between the due day and the day of reporting, or today; 0 where nobody is late."""
        if not self.owed or self.state in {DutyState.IN_TIME, DutyState.ILLUSTRATIVE}:
            return 0
        end = self.reported_on if self.state == DutyState.LATE and self.reported_on else self.today
        return max(0, (end - self.due).days)

    @property
    def is_overdue(self) -> bool:
        """Return whether something is still to come that was due before today."""
        return self.owed and self.state in {DutyState.PARTLY, DutyState.MISSING} and self.today > self.due


@dataclass(frozen=True, slots=True)
class DutyLine:
    """An area and form with a duty, or None where there is none, for each month. `begins`: the first day that is owed."""

    area: Area
    form: Form
    begins: date | None
    duties: tuple[Duty | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Areas and forms by months: a line for each area with a form, a duty or None for each month."""

    months: tuple[Month, ...]
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """An area's debts on one form: of how many months, and the one that waits longest."""

    longest: Duty
    months: int


#: For each form of an area and month: how many cells are required, how many are public, and since when.
#: A document that was loaded from outside counts from its own date: it was handed in long before it came here.
_SQL = """
WITH duty AS (
    SELECT fa.id AS form_area, fa.form_id, fa.area_id, m.month::date AS month, extract(month FROM m.month)::int AS number
    FROM indicators_formarea fa JOIN indicators_form f ON f.id = fa.form_id JOIN indicators_area a ON a.id = fa.area_id
    CROSS JOIN generate_series(%(since)s::date, %(until)s::date, interval '1 month') AS m(month)
    WHERE fa.id = ANY(%(form_areas)s)
      AND greatest(fa.valid_from, f.valid_from, a.valid_from, '-infinity') < m.month + interval '1 month'
      AND least(fa.valid_to, f.valid_to, a.valid_to, 'infinity') >= m.month
      AND extract(month FROM m.month)::int
          %% (CASE f.frequency WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'half' THEN 6 ELSE 12 END) = 0
)
SELECT d.form_area, d.month, count(*), count(*) FILTER (WHERE k.stands),
    max(k.handed_in) FILTER (WHERE k.stands), coalesce(bool_or(k.is_illustrative), false)
FROM duty d
JOIN indicators_formline l ON l.form_id = d.form_id AND l.required AND l.basis <> 'span'
    AND (l.basis <> 'quarter' OR d.number %% 3 = 0) AND (l.basis <> 'year' OR d.number = 12)
CROSS JOIN LATERAL (
    SELECT bool_or(s.stands) AS stands, bool_or(s.stands AND g.status = 'illustrative') AS is_illustrative,
        coalesce(min(h.day) FILTER (WHERE g.status <> 'illustrative'), min(h.day)) AS handed_in
    FROM indicators_figure g
    JOIN indicators_report r ON r.id = g.report_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN r.external_id <> '' AND r.published_on IS NOT NULL THEN r.published_on
        ELSE (r.submitted_at AT TIME ZONE %(zone)s)::date END AS day) h
    CROSS JOIN LATERAL (SELECT g.superseded_in_id IS NULL OR g.superseded_in_id > %(as_of)s AS stands) s
    WHERE g.release_id <= %(as_of)s AND g.area_id = d.area_id AND g.indicator_id = l.indicator_id
      AND g.category_id IS NOT DISTINCT FROM l.category_id AND g.basis = l.basis AND g.since IS NULL
      AND g.period = CASE WHEN l.basis IN ('year', 'target') THEN make_date(extract(year FROM d.month)::int, 12, 1)
                          ELSE d.month END
) k
GROUP BY d.form_area, d.month
"""


def form_areas() -> list[FormArea]:
    """Return every area with every form it reports with, in the order in which people look for them."""
    rows = FormArea.objects.select_related("area", "form").order_by(
        "area__level", "area__sort_key", "form__position", "id"
    )
    return sorted(rows, key=lambda duty: LEVELS.index(duty.area.level))


LEVELS = list(Area.Level.values)


def matrix(form_areas: Sequence[FormArea], *, since: Month, until: Month, today: date, as_of: int = NEWEST) -> Matrix:
    """Return the duties of areas by months, from `since` to `until`, as of a release and the day `today`: one query."""
    months = tuple(since.plus(step) for step in range(until.index - since.index + 1))
    counts = _counts([duty.pk for duty in form_areas], since, until, as_of)
    lines = []
    for form_area in form_areas:
        duties = (_duty(form_area, month, counts.get((form_area.pk, month)), today) for month in months)
        lines.append(DutyLine(form_area.area, form_area.form, form_area.begins, tuple(duties)))
    return Matrix(months, tuple(lines))


def late(form_areas: Sequence[FormArea], *, since: Month, today: date, as_of: int = NEWEST) -> tuple[Late, ...]:
    """Return who owes something on the day `today`, of any month from `since` on, the longest first: one query."""
    lines = matrix(form_areas, since=since, until=Month.of(today), today=today, as_of=as_of).lines
    owed = [[duty for duty in line.duties if duty and duty.is_overdue] for line in lines]
    debts = [Late(max(duties, key=lambda duty: duty.days_late), len(duties)) for duties in owed if duties]
    return tuple(sorted(debts, key=_longest_first))


def _longest_first(late: Late) -> tuple[int, str, str]:
    duty = late.longest
    return -duty.days_late, duty.area.sort_key, duty.form.slug


_Counts = tuple[int, int, date | None, bool]


def _counts(keys: list[int], since: Month, until: Month, as_of: int) -> dict[tuple[int, Month], _Counts]:
    values: dict[str, Any] = {
        "form_areas": keys,
        "since": since.first_day,
        "until": until.first_day,
        "zone": settings.TIME_ZONE,
        "as_of": as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return {(key, Month.of(month)): (*counts,) for key, month, *counts in cursor.fetchall()}


def _duty(form_area: FormArea, month: Month, counts: _Counts | None, today: date) -> Duty | None:
    """Return the duty of a month; of a month before the area's staff began only where something is public."""
    owed = form_area.owes(month)
    if counts is None or not (owed or counts[1]):
        return None
    return Duty(form_area.area, form_area.form, month, form_area.form.due_date(month), *counts, today, owed)


def years(today: date, as_of: int = NEWEST) -> tuple[list[int], int]:
    """Return the years that can be looked at, from the first published month to this one, and the newest published one."""
    months = Figure.objects.filter(standing(as_of), basis="month")
    bounds = months.aggregate(first=Min("period"), newest=Max("period", filter=Q(period__lte=today)))
    first = bounds["first"].year if bounds["first"] else today.year
    newest = bounds["newest"].year if bounds["newest"] else today.year
    return list(range(min(first, today.year), today.year + 1)), newest

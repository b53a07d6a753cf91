"""Cells of a report as plain values: a save of a whole month has no time for models."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from ... import rules
from ...models import Report
from ...values.cells import FigureKey, Held
from ...values.periods import Basis, Month
from ...values.series import Measure, Qualifier

_CELLS = """
    SELECT cell.area_id, cell.indicator_id, area.public_code, indicator.slug, category.slug, basis, period, since,
           value, value_high, qualifier, missing_reason, note, version, printed_attainment,
           measure, unit.slug, decimals, non_negative, maximum
    FROM indicators_draftfigure cell
    JOIN indicators_area area ON area.id = cell.area_id
    JOIN indicators_indicator indicator ON indicator.id = cell.indicator_id
    JOIN indicators_unit unit ON unit.id = indicator.unit_id
    LEFT JOIN indicators_category category ON category.id = cell.category_id
    WHERE cell.report_id = %s AND indicator.slug = ANY(%s)
    ORDER BY cell.indicator_id, category.position, basis, period, cell.id"""


class PlainCell(NamedTuple):
    """A cell as the page and as the rules see it; `area` and `indicator` are primary keys."""

    area: int
    indicator: int
    id: FigureKey
    held: Held
    cell: rules.CheckedCell


def plain_cells(report: Report, slugs: Collection[str]) -> list[PlainCell]:
    """Return what a report holds of these indicators (slugs), in a total order."""
    facts = cache(_facts)
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, [report.pk, list(slugs)])
        return [_plain(row[:8], row[8:15], facts(*row[15:])) for row in cursor.fetchall()]


def _facts(measure: str, *rest: Any) -> rules.IndicatorFacts:
    return rules.IndicatorFacts(Measure(measure), *rest)


def _plain(which: tuple[Any, ...], holds: tuple[Any, ...], facts: rules.IndicatorFacts) -> PlainCell:
    area, indicator, place, slug, category, basis, period, since = which
    value, high, qualifier, reason, note, version, attainment = holds
    key = FigureKey(place, slug, category, Basis(basis), Month.of(period), since)
    hedge = Qualifier(qualifier)
    content = Held(value, high, hedge, reason, note, version)
    cell = rules.CheckedCell(key, facts, value, high, hedge, reason, attainment)
    return PlainCell(area, indicator, key, content, cell)

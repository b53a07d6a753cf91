"""Cells of a report as plain values: a save of a whole month has no time for models."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from .. import rules
from ..grid import CellId, Held
from ..models import DraftFigure, Report
from ..periods import Basis, Month
from ..series import Measure, Qualifier

_KEY = ("area_id", "indicator_id", "area__public_code", "indicator__slug", "category__slug", "basis", "period", "since")
_FACTS = ("measure", "unit__slug", "decimals", "non_negative", "maximum")
_HELD = ("value", "value_high", "qualifier", "missing_reason", "note", "version", "printed_attainment")


class PlainCell(NamedTuple):
    """A cell as the page and as the rules see it; `area` and `indicator` are primary keys."""

    area: int
    indicator: int
    id: CellId
    held: Held
    cell: rules.Cell


def plain_cells(report: Report, slugs: Collection[str]) -> list[PlainCell]:
    """What a report holds of these indicators, in a total order."""
    found = DraftFigure.objects.filter(report=report, indicator__slug__in=slugs)
    rows = found.order_by("indicator_id", "category__position", "basis", "period", "id").values_list(
        *_KEY, *_HELD, *(f"indicator__{name}" for name in _FACTS)
    )
    facts = cache(_facts)
    return [_plain(row[:8], row[8:15], facts(*row[15:])) for row in rows]


def _facts(measure: str, *rest: Any) -> rules.Indicator:
    return rules.Indicator(Measure(measure), *rest)


def _plain(which: tuple[Any, ...], holds: tuple[Any, ...], facts: rules.Indicator) -> PlainCell:
    area, indicator, place, slug, category, basis, period, since = which
    value, high, qualifier, reason, note, version, printed = holds
    key = rules.Key(place, slug, category, Basis(basis), Month.of(period))
    hedge = Qualifier(qualifier)
    held = Held(value, high, hedge, reason, note, version)
    cell = rules.Cell(key, facts, value, high, hedge, reason, printed)
    return PlainCell(area, indicator, CellId(key, since), held, cell)

"""Move the censuses that earlier versions loaded as population to the indicator of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction

from ..models import DraftFigure, Figure, Indicator, Release
from ..services import CellToSave, amend, publish, save_cells, submit
from ..values.periods import Basis
from ..values.series import Qualifier
from .publishing import WAY, loader

REASON = "Số tổng điều tra chuyển sang chỉ tiêu riêng, không đứng chung dãy với dân số trung bình."


def move_censuses(say: Callable[[str], object]) -> bool:
    """Amend each loaded census report whose figure still counts as population; return whether there was one."""
    figures = Figure.objects.filter(
        superseded_in=None, indicator__slug="population", report__external_id__startswith="reports/population-census-"
    ).select_related("report__area")
    to_move = list(figures.order_by("pk"))
    for figure in to_move:
        say(f"release {_moved(figure)}: {figure.report.title}")
    return bool(to_move)


@transaction.atomic
def _moved(figure: Figure) -> Release:
    """Amend the figure's report: what it held as population, it holds as the census."""
    by = loader([figure.report.area])
    draft = amend(report=figure.report, by=by.entry, reason=REASON, way=WAY)
    census = Indicator.objects.get(slug="population_census")
    rows = draft.draft_figures.filter(indicator__slug="population", basis="as_of")
    cells = [cell for row in rows for cell in (_emptied(row), replace(_as_it_is(row), indicator=census.pk))]
    save_cells(report=draft, cells=cells, by=by.entry, way=WAY)
    submitted = submit(report=draft, by=by.entry, note=REASON, way=WAY)
    return publish(report=submitted, by=by.reviewer, way=WAY)


def _as_it_is(row: DraftFigure) -> CellToSave:
    return replace(_emptied(row), value=row.value, qualifier=Qualifier(row.qualifier), note=row.note)


def _emptied(row: DraftFigure) -> CellToSave:
    return CellToSave(row.area_id, row.indicator_id, row.category_id, Basis(row.basis), row.period)

"""The entry page of a report: the page itself, its cells as JSON, and what is known about one cell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..grid import Grid, GridCell, GridRow, Held, beside, build
from ..models import Report, User
from ..models.calendar import BASES
from ..numbers import format_number, format_percent
from ..permissions import Role, may
from ..phrases import month_label
from ..queries.sheet import sheet
from ..rules import Context, Finding
from ..services import checks
from .answers import answers_json

#: How each basis is called above its column.
COLUMN_LABELS = dict(BASES)


def language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def may_write(report: Report, user: User) -> bool:
    """Whether `user` may change the report's cells now."""
    return report.is_open and may(user, Role.ENTRY, report.area)


def laid_out(report: Report, user: User) -> tuple[Grid, Context]:
    """The report's page, and the figures that its rows are compared with: the report's own among them."""
    figures = checks.cells_of(report)
    context = checks.context_of(report, figures)
    found = checks.findings(report, figures=figures, context=context)
    content = sheet(report, user)
    grid = build(
        lines=content.lines, held=content.held, findings=found, area=report.area.public_code, month=report.month
    )
    return grid, context.including([checks.as_value(figure) for figure in figures if figure.since is None])


@answers_json("GET")
def cells(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """The whole page as data."""
    grid, context = laid_out(report, user)
    readonly = not may_write(report, user)
    return JsonResponse(
        {
            "report": {
                "id": report.pk,
                "version": report.version,
                "status": report.status,
                "month": str(report.month),
                "area": report.area.public_code,
            },
            "language": language(),
            "columns": [{"basis": basis.value, "label": str(COLUMN_LABELS[basis.value])} for basis in grid.columns],
            "rows": [row_data(row, context, readonly) for row in grid.rows],
        }
    )


def row_data(row: GridRow, context: Context, readonly: bool) -> dict[str, Any]:
    """A row as the browser gets it."""
    return {
        "key": row.key,
        "indicator": row.indicator.slug,
        "category": row.category.code if row.category else None,
        "label": row_label(row),
        "unit": row.indicator.unit.name.text(language()),
        "decimals": row.indicator.decimals,
        "level": row.level,
        "area": row.area.code,
        "cells": {basis.value: cell_data(cell, readonly) for basis, cell in row.cells.items()},
        "beside": beside_data(row, context),
    }


def row_label(row: GridRow) -> str:
    """The indicator's or category's name; with area and month where they are not the report's."""
    name = (row.category or row.indicator).name.text(language())
    if row.own:
        return name
    return f"{name} ({row.area.name.text(language())}, {month_label(row.month, language())})"


def cell_data(cell: GridCell, readonly: bool) -> dict[str, Any]:
    """A cell as the browser gets it."""
    return {
        "id": str(cell.id),
        **held_data(cell.held),
        "required": cell.required,
        "readonly": readonly,
        "findings": [finding_data(finding) for finding in cell.findings],
    }


def held_data(held: Held) -> dict[str, Any]:
    return {
        "text": held.text,
        "version": held.version,
        "qualifier": held.qualifier.value,
        "missing_reason": held.missing_reason,
        "note": held.note,
    }


def finding_data(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule.id, "severity": finding.severity.value, "text": finding.text(language())}


def beside_data(row: GridRow, context: Context) -> dict[str, str]:
    """The figures beside a row, as they are read; empty where unknown."""
    found = beside(row, context.figures)

    def shown(name: str) -> str:
        value = getattr(found, name)
        return "" if value is None else format_number(value, language())

    percent = "" if found.attainment is None else format_percent(found.attainment, language(), 1)
    return {name: shown(name) for name in ("last_month", "last_year", "ytd", "target")} | {"attainment": percent}

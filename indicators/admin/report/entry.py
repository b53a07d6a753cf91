"""The entry page of a report: the page itself, its cells as JSON, and what is known about one cell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from ...models import Report, User
from ...models.form import basis_label
from ...models.named import language
from ...permissions import Role, may
from ...queries.drafts.sheet import sheet
from ...rules import Context, Finding
from ...services.drafts.checks import Checklist, checklist
from ...values.cells import Held
from ...values.formatting import month_label
from ...values.number_words import scale_of
from ...values.numbers import format_number, format_percent
from .grid import Grid, GridCell, GridRow, beside, build
from .json_views import answers_json


def may_write(report: Report, user: User) -> bool:
    """Return whether `user` may change the report's cells now."""
    return report.is_open and may(user, Role.ENTRY, report.area)


def laid_out(report: Report, user: User) -> tuple[Grid, Checklist]:
    """Return the report's entry page as `user` sees it, and what the rules say of the report."""
    checks = checklist(report)
    content = sheet(report, user)
    area = report.area.public_code
    grid = build(lines=content.lines, held=content.held, findings=checks.findings, area=area, month=report.month)
    return grid, checks


@answers_json("GET")
def cells(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Answer with the whole entry page as JSON."""
    return JsonResponse(page_data(report, user))


def page_data(report: Report, user: User) -> dict[str, Any]:
    """Return the whole entry page as plain values, for its template and its script."""
    grid, checks = laid_out(report, user)
    readonly = not may_write(report, user)
    return {
        "report": {
            "id": report.pk,
            "version": report.version,
            "status": report.status,
            "month": str(report.month),
            "area": report.area.public_code,
        },
        "language": language(),
        "columns": [{"basis": basis.value, "label": basis_label(basis)} for basis in grid.columns],
        "rows": [row_data(row, checks.context, readonly) for row in grid.rows],
    }


def row_data(row: GridRow, context: Context, readonly: bool) -> dict[str, Any]:
    """Return a row as the browser gets it; `context` has the figures to show beside it."""
    return {
        "key": row.key,
        "indicator": row.indicator.slug,
        "category": row.category.code if row.category else None,
        "label": row_label(row),
        "name": row_name(row),
        "unit": row.indicator.unit.name.text(language()),
        "decimals": row.indicator.decimals,
        "scale": scale_of(row.indicator.unit.name.vi),
        "level": row.level,
        "area": row.area.code,
        "cells": {basis.value: cell_data(cell, readonly) for basis, cell in row.cells.items()},
        "beside": beside_data(row, context),
    }


def row_name(row: GridRow) -> str:
    """Return what a row is called where nothing stands around it: `Workers placed in jobs – Loan`."""
    parts = [row.indicator.name.text(language()) if row.category else "", row_label(row)]
    return " – ".join(part for part in parts if part)


def row_label(row: GridRow) -> str:
    """Return the name of a row's category or indicator; with area and month where they are not the report's."""
    name = (row.category or row.indicator).name.text(language())
    if row.own:
        return name
    return f"{name} ({row.area.name.text(language())}, {month_label(row.month, language())})"


def cell_data(cell: GridCell, readonly: bool) -> dict[str, Any]:
    """Return a cell as the browser gets it: id, content, findings, and whether it is required or read-only."""
    return {
        "id": str(cell.id),
        **held_data(cell.held),
        "required": cell.required,
        "readonly": readonly,
        "findings": [finding_data(finding) for finding in cell.findings],
    }


def held_data(held: Held) -> dict[str, Any]:
    """Return a cell's content as the browser gets it, with the version that a later save must name."""
    return {
        "text": held.text,
        "version": held.version,
        "qualifier": held.qualifier.value,
        "missing_reason": held.missing_reason,
        "note": held.note,
    }


def finding_data(finding: Finding) -> dict[str, str]:
    """Return a finding as the browser gets it, its sentence in the language of the request."""
    return {"rule": finding.rule.id, "severity": finding.severity.value, "text": finding.text(language())}


def beside_data(row: GridRow, context: Context) -> dict[str, str]:
    """Return the figures to show beside a row, written for people; empty where unknown."""
    reference = beside(row, context.figures)

    def written(name: str) -> str:
        value = getattr(reference, name)
        return "" if value is None else format_number(value, language())

    percent = "" if reference.attainment is None else format_percent(reference.attainment, language(), 1)
    return {name: written(name) for name in ("last_month", "last_year", "ytd", "target")} | {"attainment": percent}

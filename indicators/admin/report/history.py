"""The history of a report: who changed what, from what to what, when, by which way; and its page's summary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...models import Breakdown, Indicator, Report, User
from ...models.named import language
from ...permissions import Role, may
from ...queries.drafts.history import ReportChange, report_cell_change_count, report_cell_changes, report_changes
from ...values.cells import FigureKey
from ...values.numbers import format_number
from ..staff import user_of
from .checking import cell_label
from .entry import laid_out, may_write, row_name
from .grid import beside
from .panel import WAYS, held_text
from .workflow import page, report_of

PER_PAGE = 100


class _CellChanges:
    """The changes of a report's cells as a sequence for a paginator: only the slice asked for is read."""

    def __init__(self, report: Report, user: User) -> None:
        self.report, self.user = report, user

    @cached_property
    def _count(self) -> int:
        return report_cell_change_count(self.report, self.user)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        start, stop = part.start or 0, part.stop or len(self)
        changes = report_cell_changes(self.report, self.user, offset=start, limit=stop - start)
        labels = labels_of(change.cell for change in changes if change.cell)
        return [
            {
                "at": change.at,
                "by": change.by,
                "way": WAYS.get(change.way, change.way),
                "cell": str(change.cell or ""),
                "label": labels.get(change.cell, "?") if change.cell else "?",
                "before": held_text(change.before),
                "after": held_text(change.after),
            }
            for change in changes
        ]


@require_http_methods(["GET", "HEAD"])
def history_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show every change of a report and of its cells, the newest first."""
    report = report_of(request, report_id)
    user = user_of(request)
    paginator: Paginator[dict[str, Any]] = Paginator(_CellChanges(report, user), PER_PAGE)  # type: ignore[arg-type]
    changes = paginator.get_page(request.GET.get("p"))
    steps = [step_data(change) for change in report_changes(report, user)]
    return page(request, report, "history", _("History"), steps=steps, changes=changes)


@require_http_methods(["GET", "HEAD"])
def attached_file(request: HttpRequest, report_id: int) -> FileResponse:
    """Send the document attached to a report, always as a download: as a page it could act in our name."""
    report = report_of(request, report_id)
    if not report.file:
        raise Http404(_("No file is attached to this report."))
    return FileResponse(report.file.open("rb"), as_attachment=True, content_type="application/octet-stream")


def step_data(change: ReportChange) -> dict[str, Any]:
    """Return one write to the report itself, with names for its fields and values."""
    fields = [
        {"name": field_name(name), "before": field_text(name, old), "after": field_text(name, new)}
        for name, old, new in change.fields
    ]
    return {"at": change.at, "by": change.by, "way": WAYS.get(change.way, change.way), "fields": fields}


def field_name(name: str) -> str:
    try:
        return str(getattr(Report._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:  # a column that was dropped since
        return name


def field_text(name: str, value: Any) -> str:
    """Return a recorded value of a report's field in words; a key of another table as that row's name."""
    if value is None or value == "":
        return ""
    if name == "status":
        return str(Report.Status(value).label)
    try:
        related = Report._meta.get_field(name).related_model
    except FieldDoesNotExist:
        related = None
    if isinstance(related, type):
        return str(related._default_manager.filter(pk=value).first() or value)
    return str(value)


def labels_of(cells: Iterable[FigureKey]) -> dict[FigureKey, str]:
    """Return what each cell is called; slugs stand for what has gone from the catalogue."""
    keys = set(cells)
    indicators = Indicator.objects.filter(slug__in={cell.indicator for cell in keys})
    names = {indicator.slug: indicator.names.text(language()) for indicator in indicators}
    breakdowns = Breakdown.objects.filter(indicator__in=indicators).select_related("indicator")
    categories = {
        (breakdown.indicator.slug, category.slug): category.names.text(language())
        for breakdown in breakdowns.prefetch_related("dimension__categories")
        for category in breakdown.dimension.categories.all()
    }
    return {
        cell: cell_label(
            names.get(cell.indicator, cell.indicator),
            categories.get((cell.indicator, cell.category or ""), cell.category or ""),
            cell.basis,
        )
        for cell in keys
    }


def summary(report: Report, user: User) -> dict[str, Any]:
    """Return what a report's page shows below its form: its figures, and what `user` may do next."""
    grid, checks = laid_out(report, user)
    rows = []
    for row in grid.rows:
        last = beside(row, checks.context.figures).last_month
        for basis, cell in row.cells.items():
            name = cell_label(row_name(row), "", basis)
            value = held_text(cell.held) if cell.held.version else ""
            before = format_number(last, language()) if last is not None and basis == row.lead else ""
            rows.append(
                {"name": name, "unit": row.indicator.unit.name.text(language()), "value": value, "last": before}
            )
    reviewer = may(user, Role.REVIEWER, report.area)
    return {
        "figure_rows": rows,
        "may_enter": may_write(report, user),
        "may_review": reviewer and report.status == Report.Status.SUBMITTED,
        "may_amend": report.status == Report.Status.PUBLISHED and may(user, Role.ENTRY, report.area),
    }

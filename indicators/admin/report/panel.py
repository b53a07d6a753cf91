"""What is known about one cell, and what still stands against the whole report: JSON for the entry page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import DraftFigure, Figure, Report, User
from ...models.figure import FigureBase
from ...models.named import language
from ...permissions import figures_for
from ...queries.drafts.history import CellChange, cell_changes
from ...queries.drafts.rule_context import last_figures
from ...queries.drafts.sheet import held, id_of
from ...services.drafts.checks import checklist
from ...values.cells import EMPTY, FigureKey, Held
from ...values.formatting import month_label
from ...values.labels import QUALIFIER_PHRASES
from ...values.numbers import format_number, plain
from ...values.periods import Month
from ...values.series import Qualifier
from .checking import listed
from .entry import held_data
from .json_views import answers_json, refusal

#: The way by which a write came in (`way` of `services.acting`), in words.
WAYS = {
    "grid": gettext_lazy("entry page"),
    "import": gettext_lazy("file"),
    "reading": gettext_lazy("reading of the text"),
    "admin": gettext_lazy("staff site"),
    "load": gettext_lazy("initial load"),
    "sql": gettext_lazy("database"),
}

#: A figure's status, as it stands beside one of the last twelve values: shorter than labels.STATUS_MEANINGS.
STATUSES = {
    "published": gettext_lazy("published"),
    "revised": gettext_lazy("revised"),
    "illustrative": gettext_lazy("illustrative"),
}

#: Characters shown before and after the words that a figure was read from.
AROUND = 80


@answers_json("GET")
def cell(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Answer with the side panel of one cell: its history, its place in the text, its last twelve values."""
    try:
        key = FigureKey.parse(request.GET.get("id", ""))
    except ValueError:
        return refusal(404, _("There is no such cell. Load the page again."))
    figure = _figure(report, user, key)
    return JsonResponse(
        {
            "id": str(key),
            "history": [change_data(change) for change in cell_changes(report, user, key)],
            **held_data(held(figure) if figure else EMPTY),
            "source_span": _span(report, figure),
            "last": [_last(month, published) for month, published in last_figures(key)],
        }
    )


def _figure(report: Report, user: User, key: FigureKey) -> DraftFigure | None:
    figures = (
        figures_for(user)
        .filter(report=report, indicator__slug=key.indicator, basis=key.basis.value)
        .select_related("area", "indicator", "category")
        .order_by("id")
    )
    return next((figure for figure in figures if id_of(figure) == key), None)


def _span(report: Report, figure: DraftFigure | None) -> str:
    """Return the words that a figure was read from, with those around them; empty where that is not known."""
    if figure is None or figure.text_start is None or figure.text_end is None:
        return ""
    start, end = max(0, figure.text_start - AROUND), figure.text_end + AROUND
    before, after = "… " if start else "", " …" if end < len(report.text) else ""
    return f"{before}{report.text[start:end]}{after}"


def change_data(change: CellChange) -> dict[str, str]:
    """Return one line of a cell's history."""
    return {
        "at": change.at.isoformat(),
        "by": change.by,
        "way": str(WAYS.get(change.way, change.way)),
        "from": held_text(change.before),
        "to": held_text(change.after),
    }


def held_text(cell: Held | None) -> str:
    """Return a cell in words: a number with its hedge, or why there is none; empty for an empty cell."""
    if cell is None:
        return ""
    if cell.value is None:
        return _("not available: %s") % cell.missing_reason
    hedge = QUALIFIER_PHRASES.get(cell.qualifier)
    return hedge.text(language()).format(cell.text) if hedge else cell.text


def content_text(cell: Held) -> str:
    """Return a cell in words, with its note: `nearly 1.200; note: …`."""
    note = _("note: %s") % cell.note
    return f"{held_text(cell)}; {note}" if cell.note else held_text(cell)


def figure_text(figure: FigureBase | None) -> str:
    """Return a draft or published figure in words; empty for none."""
    if figure is None:
        return ""
    qualifier = Qualifier(figure.qualifier)
    return held_text(Held(figure.value, figure.value_high, qualifier, figure.missing_reason, figure.note))


def _last(month: Month, figure: Figure | None) -> dict[str, str | None]:
    """Return one of the last values: `number` for machines, `value` for people, both None where there is no number."""
    value = figure.value if figure else None
    missing = figure is not None and value is None
    status = _("not available") if missing else STATUSES[figure.status] if figure else ""
    return {
        "month": month_label(month, language()),
        "value": None if value is None else format_number(value, language()),
        "number": None if value is None else plain(value),
        "status": str(status),
    }


@answers_json("GET")
def check(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Answer with what an author must mend and a reviewer must weigh, each with its cell."""
    checks = listed(checklist(report))
    return JsonResponse({kind: [point.data() for point in points] for kind, points in checks.items()})

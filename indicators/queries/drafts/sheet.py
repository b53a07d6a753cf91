"""A report's entry page: its lines, and what its cells hold for someone who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...models import DraftFigure, Form, FormArea, FormLine, Report, User
from ...models.figure import FigureBase
from ...permissions import figures_for
from ...values.cells import FigureKey, Held, SheetLine
from ...values.periods import SEVERAL_YEARS, Basis, Month, is_reportable, last_month
from ...values.series import Qualifier
from ..duties import in_use

NAMES = ("indicator__unit", "category", "area")


@dataclass(frozen=True, slots=True)
class Sheet:
    """An entry page's lines, and what their cells hold."""

    lines: tuple[SheetLine, ...]
    held: dict[FigureKey, Held]


def form_of(report: Report) -> Form | None:
    """Return the report's form, or else the one its area reports that month with; None where there is none."""
    if report.form_id:
        return report.form
    duties = FormArea.objects.filter(area=report.area_id, form__frequency="month").select_related("form")
    in_order = duties.order_by("form__position", "form__slug", "id")
    return next((duty.form for duty in in_order if in_use(duty, report.month)), None)


def sheet(report: Report, user: User) -> Sheet:
    """Return every cell that the form asks for, then those that the report holds beyond it."""
    figures = list(figures_for(user).filter(report=report).select_related(*NAMES).order_by(*ORDER))
    lines = asked(report)
    keys = {line.id for line in lines}
    beyond = [_line(figure) for figure in figures if id_of(figure) not in keys]
    return Sheet((*lines, *beyond), {id_of(figure): held(figure) for figure in figures})


ORDER = (
    "indicator__topic__position",
    "indicator__position",
    "indicator_id",
    "category__position",
    "area_id",
    "period",
    "id",
)


def asked(report: Report) -> list[SheetLine]:
    """Return the cells that the report's form asks for, in its order; none without a form."""
    form = form_of(report)
    if form is None:
        return []
    rows = FormLine.objects.filter(form=form).exclude(basis__in=SEVERAL_YEARS)  # such a line may be older than its ban
    lines = rows.select_related("indicator__unit", "category").order_by("position", "id")
    return [
        SheetLine(
            id=_key(report.area.public_code, line, report.period),
            indicator=line.indicator.as_ref,
            category=line.category.ref if line.category else None,
            area=report.area.ref,
            required=line.required and is_reportable(Basis(line.basis), report.month),
        )
        for line in lines
    ]


def _line(figure: DraftFigure) -> SheetLine:
    return SheetLine(
        id_of(figure), figure.indicator.as_ref, figure.category.ref if figure.category else None, figure.area.ref
    )


def _key(area: str, of: FormLine | FigureBase, period: date) -> FigureKey:
    basis = Basis(of.basis)
    return FigureKey(
        area, of.indicator.slug, of.category.slug if of.category else None, basis, last_month(basis, Month.of(period))
    )


def id_of(figure: FigureBase) -> FigureKey:
    """Return the key of a figure's cell. Wants area, indicator and category at hand."""
    return _key(figure.area.public_code, figure, figure.period)._replace(since=figure.since)


def held(figure: DraftFigure) -> Held:
    """Return what a cell holds, as a value."""
    return Held(
        value=figure.value,
        value_high=figure.value_high,
        qualifier=Qualifier(figure.qualifier),
        missing_reason=figure.missing_reason,
        note=figure.note,
        version=figure.version,
    )

"""The rules on a whole report: the same for entry page, submission and publication."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ... import rules
from ...models import DraftFigure, Report
from ...models.figure import PLACED_BY
from ...models.named import language
from ...queries.drafts.rule_context import surroundings
from ...queries.drafts.sheet import asked, form_of, id_of
from ...rules import Context, Finding
from ...values.cells import FigureKey, Held, SheetLine
from ...values.series import Qualifier
from ..errors import Refused
from .plain_cells import plain_cells


def context_of(report: Report, figures: Sequence[DraftFigure]) -> Context:
    """Return what the rules need to know around these cells of `report`."""
    areas = {figure.area_id: figure.area.public_code for figure in figures}
    form = form_of(report)
    indicators = set(form.lines.values_list("indicator_id", flat=True)) if form else set()
    return surroundings(
        places={report.area_id: report.area.public_code} | areas,
        month=report.month,
        indicators=indicators | {figure.indicator_id for figure in figures},
        form=form.pk if form else None,
    )


def cells_of(report: Report) -> list[DraftFigure]:
    """Return the report's cells with their names, in the catalogue's order."""
    figures = DraftFigure.objects.filter(report=report).select_related("area", "indicator__unit", *PLACED_BY)
    return sorted(figures, key=lambda figure: (*figure.place, figure.basis, figure.period, figure.pk))


def findings(figures: Sequence[DraftFigure], context: Context) -> list[Finding]:
    """Return what is wrong or doubtful in a report's cells."""
    return _findings([as_value(figure) for figure in figures], context)


def _findings(cells: Sequence[rules.CheckedCell], context: Context) -> list[Finding]:
    """Return what the rules say of cells. A figure of several years (since …) compares with nothing around it."""
    plain = [cell for cell in cells if cell.key.since is None]
    apart = [cell for cell in cells if cell.key.since is not None]
    return [*rules.check(plain, context), *(finding for cell in apart for finding in rules.check([cell], Context()))]


def check_indicators(report: Report, slugs: Collection[str]) -> tuple[dict[FigureKey, Held], list[Finding]]:
    """Return what the report's cells of these indicators (slugs) hold, and what the rules say of them.

    The same as in the report's checklist: no rule looks at two indicators.
    """
    rows = plain_cells(report, slugs)
    form = form_of(report)
    context = surroundings(
        places={report.area_id: report.area.public_code} | {row.area: row.id.area for row in rows},
        month=report.month,
        indicators={row.indicator for row in rows},
        form=form.pk if form else None,
    )
    return {row.id: row.held for row in rows}, _findings([row.cell for row in rows], context)


@dataclass(frozen=True, slots=True)
class Checklist:
    """All that stands between a report and its publication: errors, warnings and empty lines."""

    figures: tuple[DraftFigure, ...]
    context: Context  # the report's own cells among its figures
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    missing: tuple[SheetLine, ...]  # required, and empty

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that the rules say, errors first."""
        return (*self.errors, *self.warnings)

    @property
    def open_points(self) -> int:
        """Return how many points a submission must explain."""
        return len(self.warnings) + len(self.missing)


def checklist(report: Report) -> Checklist:
    """Return what the rules say of every cell of a report, whatever its state, and what its form misses."""
    figures = cells_of(report)
    context = context_of(report, figures)
    all_findings = findings(figures, context)
    plain = [as_value(figure) for figure in figures if figure.since is None]
    return Checklist(
        figures=tuple(figures),
        context=context.including(plain),
        errors=tuple(finding for finding in all_findings if finding.severity == rules.Severity.HARD),
        warnings=tuple(finding for finding in all_findings if finding.severity == rules.Severity.SOFT),
        missing=tuple(missing(report, figures)),
    )


def refuse_errors(figures: Sequence[DraftFigure]) -> None:
    """Raise Refused with the first error of a report's cells, if there is one: a hard rule looks at a cell alone."""
    errors = [(figure, error) for figure in figures for error in rules.errors(as_value(figure), Context())]
    if errors:
        figure, first = errors[0]
        raise Refused(
            _("%(count)s cells hold an error. The first: %(cell)s: %(text)s")
            % {"count": len(errors), "cell": figure.indicator, "text": first.text(language())}
        )


def as_value(figure: DraftFigure) -> rules.CheckedCell:
    """Return a draft figure as the rules see it."""
    return rules.CheckedCell(
        key=id_of(figure),
        indicator=figure.indicator.facts,
        value=figure.value,
        value_high=figure.value_high,
        qualifier=Qualifier(figure.qualifier),
        missing_reason=figure.missing_reason,
        printed_attainment=figure.printed_attainment,
    )


def missing(report: Report, figures: Iterable[DraftFigure]) -> list[SheetLine]:
    """Return the lines that the form requires and the report leaves empty, in the form's order."""
    keys = {id_of(figure) for figure in figures}
    return [line for line in asked(report) if line.required and line.id not in keys]

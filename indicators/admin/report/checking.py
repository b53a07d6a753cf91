"""A report's checklist as people read it: each point names its cell and leads there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from ...models.figure import FigureBase
from ...models.form import basis_label
from ...models.named import language
from ...queries.drafts.sheet import id_of
from ...rules import Finding
from ...services.drafts.checks import Checklist
from ...values.cells import FigureKey, SheetLine
from ...values.periods import Basis


@dataclass(frozen=True, slots=True)
class ChecklistPoint:
    """A line of the checklist. `text` can be read alone; `label` says which cell."""

    id: str
    label: str
    sentence: str
    rule: str = ""

    @property
    def text(self) -> str:
        return f"{self.label}: {self.sentence}" if self.sentence else self.label

    @property
    def anchor(self) -> str:
        """Return the fragment of an address that leads to the cell on the entry page: `#cell-…`."""
        return f"#cell-{quote(self.id)}"

    def data(self) -> dict[str, str]:
        return {"id": self.id, "text": self.text, "label": self.label, "rule": self.rule}


def listed(checklist: Checklist) -> dict[str, list[ChecklistPoint]]:
    """Return the points of a checklist under `errors`, `warnings` and `missing_required`, in the order of the cells."""
    names = {id_of(figure): figure_label(figure) for figure in checklist.figures}
    return {
        "errors": list(_points(checklist.errors, names)),
        "warnings": list(_points(checklist.warnings, names)),
        "missing_required": [ChecklistPoint(str(line.id), line_label(line), "") for line in checklist.missing],
    }


def _points(findings: Iterable[Finding], names: dict[FigureKey, str]) -> Iterable[ChecklistPoint]:
    for finding in findings:
        label = names.get(finding.key, finding.key.indicator)
        yield ChecklistPoint(str(finding.key), label, finding.text(language()), finding.rule.id)


def figure_label(figure: FigureBase) -> str:
    """Return what a draft or published figure's cell is called: indicator, category and basis."""
    category = figure.category.names.text(language()) if figure.category else ""
    return cell_label(figure.indicator.names.text(language()), category, Basis(figure.basis))


def line_label(line: SheetLine) -> str:
    category = line.category.name.text(language()) if line.category else ""
    return cell_label(line.indicator.name.text(language()), category, line.id.basis)


def cell_label(indicator: str, category: str, basis: Basis) -> str:
    """Return what a cell is called: `Workers placed in jobs – Loan – in the month`. Empty parts are left out."""
    return " – ".join(part for part in (indicator, category, basis_label(basis)) if part)

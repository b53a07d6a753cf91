"""Hard and soft rules as data: cells in, findings out. The same for grid, form, file, reading and publication."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import (
    LONGEST_NOTE,
    LONGEST_REASON,
    BreakdownParts,
    CheckedCell,
    Context,
    Finding,
    IndicatorFacts,
    Period,
    Rule,
    Severity,
)
from .hard import HARD
from .reasons import REASONS
from .soft import SOFT

__all__ = [
    "HARD",
    "LONGEST_NOTE",
    "LONGEST_REASON",
    "REASONS",
    "RULES",
    "SOFT",
    "BreakdownParts",
    "CheckedCell",
    "Context",
    "Finding",
    "IndicatorFacts",
    "Period",
    "Rule",
    "Severity",
    "check",
    "errors",
    "warnings",
]

#: Every rule by its id, in the order in which findings are listed.
RULES: dict[str, Rule] = {rule.id: rule for rule in (*HARD, *SOFT)}


def check(cells: Sequence[CheckedCell], context: Context) -> list[Finding]:
    """Return what is wrong or doubtful, cell by cell in the order given. The cells see one another.

    A cell that breaks a hard rule is not checked by the soft ones: its number means nothing yet.
    """
    whole = context.including(cells)
    findings: list[Finding] = []
    for cell in cells:
        hard = _broken(HARD, cell, whole)
        findings += hard or _broken(SOFT, cell, whole)
    return findings


def errors(cell: CheckedCell, context: Context) -> list[Finding]:
    """Return what is wrong in a cell by itself: the hard rules."""
    return _broken(HARD, cell, context)


def warnings(cells: Sequence[CheckedCell], context: Context) -> list[Finding]:
    """Return what is doubtful in cells without errors: the soft rules. The cells see one another."""
    whole = context.including(cells)
    return [finding for cell in cells for finding in _broken(SOFT, cell, whole)]


def _broken(rules: Sequence[Rule], cell: CheckedCell, context: Context) -> list[Finding]:
    return [Finding(rule, cell.key, numbers) for rule in rules for numbers in rule.check(cell, context)]

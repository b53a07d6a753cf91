"""Reference data that comes with the project, read from the files of this folder; README.md says from where.

No models here: each function gives the rows of one file as plain values.
"""

from .files import (
    AreaRow,
    BreakRow,
    FigureRow,
    PhraseRow,
    ReportRow,
    areas,
    bodies,
    breaks,
    catalogue,
    forms,
    illustration,
    invented_areas,
    phrases,
    reports,
)
from .published import Place, SourceRow, in_order, of_report, sources

__all__ = [
    "AreaRow",
    "BreakRow",
    "FigureRow",
    "PhraseRow",
    "Place",
    "ReportRow",
    "SourceRow",
    "areas",
    "bodies",
    "breaks",
    "catalogue",
    "forms",
    "illustration",
    "in_order",
    "invented_areas",
    "of_report",
    "phrases",
    "reports",
    "sources",
]

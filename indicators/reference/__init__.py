"""Reference data that comes with the project, read from the files of this folder; README.md says from where.

No models here: each function gives the rows of one file as plain values.
"""

from .files import (
    AreaRow,
    FigureRow,
    PhraseRow,
    ReportRow,
    areas,
    bodies,
    catalogue,
    forms,
    illustration,
    invented_areas,
    phrases,
    reports,
)

__all__ = [
    "AreaRow",
    "FigureRow",
    "PhraseRow",
    "ReportRow",
    "areas",
    "bodies",
    "catalogue",
    "forms",
    "illustration",
    "invented_areas",
    "phrases",
    "reports",
]

"""Read a file: rows, or every error with its sheet, line and column, come out. No database here."""

from ..confined import ChildKilled
from .catalogue_index import Known, KnownArea, KnownCategory, KnownIndicator
from .messages import FileProblem
from .reader import ImportOutcome, read
from .record import Record, as_cell

__all__ = [
    "ChildKilled",
    "FileProblem",
    "ImportOutcome",
    "Known",
    "KnownArea",
    "KnownCategory",
    "KnownIndicator",
    "Record",
    "as_cell",
    "read",
]

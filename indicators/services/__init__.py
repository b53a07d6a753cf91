"""Writes. One function per verb: keyword-only, atomic, and knowing who did it (`by=`)."""

from .acting import acting
from .capture import amend, create_report, delete_report, return_, submit, update_report
from .cells import Cell, Conflict, Conflicts, save_cells
from .jobs import request_job
from .publication import publish, withdraw
from .refusals import Refused

__all__ = [
    "Cell",
    "Conflict",
    "Conflicts",
    "Refused",
    "acting",
    "amend",
    "create_report",
    "delete_report",
    "publish",
    "request_job",
    "return_",
    "save_cells",
    "submit",
    "update_report",
    "withdraw",
]

"""Writes. One function per verb: keyword-only, atomic, and knowing who did it (`by=`)."""

from .acting import acting
from .capture import amend, create_report, delete_report, return_, submit, update_report
from .cells import Cell, Conflict, Conflicts, save_cells
from .heartbeat import Run
from .jobs import cancel_job, request_job, retry_job
from .publication import publish, withdraw
from .refusals import NotAllowed, Refused
from .running import performs, run_job
from .seen import refuse_unless_seen, state_of
from .sweeping import sweep_jobs

__all__ = [
    "Cell",
    "Conflict",
    "Conflicts",
    "NotAllowed",
    "Refused",
    "Run",
    "acting",
    "amend",
    "cancel_job",
    "create_report",
    "delete_report",
    "performs",
    "publish",
    "refuse_unless_seen",
    "request_job",
    "retry_job",
    "return_",
    "run_job",
    "save_cells",
    "state_of",
    "submit",
    "sweep_jobs",
    "update_report",
    "withdraw",
]

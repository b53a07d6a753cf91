"""Writes. One function per verb: keyword-only, atomic, and knowing who did it (`by=`)."""

from .acting import acting
from .drafts.cells import CellToSave, Conflict, Conflicts, save_cells
from .drafts.seen import refuse_unless_seen, state_of
from .errors import NotAllowed, Refused
from .jobs.heartbeat import Run
from .jobs.request import cancel_job, request_job, retry_job
from .jobs.run import run_job
from .jobs.sweep import sweep_jobs
from .publication import publish, publish_together, request_files, withdraw
from .reports import amend, create_report, delete_report, return_, submit, submit_together, update_report

__all__ = [
    "CellToSave",
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
    "publish",
    "publish_together",
    "refuse_unless_seen",
    "request_files",
    "request_job",
    "retry_job",
    "return_",
    "run_job",
    "save_cells",
    "state_of",
    "submit",
    "submit_together",
    "sweep_jobs",
    "update_report",
    "withdraw",
]

"""Asking for background work: the row first, word to the workers after the commit."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Job, User
from ...permissions import Role
from ..errors import Refused
from ..guards import require

State = Job.State

#: A job in one of these may still change.
OPEN = (State.QUEUED, State.RUNNING)


def request_job(*, kind: str, key: str, by: User, **fields: Any) -> Job:
    """Return the job for `key`, made and queued if there is none yet. Call inside a transaction."""
    job, is_new = Job.objects.get_or_create(key=key, defaults={"kind": kind, "created_by": by, **fields})
    if is_new:
        transaction.on_commit(lambda: notify_worker(job.pk), robust=True)
    return job


def cancel_job(*, job: Job, by: User) -> bool:
    """Take an unfinished job back; return False where it had ended. What it has done is undone within a second."""
    _require(job, by)
    ended = {"state": State.CANCELLED, "finished_at": timezone.now()}
    return bool(Job.objects.filter(pk=job.pk, state__in=OPEN).update(**ended))


def retry_job(*, job: Job, by: User) -> bool:
    """Queue a failed or cancelled job again, with all its attempts; return False where it is neither."""
    _require(job, by)
    again = {"state": State.QUEUED, "attempts": 0, "error": "", "heartbeat_at": None, "finished_at": None}
    with transaction.atomic():
        queued = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).update(**again)
        if queued:
            transaction.on_commit(lambda: notify_worker(job.pk), robust=True)
    return bool(queued)


def _require(job: Job, by: User) -> None:
    """Raise Refused unless `by` asked for the job, or works in the area of its report."""
    if job.created_by_id != by.pk and not by.is_superuser:
        if job.report is None:
            raise Refused(_("Only who asked for this work, or an administrator, can do that."))
        require(by, Role.ENTRY, job.report.area)


def notify_worker(job_pk: int) -> None:
    """Tell the workers of a job. If this is lost, the sweeper finds the row."""
    current_app.send_task("indicators.run_job", args=[job_pk], retry=False)

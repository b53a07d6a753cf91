"""Asking for background work: the row first, the doorbell after the commit."""

from __future__ import annotations

from typing import Any

from celery import current_app
from django.db import transaction

from ..models import Job, User


def request_job(*, kind: str, key: str, by: User, **fields: Any) -> Job:
    """The job for `key`, made and queued if there is none yet. Call inside a transaction."""
    job, made = Job.objects.get_or_create(key=key, defaults={"kind": kind, "created_by": by, **fields})
    if made:
        transaction.on_commit(lambda: ring(job.pk), robust=True)
    return job


def ring(job_pk: int) -> None:
    """Tell the workers. If this is lost, the sweeper finds the row."""
    current_app.send_task("indicators.run_job", args=[job_pk], retry=False)

"""What Celery calls: thin, and with primary keys only. The job's row is the truth; a message only says that it is there."""

from __future__ import annotations

from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready
from django.utils import timezone

from .downloads import release_files
from .models import Job
from .services import reminders
from .services.drafts import importing
from .services.jobs import run, sweep

#: Who does which kind of job.
PERFORMERS: dict[str, run.Performer] = {
    Job.Kind.IMPORT: importing.perform,
    Job.Kind.RELEASE_FILES: release_files.make_release_files,
    Job.Kind.REMINDER: reminders.send,
}


@shared_task(name="indicators.run_job", acks_late=True, reject_on_worker_lost=True)
def run_job(job_pk: int) -> None:
    run.run_job(job_pk, PERFORMERS)


@shared_task(name="indicators.sweep_jobs")
def sweep_jobs(at_start: bool = False) -> None:
    sweep.sweep_jobs(at_start=at_start)


@shared_task(name="indicators.send_reminders")
def send_reminders() -> None:
    """Run as often as you like: each reminder is one job."""
    reminders.request_reminders(today=timezone.localdate())


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """Through the queue, so that a database that is away does not keep the worker from starting."""
    current_app.send_task("indicators.sweep_jobs", kwargs={"at_start": True}, retry=False)

"""The tasks that Celery calls. A message carries a primary key only: the job's row decides what is to be done."""

from __future__ import annotations

from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready
from django.utils import timezone

from .downloads import release_files
from .models import Job
from .services import reminders
from .services.drafts import importing, readings
from .services.jobs import run, sweep

#: The function that does a job, by the job's kind.
PERFORMERS: dict[str, run.Performer] = {
    Job.Kind.IMPORT: importing.perform,
    Job.Kind.READING: readings.perform,
    Job.Kind.RELEASE_FILES: release_files.make_release_files,
    Job.Kind.REMINDER: reminders.send,
}


@shared_task(name="indicators.run_job", acks_late=True, reject_on_worker_lost=True)
def run_job(job_pk: int) -> None:
    """Run one job, by its primary key."""
    run.run_job(job_pk, PERFORMERS)


@shared_task(name="indicators.sweep_jobs")
def sweep_jobs(at_start: bool = False) -> None:
    """Queue again the jobs that nobody runs any more; `at_start`: as a worker starts, without waiting."""
    sweep.sweep_jobs(at_start=at_start)


@shared_task(name="indicators.send_reminders")
def send_reminders() -> None:
    """Request the reminders that are due. May run any number of times: each reminder is one job."""
    reminders.request_reminders(today=timezone.localdate())


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """Request a sweep through the queue: a database that cannot be reached must not keep the worker from starting."""
    current_app.send_task("indicators.sweep_jobs", kwargs={"at_start": True}, retry=False)

"""Performers that tests give to real worker processes (`celery worker --include tests.support.working`)."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from celery import shared_task
from celery.signals import worker_init

from indicators import tasks
from indicators.models import Job, Topic
from indicators.services import Run

ROWS = 12


def write_topics(run: Run) -> dict[str, Any]:
    """Twelve rows, slowly enough to be killed in between. `payload["deadly"]`: kills its own worker."""
    for number in range(ROWS):
        if number and run.job.payload.get("deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        write_topic(run.job.pk, number)
        run.progress(number + 1, ROWS)
        time.sleep(float(run.job.payload.get("pause", 0.02)))
    return {"rows": ROWS}


@worker_init.connect
def work_for_reminders(**_: object) -> None:
    """Only where a worker starts: whoever imports this module keeps the performers of the site."""
    tasks.PERFORMERS[Job.Kind.REMINDER] = write_topics


def write_topic(job_pk: int, number: int) -> None:
    Topic.objects.create(slug=f"job-{job_pk}-{number}-{time.monotonic_ns()}", name_vi="a", name_en="a")


@shared_task(name="tests.unguarded")
def unguarded(job_pk: int) -> None:
    """The control: what a task looks like without a job row, a transaction and late acknowledgement."""
    for number in range(ROWS):
        write_topic(job_pk, number)
        time.sleep(0.02)

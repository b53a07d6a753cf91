"""Signs of life of a running job, seen by all while its transaction is still open."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.utils import timezone

from ...models import Job

logger = logging.getLogger(__name__)

#: Seconds between two signs of life; so long a cancel takes at most to be noticed.
INTERVAL = 1.0


class Taken(Exception):
    """A job that is no longer this worker's: cancelled, or given to another."""


@dataclass(slots=True)
class Run:
    """One attempt at a job, as its performer sees it."""

    job: Job
    rows_done: int = 0
    rows_total: int = 0
    taken: Event = field(default_factory=Event)

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how many rows are done, of how many. Cheap: call it often. Raise Taken once the job is cancelled."""
        self.rows_done = done
        self.rows_total = self.rows_total if total is None else total
        if self.taken.is_set():
            raise Taken


@contextmanager
def heartbeat(run: Run) -> Iterator[Run]:
    """Write `run`'s progress every second, from a thread with its own connection, while the block lasts."""
    stop = Event()
    thread = Thread(target=_beat, args=(run, stop), name=f"heartbeat of job {run.job.pk}", daemon=True)
    thread.start()
    try:
        yield run
    finally:
        stop.set()
        thread.join()


def _beat(run: Run, stop: Event) -> None:
    try:
        while not stop.wait(INTERVAL):
            _write(run)
    finally:
        connection.close()


def _write(run: Run) -> None:
    progress = {"heartbeat_at": timezone.now(), "rows_done": run.rows_done, "rows_total": run.rows_total}
    mine = Job.objects.filter(pk=run.job.pk, state=Job.State.RUNNING, attempts=run.job.attempts)
    try:
        if not mine.update(**progress):
            run.taken.set()
    except DatabaseError:  # the work's own connection will tell, if it is the server
        logger.warning("heartbeat of job %s failed", run.job.pk, exc_info=True)
        connection.close()

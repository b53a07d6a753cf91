"""Doing background work: once, however often it is delivered and however often its worker dies.

Who runs a job holds a lock of the database's session; when the process dies, so does the lock, and
nobody has to guess from clocks. The attempt is counted in a transaction of its own, before the work, so that
a file that kills its worker is counted too. The work and the word "done" are one transaction.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...models import Job
from ...models.locks import Lock
from ...queries.sql import identifier, statement
from ..errors import Refused
from .heartbeat import Run, Taken, heartbeat
from .request import OPEN

logger = logging.getLogger(__name__)

State = Job.State

#: Does the work of one job inside a transaction; returns what the job's `result` shall hold.
Performer = Callable[[Run], dict[str, Any]]

#: Who does which kind of job.
Performers = Mapping[str, Performer]


def run_job(job_pk: int, performers: Performers) -> None:
    """Do a job if it is open and nobody else is doing it; else nothing. Not to be called inside a transaction.

    A kind without a performer, as during an upgrade, waits for a worker that has one.
    """
    with _alone(job_pk) as alone:
        job = _claim(job_pk, tuple(performers)) if alone else None
        if job is not None:
            with heartbeat(Run(job)) as run:
                _perform(run, performers[job.kind])


@contextmanager
def _alone(job_pk: int) -> Iterator[bool]:
    """Hold the job's lock as long as the block lasts, if nobody else does; yield whether this process holds it."""
    got = bool(_lock("pg_try_advisory_lock", job_pk))
    try:
        yield got
    finally:
        if got:
            with suppress(DatabaseError):  # a session that broke has let go already
                _lock("pg_advisory_unlock", job_pk)


def _lock(function: str, job_pk: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement("SELECT {function}(%s, %s::int)", function=identifier(function)), [Lock.JOB, job_pk])
        return cursor.fetchone()[0]


def _claim(job_pk: int, kinds: Sequence[str]) -> Job | None:
    """Return the job, counted as tried once more; None where there is nothing left to do."""
    with transaction.atomic(durable=True):
        jobs = Job.objects.filter(pk=job_pk, state__in=OPEN, kind__in=kinds)
        job = jobs.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        if job.attempts >= Job.MOST_ATTEMPTS:
            _leave(job, State.FAILED, _stopped)
            return None
        job.state, job.attempts, job.heartbeat_at = State.RUNNING, job.attempts + 1, timezone.now()
        job.rows_done = 0
        job.save(update_fields=["state", "attempts", "heartbeat_at", "rows_done"])
        return job


def _perform(run: Run, performer: Performer) -> None:
    try:
        with transaction.atomic():
            _finish(run, performer(run))
    except Taken:
        logger.info("job %s was taken away and undone", run.job.pk)
    except Refused as refusal:
        _leave(run.job, State.FAILED, partial(str, refusal))
    except Exception:
        logger.exception("job %s, attempt %s", run.job.pk, run.job.attempts)
        connection.close_if_unusable_or_obsolete()
        last = run.job.attempts >= Job.MOST_ATTEMPTS
        _leave(run.job, State.FAILED if last else State.QUEUED, partial(_went_wrong, run.job))


def _stopped() -> str:
    return _("The worker stopped each time it tried. Check the file, then try again.")


def _went_wrong(job: Job) -> str:
    """Return what people read of an error that nobody foresaw; the log has the rest under the job's number."""
    sentence = _(
        "Something went wrong on our side, and nothing was saved. If it persists, tell the administrator: job %s."
    )
    return sentence % job.pk


def _mine(job: Job) -> Any:
    """Return the job's row, as a queryset, if it is still this attempt's."""
    return Job.objects.filter(pk=job.pk, state__in=OPEN, attempts=job.attempts)


def _finish(run: Run, result: dict[str, Any]) -> None:
    """Write "done" in the transaction of the work. Raise Taken where the job was cancelled meanwhile."""
    ended = {"state": State.DONE, "result": result, "error": "", "finished_at": timezone.now()}
    if not _mine(run.job).update(**ended, rows_done=run.rows_done, rows_total=run.rows_total):
        raise Taken


def _leave(job: Job, state: str, say: Callable[[], str]) -> None:
    """Write that this attempt failed; of a job queued again the sweeper tells the workers, a while later."""
    finished = timezone.now() if state == State.FAILED else None
    _mine(job).update(state=state, error=_both(say), heartbeat_at=timezone.now(), finished_at=finished)


def _both(say: Callable[[], str]) -> str:
    """Return a sentence as `Job.error` keeps it: whoever reads it has a language, the worker has none."""
    sentences = []
    for lang in ("vi", "en"):
        with override(lang):
            sentences.append(say())
    return json.dumps(sentences, ensure_ascii=False)

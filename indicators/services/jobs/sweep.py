"""Finding the jobs that a broker lost or whose worker died."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from ...models import IdempotencyKey, Job
from ...models.locks import Lock
from ...queries.sql import Piece, statement
from .request import notify_worker

#: How long a queued job waits until the workers are told of it again.
PATIENCE = timedelta(seconds=50)

#: How long a running job may give no sign of life until its session is ended: its machine is gone.
SILENCE = timedelta(minutes=5)

#: How long the answer to a save is kept for a resend: longer than any draft waits on a computer that is switched off.
KEPT_ANSWERS = timedelta(days=30)

#: Jobs that one sweep tells the workers of; the next sweep takes the others.
MOST = 1000

#: The jobs that a session of the database holds the lock of, and the session.
_HELD = Piece("""
    SELECT objid::bigint AS job, pid FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %(lock)s AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


def sweep_jobs(*, at_start: bool = False) -> list[int]:
    """Queue again what nobody runs any more, and tell the workers of all that waits too long; return their primary keys.

    `at_start` of a worker there is no waiting: the queue may have been emptied.
    """
    _end_silent_sessions()
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT_ANSWERS).delete()
    jobs = sorted({*_queue_orphans(), *_waiting(at_start=at_start)})
    for pk in jobs:
        notify_worker(pk)
    return jobs


def _end_silent_sessions() -> None:
    """End the sessions of silent jobs: a computer that lost its power leaves one that holds its locks for hours."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement(
                """SELECT pg_terminate_backend(held.pid) FROM ({held}) held JOIN indicators_job j ON j.id = held.job
                WHERE j.state = 'running' AND j.heartbeat_at < %(before)s""",
                held=_HELD,
            ),
            {"lock": Lock.JOB, "before": timezone.now() - SILENCE},
        )


def _queue_orphans() -> list[int]:
    """Queue again the jobs that say "running" while nobody holds their lock; return their primary keys.

    Their worker died.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement(
                """UPDATE indicators_job SET state = 'queued', heartbeat_at = now()
                WHERE state = 'running' AND id NOT IN (SELECT job FROM ({held}) held) RETURNING id""",
                held=_HELD,
            ),
            {"lock": Lock.JOB},
        )
        return [pk for (pk,) in cursor.fetchall()]


def _waiting(*, at_start: bool) -> list[int]:
    """Return the queued jobs (primary keys) to tell the workers of.

    Each is noted as told, so that a long queue is not told every minute.
    """
    with transaction.atomic():
        queued = Job.objects.filter(state=Job.State.QUEUED).order_by("id")
        if not at_start:
            since = Coalesce("heartbeat_at", "created_at")
            queued = queued.annotate(since=since).filter(since__lt=timezone.now() - PATIENCE)
        jobs = list(queued.select_for_update(skip_locked=True).values_list("pk", flat=True)[:MOST])
        Job.objects.filter(pk__in=jobs).update(heartbeat_at=timezone.now())
    return jobs

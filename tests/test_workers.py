"""Real worker processes on a real broker, killed in mid-work: nothing lost, nothing done twice (I4).

The control is the same work as a plain Celery task; it must lose or double something, or the test proves nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
from celery import Celery
from django.db import connection
from redis import Redis

from indicators.models import Job, Topic
from indicators.services import sweep_jobs

from .support import factories as make
from .support.working import ROWS

pytestmark = [pytest.mark.installation, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60


class Site:
    """A broker, and workers on the tests' database."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder, kind
        self.workers: list[subprocess.Popen[bytes]] = []
        self.log = (folder / "worker.log").open("wb")
        (folder / "broker" / "control").mkdir(parents=True)
        self.redis = self._redis() if kind == "redis" else None

    def _redis(self) -> subprocess.Popen[bytes]:
        command = [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            f"{self.folder}/redis.sock",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        made = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        wait_for(lambda: (self.folder / "redis.sock").exists(), self)
        return made

    @property
    def url(self) -> str:
        return f"redis+socket://{self.folder}/redis.sock" if self.redis else f"filesystem://{self.folder}/broker"

    @property
    def options(self) -> dict[str, Any]:
        if self.redis:
            return {}
        broker = self.folder / "broker"
        return {
            "data_folder_in": str(broker),
            "data_folder_out": str(broker),
            "control_folder": str(broker / "control"),
        }

    def start(self) -> subprocess.Popen[bytes]:
        """A worker with one child; of what it sweeps at its start it is told at once."""
        program = [sys.executable, "-m", "celery", "-A", "welfare", "worker"]
        command = [*program, "-c", "1", "--include", "tests.support.working"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]
        environment = os.environ | {"DATABASE_URL": database_url(), "CELERY_BROKER_URL": self.url}
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """The worker and its child at once, as when the power goes."""
        for process in [*psutil.Process(worker.pid).children(recursive=True), psutil.Process(worker.pid)]:
            process.kill()
        worker.wait()

    def kill_child(self, worker: subprocess.Popen[bytes]) -> None:
        """Only the process that does the work; the worker starts another."""
        for child in psutil.Process(worker.pid).children():
            child.kill()

    def flush(self) -> None:
        """Empty the queue."""
        if self.redis:
            with Redis(unix_socket_path=f"{self.folder}/redis.sock") as connection_:
                connection_.flushall()
        for message in (self.folder / "broker").glob("*.msg"):
            message.unlink(missing_ok=True)

    def end(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)
        if self.redis:
            self.redis.kill()
            self.redis.wait()
        self.log.close()


def database_url() -> str:
    """Of the tests' own database."""
    at = connection.settings_dict
    return f"postgresql://{at['USER']}@/{at['NAME']}?host={quote(at['HOST'], safe='')}&port={at['PORT'] or 5432}"


#: Valkey or Redis as in an installation, where there is one; files as for a newcomer, everywhere.
BROKERS = ["files", *(["redis"] if shutil.which("redis-server") else [])]


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """By default with the broker of files."""
    from welfare.celery import app

    made = Site(tmp_path, getattr(request, "param", "files"))
    before = (app.conf.broker_url, app.conf.broker_transport_options)
    point(app, made.url if made.redis else "filesystem://", made.options)
    yield made
    made.end()
    point(app, *before)


def point(app: Celery, url: str, options: dict[str, Any]) -> None:
    """At another broker; what was connected before is let go."""
    app.conf.update(broker_url=url, broker_transport_options=options)
    app._pool = None
    app.amqp.__dict__.pop("_producer_pool", None)
    app.__dict__.pop("amqp", None)


def jobs(count: int, **payload: Any) -> list[Job]:
    by = make.user()
    return [Job.objects.create(kind="reminder", key=f"work-{n}", created_by=by, payload=payload) for n in range(count)]


def wait_for(done: Callable[[], bool], site: Site, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not done():
        if time.monotonic() > until:
            raise AssertionError(f"waited {patience} s\n{(site.folder / 'worker.log').read_text()[-4000:]}")
        time.sleep(0.1)


def all_ended() -> bool:
    return not Job.objects.filter(state__in=["queued", "running"]).exists()


def rows_by_job() -> dict[int, int]:
    found: dict[int, int] = {}
    for slug in Topic.objects.values_list("slug", flat=True):
        pk = int(slug.split("-")[1])
        found[pk] = found.get(pk, 0) + 1
    return found


def test_a_worker_finds_at_its_start_what_the_broker_lost(site):
    made = jobs(5, pause=0)
    site.start()  # nobody has told of any of them
    wait_for(all_ended, site)
    assert rows_by_job() == {job.pk: ROWS for job in made}


@pytest.mark.parametrize("site", BROKERS, indirect=True)
def test_a_flushed_queue_loses_nothing(site):
    made = jobs(20, pause=0)
    sweep_jobs(at_start=True)
    site.flush()
    site.start()
    wait_for(all_ended, site)
    assert rows_by_job() == {job.pk: ROWS for job in made}
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_killed_child_is_replaced_and_its_job_done_once(site):
    (made,) = jobs(1, pause=0.2)
    worker = site.start()
    wait_for(lambda: Job.objects.get().state == "running", site)
    time.sleep(0.5)
    site.kill_child(worker)
    wait_for(lambda: swept() and all_ended(), site)
    made.refresh_from_db()
    assert (made.state, made.attempts, rows_by_job()) == ("done", 2, {made.pk: ROWS})


def test_a_job_that_kills_its_worker_fails_after_three_attempts_and_hurts_no_other(site):
    (deadly,) = jobs(1, deadly=True)
    others = [
        Job.objects.create(kind="reminder", key=f"good-{n}", created_by=make.user(), payload={"pause": 0})
        for n in range(3)
    ]
    site.start()
    wait_for(lambda: swept() and all_ended(), site)
    deadly.refresh_from_db()
    assert (deadly.state, deadly.attempts) == ("failed", 3)
    assert deadly.error
    assert rows_by_job() == {job.pk: ROWS for job in others}


def swept() -> bool:
    """What beat does every minute, more often."""
    sweep_jobs()
    return True


def kill_in_mid_work(site: Site, kills: int, whole: bool) -> None:
    """Kill the worker (or its child) at a random moment of a job that has just begun, again and again.

    A child is never killed between two jobs: with the broker of files it then waits for work with a lock in its
    hand that no other child ever gets. Redis workers have no such lock.
    """
    chance, last = random.Random(20261122), None
    worker = site.start()
    for _ in range(kills):
        wait_for(lambda last=last: running() not in {None, last} or all_ended(), site)
        last = running()
        time.sleep(chance.uniform(0, 0.4))
        if whole:
            site.kill(worker)
            worker = site.start()
        else:
            site.kill_child(worker)
            sweep_jobs()
        Job.objects.filter(state__in=["queued", "running"]).update(attempts=0)  # the limit is tested above
    wait_for(lambda: swept() and all_ended(), site, patience=600)


def running() -> tuple[int, Any] | None:
    """The job that is being done, and when this attempt at it began (its performer shows no progress before 0.1 s)."""
    return Job.objects.filter(state="running", rows_done=0).values_list("pk", "heartbeat_at").first()


@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_nothing_is_lost_or_doubled_when_killed(site, whole):
    made = jobs(4, pause=0.1)
    kill_in_mid_work(site, 2, whole)
    assert rows_by_job() == {job.pk: ROWS for job in made}


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("site", BROKERS, indirect=True)
@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_nothing_is_lost_or_doubled_when_killed_fifty_times(site, whole):
    made = jobs(60, pause=0.1)
    kill_in_mid_work(site, 50, whole)
    assert rows_by_job() == {job.pk: ROWS for job in made}


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_control_a_plain_task_loses_or_doubles_when_killed(site):
    """Without the job's row, its transaction and the sweeper."""
    from tests.support.working import unguarded

    for pk in range(1, 11):
        unguarded.delay(pk)
    worker = site.start()
    for _ in range(5):
        before = Topic.objects.count()
        wait_for(
            lambda before=before: Topic.objects.count() > before or not list((site.folder / "broker").glob("*.msg")),
            site,
        )
        site.kill(worker)
        worker = site.start()
    time.sleep(15)
    found = rows_by_job()
    print("rows written by each of ten unguarded tasks (12 each were due):", sorted(found.values()))
    assert any(found.get(pk, 0) != ROWS for pk in range(1, 11))

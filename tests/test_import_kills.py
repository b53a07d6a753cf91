"""Imports by real workers on a real broker, killed in mid-import: no figure lost, none doubled (I4)."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.files.base import ContentFile
from django.db import connection

from indicators.models import Change, DraftFigure, Job, Report
from indicators.services import sweep_jobs
from indicators.services.drafts.importing import request_import, request_preview

from .support import factories as make
from .support.importing import line, table
from .test_workers import BROKERS, ROOT, Site, all_ended, database_url, site, swept, wait_for  # noqa: F401  (site: a fixture)

pytestmark = [pytest.mark.installation, pytest.mark.django_db(transaction=True)]

MONTHS = [f"{year}-{month:02}" for year in range(1990, 2100) for month in range(1, 13)]
FILE = table(
    *[
        line(category=part, period=month, value=f"{at}")
        for part in ("loan", "labour_export")
        for at, month in enumerate(MONTHS)
    ]
)
ROWS = 2 * len(MONTHS)


@pytest.fixture
def reports() -> Iterator[Iterator[Report]]:
    """As many reports that wait for a file as are asked for. What is uploaded is thrown away afterwards."""
    make.category("loan"), make.category("labour_export")
    yield (make.report(month) for month in MONTHS[360:])
    for job in Job.objects.exclude(file=""):
        job.file.delete(save=False)


def checked(report: Report) -> Job:
    """An upload that is waiting for its preview."""
    return request_preview(
        report=report, file=ContentFile(FILE.encode(), "a.csv"), by=report.created_by, token=str(uuid.uuid4())
    )


def confirmed(checks: list[Job], here: Site) -> list[Job]:
    """What the person does after the preview."""
    wait_for(lambda: swept() and all_ended(), here, patience=300)
    for check in checks:
        check.refresh_from_db()
        assert check.result.get("added") == ROWS, check.error
    return [request_import(check=check, by=check.created_by) for check in checks]


def kill_at_random(here: Site, reports: Iterator[Report], kills: int, *, whole: bool) -> list[Report]:
    """Import one report after the other; kill the worker, or its child, at random moments of an import.

    How long an import takes is measured first, so that the kills hit it on a fast machine and on a slow one.
    """
    chance, killed, worker = random.Random(20261122), 0, here.start()
    used = [next(reports)]
    usual = seconds_of(confirmed([checked(used[0])], here)[0], here)
    for report in itertools.islice(reports, 10 * kills):
        used.append(report)
        (job,) = confirmed([checked(report)], here)
        wait_for_state(job, {"running", "done"})
        time.sleep(chance.uniform(0, usual))
        if kill_if_at_work(worker, job, whole=whole):
            killed += 1
            worker = here.start() if whole else worker
        wait_for(lambda: swept() and all_ended(), here, patience=300)
        if killed == kills:
            return used
    raise AssertionError(f"{killed} of {kills} kills hit an import: the others came too late")


def kill_if_at_work(worker: subprocess.Popen[bytes], job: Job, *, whole: bool) -> bool:
    """Hold the processes, look, and kill them only in mid-import.

    With the broker of files a child that dies between two jobs takes a lock with it that no other gets.
    """
    parent = psutil.Process(worker.pid)
    held = [*([parent] if whole else []), *parent.children()]
    for process in held:
        process.suspend()
    at_work = Job.objects.get(pk=job.pk).state == "running"
    for process in held:
        process.kill() if at_work else process.resume()
    if at_work and whole:
        worker.wait()
    return at_work


def seconds_of(job: Job, here: Site) -> float:
    """How long an import is at work that nobody disturbs."""
    wait_for_state(job, {"running", "done"})
    began = time.monotonic()
    wait_for_state(job, {"done"})
    return max(0.05, time.monotonic() - began)


def wait_for_state(job: Job, states: set[str]) -> None:
    """Look often: an import may be over in half a second."""
    until = time.monotonic() + 120
    while Job.objects.get(pk=job.pk).state not in states:
        assert time.monotonic() < until, f"{job} is not {states}"
        time.sleep(0.005)


def whole_once(reports: list[Report]) -> None:
    """Each report holds every figure, and its history says once that each was added."""
    for report in reports:
        assert DraftFigure.objects.filter(report=report).count() == ROWS
        changes = Change.objects.filter(table="draft_figure", report_id=report.pk)
        assert set(changes.values_list("operation", "actor_id", "way")) == {("I", report.created_by_id, "import")}
        assert changes.count() == ROWS


@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_no_figure_is_lost_or_doubled_when_killed(site, reports, whole):  # noqa: F811
    whole_once(kill_at_random(site, reports, 2, whole=whole))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("site", BROKERS, indirect=True)
@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_no_figure_is_lost_or_doubled_when_killed_fifty_times(site, reports, whole):  # noqa: F811
    whole_once(kill_at_random(site, reports, 50, whole=whole))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("site", BROKERS, indirect=True)
def test_hundred_imports_finish_after_the_broker_was_flushed(site, reports):  # noqa: F811
    made = list(itertools.islice(reports, 100))
    checks = [checked(report) for report in made]
    site.flush()
    site.start()
    confirmed(checks, site)
    site.flush()
    wait_for(lambda: sweep_jobs(at_start=True) is not None and all_ended(), site, patience=900)
    whole_once(made)


UNGUARDED = """
import django; django.setup()
import sys
from pathlib import Path
from indicators.imports import read
from indicators.models import Report, User
from indicators.queries.drafts.importing import known_for
from indicators.services import acting
from indicators.services.drafts.staging import merge, staged
report = Report.objects.get(pk=sys.argv[2])
records = read(Path(sys.argv[1]), "a.csv", known_for(report)).records
for start in range(0, len(records), 100):
    with acting(by=report.created_by, way="import"), staged(report, records[start:start + 100]):
        merge(report=report, by=report.created_by)
"""


def test_control_without_job_and_one_transaction_a_kill_loses_figures(reports, tmp_path):
    """The same import as a script that saves as it goes, killed once: part of the file is in, and nobody will come back."""
    report = next(reports)
    path = Path(tmp_path / "a.csv")
    path.write_text(FILE)
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "welfare.settings"}
    process = subprocess.Popen([sys.executable, "-c", UNGUARDED, str(path), str(report.pk)], cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while DraftFigure.objects.count() == 0 and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.wait()
    connection.close()
    assert 0 < DraftFigure.objects.count() < ROWS

"""Imports by real workers on a real broker, killed in mid-import: no figure lost, none doubled (I4)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from indicators.models import Change, DraftFigure, Job, Report
from indicators.services import sweep_jobs
from indicators.services.importing import request_import, request_preview

from . import factories as make
from .importing import line, table
from .test_workers import BROKERS, ROOT, Site, all_ended, database_url, site, wait_for  # noqa: F401  (site: a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

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
def reports():
    """Makes reports that wait for a file. What is uploaded is thrown away afterwards."""
    make.category("loan"), make.category("labour_export")
    yield lambda count: [make.report(f"20{20 + n // 12}-{n % 12 + 1:02}") for n in range(count)]
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


def swept() -> bool:
    """What beat does every minute, more often."""
    sweep_jobs()
    return True


def kill_at_random(here: Site, kills: int, *, whole: bool) -> None:
    """Kill the worker, or its child, while it is at a job: with the broker of files a child that dies between two jobs
    takes a lock with it that no other gets (test_workers).
    """
    chance, last, killed = random.Random(20261122), None, 0
    worker = here.workers[-1]
    while killed < kills and not all_ended():
        wait_for(lambda last=last: running() not in {None, last} or all_ended(), here, patience=120)
        last = running()
        time.sleep(chance.uniform(0, 1))
        if last is None or running() != last:
            continue
        if whole:
            here.kill(worker)
            worker = here.start()
        else:
            here.kill_child(worker)
            swept()
        killed += 1
        Job.objects.filter(state__in=["queued", "running"]).update(attempts=0)  # the limit is tested with the jobs
    wait_for(lambda: swept() and all_ended(), here, patience=600)
    assert killed == kills, "the imports ended before they could be killed"


def running():
    """The job that is being done, and when this attempt at it began."""
    return Job.objects.filter(state="running", rows_done=0).values_list("pk", "heartbeat_at").first()


def whole_once(reports: list[Report]) -> None:
    """Each report holds every figure, and its history says once that each was added."""
    for report in reports:
        assert DraftFigure.objects.filter(report=report).count() == ROWS
        changes = Change.objects.filter(table="draft_figure", report_id=report.pk)
        assert set(changes.values_list("operation", "actor_id", "way")) == {("I", report.created_by_id, "import")}
        assert changes.count() == ROWS


@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_no_figure_is_lost_or_doubled_when_killed(site, reports, whole):  # noqa: F811
    made = reports(2)
    site.start()
    confirmed([checked(report) for report in made], site)
    kill_at_random(site, 2, whole=whole)
    whole_once(made)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("site", BROKERS, indirect=True)
@pytest.mark.parametrize("whole", [True, False], ids=["worker", "child"])
def test_no_figure_is_lost_or_doubled_when_killed_fifty_times(site, reports, whole):  # noqa: F811
    made = reports(30)
    site.start()
    confirmed([checked(report) for report in made], site)
    kill_at_random(site, 50, whole=whole)
    whole_once(made)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("site", BROKERS, indirect=True)
def test_hundred_imports_finish_after_the_broker_was_flushed(site, reports):  # noqa: F811
    made = reports(100)
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
from indicators.queries.importing import known_for
from indicators.services import acting
from indicators.services.staging import merge, staged
report = Report.objects.get(pk=sys.argv[2])
records = read(Path(sys.argv[1]), "a.csv", known_for(report)).records
for start in range(0, len(records), 100):
    with acting(by=report.created_by, way="import"), staged(records[start:start + 100]):
        merge(report, report.created_by)
"""


def test_control_without_job_and_one_transaction_a_kill_loses_figures(reports, tmp_path):
    """The same import as a script that saves as it goes, killed once: part of the file is in, and nobody will come back."""
    (report,) = reports(1)
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

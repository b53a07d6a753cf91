"""Deadline day: everybody at once, errors 0, lost 0; also while web server and database are killed (R9, P5)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from tools import deadline

from .support.killing import CAREFUL, HASTY, Killer, configure
from .support.production import NAME, ROOT, Site

pytestmark = [pytest.mark.installation, pytest.mark.xdist_group("installation")]


@pytest.fixture(scope="module")
def running(installation: Site) -> Site:
    """With the printed reports, so that readers have something to look at."""
    installation.manage("load_reports")
    return installation


def people(running: Site, count: int, month: str) -> list[dict[str, Any]]:
    """So many of the staff, signed in, with the reports of a month."""
    file = running.folder / f"people-{month}.json"
    command = [sys.executable, "-m", "tools.deadline_people", "--staff", str(count), "--month", month, str(file)]
    environment = {**running.environment, "DATABASE_URL": running.url()}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return json.loads(file.read_text(encoding="utf-8"))


def day(running: Site, staff: list[dict[str, Any]], readers: int, *, seconds: float, pace: float = 1) -> deadline.Day:
    site = f"https://{NAME}:{running.ports['https']}"
    found = deadline.day(site, staff, readers=readers, seconds=seconds, pace=pace)
    load = os.getloadavg()[0]
    sys.stdout.write(f"{len(staff)} staff, {readers} readers, {seconds:.0f} s, load {load:.0f} at the end\n{found}\n")
    return found


def counted(site: Site, found: deadline.Day) -> tuple[int, int]:
    """How many acknowledged saves are missing from the history, and how many stand in it twice."""
    missing, twice = deadline.lost(site.owner_url, found)
    sys.stdout.write(f"{found.saves} saves acknowledged, given up {found.refused}; lost {missing}, twice {twice}\n")
    return missing, twice


@pytest.mark.timeout(420)
def test_a_small_deadline_day_has_no_errors_and_loses_nothing(running: Site) -> None:
    found = day(running, people(running, 10, "2026-10"), 15, seconds=25, pace=0.2)
    missing, twice = counted(running, found)
    assert found.failed == 0, found.failures
    assert found.saves > 30
    assert (missing, twice) == (0, 0)
    assert {"page", "API", "file", "save", "cells", "entry page"} >= {*found.times} >= {"page", "save"}
    assert_one_that_is_taken_away_is_found(running, found)


def assert_one_that_is_taken_away_is_found(running: Site, found: deadline.Day) -> None:
    """The control of the check itself: one acknowledged number disappears from the database."""
    report, numbers = next(iter(found.numbers.items()))
    with psycopg.connect(running.owner_url) as database:
        database.execute("ALTER TABLE indicators_change DISABLE TRIGGER USER")
        database.execute(
            "DELETE FROM indicators_change WHERE report_id = %s AND (after ->> 'value')::numeric = %s",
            [report, numbers[-1]],
        )
        database.execute("ALTER TABLE indicators_change ENABLE TRIGGER USER")
    assert deadline.lost(running.owner_url, found) == (1, 0)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_whole_deadline_day_has_no_errors_and_loses_nothing(running: Site) -> None:
    found = day(running, people(running, 200, "2026-09"), 300, seconds=600)
    missing, twice = counted(running, found)
    assert found.failed == 0, found.failures
    assert found.saves > 200 * 600 / 20 * 0.9
    assert (missing, twice) == (0, 0)


@pytest.mark.soak
@pytest.mark.timeout(2400)
def test_a_deadline_day_with_kills_loses_nothing(running: Site) -> None:
    """Requests fail while nobody answers; each save is sent again with its key until it is acknowledged."""
    staff = people(running, 200, "2026-08")
    killer = Killer(running, web=20, database=20, pause=(5, 15))
    killer.start()
    found = day(running, staff, 300, seconds=600)
    killer.join()
    missing, twice = counted(running, found)
    assert killer.problem is None
    assert found.refused == 0
    assert (missing, twice) == (0, 0)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_database_that_answers_before_the_disk_has_it_does_lose_saves(running: Site) -> None:
    """The control: commits are acknowledged before they are written down, and PostgreSQL is killed three times."""
    staff = people(running, 20, "2026-07")
    killer = Killer(running, web=0, database=3, pause=(15, 20))
    configure(running, *HASTY)
    try:
        killer.start()
        found = day(running, staff, 20, seconds=60, pace=0.2)
        killer.join()
    finally:
        configure(running, *CAREFUL)
    missing, _twice = counted(running, found)
    assert missing > 0

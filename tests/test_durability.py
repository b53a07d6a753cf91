"""What was answered "saved" is there, whatever is killed meanwhile (R1).

The cluster, the web server and their folder are the tests' own. In the control the database acknowledges before the
disk has it.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from .support.killing import CAREFUL, HASTY, Killer, configure
from .support.production import NAME, Reader, Site, new_report

pytestmark = [pytest.mark.installation, pytest.mark.xdist_group("installation")]


class Writer:
    """Saves 1, 2, 3 … into one cell, and notes which of them were answered with success."""

    def __init__(self, running: Site, month: str) -> None:
        self.entry = Reader(f"https://{NAME}:{running.ports['https']}/")
        assert self.entry.sign_in("nhap.sonla").status == 302
        self.report, self.cell = new_report(self.entry, month)
        self.acknowledged: list[int] = []
        self.failed = 0

    def save(self, number: int) -> None:
        """Try until it is answered. A retry has a key and a number of its own, so that each answer stands for itself."""
        version = self.version()
        if version is None:
            return
        cell = {"id": self.cell, "text": str(number), "version": version}
        try:
            answer = self.entry.ask(
                f"{self.report}/entry/save/", json.dumps({"cells": [cell]}), **{"Idempotency-Key": f"save-{number:06}"}
            )
        except OSError:
            self.failed += 1
            return
        if answer.status == 200:
            self.acknowledged.append(number)
        else:
            self.failed += 1

    def version(self) -> int | None:
        """The cell's version now; None while nobody answers."""
        try:
            answer = self.entry.ask(f"{self.report}/entry/cells.json")
            rows = json.loads(answer.body)["rows"] if answer.status == 200 else []
        except OSError:
            rows = []
        found = [cell["version"] for row in rows for cell in row["cells"].values() if cell["id"] == self.cell]
        if not found:
            self.failed += 1
            time.sleep(0.05)
        return found[0] if found else None


def lost(
    running: Site, month: str, *, web: int, database: int, saves: int, settings: tuple[str, ...] = ()
) -> tuple[int, int]:
    """How many saves were answered with success while things were killed, and how many of those are not there.

    `settings` of the server hold from the first save on: the sign-in and the report itself are safe.
    """
    writer, killer, number = Writer(running, month), Killer(running, web=web, database=database), 0
    configure(running, *settings)
    killer.start()
    while killer.is_alive() or len(writer.acknowledged) < saves:
        number += 1
        writer.save(number)
        assert killer.problem is None, killer.problem
        assert number < 50 * saves, "nothing is saved any more"
    killer.join()
    pk = writer.report.rsplit("/", 1)[1]
    with psycopg.connect(running.owner_url) as connection:
        rows = connection.execute(
            "SELECT (after ->> 'value')::numeric::int FROM indicators_change WHERE \"table\" = 'draft_figure' AND report_id = %s",
            [pk],
        ).fetchall()
    there = {row[0] for row in rows}
    return len(writer.acknowledged), len(set(writer.acknowledged) - there)


@pytest.mark.timeout(600)
def test_nothing_that_was_answered_saved_is_lost(installation: Site) -> None:
    saved, missing = lost(installation, "2026-03", web=2, database=2, saves=40)
    sys.stdout.write(f"{saved} saves, web killed 2 times, PostgreSQL 2 times: missing {missing}\n")
    assert missing == 0


@pytest.mark.timeout(600)
def test_a_server_that_answers_before_the_disk_has_it_does_lose_saves(installation: Site) -> None:
    """The control: commits are acknowledged before they are written down."""
    try:
        saved, missing = lost(installation, "2026-04", web=0, database=3, saves=30, settings=HASTY)
    finally:
        configure(installation, *CAREFUL)
    sys.stdout.write(f"control: {saved} saves, PostgreSQL killed 3 times: missing {missing}\n")
    assert missing > 0


@pytest.mark.timeout(300)
def test_after_the_database_was_started_again_nobody_meets_an_error(installation: Site) -> None:
    """Each process and thread keeps its connection to the server that was; all are asked at once, twice."""
    site = f"https://{NAME}:{installation.ports['https']}/"

    def ask(_number: int) -> int:
        return Reader(site).ask("/releases/").status

    with ThreadPoolExecutor(12) as pool:
        assert {*pool.map(ask, range(24))} == {200}
        installation.kill_database()
        installation.recover_database()
        assert {*pool.map(ask, range(24))} == {200}


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_nothing_is_lost_in_a_thousand_saves(installation: Site) -> None:
    saved, missing = lost(installation, "2026-05", web=20, database=20, saves=1000)
    sys.stdout.write(f"{saved} saves, web killed 20 times, PostgreSQL 20 times: missing {missing}\n")
    assert missing == 0

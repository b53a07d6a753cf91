"""Deadline day: many people save and read at once, and afterwards every acknowledged save is looked for.

    python -m tools.deadline_people --staff 200 --month 2026-10 PEOPLE.json   # with the site's DATABASE_URL and SECRET_KEY
    python -m tools.deadline https://trial.example.vn PEOPLE.json --readers 300 --minutes 10

On a trial installation only. `make soak` does it on one that it starts itself (tests/test_deadline_day.py).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tools.setup import VENV, done, mark_of, note_done
from tools.steps import ROOT, finish, run

REQUIREMENTS = "requirements-load.txt"
LOAD = VENV / "load"
SPAWNED = 5  # people a second who open their first page
STOP = 130  # seconds for those who are in the middle of a save


@dataclass(frozen=True)
class Times:
    """The answers of one kind: how many, how many of them failed, and milliseconds."""

    answers: int
    failed: int
    median: float
    p95: float
    longest: float


@dataclass(frozen=True)
class Day:
    """The outcome of a deadline day. `numbers`: by report, what was acknowledged."""

    times: dict[str, Times]
    saves: int
    refused: int
    numbers: dict[int, list[int]]
    failures: str

    @property
    def failed(self) -> int:
        """Return the number of requests that failed and of saves that were never answered."""
        return sum(kind.failed for kind in self.times.values()) + self.refused

    def __str__(self) -> str:
        """Return the rows of a table in Markdown."""
        return "\n".join(
            f"| {name} | {t.answers} | {t.failed} | {t.median:.0f} | {t.p95:.0f} | {t.longest:.0f} |"
            for name, t in self.times.items()
        )


def locust() -> Path:
    """Return the program, installed beside our own packages if it is not there yet."""
    mark = mark_of([REQUIREMENTS])
    if not done("load", mark) or not (LOAD / "bin" / "locust").exists():
        venv.create(LOAD, with_pip=True, symlinks=True, clear=True)
        install: list[str | Path] = [
            LOAD / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
        ]
        run("installing what makes the load", [*install, "-r", ROOT / REQUIREMENTS], advice="See the log.")
        note_done("load", mark)
    return LOAD / "bin" / "locust"


def day(site: str, people: list[dict[str, Any]], *, readers: int, seconds: float, pace: float = 1) -> Day:
    """Let everybody work for `seconds`, after all have begun. `pace` 1: as people type and read; 0.2: five times as fast."""
    program = locust()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = folder / "journal"
        journal.touch()
        parameters = {"site": site, "people": people, "readers": readers, "pace": pace}
        parameters |= {"journal": str(journal), "report": str(folder / "report")}
        (folder / "given.json").touch(mode=0o600)
        (folder / "given.json").write_text(json.dumps(parameters), encoding="utf-8")
        command: list[str | Path] = [
            program,
            "-f",
            ROOT / "tools" / "deadline_users.py",
            "--headless",
            "--only-summary",
        ]
        command += ["--users", str(len(people) + readers), "--spawn-rate", str(SPAWNED), "--loglevel", "ERROR"]
        seconds += (len(people) + readers) / SPAWNED
        command += ["--run-time", f"{seconds:.0f}s", "--stop-timeout", str(STOP)]
        surroundings = {"PATH": os.environ["PATH"], "DEADLINE": str(folder / "given.json")}
        result = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
        if result.returncode not in {0, 1}:  # 1: something failed, which the tables tell
            raise RuntimeError(f"locust ended with {result.returncode}:\n{result.stderr[-3000:]}")
        return read(folder)


def read(folder: Path) -> Day:
    """Return what locust and the staff noted."""
    report = json.loads((folder / "report").read_text(encoding="utf-8"))
    times = {name: Times(**kind) for name, kind in report["kinds"].items()}
    notes = [json.loads(line) for line in (folder / "journal").read_text(encoding="utf-8").splitlines()]
    numbers: dict[int, list[int]] = {}
    for note in notes:
        if note["status"] == 200:
            numbers.setdefault(note["report"], []).extend(note["numbers"])
    saves = sum(note["status"] == 200 for note in notes)
    return Day(times, saves, len(notes) - saves, numbers, "\n".join(report["failures"]))


def lost(database_url: str, outcome: Day) -> tuple[int, int]:
    """Return how many acknowledged numbers are not in the history of their report, and how many are there twice."""
    query = """SELECT report_id, (after ->> 'value')::numeric::int FROM indicators_change
               WHERE "table" = 'draft_figure' AND after IS NOT NULL AND report_id = ANY(%s)"""
    with psycopg.connect(database_url) as connection:
        there = Counter(connection.execute(query, [list(outcome.numbers)]).fetchall())
    acknowledged = [(report, number) for report, numbers in outcome.numbers.items() for number in numbers]
    return sum(not there[key] for key in acknowledged), sum(there[key] > 1 for key in acknowledged)


def main() -> int:
    """Run a deadline day on a trial installation; return 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site")
    parser.add_argument("people", type=Path)
    parser.add_argument("--readers", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pace", type=float, default=1)
    options = parser.parse_args()
    people = json.loads(options.people.read_text(encoding="utf-8"))
    outcome = day(options.site, people, readers=options.readers, seconds=options.minutes * 60, pace=options.pace)
    missing, twice = lost(os.environ["DATABASE_URL"], outcome)
    print(f"{outcome}\n{outcome.saves} saves acknowledged, {outcome.refused} refused; lost {missing}, twice {twice}")
    sys.stderr.write(outcome.failures)
    return 1 if missing or twice or outcome.failed else 0


if __name__ == "__main__":
    finish(main)

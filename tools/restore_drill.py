"""Drill a restore: back up, restore into an empty database beside, and show that nothing is missing.

    python -m tools.restore_drill     on the database of DATABASE_URL, else the embedded one

Touches nothing of the installation; what it makes, it takes away. Prints what is to be noted in docs/reliability.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.steps import ROOT, StepFailed, finish, say


@dataclass(frozen=True)
class DrillOutcome:
    """The outcome of a drill: seconds of each step, rows in all, and how many rows and files differ."""

    rows: int
    releases: int
    files: int
    missing: int
    changed_exports: int
    seconds: dict[str, float]

    def __str__(self) -> str:
        took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items())
        return (
            f"{self.rows} rows, {self.releases} releases, {self.files} files; rows missing {self.missing}; "
            f"exports of a release that differ {self.changed_exports}; {took}; "
            f"{sum(self.seconds.values()) / 60:.1f} minutes in all"
        )


def drill(empty_database: str, *, folder: Path) -> DrillOutcome:
    """Back up this installation into `folder`, restore it into `empty_database` (an address), and compare the two."""
    backup, there = folder / "backup", {"DATABASE_URL": empty_database, "VAR_DIR": str(folder / "restored")}
    seconds: dict[str, float] = {}
    for name, arguments, surroundings in [
        ("backup", ["backup", str(backup), "--every-release"], {}),
        ("verify", ["verify_backup", str(backup)], {}),
        ("restore", ["restore", str(backup)], there),
    ]:
        start = time.monotonic()
        manage(arguments, surroundings)
        seconds[name] = time.monotonic() - start
    return compare(json.loads((backup / "manifest.json").read_text(encoding="utf-8")), there, seconds)


def compare(manifest: dict[str, Any], there: dict[str, str], seconds: dict[str, float]) -> DrillOutcome:
    """Return what the restored installation holds, against the back-up's manifest."""
    restored = json.loads(manage(["fingerprint", "--every-release"], there))
    tables, exports = manifest["tables"], manifest["csv_sha256"]
    return DrillOutcome(
        rows=sum(tables.values()),
        releases=len(exports),
        files=len(manifest["files"]) - 1,
        missing=sum(abs(count - restored["tables"].get(table, 0)) for table, count in tables.items()),
        changed_exports=sum(restored["csv_sha256"].get(number) != checksum for number, checksum in exports.items()),
        seconds=seconds,
    )


def manage(arguments: list[str], surroundings: dict[str, str]) -> str:
    """Run one of manage.py's commands in a process of its own, and return what it printed."""
    environment = {**os.environ, **surroundings}
    if "DATABASE_URL" in surroundings:
        environment.pop("DATABASE_URL_FILE", None)
    command = [sys.executable, "manage.py", *arguments]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise StepFailed(f"manage.py {arguments[0]} failed:\n{result.stderr.strip()[-2000:]}")
    return result.stdout


def main() -> int:
    """Run the drill on this installation; return 1 where something is missing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
    django.setup()
    from indicators.management.backups import checking, programs
    from welfare import embedded, environment

    if environment.given("DATABASE_URL") is None:
        embedded.start()
    with tempfile.TemporaryDirectory() as folder, checking.scratch() as database:
        outcome = drill(programs.address(dbname=database), folder=Path(folder))
    say(str(outcome))
    return 1 if outcome.missing or outcome.changed_exports else 0


if __name__ == "__main__":
    finish(main)

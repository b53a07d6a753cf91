"""Try a back-up out: check its checksums, and restore its database beside the real one."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from ...queries.health import MANIFEST
from . import programs
from .fingerprint import differences
from .programs import BackupProblem
from .writing import DUMP, Say, checksum


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a back-up says of itself. Raises BackupProblem where it is none."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupProblem(f"{folder} is no back-up: its {MANIFEST} cannot be read ({error}).") from error
    if manifest.get("format") != 1:
        raise BackupProblem(f"{folder} was made by a newer version of this software: use that one.")
    return manifest


def check_files(folder: Path, manifest: dict[str, Any], say: Say) -> None:
    """Raise BackupProblem where a file is missing or not what it was."""
    wrong = []
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif checksum(path) != expected:
            wrong.append(f"{name} is damaged")
    if wrong:
        raise BackupProblem(f"{folder} cannot be used: {'; '.join(wrong[:10])}. Take another back-up.")
    say(f"files: {len(manifest['files'])}, all whole")


def verify(folder: Path, *, say: Say) -> dict[str, Any]:
    """Check every file, restore into a scratch database, compare what it holds, and return the manifest."""
    manifest = read_manifest(folder)
    check_files(folder, manifest, say)
    with scratch() as database:
        say(f"database: restoring into {database}, which goes away afterwards")
        load(folder, database)
        compare(manifest, database, say)
    return manifest


def compare(manifest: dict[str, Any], database: str, say: Say) -> None:
    """Raise BackupProblem where a restored database holds something else than the manifest says."""
    restored = fingerprint_of(database, every_release=len(manifest["csv_sha256"]) > 1)
    if wrong := differences(manifest, restored):
        raise BackupProblem("The restored database differs:\n" + "\n".join(wrong))
    rows = sum(restored["tables"].values())
    say(
        f"database: {rows} rows in {len(restored['tables'])} tables as counted, {len(restored['csv_sha256'])} CSV identical"
    )


def load(folder: Path, database: str) -> None:
    """Restore a back-up's database into an empty one, in one transaction."""
    arguments = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    programs.run("pg_restore", *arguments, f"--dbname={database}", str(folder / DUMP), dbname=database)


def fingerprint_of(database: str, *, every_release: bool) -> dict[str, Any]:
    """Return the fingerprint of another database of the same server, taken by a process of its own."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "fingerprint"]
    command += ["--every-release"] if every_release else []
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_URL_FILE"}
    }
    surroundings = {**environment, "DATABASE_URL": programs.address(dbname=database)}
    result = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BackupProblem(f"The restored database cannot be read: {result.stderr.strip()[-1500:]}")
    numbers: dict[str, Any] = json.loads(result.stdout)
    return numbers


@contextmanager
def scratch() -> Iterator[str]:
    """Create an empty database, and drop it afterwards."""
    name = f"{connection.settings_dict['NAME']}_check_{secrets.token_hex(4)}"[-63:]
    make(name)
    try:
        yield name
    finally:
        with programs.connect("postgres") as maintenance:
            maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def make(name: str) -> None:
    """Create an empty database. Raises BackupProblem where this role may not create one."""
    try:
        with programs.connect("postgres") as maintenance:
            maintenance.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except Exception as error:
        raise BackupProblem(
            f"No database could be made ({str(error).strip()}). Connect as the owner: set DATABASE_URL to its address."
        ) from error

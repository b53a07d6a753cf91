"""Make a back-up: database and files at one moment, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ...queries.health import MANIFEST
from . import programs
from .fingerprint import NOT_KEPT, fingerprint
from .programs import BackupProblem

DUMP, MEDIA = "database.dump", "media"
BLOCK = 1 << 20

Say = Callable[[str], None]


def write(target: Path, *, say: Say, every_release: bool = False) -> dict[str, Any]:
    """Make the back-up `target`, a folder that must not be there yet; its manifest."""
    if target.exists():
        raise BackupProblem(f"{target} is there already: name a new folder, for instance with the date in it.")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        manifest = _fill(draft, say, every_release)
        _sync(draft)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def _fill(draft: Path, say: Say, every_release: bool) -> dict[str, Any]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        say("database: writing")
        left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
        programs.run(
            "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={draft / DUMP}", *left_out
        )  # of the very moment that is counted next
        say("database: counting")
        numbers = fingerprint(every_release=every_release)
    copied = copy(Path(settings.MEDIA_ROOT), draft / MEDIA, say)  # after the database: what it names is there by now
    manifest = {
        "format": 1,
        "finished_at": timezone.now().isoformat(),
        "version": settings.VERSION,
        "server": programs.server_version(),
        **numbers,
        "files": {DUMP: checksum(draft / DUMP), **copied},
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


def copy(source: Path, target: Path, say: Say) -> dict[str, str]:
    """Copy a folder's files, and return their checksums, read from the copies."""
    target.mkdir(exist_ok=True)
    sums, last_report = {}, time.monotonic()
    for path in wanted(source):
        goal = target / path.relative_to(source)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, goal)
        sums[f"{MEDIA}/{path.relative_to(source).as_posix()}"] = checksum(goal)
        if time.monotonic() - last_report > 5:
            last_report = time.monotonic()
            say(f"files: {len(sums)} so far")
    say(f"files: {len(sums)}")
    return sums


def wanted(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder, but for those still being written."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".part-"):
            yield path


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    """Write a folder and its files through to the disk, to survive a power failure."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

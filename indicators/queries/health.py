"""How the installation is: for machines that watch it. Says nothing that a stranger may not know."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone

from ..models import Job, Release

MANIFEST = "manifest.json"

_migrated = False


@dataclass(frozen=True)
class Receivers:
    """Who keeps the database's log in a second place: how many are connected, and how many a save waits for."""

    connected: int = 0
    needed: int = 0

    @property
    def missing(self) -> bool:
        """Whether every save waits, for as long as this lasts."""
        return self.connected < self.needed


def database_answers() -> bool:
    """Return whether a statement can be run."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def unapplied() -> int:
    """Return how many migrations of this code the database lacks. Zero is remembered: it stays so while this code runs."""
    global _migrated
    if _migrated:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _migrated = not missing
    return missing


def broker_answers() -> bool:
    """Return whether jobs can be announced to the workers now. The jobs themselves wait in the database."""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except Exception:  # each transport has errors of its own
        return False
    return True


#: Any role may ask this. Slots are the receivers' places, named as they are in the setting; without slots, who is connected.
_RECEIVERS = r"""SELECT names, count(slot_name), count(*) FILTER (WHERE active), (SELECT count(*) FROM pg_stat_replication)
    FROM current_setting('synchronous_standby_names') AS names
    LEFT JOIN pg_replication_slots ON slot_type = 'physical' AND names ~ ('\m' || slot_name || '\M') GROUP BY names"""


def receivers() -> Receivers:
    """Return how many receivers of the log are connected, of those that a save waits for; both 0 where it waits for none.

    A receiver whose machine hangs counts until the server gives it up, after its `wal_sender_timeout`.
    """
    with connection.cursor() as cursor:
        names, slots, active, connected = cursor.execute(_RECEIVERS).fetchone()
    if not names.strip():
        return Receivers()
    number = re.match(r"\s*(?:ANY|FIRST)?\s*(\d+)\s*\(", names, re.IGNORECASE)
    return Receivers(active if slots else connected, int(number[1]) if number else 1)


def free_bytes(folder: Path) -> int:
    """Return what may still be written where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def full(folders: Mapping[str, Path], least: int) -> bool:
    """Whether less than `least` bytes are free in one of the folders."""
    return any(free_bytes(folder) < least for folder in folders.values())


def oldest_queued() -> float:
    """Return the seconds that the oldest queued job has waited; 0 where none waits."""
    oldest = Job.objects.filter(state=Job.State.QUEUED).aggregate(at=Min("created_at"))["at"]
    return _age(oldest) if oldest else 0.0


def last_release() -> tuple[int, float] | None:
    """Return the newest release's number and its time in seconds since 1970; None where there is none."""
    newest = Release.objects.order_by("-number").values_list("number", "released_at").first()
    return (newest[0], newest[1].timestamp()) if newest else None


def last_backup(directory: Path) -> float | None:
    """Return the seconds since the newest back-up below a folder was finished; None where there is none."""
    finished = [_finished(path) for path in directory.glob(f"*/{MANIFEST}")] if directory.is_dir() else []
    moments = [moment for moment in finished if moment]
    return _age(max(moments)) if moments else None


def _finished(manifest: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(manifest.read_text(encoding="utf-8"))["finished_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _age(moment: datetime) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds())

"""Put a back-up in place. What was there before is set aside, never overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from psycopg import Error, sql

from . import programs
from .checking import check_files, compare, load, make, read_manifest
from .programs import BackupProblem
from .writing import MEDIA, Say, copy


def restore(folder: Path, *, force: bool, say: Say) -> dict[str, Any]:
    """Restore into this installation; its manifest. Refuses one that holds anything, unless forced.

    The back-up is first restored beside, and compared; only then do folders and databases change names,
    the folders first, since their names can be given back.
    """
    media = Path(settings.MEDIA_ROOT)
    if media.is_mount() and any(media.iterdir()):
        raise BackupProblem(f"{media} is a mount point and cannot be set aside. Empty it, then restore again.")
    manifest = read_manifest(folder)
    check_files(folder, manifest, say)
    full = what_is_there()
    if full and not force:
        raise BackupProblem(
            f"{full} holds data. To put this back-up in its place, add --force: what is there is set aside, not deleted."
        )
    now = f"{timezone.now():%Y%m%d_%H%M%S}"
    name = str(connection.settings_dict["NAME"])
    draft = f"{name[:40]}_restoring_{now}"
    make(draft)
    say("database: restoring")
    load(folder, draft)
    compare(manifest, draft, say)
    _seal(draft)
    fresh = media if media.is_mount() else media.with_name(f"{media.name}.restoring_{now}")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    copy(folder / MEDIA, fresh, say)
    with _files(fresh, media, now, say):
        _swap(name, draft, f"{name[:40]}_before_{now}", say)
    if not full:
        _drop(f"{name[:40]}_before_{now}")
    return manifest


def what_is_there() -> str:
    """Return the database or folder that holds something; empty where neither does."""
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            return f"The database {connection.settings_dict['NAME']}"
    media = Path(settings.MEDIA_ROOT)
    return str(media) if media.is_dir() and any(media.iterdir()) else ""


def _seal(database: str) -> None:
    """Mark every release as complete: its transaction's number is another server's, and would come up again here."""
    with programs.connect(database) as owner, owner.transaction():
        owner.execute("ALTER TABLE indicators_release DISABLE TRIGGER USER")
        owner.execute("UPDATE indicators_release SET transaction_id = 0")  # the number of no transaction
        owner.execute("ALTER TABLE indicators_release ENABLE TRIGGER USER")


def _swap(name: str, draft: str, aside: str, say: Say) -> None:
    """Give the restored database the name that the site knows, and the former one another."""
    connections.close_all()
    with programs.connect("postgres") as maintenance:
        for database in (name, draft):
            maintenance.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [database],
            )
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        maintenance.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
        try:
            maintenance.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
        except Error:
            maintenance.execute(rename.format(sql.Identifier(aside), sql.Identifier(name)))
            raise
    say(f"database: in place; the former one is now {aside}")


def _drop(empty: str) -> None:
    with programs.connect("postgres") as maintenance:
        maintenance.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(empty)))


@contextmanager
def _files(fresh: Path, media: Path, now: str, say: Say) -> Iterator[None]:
    """Give the fresh folder its name; where what follows fails, each gets its former one back."""
    if fresh == media:
        yield
        return
    aside = media.with_name(f"{media.name}.before_{now}")
    full = media.is_dir() and any(media.iterdir())
    if full:
        media.rename(aside)
    try:
        fresh.rename(media)
        yield
    except BaseException:
        if not fresh.exists():
            media.rename(fresh)
        if full:
            aside.rename(media)
        raise
    if full:
        say(f"files: the former ones are now in {aside}")

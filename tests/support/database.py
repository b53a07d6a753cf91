"""The tests' database: made from a template, quick to commit and to empty. None of it is for tests of durability.

Those start a server of their own (production.py, receiving.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.commands import flush
from django.db import connection, transaction
from psycopg import sql

Made = TypeVar("Made")

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "welfare_template_"
#: Written by migrations, and the same in every test.
ABOUT_MODELS = {"django_content_type", "auth_permission"}


# --- a template with all migrations made -----------------------------------------------------


def template() -> str:
    """The name of the template: another one as soon as a migration or a pinned package changes."""
    files = [ROOT / "constraints.txt", *sorted((ROOT / "indicators" / "migrations").glob("*.*"))]
    content = b"\0".join(path.name.encode() + path.read_bytes() for path in files if path.is_file())
    return PREFIX + hashlib.sha256(content).hexdigest()[:16]


#: Held from before a worker looks for the template until it has left one: the others wait and copy.
_turn = ExitStack()


def begin_with_template() -> None:
    """Let Django copy the template, made once by whichever worker came first; it then migrates what may be missing."""
    cursor = _turn.enter_context(connection._nodb_cursor())
    cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
    if exists(cursor, template()):
        connection.settings_dict["TEST"]["TEMPLATE"] = template()
        _turn.close()


def leave_template() -> None:
    """Keep a copy of the database that was just migrated for the other workers and later runs."""
    with _turn:
        if not connection.settings_dict["TEST"].get("TEMPLATE"):
            copy_to_template()


def copy_to_template() -> None:
    """Make the template, and drop those of other migrations."""
    made_from = connection.settings_dict["NAME"]
    connection.close()  # whoever is connected would be in the way of the copy
    with connection._nodb_cursor() as cursor:
        for name in outdated(cursor):
            run(cursor, "DROP DATABASE IF EXISTS {}", name)
        run(cursor, "CREATE DATABASE {} TEMPLATE {}", template(), made_from)


def exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def outdated(cursor: Any) -> list[str]:
    """Templates of other migrations than ours."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s", [f"{PREFIX}%", template()]
    )
    return [name for (name,) in cursor.fetchall()]


def run(cursor: Any, statement: str, *names: str) -> None:
    """Execute a statement about databases."""
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)).as_string())


# --- commits and the emptying ----------------------------------------------------------------


def commit_at_once() -> None:
    """Let commits in this one database not wait for the disk: it is thrown away, whatever happens to the machine."""
    with connection.cursor() as cursor:
        run(cursor, "ALTER DATABASE {} SET synchronous_commit = off", connection.settings_dict["NAME"])
    connection.close()  # the next connection has it


def empty_quickly() -> None:
    """Let the emptying between transactional tests, and nothing else, pass the guards on published figures.

    Deleting a test's few rows takes a fiftieth of what truncating fifty tables takes, for which a role must be allowed
    to act as a replica does: no trigger fires until the transaction that Django empties in ends.
    """
    if is_superuser():
        connection.ops.sql_flush = deleting  # type: ignore[method-assign]
        flush.emit_post_migrate_signal = lambda *_: None  # would write what stays: ABOUT_MODELS
    else:
        connection.ops.sql_flush = truncating()  # type: ignore[method-assign]


def is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        return bool(cursor.fetchone()[0])


def deleting(_style: Any, tables: Sequence[str], **_options: Any) -> list[str]:
    """What empties the tables as a superuser."""
    emptied = [connection.ops.quote_name(table) for table in sorted({*tables} - ABOUT_MODELS)]
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in emptied)]


def truncating() -> Callable[..., list[str]]:
    """What makes the statements that empty the tables as their owner."""
    truncate = connection.ops.sql_flush
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        guarded = [name for (name,) in cursor.fetchall()]

    def sql_flush(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        lift = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded]
        guard = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded]
        return [*lift, *truncate(style, tables, **options), *guard]  # run in one transaction

    return sql_flush


# --- what many tests begin with --------------------------------------------------------------


def put_back(kept: str, fill: Callable[[], None]) -> None:
    """Fill the empty database, with `fill` the first time and from the copy that was `kept` then ever after.

    The commands that load the site take seconds, the copy a twentieth of that. It is a schema of this worker's own database.
    """
    if not is_superuser():
        return fill()
    tables = sorted({*connection.introspection.django_table_names(only_existing=True)} - ABOUT_MODELS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [kept])
        if cursor.fetchone():
            cursor.execute("SET LOCAL session_replication_role = replica")  # rows as they were: no trigger, no check
            for table in tables:
                run(cursor, "INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}.{}", table, kept, table)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return None
    fill()
    with transaction.atomic(), connection.cursor() as cursor:
        run(cursor, "CREATE SCHEMA {}", kept)
        for table in tables:
            run(cursor, "CREATE TABLE {}.{} AS SELECT * FROM {}", kept, table, table)
    return None


# --- for a whole module ----------------------------------------------------------------------


@contextmanager
def made_once(blocker: Any, make: Callable[[], Made]) -> Iterator[Made]:
    """What `make` makes stands for all tests of a module: each goes back to here, and at the end it is undone.

    Its deferred checks are made here: a test that rolls back would leave them to the next one, over and over.
    """
    with blocker.unblock(), transaction.atomic():
        made = make()
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)

"""Sum up what a database holds in a few numbers: databases that have the same numbers hold the same."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connection
from psycopg import sql

from ... import queries
from ...downloads import build
from ...downloads.formats import Format
from ...models import Release
from ...values.rows import Selection

#: Who is signed in, and who guessed: not kept, so that a back-up lets nobody in.
NOT_KEPT = ("django_session", "usersessions_usersession", "axes_accessattempt", "axes_accessattemptexpiration")


def fingerprint(*, every_release: bool = False) -> dict[str, Any]:
    """Return rows of each table, the newest release, and its CSV's checksum (`every_release`: of each one's)."""
    numbers = list(Release.objects.order_by("number").values_list("number", flat=True))
    releases = numbers if every_release else numbers[-1:]
    return {
        "tables": counts(),
        "newest_release": numbers[-1] if numbers else 0,
        "csv_sha256": {str(number): csv_checksum(number) for number in releases},
    }


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - set(NOT_KEPT))
        rows = {}
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            rows[table] = int(cursor.fetchone()[0])
    return rows


def csv_checksum(number: int) -> str:
    """Return the SHA-256 of all figures as of a release, as the site gives them out."""
    digest = hashlib.sha256()
    release = queries.release_at(number)
    for piece in build.of_selection(Format.CSV, Selection(as_of=number), release=release):
        digest.update(piece)
    return digest.hexdigest()


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Return one line for each difference between two fingerprints."""
    lines = []
    for part in ("tables", "csv_sha256"):
        for name in sorted(set(expected[part]) | set(actual[part])):
            before, after = expected[part].get(name), actual[part].get(name)
            if before != after:
                lines.append(f"{part} {name}: {before} in the back-up's manifest, {after} found")
    if expected["newest_release"] != actual["newest_release"]:
        lines.append(f"newest release: {expected['newest_release']}, found {actual['newest_release']}")
    return lines

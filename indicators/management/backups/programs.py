"""Run PostgreSQL's own programs in the server's version; the environment, never an argument, says where it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import conninfo

#: libpq's names of what Django's OPTIONS may hold.
VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}  # fmt: skip


class BackupProblem(Exception):
    """A back-up that could not be made, tried or put in place. `str()` says why, and what to do."""


def parameters(**changes: str) -> dict[str, str]:
    """Return how this installation's database is reached, in libpq's words."""
    connection_parameters = connection.get_connection_params()
    variables = {name: str(connection_parameters[name]) for name in VARIABLES if connection_parameters.get(name)}
    return {**variables, **changes}


def address(**changes: str) -> str:
    """Return the address of this installation's database as a DATABASE_URL, for another process of ours."""
    variables = parameters(**changes)
    user, password = quote_all(variables.get("user", "")), quote_all(variables.get("password", ""))
    rest = "&".join(
        f"{name}={quote_all(variables[name])}" for name in variables if name not in {"user", "password", "dbname"}
    )
    return f"postgresql://{user}{f':{password}' if password else ''}@/{quote_all(variables['dbname'])}?{rest}"


def quote_all(text: str) -> str:
    """Quote a text for any part of an address."""
    return quote(text, safe="")


def connect(database: str) -> psycopg.Connection[Any]:
    """Return a connection of our own, outside Django's."""
    return psycopg.connect(conninfo.make_conninfo(**parameters(dbname=database)), autocommit=True)


def program(name: str) -> Path:
    """Return a program of the server's major version, else of a newer one: an older one cannot read the server."""
    server = server_version()
    versions = {path: version(path) for path in candidates(name)}
    same = [path for path, major in versions.items() if major == server]
    newer = sorted((major, path) for path, major in versions.items() if major > server)
    if same or newer:
        return same[0] if same else newer[0][1]
    raise BackupProblem(
        f"No {name} of PostgreSQL {server} or newer was found. Install it (Debian: apt install "
        f"postgresql-client-{server}), or run `make setup`, which brings one."
    )


def server_version() -> int:
    """Return the server's major version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def candidates(name: str) -> Iterator[Path]:
    """Yield where the program may be."""
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    yield from [path for path in [Path(settings.POSTGRES_PROGRAMS) / name] if path.is_file()]


def version(path: Path) -> int:
    """Return the major version a program is of; 0 where it does not run."""
    try:
        output = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    number = re.search(r"(\d+)\.", output)
    return int(number[1]) if number else 0


def run(name: str, *arguments: str, **changes: str) -> None:
    """Run a program on this installation's database. Raises BackupProblem with what it said."""
    surroundings = {**os.environ, **{VARIABLES[key]: value for key, value in parameters(**changes).items()}}
    result = subprocess.run([program(name), *arguments], env=surroundings, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BackupProblem(f"{name} failed: {result.stderr.strip()[-1500:]}")

"""Is the server running, and what does it say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg

from .place import PORT, ROLE, Place


def pid(at: Place) -> int | None:
    """Return the server's process number, or None. A number left by a killed server is not believed."""
    number = noted_pid(at)
    return number if number and serves(number, at.data) else None


def noted_pid(at: Place) -> int | None:
    """Return the number in the server's own note, whoever has that number by now."""
    try:
        return int((at.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def holds_its_data(at: Place) -> bool:
    """Whether a starting server has the data to itself: it notes a status after it looked for old processes."""
    try:
        lines = (at.data / "postmaster.pid").read_text().split("\n")
    except OSError:
        return False
    return pid(at) is not None and len(lines) > 7 and bool(lines[7].strip())


def serves(number: int, data: Path) -> bool:
    """Whether a process is the server of a data folder: it was started with that folder's name."""
    if not Path("/proc/self").exists():  # not Linux
        return alive(number)
    try:
        return os.fsencode(data) in Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def alive(number: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ended(number: int) -> bool:
    """Whether a process that was just started is over. One that is being loaded has no command line yet, but a state."""
    if not Path("/proc/self").exists():  # not Linux
        return not alive(number)
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"  # a zombie or dead: nobody has asked yet how it ended


def connect(at: Place, database: str = "postgres") -> psycopg.Connection[Any]:
    """Open a connection for the launcher's own questions."""
    return psycopg.connect(
        host=str(at.socket_folder), port=PORT, user=ROLE, dbname=database, autocommit=True, connect_timeout=5
    )


def answers(at: Place) -> bool:
    """Whether the server takes connections."""
    try:
        connect(at).close()
    except psycopg.OperationalError:
        return False
    return True


def written_since(log: Path, position: int) -> str:
    """Return what was added to a log."""
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode(errors="replace")

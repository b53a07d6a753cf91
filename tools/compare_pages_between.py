"""Two revisions on the same data, one after the other: the snapshots that `tools.compare_pages` compares.

Everything happens in one worktree in a temporary folder, so that no path differs; the database is that folder's own
embedded server. Nothing of this checkout is changed, and its site may run meanwhile.
"""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tools.compare_pages import take
from tools.compare_pages_people import add_drafts
from tools.run import HOST
from tools.steps import ROOT, StepFailed, last_lines, say, step
from welfare import embedded, environment

PATIENCE = 300  # seconds for a site to start, and for its jobs


@contextmanager
def snapshots(before: str, after: str, keep: Path | None, most: int) -> Iterator[tuple[Path, Path]]:
    """Provide the folders of the snapshots of two revisions, removed at the end unless they are below `keep`."""
    password = secrets.token_urlsafe(12)
    production = {"SECRET_KEY": secrets.token_urlsafe(48), "DEBUG": "0", "HTTPS": "0", "ALLOWED_HOSTS": HOST}
    numbers = [_git("rev-parse", "--verify", f"{revision}^{{commit}}") for revision in (before, after)]
    with tempfile.TemporaryDirectory(prefix="compare-pages-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the embedded server of root runs as another user
        folders = [(keep or folder) / side for side in ("before", "after")]
        with _worktree(folder / "site", numbers[0]) as site:
            fill(site, folder / "data", password)
            for number, snapshot in zip(numbers, folders, strict=True):
                _check_out(site, number, folder / "data")
                with serving(site, production) as url:
                    say(f"▸ asking {number[:12]} at {url}")
                    take(snapshot, url, password, most)
            yield folders[0], folders[1]


def fill(site: Path, data: Path, password: str) -> None:
    """Let the checked-out revision make the data of a first look, with drafts and files; copy it when no job is open."""
    _prepare(site)
    with serving(site, {"DEMO_PASSWORD": password}) as url:
        add_drafts(url, password)
        _wait_for_jobs(site)
    _copy(site / "var", data)


def _check_out(site: Path, number: str, data: Path) -> None:
    """Bring a revision and the data to the folder in which the other one was."""
    say(f"▸ checking out {number[:12]}")
    _git("checkout", "--quiet", "--detach", number, cwd=site)
    shutil.rmtree(site / "var")
    _copy(data, site / "var")
    _prepare(site)


@contextmanager
def _worktree(site: Path, number: str) -> Iterator[Path]:
    _git("worktree", "add", "--quiet", "--detach", str(site), number)
    try:
        yield site
    finally:
        _git("worktree", "remove", "--force", str(site))


def _prepare(site: Path) -> None:
    """Put what no commit holds: the browser files of this checkout, the compiled translations."""
    shutil.copytree(ROOT / "static" / "vendor", site / "static" / "vendor", dirs_exist_ok=True)
    _call([sys.executable, "tools/messages.py", "compile"], site)


def _copy(source: Path, target: Path) -> None:
    """Copy a folder with owners and modes: the database refuses others."""
    _call(["cp", "-a", str(source), str(target)], ROOT)


def _git(*arguments: str, cwd: Path = ROOT) -> str:
    return _call(["git", *arguments], cwd).strip()


def _call(command: list[str], cwd: Path) -> str:
    result = subprocess.run(command, cwd=cwd, env=_environment({}), capture_output=True, text=True, check=False)
    if result.returncode:
        raise StepFailed(f"{' '.join(command)}: {result.stderr.strip() or result.stdout.strip()}")
    return result.stdout


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment, without what would lead the site to another database or folder."""
    names = {f"{name}{end}" for name in environment.VARIABLES for end in ("", "_FILE")}
    return {name: value for name, value in os.environ.items() if name not in names} | dict(more)


# --- a site ----------------------------------------------------------------------------------


@contextmanager
def serving(site: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Run what `make run` starts in the folder `site`, and provide its address, always on one port: ETags hold it."""
    port = _port()
    log = site.parent / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=site,
            env=_environment({**settings, "PORT": str(port)}),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(process, port, log)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


_ports: list[int] = []


def _port() -> int:
    """Return a port that was free when first asked for; the same from then on."""
    if not _ports:
        with socket.create_server((HOST, 0)) as probe:
            _ports.append(int(probe.getsockname()[1]))
    return _ports[0]


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until everything runs, the worker too. Raises StepFailed with the end of the log."""
    start = time.monotonic()
    with step("starting the site"):
        while f"http://{HOST}:{port}/" not in log.read_text(encoding="utf-8", errors="replace") or not _answers(port):
            if process.poll() is not None or time.monotonic() - start > PATIENCE:
                raise StepFailed(f"The site does not start. The end of its log:\n\n{last_lines(log)}")
            time.sleep(0.2)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait_for_jobs(site: Path) -> None:
    """Wait until no job is open: a release's files come out of one."""
    start = time.monotonic()
    with step("waiting for the files of the releases"), psycopg.connect(embedded.url(site / "var")) as connection:
        while _open_jobs(connection):
            if time.monotonic() - start > PATIENCE:
                raise StepFailed("The jobs of the first look do not end.")
            time.sleep(0.5)


def _open_jobs(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("select count(*) from indicators_job where state in ('queued', 'running')").fetchone()
    connection.rollback()
    return row[0] if row else 0

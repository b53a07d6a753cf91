"""Start the processes that `make run` needs beside itself, and end what a killed run left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.steps import LOGS, ROOT, VAR, StepFailed, last_lines, say

NOTES = VAR / "run"
PATIENCE = 20  # seconds to finish what it is doing


@contextmanager
def child(name: str, command: Sequence[str], *, again: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that ends when we do, in a session of its own: Ctrl-C reaches it through us only.

    `again`: its log goes on behind the former one's.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    NOTES.mkdir(parents=True, exist_ok=True)
    say(f"▸ starting the {name}")
    with (LOGS / f"{name}.log").open("ab" if again else "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    note = NOTES / name
    note.write_text(str(process.pid))
    try:
        yield process
    finally:
        end(process.pid, lambda: process.poll() is not None)
        note.unlink(missing_ok=True)


def end(pid: int, ended: Callable[[], bool]) -> None:
    """Ask a process to finish; after a while, end it and its own children."""
    start = time.monotonic()
    if not ended():
        os.kill(pid, signal.SIGTERM)
    while not ended():
        if time.monotonic() - start > PATIENCE:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.05)


def end_leftovers() -> int:
    """End what a run that was killed left behind, and return the number of processes."""
    count = 0
    for note in sorted(NOTES.glob("*")):
        pid = int(note.read_text() or 0)
        if is_ours(pid):
            say(f"▸ ending the {note.name} that a killed run left behind (process {pid})")
            end(pid, lambda pid=pid: not is_ours(pid))  # type: ignore[misc]
            count += 1
        note.unlink()
    return count


def is_ours(pid: int) -> bool:
    """Return whether a number is still the process that we started: numbers are used again."""
    try:
        return str(ROOT).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def check(name: str, process: subprocess.Popen[bytes]) -> None:
    """Raise StepFailed with the end of its log if a child has ended by itself."""
    if process.poll() is not None:
        log = LOGS / f"{name}.log"
        raise StepFailed(
            f"The {name} ended by itself (status {process.returncode}). The end of {log}:\n\n{last_lines(log)}"
        )

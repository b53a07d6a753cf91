"""Waiting that is never silent, and never for ever."""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .place import EmbeddedProblem

PATIENCE = 120  # seconds to recover after a crash, or to write everything down at the end

Say = Callable[[str], None]


def say_it(line: str) -> None:
    """Write progress to standard error: `url` and `start` print the address alone on standard output."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def alone(var: Path, say: Say) -> Iterator[None]:
    """Let one starter or stopper work at a time; say so when it has to wait."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "pg.lock").open("w") as lock:
        wait_for(lambda: locked(lock), say, "another start or stop of the embedded database to end", patience=300)
        yield


def locked(lock: IO[str]) -> bool:
    """Take the lock if it is free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(done: Callable[[], bool], say: Say, what: str, *, patience: float = PATIENCE) -> None:
    """Wait, with a line every five seconds. Raises EmbeddedProblem when patience ends."""
    begun = time.monotonic()
    spoken = 0
    while not done():
        waited = time.monotonic() - begun
        if waited > patience:
            raise EmbeddedProblem(f"Waited {patience:.0f} s in vain for {what}.")
        if waited // 5 > spoken:
            spoken = int(waited // 5)
            say(f"  … waiting for {what} ({waited:.0f} s)")
        time.sleep(0.02)

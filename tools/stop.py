"""End what `make run` and the tests may have left running: the site, its worker, the embedded database."""

from __future__ import annotations

import os
import signal
import time

from tools.children import end_leftovers, is_ours
from tools.steps import VAR, StepFailed, finish, say, step
from welfare import embedded

PATIENCE = 60  # seconds for a run to end in order


def main() -> int:
    """Stop everything of this folder."""
    stop_run()
    end_leftovers()
    try:
        stopped = embedded.stop(say=lambda line: say(f"▸ {line}"))
    except embedded.EmbeddedProblem as problem:
        raise StepFailed(str(problem)) from problem
    say("Everything is stopped." if stopped else "Everything is stopped; the embedded database was not running.")
    return 0


def stop_run() -> None:
    """Ask a run to end, and wait until it has."""
    note = VAR / "run.lock"
    pid = int((note.read_text() if note.exists() else "") or 0)
    if not pid or not is_ours(pid):
        return
    with step(f"stopping the run in process {pid}"):
        os.kill(pid, signal.SIGTERM)
        start = time.monotonic()
        while is_ours(pid) and time.monotonic() - start < PATIENCE:
            time.sleep(0.1)


if __name__ == "__main__":
    finish(main)

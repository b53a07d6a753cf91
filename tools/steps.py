"""Show steps that a person can follow: none is silent for long, and a failed one says what to do.

Standard library only: it runs before anything is installed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "logs"
PULSE = 5.0  # seconds between signs of life


class StepFailed(Exception):
    """A step that did not succeed; its text says what happened and what to do."""


def say(line: str) -> None:
    """Print one line for the person who waits."""
    print(line, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what begins; while it lasts, say every few seconds that it does."""
    say(f"▸ {title}")
    done = threading.Event()
    pulse = threading.Thread(target=_pulse, args=(done, time.monotonic()), daemon=True)
    pulse.start()
    try:
        yield
    finally:
        done.set()
        pulse.join()


def _pulse(done: threading.Event, start: float) -> None:
    while not done.wait(PULSE):
        say(f"  … {time.monotonic() - start:.0f} s")


def run(
    title: str, command: Sequence[str | Path], *, advice: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run a step that is one program. Its output goes to a file, whose end is shown if it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "setup.log"
    with step(title), log.open("w") as output:
        try:
            result = subprocess.run(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT, check=False)
        except OSError as error:
            raise StepFailed(f"{title}: {error}.\n{advice}") from error
    if result.returncode:
        raise StepFailed(f"{title}: failed. The end of {log}:\n\n{last_lines(log)}\n\n{advice}")


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, indented."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().split("\n") if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:])


def finish(main: object) -> None:
    """Run a tool's `main` and leave: a failed step as its sentence, Ctrl-C as a quiet end."""
    try:
        sys.exit(main())  # type: ignore[operator]
    except StepFailed as failed:
        print(f"\n✗ {failed}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)

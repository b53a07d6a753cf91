"""Work for a child process that wants more than it may have."""

from __future__ import annotations

import sys
import time


def work(what: str, amount: str) -> None:
    """Take so much memory (megabytes), processor or clock (seconds), or fail; then say so."""
    WANTS[what](float(amount))
    sys.stdout.write(what)


def memory(megabytes: float) -> None:
    assert bytearray(int(megabytes * 2**20))


def processor(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def fail(amount: float) -> None:
    raise ValueError(amount)


WANTS = {"memory": memory, "processor": processor, "clock": time.sleep, "fail": fail}

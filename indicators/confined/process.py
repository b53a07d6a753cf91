"""Start a child process under limits of memory, processor and clock, and say how it ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, Timer

from . import program

#: How often a child that somebody else killed is started again.
STARTS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: address space in bytes, processor and clock in seconds.

    `nice`: how far behind pages, which somebody waits for, it stands in the queue for a processor.
    """

    memory: int
    cpu: int
    clock: float
    nice: int = 10


class Ending(StrEnum):
    """How a child ended: `killed` is by somebody else, not by its limits."""

    DONE = "done"
    BROKEN = "broken"
    TOO_MUCH = "too much"
    KILLED = "killed"


class NotDone(Exception):
    """An error: the child could make nothing of its input."""


class TooMuch(NotDone):
    """An error: the child wanted more memory or time than it may use."""


class ChildKilled(Exception):
    """An error: the child was killed again and again, and not by its limits."""


@dataclass
class Child:
    """A child process at work; `late` once its clock has run out."""

    process: subprocess.Popen[bytes]
    late: Event = field(default_factory=Event)

    def stop(self) -> None:
        """Kill the child because its clock has run out."""
        self.late.set()
        self.process.kill()

    def ending(self) -> Ending:
        """Wait for the child and return how it ended."""
        status = self.process.wait()
        if status == program.DONE:
            return Ending.DONE
        if self.late.is_set() or status in {program.TOO_MUCH, -signal.SIGXCPU}:
            return Ending.TOO_MUCH
        return Ending.BROKEN if status == program.BROKEN else Ending.KILLED


@contextmanager
def started(module: str, *arguments: str, limits: Limits) -> Iterator[Child]:
    """Start `work(*arguments)` of a module in a child with pipes; whatever happens, it does not outlive the block."""
    bounds = [str(limits.memory), str(limits.cpu), str(limits.nice)]
    command = [sys.executable, "-I", "-B", program.__file__, module, *bounds, *arguments]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing) as process:
        child = Child(process)
        clock = Timer(limits.clock, child.stop)
        clock.daemon = True
        clock.start()
        try:
            yield child
        finally:
            clock.cancel()
            process.kill()


def answer(module: str, *arguments: str, given: bytes, limits: Limits) -> bytes:
    """Return what a child says to `given`. Raises NotDone or TooMuch; ChildKilled where others kill it each time."""
    for _ in range(STARTS):
        with started(module, *arguments, limits=limits) as child:
            said, _nothing = child.process.communicate(given)
            ending = child.ending()
        if ending is Ending.DONE:
            return said
        if ending is not Ending.KILLED:
            raise TooMuch(module) if ending is Ending.TOO_MUCH else NotDone(module)
    raise ChildKilled(f"{module} was killed {STARTS} times")

"""Turns: of what is expensive, so many at once in a process, and whose turn does not come is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

#: Seconds after which who is told so is asked to come again: what holds the places is finished by then.
COME_AGAIN = 30


class Busy(Exception):
    """An error: as many as may be are at it already, and none has finished in time."""


class Turns:
    """Places for work that is done `at_once` times in a process at most.

    Who waits holds a thread that other readers need: `waiting` is how many may, None for any number.
    """

    def __init__(self, at_once: int, *, waiting: int | None = None) -> None:
        self._places = BoundedSemaphore(at_once)
        self._queue = None if waiting is None else BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Hold a place while the block lasts. Raises Busy if none becomes free within `patience` (seconds)."""
        if self._queue and not self._queue.acquire(blocking=False):
            raise Busy
        try:
            yield from self._placed(patience)
        finally:
            if self._queue:
                self._queue.release()

    def _placed(self, patience: float) -> Iterator[None]:
        if not self._places.acquire(timeout=patience):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

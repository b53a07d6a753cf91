"""Time enough for what a page reads on the spot: a busy machine must not decide what a test sees."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from indicators.confined import Limits, TooMuch
from indicators.reading import apart, child

#: Within these no text is read.
NO_TIME = Limits(memory=2**29, cpu=0, clock=0)


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a text take more time on the clock while its page waits, and no place behind other tests.

    Its limit of processor time stays.
    """
    monkeypatch.setattr(apart, "AT_ONCE", dataclasses.replace(apart.AT_ONCE, clock=100, nice=0))


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read texts in this process, by the child's own function and the same bytes: starting one takes a second each time.

    That a child reads them, and within which limits, is for `test_reading_apart` and the browser.
    """
    other = apart.answer

    def answer(module: str, what: str, *, given: bytes, limits: Any) -> bytes:
        if what != "text":
            return other(module, what, given=given, limits=limits)
        if limits is NO_TIME:
            raise TooMuch
        return child.candidates_of(*given.split(b"\n", 1))

    monkeypatch.setattr(apart, "answer", answer)

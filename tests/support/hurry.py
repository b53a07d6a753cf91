"""Time enough for what a page reads on the spot: a busy machine must not decide what a test sees."""

from __future__ import annotations

import dataclasses

import pytest

from indicators.reading import apart


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a text take more time on the clock while its page waits, and no place behind other tests.

    Its limit of processor time stays.
    """
    monkeypatch.setattr(apart, "AT_ONCE", dataclasses.replace(apart.AT_ONCE, clock=100, nice=0))

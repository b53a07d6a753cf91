"""Large numbers: few of them in every run, all of them with `make soak`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings


def few_or(full: int, *, few: int) -> pytest.MarkDecorator:
    """The test is given `times`: few, or with `make soak` all."""
    return pytest.mark.parametrize("times", [few, pytest.param(full, marks=pytest.mark.soak)])


def check_often(times: int, check: Callable[..., Any], **values: Any) -> None:
    """Check so many examples of the values, which are strategies."""
    given(**values)(settings(max_examples=times, deadline=None, suppress_health_check=list(HealthCheck))(check))()

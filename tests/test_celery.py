"""What worker and site say at their start."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from welfare.celery import app, warn_broker_away

ROOT = Path(__file__).resolve().parent.parent
AWAY = "redis://:secret@127.0.0.1:1/0"


@pytest.fixture
def broker() -> Iterator[Callable[[str], None]]:
    """Point the application at a broker; afterwards at the tests' own again."""
    yield lambda url: app.conf.update(broker_url=url)
    app.conf.update(broker_url="memory://")


def test_absent_broker_is_told_loudly_and_without_its_password(
    broker: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    broker(AWAY)
    assert warn_broker_away()
    (record,) = [one for one in caplog.records if one.name == "welfare.celery"]
    assert record.levelno == logging.CRITICAL
    assert "127.0.0.1:1" in record.getMessage()
    assert "CELERY_BROKER_URL" in record.getMessage()
    assert "secret" not in record.getMessage()


def test_broker_that_is_there_is_not_spoken_of(broker: Callable[[str], None], caplog: pytest.LogCaptureFixture) -> None:
    broker("memory://")
    assert not warn_broker_away()
    assert [one for one in caplog.records if one.name == "welfare.celery"] == []


@pytest.mark.parametrize(
    "start", ["import welfare.wsgi", "from welfare.celery import app; app.Worker().on_init_blueprint()"]
)
def test_site_and_worker_warn_of_an_absent_broker_and_start(start: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "CELERY_BROKER_URL": AWAY}
    done = subprocess.run([sys.executable, "-c", start], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert "The broker does not answer" in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr

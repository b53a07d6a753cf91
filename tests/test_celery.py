"""What worker and site say at their start."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from welfare.celery import app, tell_of_an_absent_broker

ROOT = Path(__file__).resolve().parent.parent
AWAY = "redis://:secret@127.0.0.1:1/0"


def test_absent_broker_is_told_loudly_and_without_its_password(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(app.conf, "broker_url", AWAY)
    assert tell_of_an_absent_broker()
    (record,) = [one for one in caplog.records if one.name == "welfare.celery"]
    assert record.levelno == logging.CRITICAL
    assert "127.0.0.1:1" in record.getMessage()
    assert "CELERY_BROKER_URL" in record.getMessage()
    assert "secret" not in record.getMessage()


def test_broker_that_is_there_is_not_spoken_of(caplog: pytest.LogCaptureFixture) -> None:
    assert not tell_of_an_absent_broker()
    assert [one for one in caplog.records if one.name == "welfare.celery"] == []


@pytest.mark.parametrize(
    "start", ["import welfare.wsgi", "from welfare.celery import app; app.Worker().on_init_blueprint()"]
)
def test_site_and_worker_tell_of_an_absent_broker_and_start(start: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "CELERY_BROKER_URL": AWAY}
    done = subprocess.run([sys.executable, "-c", start], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert "The broker does not answer" in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr

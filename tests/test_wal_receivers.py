"""The server and its disk are lost: what was acknowledged is on the receivers' disks (R7: no acknowledged save is lost)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from indicators.queries import health
from welfare.embedded.place import DATABASE

from .support.production import wait_for
from .support.receiving import Savers, Stack, stack

pytestmark = pytest.mark.installation


@pytest.fixture
def running() -> Iterator[Stack]:
    with stack() as made:
        yield made


def missing(running: Stack, acknowledged: set[int]) -> int:
    with psycopg.connect(running.at.url()) as connection:
        there = {row[0] for row in connection.execute("SELECT number FROM saved").fetchall()}
    return len(acknowledged - there)


def test_no_acknowledged_save_is_lost_with_the_server_and_one_receiver(running: Stack) -> None:
    """One receiver hangs in the middle, so that the other alone has the end; then the server's disk is gone."""
    running.synchronous()
    running.base()
    savers = Savers(running)
    wait_for(lambda: savers.count() > 200, "the first saves")
    running.hang("wal_a")
    before = savers.count()
    wait_for(lambda: savers.count() > before + 200, "saves with one receiver")
    running.lose()
    acknowledged = savers.ended()
    begun = time.monotonic()
    running.recover()
    lost = missing(running, acknowledged)
    sys.stdout.write(f"{len(acknowledged)} saves acknowledged, lost {lost}; back in {time.monotonic() - begun:.1f} s\n")
    assert lost == 0

    running.run("synchronous.sh")  # the receivers' places at the server did not survive
    running.receive()
    running.synchronous()
    running.ask("INSERT INTO saved VALUES (-1)")


def test_a_server_that_waits_for_no_receiver_does_lose_saves(running: Stack) -> None:
    """The control: both receivers hang for the last moments, and nobody waits for them."""
    running.base()
    savers = Savers(running)
    wait_for(lambda: savers.count() > 100, "the first saves")
    running.hang("wal_a", "wal_b")
    before = savers.count()
    wait_for(lambda: savers.count() > before + 100, "saves that no receiver has")
    running.lose()
    acknowledged = savers.ended()
    running.recover()
    lost = missing(running, acknowledged)
    sys.stdout.write(f"control: {len(acknowledged)} saves acknowledged, lost {lost}\n")
    assert lost >= 100


# --- both receivers are away ---------------------------------------------------------------


@pytest.fixture
def as_site(running: Stack, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's own connection is to this server, and its role has no right to watch it."""
    running.ask("CREATE ROLE welfare_site LOGIN")
    connection.close()
    for name, value in {"HOST": str(running.at.socket_folder), "NAME": DATABASE, "USER": "welfare_site"}.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    with django_db_blocker.unblock():
        yield
        connection.close()


def seen(connected: int) -> None:
    wait_for(lambda: health.receivers() == health.Receivers(connected, needed=1), f"{connected} receivers to be seen")


def test_the_site_sees_how_many_receive_and_refuses_at_once_what_would_wait(running: Stack, as_site: None) -> None:
    assert health.receivers() == health.Receivers(0, 0)
    running.synchronous()
    connection.close()  # a new one knows the setting at once
    seen(2)
    running.stop_receivers("wal_a")
    seen(1)
    assert not health.receivers().missing
    running.stop_receivers("wal_b")
    seen(0)
    response = Client().post("/en/accounts/login/", {"login": "nhap", "password": "x"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "Nobody can sign in or save until one is back" in response.content.decode()
    waits_until_one_is_back(running)
    seen(2)


def waits_until_one_is_back(running: Stack) -> None:
    """The control: why the site asks before it saves. No timeout ends the wait."""
    url, options = running.at.url(), "-c statement_timeout=200"
    with psycopg.connect(url, autocommit=True, options=options) as waiting, ThreadPoolExecutor(1) as elsewhere:
        save = elsewhere.submit(waiting.execute, "INSERT INTO saved VALUES (1)")
        with pytest.raises(TimeoutError):
            save.result(timeout=1)
        running.receive()
        save.result(timeout=30)


def test_receivers_find_a_recovered_server_that_does_not_know_them(running: Stack) -> None:
    """It waits for both by name and has no place for either: nobody ran synchronous.sh. No save may hang for ever."""
    running.synchronous()
    running.base()
    running.lose()
    running.recover()
    assert running.ask("SELECT count(*) FROM pg_replication_slots") == 0
    assert running.ask("SHOW synchronous_standby_names") == "ANY 1 (wal_a, wal_b)"
    running.receive()
    running.ask("INSERT INTO saved VALUES (-1)")


def test_synchronous_waits_for_a_server_that_is_not_there_yet(running: Stack) -> None:
    running.stop()
    with subprocess.Popen(**running.command("synchronous.sh"), stdout=subprocess.PIPE, text=True) as process:
        assert "waiting" in (process.stdout.readline() if process.stdout else "")
        assert process.poll() is None
        running.start()
        assert process.wait(30) == 0
    assert running.ask("SHOW synchronous_standby_names") == "ANY 1 (wal_a, wal_b)"


@pytest.mark.soak
def test_a_bad_deletion_is_undone_by_going_back_to_the_moment_before(running: Stack) -> None:
    running.synchronous()
    running.ask("INSERT INTO saved SELECT generate_series(1, 10000)")
    running.base()
    running.ask("INSERT INTO saved SELECT generate_series(10001, 20000)")
    time.sleep(1.1)
    moment = datetime.now(UTC)
    time.sleep(1.1)
    running.ask("DELETE FROM saved")
    running.ask("INSERT INTO saved VALUES (-1)")
    assert running.ask("SELECT count(*) FROM saved") == 1
    begun = time.monotonic()
    running.stop()
    running.recover(f"{moment:%Y-%m-%d %H:%M:%S%z}")
    there = running.ask("SELECT count(*) FROM saved")
    sys.stdout.write(f"{there} of 20000 rows are there again after {time.monotonic() - begun:.1f} s\n")
    assert (there, running.ask("SELECT min(number) FROM saved")) == (20000, 1)

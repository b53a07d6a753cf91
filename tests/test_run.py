"""tools/run.py and what it stands on: clear refusals, children that end with it, nothing left behind."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import children, run, run_gunicorn
from tools.steps import StepFailed
from welfare import embedded
from welfare.embedded.place import Place, locate
from welfare.embedded.process import connect, noted_pid, serves

from .support.production import folder

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)", str(children.ROOT)]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(run, "VAR", tmp_path)
    monkeypatch.setattr(children, "NOTES", tmp_path / "run")
    monkeypatch.setattr(children, "LOGS", tmp_path / "logs")
    return tmp_path


def test_a_port_in_use_is_refused_with_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(StepFailed, match=f"Port {port} cannot be used .*make run PORT={port + 1}"):
            run.free_port(str(port))
    assert run.free_port(str(port)) == port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000.5"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StepFailed, match="PORT is a number"):
        run.free_port(text)


def test_a_second_run_in_the_same_folder_is_refused() -> None:
    with (
        run.only_run(),
        pytest.raises(StepFailed, match=f"already runs .*process {os.getpid()}.*make stop"),
        run.only_run(),
    ):
        pass
    with run.only_run():
        pass


PREPARING = """
import sys
from pathlib import Path
from tools import run
run.LOGS = Path(sys.argv[1])
run.begin_django()
import logging
from indicators.security_log import Event, note
note(Event.PUBLISHED, who="duyet")
logging.getLogger("elsewhere").warning("of a library")
run.say("a step")
"""


def test_steps_are_printed_and_the_security_log_goes_to_its_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PREPARING, str(tmp_path / "logs")]
    done = subprocess.run(command, cwd=children.ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "a step\n", "")
    log = (tmp_path / "logs" / "run.log").read_text()
    assert "published" in log
    assert "who=duyet" in log
    assert "of a library" in log


def test_the_demo_password_is_made_once_or_given(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first = run.demo_password_file().read_text()
    assert len(first) >= 8
    assert run.demo_password_file().read_text() == first
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by hand")
    assert run.demo_password_file().read_text() == "chosen by hand"
    assert (elsewhere / "demo-password").stat().st_mode & 0o777 == 0o600


def test_a_child_ends_with_us(elsewhere: Path) -> None:
    with children.child("sleeper", SLEEPER) as process:
        assert (elsewhere / "run" / "sleeper").read_text() == str(process.pid)
    assert process.poll() == -signal.SIGTERM
    assert not (elsewhere / "run" / "sleeper").exists()


def test_a_child_that_does_not_listen_is_ended_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    with children.child("deaf", [sys.executable, "-c", deaf]) as process:
        while not (children.LOGS / "deaf.log").read_text():
            time.sleep(0.02)
    assert process.poll() == -signal.SIGKILL


def test_a_child_that_ends_by_itself_is_reported_with_its_log() -> None:
    with children.child("site", [sys.executable, "-c", "raise SystemExit('no such module')"]) as process:
        process.wait()
        with pytest.raises(StepFailed, match=r"(?s)The site ended by itself \(status 1\).*no such module"):
            children.check("site", process)


def test_a_worker_that_ends_by_itself_is_started_again_and_its_log_kept() -> None:
    with ExitStack() as stack:
        worker = run.RestartedChild(
            "worker", [sys.executable, "-c", "print('once', flush=True); import time; time.sleep(60)"], stack
        )
        first = worker.process
        while not (children.LOGS / "worker.log").read_text():
            time.sleep(0.02)
        first.kill()
        first.wait()
        worker.look()
        assert worker.process is not first
        assert worker.process.poll() is None
        assert "once" in (children.LOGS / "worker.log").read_text()


def test_a_worker_that_cannot_stay_up_is_reported() -> None:
    with ExitStack() as stack:
        worker = run.RestartedChild("worker", [sys.executable, "-c", "raise SystemExit('no such module')"], stack)
        for _ in range(run.MOST_ENDS):
            worker.process.wait()
            worker.look()
        worker.process.wait()
        with pytest.raises(StepFailed, match=r"(?s)The worker ended by itself.*no such module"):
            worker.look()


# --- slow clients --------------------------------------------------------------------------


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What the site listens on, as gunicorn hands it to the configuration of `make run`."""
    assert "python:tools.run_gunicorn" in run.site_command(8000)
    monkeypatch.setattr(run_gunicorn, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        run_gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=server)]))
        yield server


def test_half_a_request_holds_a_thread_for_a_bounded_time(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        connection, _ = listener.accept()
        with connection:
            connection.setblocking(True)  # as gunicorn does: no timeout of Python's own
            assert connection.recv(100)
            begun = time.monotonic()
            with pytest.raises(BlockingIOError):
                connection.recv(100)
            assert 0.9 < time.monotonic() - begun < 10


def test_a_connection_that_says_nothing_reaches_no_thread(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as silent:
        assert select.select([listener], [], [], 0.3)[0] == []
        silent.sendall(b"G")
        assert select.select([listener], [], [], 5)[0] == [listener]


# --- the embedded database -----------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An embedded server of this test alone, and the run's."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with folder() as home:
        for name in ("start", "status"):
            monkeypatch.setattr(run.embedded, name, partial(getattr(embedded, name), home))
        run.embedded.start(say=lambda line: None)
        yield locate(home)
        embedded.stop(home, say=lambda line: None)


def kill(server: Place) -> None:
    """Kill it, as the kernel does where memory is short; what it says of its death is nobody's to read."""
    number = noted_pid(server)
    assert number
    os.kill(number, signal.SIGKILL)
    while serves(number, server.data):
        time.sleep(0.02)


@pytest.mark.installation
def test_a_database_that_is_gone_is_started_again_and_said_so_in_one_line(
    server: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    database = run.RestartedDatabase()
    with connect(server, "welfare") as connection:
        connection.execute("CREATE TABLE saved AS SELECT 1 AS number")
    database.look()
    assert capsys.readouterr().out == ""
    kill(server)
    database.look()
    assert capsys.readouterr().out == (
        "▸ the embedded database ended by itself, and is started again; nothing that was saved is lost\n"
    )
    with connect(server, "welfare") as connection:
        assert connection.execute("SELECT number FROM saved").fetchall() == [(1,)]


def test_a_database_that_cannot_stay_up_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run.embedded, "status", lambda: "not running")
    monkeypatch.setattr(run.embedded, "start", lambda **_: "")
    database = run.RestartedDatabase()
    for _ in range(run.MOST_ENDS):
        database.look()
    with pytest.raises(StepFailed, match=r"again and again; var/pg/server\.log"):
        database.look()


def test_a_database_of_somebody_else_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://welfare@db.example/welfare")
    monkeypatch.setattr(run.embedded, "start", lambda **_: pytest.fail("started"))
    run.RestartedDatabase().look()


def test_what_a_killed_run_left_is_ended_and_a_stranger_is_not(elsewhere: Path) -> None:
    left = subprocess.Popen(SLEEPER, start_new_session=True)
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (elsewhere / "run").mkdir()
    (elsewhere / "run" / "worker").write_text(str(left.pid))
    (elsewhere / "run" / "site").write_text(str(stranger.pid))
    try:
        assert children.end_leftovers() == 1
        assert left.wait(5) == -signal.SIGTERM
        assert stranger.poll() is None
        assert list((elsewhere / "run").iterdir()) == []
    finally:
        stranger.kill()
        stranger.wait()

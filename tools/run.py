"""Start everything for a first look: database, figures, sign-ins, worker, site. Ctrl-C ends all of it.

    python -m tools.run      with PORT and DEMO_PASSWORD from the environment

Runs in .venv, after tools.setup.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from tools.children import check, child, end_leftovers
from tools.steps import LOGS, ROOT, VAR, StepFailed, finish, last_lines, say, step
from welfare import embedded, environment

HOST = "127.0.0.1"
PATIENCE = 60  # seconds for the site to answer
MOST_ENDS = 3  # times that the worker, or the database, may end by itself within a minute


def main() -> int:
    """Start everything, wait for Ctrl-C, stop everything."""
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.default_int_handler)  # ends as Ctrl-C does
    with ExitStack() as stack:
        try:
            start(stack)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end is not to be broken off
            say("\nStopping.")
    return 0


def start(stack: ExitStack) -> None:
    """Start everything and watch it. What `stack` holds is ended in reverse order."""
    stack.enter_context(only_run())
    end_leftovers()
    port = free_port(os.environ.get("PORT") or "8000")
    stack.enter_context(database())
    kept = RestartedDatabase()
    prepare()
    site = stack.enter_context(child("site", site_command(port)))
    wait_for_site(port, site)
    worker = RestartedChild("worker", worker_command(), stack)
    announce(port)
    while True:
        kept.look()  # first: the others need it
        check("site", site)
        worker.look()
        time.sleep(0.5)


class Ends:
    """When something ended by itself, in the last minute."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def too_many(self) -> bool:
        """Count one more, and say whether it can no longer be called an accident."""
        now = time.monotonic()
        self.moments = [moment for moment in self.moments if now - moment < 60] + [now]
        return len(self.moments) > MOST_ENDS


class RestartedDatabase:
    """The embedded server, started again when it is gone: each page would be an error for as long as one waits.

    A server that DATABASE_URL names is somebody else's to start.
    """

    def __init__(self) -> None:
        self.ends = Ends()
        self.ours = environment.given("DATABASE_URL") is None

    def look(self) -> None:
        """Start it again if it has ended; raise StepFailed if it does so all the time, or cannot be started."""
        if not self.ours or embedded.status().startswith("running"):
            return
        if self.ends.too_many():
            raise StepFailed("The embedded database ends by itself again and again; var/pg/server.log says why.")
        say("▸ the embedded database ended by itself, and is started again; nothing that was saved is lost")
        try:
            embedded.start(say=lambda line: None)
        except embedded.EmbeddedProblem as problem:
            raise StepFailed(str(problem)) from problem


class RestartedChild:
    """A child that is started again when it ends by itself: the site goes on without it, and nothing waits for ever.

    One that cannot stay up is reported with the end of its log, as any other.
    """

    def __init__(self, name: str, command: Sequence[str], stack: ExitStack) -> None:
        self.name, self.command, self.stack = name, command, stack
        self.ends = Ends()
        self.process = stack.enter_context(child(name, command))

    def look(self) -> None:
        """Start it again if it has ended; raise StepFailed if it does so all the time."""
        if self.process.poll() is None:
            return
        if self.ends.too_many():
            check(self.name, self.process)
        say(f"▸ the {self.name} ended by itself (status {self.process.returncode}); {LOGS / self.name}.log says why")
        self.process = self.stack.enter_context(child(self.name, self.command, again=True))


# --- what must be so before anything starts ------------------------------------------------


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock of this folder: two runs would share the database and the jobs."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StepFailed(
                f"The site already runs from this folder (process {lock.read().strip()}). `make stop` ends it."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def free_port(text: str) -> int:
    """Return the port to serve on. Refuses one that is taken, or is none."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StepFailed(f"PORT is a number from 1 to 65535, not {text!r}.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StepFailed(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or take another: "
                f"make run PORT={port + 1 if port < 65535 else 8000}"
            ) from error
    return port


@contextmanager
def database() -> Iterator[None]:
    """Provide the embedded server, stopped at the end if it was started here, or the server of DATABASE_URL."""
    if environment.given("DATABASE_URL"):
        say("▸ using the database of DATABASE_URL")
        yield
        return
    was_running = embedded.status().startswith("running")
    try:
        embedded.start(say=lambda line: say(f"▸ {line}"))
    except embedded.EmbeddedProblem as problem:
        raise StepFailed(str(problem)) from problem
    try:
        yield
    finally:
        if was_running:
            say("▸ the embedded database keeps running, as it did before; `make stop` ends it")
        else:
            embedded.stop(say=lambda line: say(f"▸ {line}"))


# --- tables, figures, sign-ins -------------------------------------------------------------


def prepare() -> None:
    """Bring the database up to date. In development, also the figures and sign-ins of a first look."""
    begin_django()
    with step("bringing the tables up to date"):
        check_connection()
        manage("migrate", interactive=False, verbosity=0)
    with step("areas, indicators and forms"):
        manage("load_reference")
    if settings.DEBUG:
        with step("the figures that public pages print, of Sơn La, Lai Châu and the other provinces"):
            manage("load_published")
        with step("two invented provinces with made-up months, to try the charts"):
            manage("load_illustration", once=True)
        with step("sign-ins for each role"):
            manage("create_demo_users", password_file=str(demo_password_file()))
    else:
        with step("static files"):
            manage("collectstatic", interactive=False, verbosity=0)
    connections.close_all()


def begin_django() -> None:
    """Start Django; what it writes down goes beside the children's logs, and who waits reads steps only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
    LOGS.mkdir(parents=True, exist_ok=True)
    file = {"class": "logging.FileHandler", "filename": str(LOGS / "run.log"), "encoding": "utf-8", "formatter": "line"}
    settings.LOGGING["handlers"]["standard"] = file
    django.setup()


def manage(command: str, **options: Any) -> None:
    """Run one of manage.py's commands in this process: starting Django once makes a second run quick."""
    try:
        call_command(command, **options)
    except CommandError as error:
        raise StepFailed(f"manage.py {command}: {error}") from error


def check_connection() -> None:
    """Refuse a server that cannot be reached, or is too old, with a sentence."""
    try:
        connections["default"].ensure_connection()
    except OperationalError as error:
        raise StepFailed(f"The database of DATABASE_URL cannot be reached: {str(error).strip()}") from error
    version = connections["default"].cursor().connection.info.server_version
    if version < 150000:
        raise StepFailed(f"PostgreSQL 15 or newer is needed; the one of DATABASE_URL is {version // 10000}.")


def demo_password_file() -> Path:
    """Return the file with the password of the demo sign-ins: DEMO_PASSWORD, else one made once."""
    path = VAR / "demo-password"
    if password := os.environ.get("DEMO_PASSWORD"):
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(password, encoding="utf-8")
    environment.kept_secret(path, size=9)
    return path


# --- the site and its worker ---------------------------------------------------------------


def site_command(port: int) -> list[str]:
    """Return the command of the application server, with threads: a long download holds nobody up."""
    command = [sys.executable, "-m", "gunicorn", "welfare.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2"]
    command += ["--threads", "4", "--config", "python:tools.run_gunicorn"]
    return [*command, "--access-logfile", str(LOGS / "access.log"), "--no-control-socket"]


def worker_command() -> list[str]:
    """Return the command of the worker, with the clock for regular jobs inside."""
    command = [sys.executable, "-m", "celery", "-A", "welfare", "worker", "--beat", "--concurrency", "1"]
    return [*command, "--loglevel", "INFO", "--pool", "prefork"]


def wait_for_site(port: int, site: subprocess.Popen[bytes]) -> None:
    """Wait for the first page; if the site fails, show the end of its log."""
    log, start = LOGS / "site.log", time.monotonic()
    with step("waiting for the first page"):
        while not (status := first_page(port)):
            check("site", site)
            if time.monotonic() - start > PATIENCE:
                raise StepFailed(f"The site does not answer. The end of {log}:\n\n{last_lines(log)}")
            time.sleep(0.1)
    if status >= 500:
        raise StepFailed(f"The first page fails (status {status}). The end of {log}:\n\n{last_lines(log, 30)}")


def first_page(port: int) -> int | None:
    """Return the status of the first page, or None while nothing listens."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def announce(port: int) -> None:
    """Print the address, and who can sign in."""
    say(f"\n  The site is ready:  http://{HOST}:{port}/      in English:  http://{HOST}:{port}/en/")
    if settings.DEBUG:
        from indicators.management.commands.create_demo_users import PEOPLE

        say(f"\n  Sign in at  http://{HOST}:{port}/admin/")
        for person in PEOPLE:
            say(f"    {person.username:<13} {person.what}")
        say(f"  Password of all: {environment.kept_secret(VAR / 'demo-password')}")
    say(f"\n  Logs are in {LOGS.relative_to(ROOT)}/. Ctrl-C stops everything; the data stays.\n")


if __name__ == "__main__":
    finish(main)

"""A PostgreSQL of its own with two receivers of its WAL, run by the very scripts of deploy/postgres/."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from welfare import embedded
from welfare.embedded.place import DATABASE, PORT, ROLE, Place, locate
from welfare.embedded.programs import binaries, program, running

from .production import ROOT, folder, wait_for

RECEIVERS = ("wal_a", "wal_b")


def quiet(_line: str) -> None:
    """The server's launcher has nothing to say here."""


@dataclass
class Stack:
    """The database, its receivers and its base back-ups, below one folder."""

    home: Path
    at: Place
    receivers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    # --- the scripts -------------------------------------------------------------------

    def command(self, script: str, *arguments: str, **surroundings: str) -> dict[str, Any]:
        """How a script of deploy/postgres/ is run: as the server's user, with this folder's secret."""
        text = (ROOT / "deploy" / "postgres" / script).read_text(encoding="utf-8")
        path = self.home / script
        if not path.exists():  # a shell that was just started may not have read it yet
            path.write_text(text.replace("/run/secrets", str(self.home)), encoding="utf-8")
        options = running(self.at)
        options["env"] |= {
            "PATH": f"{program(binaries(self.at, quiet), 'psql').parent}:/usr/bin:/bin",
            "PGHOST": str(self.at.socket_folder), "PGPORT": str(PORT), "PGDATA": str(self.at.data),
            "POSTGRES_USER": ROLE, "POSTGRES_DB": DATABASE, **surroundings,
        }  # fmt: skip
        return {"args": ["sh", str(path), *arguments], **options}

    def run(self, script: str, *arguments: str, **surroundings: str) -> str:
        """Run it to its end; what it printed."""
        result = subprocess.run(
            **self.command(script, *arguments, **surroundings), capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, f"{script}: {result.stderr}"
        return result.stdout

    # --- the parts of the stack --------------------------------------------------------

    def folder(self, name: str) -> Path:
        """One that the server's user can write."""
        path = self.home / name
        path.mkdir(exist_ok=True)
        if self.at.account:
            os.chown(path, self.at.account.uid, self.at.account.gid)
        return path

    def start(self) -> None:
        embedded.start(self.home / "cluster", say=quiet)

    def receive(self) -> None:
        """Start both receivers, and wait until the server knows them."""
        for name in RECEIVERS:
            surroundings = {"WAL": str(self.folder(name)), "PGUSER": "wal_receiver"}
            command = self.command("receive.sh", name, **surroundings)
            with (self.home / f"{name}.log").open("ab") as log:
                self.receivers[name] = subprocess.Popen(**command, stdout=log, stderr=log, start_new_session=True)
        wait_for(lambda: self.ask("SELECT count(*) FROM pg_stat_replication") == 2, "both receivers")

    def synchronous(self) -> None:
        self.run("synchronous.sh")
        asked = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"
        wait_for(lambda: self.ask(asked) == 2, "both receivers to count")

    def base(self) -> None:
        self.run("base.sh", BASE=str(self.folder("base")), PGUSER="wal_receiver")

    def hang(self, *names: str) -> None:
        """These receivers do nothing more, as on a disk that no longer answers."""
        for name in names:
            os.killpg(self.receivers[name].pid, signal.SIGSTOP)

    def stop_receivers(self, *names: str) -> None:
        """End these, or all of them."""
        for process in [self.receivers.pop(name) for name in names or [*self.receivers]]:
            os.killpg(process.pid, signal.SIGKILL)  # of pg_receivewal, not of a part of the server
            process.wait()

    def lose(self) -> None:
        """The server's disk is gone, from one moment to the next."""
        number = int((self.at.data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGQUIT)  # pg_ctl stop -m immediate
        wait_for(lambda: not Path(f"/proc/{number}").exists() or defunct(number), "the server to end")
        shutil.rmtree(self.at.data)

    def stop(self) -> None:
        """As `docker compose stop database` does."""
        embedded.stop(self.home / "cluster", say=quiet)

    def recover(self, until: str = "") -> None:
        """deploy/postgres/recover.sh, and the server's start."""
        self.stop_receivers()
        wal = " ".join(str(self.folder(name)) for name in RECEIVERS)
        self.run("recover.sh", *([until] if until else []), BASE=str(self.folder("base")), WAL=wal)
        self.start()
        wait_for(lambda: self.ask("SELECT pg_is_in_recovery()") is False, "the end of the recovery")

    def ask(self, question: str) -> Any:
        """One value of the database; None for what only does something."""
        with psycopg.connect(self.at.url(), autocommit=True) as connection:
            cursor = connection.execute(question)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None


def defunct(number: int) -> bool:
    """Whether a process has ended and only its parent has not noticed."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class Savers:
    """Four connections that save as fast as they can, and note what the server acknowledged."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.acknowledged = stack, [[] for _ in range(4)]
        self.threads = [threading.Thread(target=self._save, args=(n,), daemon=True) for n in range(4)]
        for thread in self.threads:
            thread.start()

    def _save(self, mine: int) -> None:
        number = mine * 1_000_000
        try:
            with psycopg.connect(self.stack.at.url(), autocommit=True) as connection:
                while True:
                    number += 1
                    connection.execute("INSERT INTO saved VALUES (%s)", [number])
                    self.acknowledged[mine].append(number)
                    time.sleep(0.002)
        except psycopg.Error:  # the server is gone
            return

    def count(self) -> int:
        return sum(map(len, self.acknowledged))

    def ended(self) -> set[int]:
        """All that was acknowledged."""
        for thread in self.threads:
            thread.join(30)
        return {number for numbers in self.acknowledged for number in numbers}


@contextmanager
def stack() -> Iterator[Stack]:
    """A server with a table, and its receivers at work; all of it taken away afterwards."""
    with folder() as home:
        made = Stack(home, locate(home / "cluster"))
        (home / "replication_password").write_text("not asked for on a socket")
        made.start()
        try:
            made.run("primary.sh")
            made.ask("CREATE TABLE saved (number int PRIMARY KEY)")
            made.receive()
            yield made
        finally:
            made.stop_receivers()
            if (made.at.data / "postmaster.pid").exists():
                made.lose()

"""Takes the web server and the database of an installation away at random moments, while others work."""

from __future__ import annotations

import random
import threading
import time

import psycopg

from .production import Site


class Killer(threading.Thread):
    """Kills the web server and the database at random moments, and starts them again.

    `pause`: the shortest and longest seconds between two kills.
    """

    def __init__(self, running: Site, *, web: int, database: int, pause: tuple[float, float] = (0.5, 2.0)) -> None:
        super().__init__(daemon=True)
        self.running, self.rounds, self.pause = running, ["web"] * web + ["database"] * database, pause
        random.Random(7).shuffle(self.rounds)
        self.problem: BaseException | None = None

    def run(self) -> None:
        try:
            for what in self.rounds:
                time.sleep(random.uniform(*self.pause))
                if what == "web":
                    self.running.kill_web()
                    self.running.start_web()
                else:
                    self.running.kill_database()
                    self.running.recover_database()
        except BaseException as problem:
            self.problem = problem


def configure(running: Site, *settings: str) -> None:
    """Settings of the database's server, from now on."""
    with psycopg.connect(running.owner_url, autocommit=True) as connection:
        for setting in settings:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


#: Commits are acknowledged before they are written down, and as they should be.
HASTY = ("synchronous_commit = off", "wal_writer_delay = '10s'")
CAREFUL = ("synchronous_commit = on", "wal_writer_delay = '200ms'")

"""Act as people on deadline day, for locust: staff save cells, readers look. Started by tools/deadline.py.

Each person comes from an address of their own (127.0.0.0/8), because the proxy limits each address.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

import gevent
from gevent import socket
from gevent.ssl import SSLContext, _create_unverified_context
from locust import FastHttpUser, events, task

GIVEN = json.loads(Path(os.environ["DEADLINE"]).read_text(encoding="utf-8"))
PACE = float(GIVEN["pace"])  # 1: as people type and read; 0.2: five times as fast
PATIENCE = 120.0  # seconds for which the page of a member of staff goes on trying to save
REFUSED = {400, 401, 403, 404, 409, 422, 423}  # sending it again would change nothing
TLS = _create_unverified_context()  # the certificate of a trial installation is its own
JOURNAL = Path(GIVEN["journal"]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115
PAGES = (
    "/", "/", "/compare/", "/compare/?indicator=jobs_created&area=14&area=12", "/compare/?view=share",
    "/indicators/", "/indicators/jobs_created/", "/indicators/unemployment_rate/", "/areas/14/", "/areas/12/",
    "/areas/14/bulletin/2024-08/", "/data/", "/reports/", "/releases/", "/completeness/", "/en/", "/search/?q=viec+lam",
)  # fmt: skip
PROGRAMS = ("/api/v1/figures?indicator=jobs_created", "/api/v1/indicators", "/api/v1/areas", "/api/v1/releases")
FILES = (
    "/data.csv", "/compare.csv?indicator=jobs_created", "/indicators/jobs_created.csv", "/indicators/jobs_created.svg",
    "/areas/14.xlsx", "/compare.json?indicator=jobs_created",
)  # fmt: skip


def context(**_: Any) -> SSLContext:
    """Return one context for all: five hundred would each read the system's certificates."""
    return TLS


class Person(FastHttpUser):
    """A user with an address of their own."""

    abstract = True
    host = GIVEN["site"]
    ssl_context_factory = staticmethod(context)
    network_timeout = connection_timeout = 60.0
    count = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Person.count += 1
        self.number = Person.count
        pool = self.client.client.clientpool.get_client(self.host)._connection_pool
        pool._create_tcp_socket = self.own_socket

    def own_socket(self, family: int, kind: int, protocol: int) -> socket.socket:
        """Return a socket whose connection comes from this person's address, as the proxy sees it."""
        connection = socket.socket(family, kind, protocol)
        if family == socket.AF_INET:
            connection.bind((f"127.10.{self.number // 250}.{self.number % 250 + 1}", 0))
        return connection


class Reader(Person):
    """A reader who opens a page every five to ten seconds, now and then takes a file, or is a program."""

    fixed_count = GIVEN["readers"]

    def wait_time(self) -> float:
        return random.uniform(5, 10) * PACE

    @task(17)
    def page(self) -> None:
        self.client.get(random.choice(PAGES), name="page")

    @task(2)
    def program(self) -> None:
        self.client.get(random.choice(PROGRAMS), name="API")

    @task(1)
    def file(self) -> None:
        self.client.get(random.choice(FILES), name="file")


class Staff(Person):
    """A member of staff who types for ten to twenty seconds; then the page saves one to four cells, until answered."""

    fixed_count = len(GIVEN["people"])

    def on_start(self) -> None:
        self.me = GIVEN["people"].pop()
        self.page = f"/admin/indicators/report/{self.me['report']}/entry/"
        self.saved = self.me["number"] * 100_000  # each number is typed once, by one person
        self.client.get(self.page, name="entry page", headers=self.headers())
        self.read_cells()

    def wait_time(self) -> float:
        return random.uniform(10, 20) * PACE

    def headers(self, **more: str) -> dict[str, str]:
        """Return the headers that the page's script sends."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.me["cookies"].items())
        origin = {"Origin": self.host, "Referer": f"{self.host}{self.page}"}
        return {"Cookie": cookies, "X-CSRFToken": self.me["cookies"]["csrftoken"], **origin, **more}

    def read_cells(self) -> None:
        """Read this person's share of the whole numbers of the report, and the versions that they see."""
        answer = self.client.get(f"{self.page}cells.json", name="cells", headers=self.headers())
        if answer.status_code != 200:
            return
        cells = [
            cell
            for row in answer.json()["rows"]
            for basis, cell in row["cells"].items()
            if row["decimals"] == 0 and "%" not in row["unit"] and basis in {"month", "ytd"} and not cell["readonly"]
        ]
        first, step = self.me["share"]
        self.versions = {cell["id"]: cell["version"] for cell in cells[first::step]}

    @task
    def save(self) -> None:
        if not getattr(self, "versions", None):
            self.read_cells()
            return
        values: dict[str, int] = {}
        for cell in random.sample(sorted(self.versions), min(random.randint(1, 4), len(self.versions))):
            self.saved += 1
            values[cell] = self.saved
        self.send(values)

    def send(self, values: dict[str, int]) -> None:
        """Send until it is answered, always with the same key; note what was answered "saved", and what never was."""
        cells = [{"id": cell, "text": str(n), "version": self.versions[cell]} for cell, n in values.items()]
        body, key, start = json.dumps({"cells": cells}), uuid.uuid4().hex, time.monotonic()
        headers = self.headers(**{"Idempotency-Key": key, "Content-Type": "application/json"})
        status = 0
        while time.monotonic() - start < PATIENCE and status not in REFUSED:
            answer = self.client.post(f"{self.page}save/", data=body, headers=headers, name="save")
            status = answer.status_code
            if status == 200:
                self.versions |= {cell["id"]: cell["version"] for cell in answer.json()["cells"]}
                break
            gevent.sleep(random.uniform(0.5, 1.5))
        self.note(status, values)

    def note(self, status: int, values: dict[str, int]) -> None:
        """Write one line, once the answer is there."""
        JOURNAL.write(json.dumps({"status": status, "report": self.me["report"], "numbers": list(values.values())}))
        JOURNAL.write("\n")


@events.quitting.add_listener
def report(environment: Any, **_: Any) -> None:
    """Write all answers, by kind, and what failed, for tools/deadline.py."""
    kinds = {
        name: {
            "answers": kind.num_requests,
            "failed": kind.num_failures,
            "median": kind.get_response_time_percentile(0.5),
            "p95": kind.get_response_time_percentile(0.95),
            "longest": kind.max_response_time,
        }
        for (name, _method), kind in sorted(environment.stats.entries.items())
    }
    failures = [f"{error.name}: {error.error} × {error.occurrences}" for error in environment.stats.errors.values()]
    Path(GIVEN["report"]).write_text(json.dumps({"kinds": kinds, "failures": failures}), encoding="utf-8")

"""Run an application server for the bench, and ask it as a plain client."""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import psutil

from tools.bench_figures import ROOT

HOST, PORT = "127.0.0.1", 8765
BLOCK = 1 << 20
WARM_UP = 30  # requests until both workers have done everything once


@contextmanager
def serving(application: str, url: str, *, keep_pages: bool = False, beside: str = "") -> Iterator[int]:
    """Serve `application` under gunicorn with two workers, and yield its process id. `beside`: a folder of packages."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"{HOST}:{PORT}",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    environment = in_production() | {
        "DATABASE_URL": url,
        "BENCH_KEEP_PAGES": "1" if keep_pages else "0",
        "PYTHONPATH": beside,
    }
    collect_static_files()
    quiet = ["--log-level", "error", "--no-control-socket"]
    with (ROOT / "var" / "bench.log").open("wb") as log:
        server = subprocess.Popen([*command, *quiet], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait(server)
            yield server.pid
        finally:
            server.terminate()
            server.wait()


def in_production() -> dict[str, str]:
    """Return the environment of an installation that speaks plain HTTP."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tools.bench_settings",
        "SECRET_KEY": "only-for-the-bench-and-never-elsewhere-0123456789",
        "DEBUG": "0",
        "HTTPS": "0",
        "ALLOWED_HOSTS": HOST,
    }


@cache
def collect_static_files() -> None:
    """Collect the static files as an installation does: without the list that this makes, every page is an error."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=ROOT, env=in_production(), check=True)


def wait(server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers at all."""
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            ask("GET", "/empty/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


@dataclass
class Answer:
    """An answer's times in seconds. `begun`: to the first byte; `first`: to the first bytes after a CSV's header line."""

    status: int
    size: int
    begun: float
    first: float
    total: float
    headers: dict[str, str]


def ask(method: str, path: str, *, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Send one request on a connection of its own, and return its times."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=600)
    start = time.perf_counter()
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    size, begun, first = 0, 0.0, 0.0
    while block := response.read1(BLOCK):
        size += len(block)
        begun = begun or time.perf_counter() - start
        if not first and size > 400:  # behind a CSV's header line
            first = time.perf_counter() - start
    total = time.perf_counter() - start
    connection.close()
    return Answer(response.status, size, begun or total, first or total, total, dict(response.headers))


def latency(path: str, *, rounds: int = 200, method: str = "GET", body: str | None = None, **headers: str) -> float:
    """Return median milliseconds of a request, after a few that warm both workers up."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for _ in range(WARM_UP):
        _milliseconds(path, named, method=method, body=body)
    return statistics.median(_milliseconds(path, named, method=method, body=body) for _ in range(rounds))


def _milliseconds(path: str, headers: dict[str, str], *, method: str = "GET", body: str | None = None) -> float:
    answer = ask(method, path, body=body, headers=headers)
    if answer.status not in {200, 304}:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.total * 1000


def latencies(requests: Sequence[tuple[str, dict[str, str]]], *, rounds: int = 300) -> list[float]:
    """Return median milliseconds of each request (path, headers), interleaved so that a busy moment hits all alike."""
    times: list[list[float]] = [[] for _ in requests]
    for number in range(WARM_UP + rounds):
        for samples, (path, headers) in zip(times, requests, strict=True):
            took = _milliseconds(path, headers)
            if number >= WARM_UP:
                samples.append(took)
    return [statistics.median(samples) for samples in times]


def first_byte(path: str, *, rounds: int = 30) -> float:
    """Return median milliseconds to the first byte of a long answer; the reader then leaves, and the next one asks."""
    return statistics.median(_begun(path) for _ in range(rounds))


def _begun(path: str) -> float:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=60)
    start = time.perf_counter()
    connection.request("GET", path)
    connection.getresponse().read1(1)
    seconds = time.perf_counter() - start
    connection.close()
    return seconds * 1000


class Memory:
    """The largest growth of any worker's memory (MB) while the block runs."""

    def __init__(self, server: int) -> None:
        self.workers = psutil.Process(server).children()
        self.before = {worker.pid: worker.memory_info().rss for worker in self.workers}
        self.most, self.stop = 0, threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self.stop.wait(0.02):
            for worker in self.workers:
                self.most = max(self.most, worker.memory_info().rss - self.before[worker.pid])

    def __enter__(self) -> Memory:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()

    @property
    def megabytes(self) -> float:
        return self.most / 1e6

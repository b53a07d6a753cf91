"""The proxy alone, on a site that is slow, away or well: what it says itself, whom it refuses, and whom not (N4)."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .support.production import NAME, Answer, Reader, Site, folder, wait_for
from .support.proxy import free_port, nginx, proxy_files

pytestmark = [pytest.mark.installation, pytest.mark.xdist_group("installation")]

API, PAGE, SIGN_IN, STATIC = "/api/v1/indicators", "/compare/", "/accounts/login/", "/static/js/x.js"


class Well(BaseHTTPRequestHandler):
    """A site that answers at once, but for what is slow."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(500 if "broken" in self.path else 200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"well")

    do_POST = do_GET

    def log_message(self, *_: object) -> None: ...


@contextmanager
def site_at(port: int) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", port), Well) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def proxy(port: int, own_networks: str = "", change: Callable[[str], str] = str) -> Iterator[str]:
    """nginx before a site that may be at that port; its address."""
    with folder() as at:
        ports = proxy_files(at, f"127.0.0.1:{port}", own_networks)
        for file in (at / "nginx").glob("*.conf"):
            file.write_text(change(file.read_text()))
        with (at / "log").open("wb") as log, subprocess.Popen(nginx(at), stderr=log) as process:
            try:
                address = f"http://{NAME}:{ports['http']}/"
                wait_for(lambda: Site.answers(address), f"nginx: {(at / 'log').read_text()}")
                yield f"https://{NAME}:{ports['https']}/"
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def away() -> Iterator[str]:
    with proxy(free_port()) as base:
        yield base


def is_ours(answer: Answer, status: int, *, retry: str | None, program: bool) -> None:
    """What the proxy says itself: in both languages, for programs as a problem (RFC 9457)."""
    assert (answer.status, answer.headers["Retry-After"]) == (status, retry)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    kind = "application/problem+json" if program else "text/html"
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    if program:
        told = json.loads(answer.body)
        assert told["status"] == status
        assert {*told} == {"type", "title", "status", "detail", "errors"}
    else:
        assert '<html lang="vi">' in answer.body
        assert '<h1 lang="en">' in answer.body


@pytest.mark.parametrize(
    ("path", "program"), [(PAGE, False), (API, True), ("/en/api/v1/indicators", True), (SIGN_IN, False)]
)
@pytest.mark.parametrize("data", [None, "{}"])
def test_a_site_that_is_away_is_503_in_words(away: str, path: str, program: bool, data: str | None) -> None:
    is_ours(Reader(away).ask(path, data), 503, retry="15", program=program)


def test_what_is_too_large_is_413_in_words(away: str) -> None:
    for path, program in ((PAGE, False), (API, True)):
        is_ours(Reader(away).ask(path, "x", **{"Content-Length": "30000000"}), 413, retry=None, program=program)


def test_a_site_that_is_too_slow_is_504_in_words() -> None:
    port = free_port()
    with (
        site_at(port),
        proxy(port, change=lambda text: text.replace("proxy_read_timeout 120s", "proxy_read_timeout 1s")) as base,
    ):
        Well.do_GET, quick = lambda self: time.sleep(2), Well.do_GET
        try:
            is_ours(Reader(base).ask(PAGE), 504, retry="60", program=False)
            is_ours(Reader(base).ask(API), 504, retry="60", program=True)
        finally:
            Well.do_GET = quick


def test_a_site_that_cannot_be_reached_is_away_not_slow() -> None:
    """As a container that has just gone: nobody refuses, nobody answers."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        with ExitStack() as stack:
            for _ in range(3):  # its queue is full
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(deaf.getsockname())
            with proxy(deaf.getsockname()[1]) as base:
                begun = time.monotonic()
                is_ours(Reader(base).ask(PAGE), 503, retry="15", program=False)
                is_ours(Reader(base).ask(API, "{}"), 503, retry="15", program=True)
                assert time.monotonic() - begun < 20


def test_the_pages_are_not_an_address_of_their_own(away: str) -> None:
    assert Reader(away).ask("/proxy-pages/503.html").status == 404


def test_a_site_that_comes_back_is_found_at_once_and_its_own_errors_are_passed_on() -> None:
    port = free_port()
    with proxy(port) as base:
        assert Reader(base).ask(PAGE).status == 503
        with site_at(port):
            assert Reader(base).ask(PAGE).status == 200
            broken = Reader(base).ask("/broken")
            assert (broken.status, broken.body) == (500, "well")
        assert Reader(base).ask(PAGE).status == 503


class Visitors:
    """One connection for each thread, as quick as it can be; closed at the end."""

    def __init__(self, base: str) -> None:
        self.host, self.mine = base.split("/")[2], threading.local()
        self.all: list[http.client.HTTPSConnection] = []

    def status(self, path: str, data: str | None = None) -> int:
        if not hasattr(self.mine, "connection"):
            context = ssl._create_unverified_context()  # the test's own certificate
            self.mine.connection = http.client.HTTPSConnection(self.host, timeout=60, context=context)
            self.all.append(self.mine.connection)
        self.mine.connection.request("POST" if data else "GET", path, data)
        with self.mine.connection.getresponse() as answer:
            answer.read()
            return answer.status

    def close(self) -> None:
        for connection in self.all:
            connection.close()


def burst(base: str, path: str, times: int, data: str | None = None) -> Counter[int]:
    with closing(Visitors(base)) as visitors, ThreadPoolExecutor(20) as pool:
        return Counter(pool.map(lambda _: visitors.status(path, data), range(times)))


def impatient(text: str) -> str:
    """Nobody waits their turn: who does, never asks too much."""
    return text.replace("burst=240 delay=120", "burst=30 nodelay")


@pytest.mark.timeout(300)
def test_one_reader_who_asks_too_much_is_refused_in_words_and_an_office_is_not() -> None:
    port = free_port()
    with site_at(port):
        with proxy(port, change=impatient) as base:
            assert burst(base, STATIC, 600) == {200: 600}
            assert burst(base, SIGN_IN, 300, "{}")[429] > 0
            assert burst(base, PAGE, 600)[429] > 0
        with proxy(port, own_networks="192.0.2.0/24, 127.0.0.1", change=impatient) as base:
            assert burst(base, SIGN_IN, 300, "{}") == {200: 300}
            assert burst(base, PAGE, 600) == {200: 600}


def test_a_refusal_says_when_to_come_again() -> None:
    port = free_port()
    slow = lambda text: text.replace("rate=20r/s", "rate=1r/m").replace("burst=240 delay=120", "burst=1 nodelay")  # noqa: E731
    with site_at(port), proxy(port, change=slow) as base:
        burst(base, PAGE, 3)
        is_ours(Reader(base).ask(PAGE), 429, retry="5", program=False)
        is_ours(Reader(base).ask(API), 429, retry="5", program=True)


def people_of_an_office(base: str, seconds: float, people: int) -> Counter[int]:
    """Each opens three pages and seven addresses of data in a minute's work, with twenty files the first time."""
    paths = [SIGN_IN, "/admin/", PAGE, *["/admin/cells.json"] * 4, *[STATIC] * 20]

    def one(number: int) -> list[int]:
        time.sleep(seconds * number / people)
        return [visitors.status(path) for path in paths]

    with closing(Visitors(base)) as visitors, ThreadPoolExecutor(people) as pool:
        return Counter(status for statuses in pool.map(one, range(people)) for status in statuses)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("own", ["", "127.0.0.0/8"])
def test_two_hundred_people_behind_one_address_are_not_refused(own: str) -> None:
    port = free_port()
    with site_at(port), proxy(port, own_networks=own) as base:
        assert people_of_an_office(base, 120, 200) == {200: 200 * 27}


def test_an_own_network_that_is_none_stops_the_proxy_with_its_name(tmp_path: Path) -> None:
    proxy_files(tmp_path, "127.0.0.1:1", "203.0.113.7,not-one")
    result = subprocess.run([*nginx(tmp_path)[:3], "-t"], capture_output=True, text=True)
    assert result.returncode != 0
    assert "not-one" in result.stderr

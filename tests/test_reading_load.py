"""Many files at once that take long to read, at a real server: pages are answered all the while."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from indicators.models import Report

from .support import factories as make
from .support import harm
from .support.production import free_port, wait_for
from .test_workers import database_url

pytestmark = [pytest.mark.installation, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a" * 32
#: Reads for some seconds, within what a document may draw.
SLOW = harm.pdf(3000, 19)
THREADS = 4


@contextmanager
def server(module: str, folder: Path) -> Iterator[str]:
    """One process of the web server, as `make run` starts two."""
    address = f"127.0.0.1:{free_port()}"
    command = [
        sys.executable, "-m", "gunicorn", f"{module}:application", "--bind", address, "--workers", "1",
        "--threads", str(THREADS), "--no-control-socket",
    ]  # fmt: skip
    environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: fetch(f"http://{address}/livez") == 200, "the server")
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(60)


def fetch(address: str, body: bytes | None = None, **headers: str) -> int:
    """The status of an answer; 0 where there is none."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=120) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def upload(site: str, report: Report, session: str) -> int:
    parts = [("csrfmiddlewaretoken", "", TOKEN.encode()), ("text", "", b""), ("file", '; filename="a.pdf"', SLOW)]
    body = b"".join(
        b'--xx\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name.encode(), more.encode(), content)
        for name, more, content in parts
    )
    headers = {
        "Content-Type": "multipart/form-data; boundary=xx",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
    }
    return fetch(f"{site}/admin/indicators/report/{report.pk}/reading/", body + b"--xx--\r\n", **headers)


def warm(site: str, report: Report, session: str) -> None:
    """The first pages of a server that has just started load what all pages need."""
    for _page in range(THREADS):
        page = f"{site}/admin/indicators/report/{report.pk}/reading/"
        assert fetch(page, Cookie=f"sessionid={session}") == 200


def answers(module: str, folder: Path, uploads: int) -> tuple[list[int], list[float]]:
    """The statuses of so many uploads at once, and how long pages took meanwhile (seconds)."""
    report = make.report("2024-05")
    client = Client()
    client.force_login(report.created_by)
    session = client.cookies["sessionid"].value
    with server(module, folder) as site, ThreadPoolExecutor(uploads) as people:
        warm(site, report, session)
        sent = [people.submit(upload, site, report, session) for _person in range(uploads)]
        time.sleep(0.5)
        pages = []
        while not all(one.done() for one in sent):
            begun = time.monotonic()
            assert fetch(f"{site}/livez") == 200
            pages.append(time.monotonic() - begun)
            time.sleep(0.1)
        return [one.result() for one in sent], pages


@pytest.mark.parametrize(("uploads", "slowest"), [(6, 3), pytest.param(16, 1, marks=pytest.mark.soak)])
def test_pages_are_answered_while_many_files_are_read(tmp_path: Path, uploads: int, slowest: float) -> None:
    statuses, pages = answers("welfare.wsgi", tmp_path, uploads)
    print(f"{uploads} uploads: {sorted(statuses)}, {len(pages)} pages, slowest {max(pages):.2f} s")
    assert set(statuses) <= {200, 503}  # read (and led to the page), or told to come again
    assert {200, 503} <= set(statuses)
    assert max(pages) < slowest  # seconds, on a machine that does other work too


def test_without_turns_pages_wait_for_files(tmp_path: Path) -> None:
    """The control."""
    _statuses, pages = answers("tests.support.no_turns", tmp_path, 6)
    print(f"slowest {max(pages):.2f} s")
    assert max(pages) > 3

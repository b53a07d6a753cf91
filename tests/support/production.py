"""The production shape, started by hand: PostgreSQL of its own, redis-server, gunicorn, worker, clock, nginx with TLS.

The commands and settings are those of Dockerfile, docker-compose.yml and deploy/; only addresses and folders differ.
Nothing of the shared development server is touched.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import secrets
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from welfare import embedded
from welfare.embedded.place import locate

from .proxy import COMPOSE, NAME, ROOT, free_port, nginx, proxy_files, server_program

__all__ = ["COMPOSE", "NAME", "ROOT", "free_port"]  # for who asks here for them
PASSWORD = "mưa rừng tháng bảy"
PATIENCE = 90  # seconds


def wait_for(done: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    begun = time.monotonic()
    while not (found := done()):
        if time.monotonic() - begun > patience:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.1)
    return found


@dataclass
class Site:
    """A running installation. `folder` holds all that it writes."""

    folder: Path
    stack: ExitStack
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    owner_url: str = ""

    # --- the database ------------------------------------------------------------------

    def start_database(self) -> None:
        """A cluster of its own below `folder`."""
        self.owner_url = embedded.start(self.folder / "cluster", say=lambda line: None)
        self.stack.callback(embedded.stop, self.folder / "cluster", say=lambda line: None)

    def recover_database(self) -> None:
        """Start it again after it was killed."""
        embedded.start(self.folder / "cluster", say=lambda line: None)

    def kill_web(self) -> None:
        """Take every process of the web server away at once."""
        os.killpg(self.processes["web"].pid, signal.SIGKILL)
        self.processes["web"].wait()

    def kill_database(self) -> None:
        """Take the whole server away at once, as a power cut does: the process group, never one backend."""
        pid = int((locate(self.folder / "cluster").data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for number in [pid, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def url(self, role: str = "postgres") -> str:
        return self.owner_url.replace("//postgres@", f"//{role}@")

    # --- processes ---------------------------------------------------------------------

    def manage(self, *arguments: str, role: str = "postgres") -> str:
        environment = {**self.environment, "DATABASE_URL": self.url(role)}
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, f"{arguments}: {result.stderr}"
        return result.stdout

    def start(self, name: str, command: list[str], **environment: str) -> None:
        log = self.stack.enter_context((self.folder / f"{name}.log").open("ab"))
        process = subprocess.Popen(
            command, cwd=ROOT, env={**self.environment, **environment}, stdout=log, stderr=log, start_new_session=True
        )
        self.processes[name] = process
        self.stack.callback(self.stop, process)

    @staticmethod
    def stop(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def start_broker(self) -> None:
        port = self.ports["broker"] = free_port()
        flags = [str(flag) for flag in COMPOSE["services"]["valkey"]["command"][1:]]
        self.start("broker", [server_program("redis-server"), "--port", str(port), "--dir", str(self.folder), *flags])
        self.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"

    def prepare(self) -> None:
        """deploy/prepare.sh, with this folder's files for its secrets."""
        (self.folder / "site_password").write_text(secrets.token_urlsafe(24))
        for line in (ROOT / "deploy" / "prepare.sh").read_text().splitlines():
            if line.startswith("python manage.py"):
                self.manage(*shlex.split(line.replace("/run/secrets", str(self.folder)))[2:])

    def start_web(self) -> None:
        port = self.ports["web"] = self.ports.get("web") or free_port()
        command = json.loads(re.findall(r"^CMD (\[.*\])", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1])
        where = {"GUNICORN_BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "2", "STATEMENT_TIMEOUT": "60"}
        self.start("web", [sys.executable, "-m", *command], DATABASE_URL=self.url("welfare_site"), **where)
        wait_for(lambda: self.answers(f"http://127.0.0.1:{port}/livez"), f"gunicorn: {self.log('web')[-2000:]}")

    def start_celery(self) -> None:
        for name in ("worker", "beat"):
            command = [str(part).replace("/tmp/", f"{self.folder}/") for part in COMPOSE["services"][name]["command"]]
            self.start(name, [sys.executable, "-m", *command], DATABASE_URL=self.url("welfare_site"))

    def start_proxy(self) -> None:
        self.ports |= proxy_files(self.folder, f"127.0.0.1:{self.ports['web']}")
        self.start("proxy", nginx(self.folder))
        wait_for(lambda: self.answers(f"http://{NAME}:{self.ports['http']}/"), f"nginx: {self.log('proxy')}")

    @staticmethod
    def answers(address: str) -> bool:
        try:
            urllib.request.build_opener(Unredirected).open(address, timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


class Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


class Reader:
    """A browser, as far as cookies and forms go."""

    def __init__(self, base: str) -> None:
        self.base, self.cookies = base, http.cookiejar.CookieJar()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the test's own certificate
        handlers = [urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(self.cookies)]
        self.opener = urllib.request.build_opener(*handlers, Unredirected)

    def ask(self, path: str, data: Any = None, **headers: str) -> Answer:
        """GET, or POST where there is data: a dict as a form, a str as JSON."""
        address = urllib.parse.urljoin(self.base, path)
        body = None
        if data is not None:
            body = (data if isinstance(data, str) else urllib.parse.urlencode(data)).encode()
            headers |= {"X-CSRFToken": self.token(), "Referer": address, "Origin": self.base.rstrip("/")}
            headers["Content-Type"] = (
                "application/json" if isinstance(data, str) else "application/x-www-form-urlencoded"
            )
        request = urllib.request.Request(address, body, headers)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers, answer.read().decode(errors="replace"))

    def token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def sign_in(self, name: str) -> Answer:
        self.ask("/accounts/login/")
        return self.ask("/accounts/login/", {"login": name, "password": PASSWORD})


def new_report(entry: Reader, month: str) -> tuple[str, str]:
    """A report made through its form by whoever is signed in: its address, and the id of a cell to fill in."""
    page = entry.ask("/admin/indicators/report/add/").body
    area = re.search(r'<option value="(\d+)"[^>]*>[^<]*Sơn La', page)
    form = re.search(r'name="form".*?<option value="(\d+)"', page, re.DOTALL)
    assert area, page[:500]
    asked = {"area": area[1], "month": month, "title": f"Báo cáo {month}", "form": form[1] if form else ""}
    made = entry.ask("/admin/indicators/report/add/", asked)
    assert made.status == 302, made.body
    report = re.sub(r"/entry/.*", "", made.headers["Location"])
    cells = json.loads(entry.ask(f"{report}/entry/cells.json").body)
    row = next(row for row in cells["rows"] if "month" in row["cells"] and not row["cells"]["month"]["readonly"])
    return report, row["cells"]["month"]["id"]


def seen(reader: Reader, page: str) -> str:
    """What the page sends back with its button."""
    found = re.search(r'name="seen" value="([^"]+)"', reader.ask(page).body)
    assert found
    return found[1]


def publish(base: str, month: str, text: str = "1.234") -> str:
    """A report made, filled in, submitted and published by two people; the indicator of its one figure."""
    entry, reviewer = Reader(base), Reader(base)
    assert entry.sign_in("nhap.sonla").status == 302
    report, cell = new_report(entry, month)
    cells = json.dumps({"cells": [{"id": cell, "text": text, "version": 0}]})
    saved = entry.ask(f"{report}/entry/save/", cells, **{"Idempotency-Key": f"the-only-save-{month}"})
    assert saved.status == 200, saved.body
    words = {"words": "đã đối chiếu", "seen": seen(entry, f"{report}/submit/")}
    assert entry.ask(f"{report}/submit/", words).status == 302
    assert reviewer.sign_in("duyet").status == 302
    assert reviewer.ask(f"{report}/publish/", {"seen": seen(reviewer, f"{report}/review/")}).status == 302
    return cell.split("|")[1]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's system user can enter."""
    with tempfile.TemporaryDirectory(prefix="welfare-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def site(*, proxy: bool = True, worker: bool = True) -> Iterator[Site]:
    """The whole installation, with the demo's people in it; ended and taken away afterwards."""
    with ExitStack() as stack:
        made = Site(stack.enter_context(folder()), stack)
        made.start_database()
        made.environment = {
            "PATH": os.environ["PATH"], "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
            "VAR_DIR": str(made.folder / "var"), "TRUSTED_PROXY": "127.0.0.0/8", "PYTHONUNBUFFERED": "1",
            "PROMETHEUS_MULTIPROC_DIR": str(made.folder / "metrics"), **({} if proxy else {"HTTPS": "0"}),
        }  # fmt: skip
        if worker:
            made.start_broker()
        else:
            made.environment["CELERY_BROKER_URL"] = f"filesystem://{made.folder}/broker"
        made.prepare()
        (made.folder / "password").write_text(PASSWORD, encoding="utf-8")
        made.manage("create_demo_users", "--force", "--password-file", str(made.folder / "password"))
        made.start_web()
        if worker:
            made.start_celery()
        if proxy:
            made.start_proxy()
        yield made

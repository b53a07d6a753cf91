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
import shutil
import signal
import socket
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
from string import Template
from typing import Any

import psycopg
import yaml

from welfare import embedded
from welfare.embedded.place import locate

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
NAME, PASSWORD = "localhost", "mưa rừng tháng bảy"
PATIENCE = 90  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(done: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    begun = time.monotonic()
    while not (found := done()):
        if time.monotonic() - begun > patience:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.1)
    return found


def server_program(name: str) -> str:
    """A server from the system's packages. CI installs them: .ci/run."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not installed: apt-get install redis-server nginx"
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
        tmp = self.folder / "nginx"
        tmp.mkdir(mode=0o777)
        tmp.chmod(0o777)
        self.ports |= {"http": free_port(), "https": free_port()}
        key, certificate = self.folder / "certificate.key", self.folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
             "-keyout", key, "-out", certificate], check=True, capture_output=True,
        )  # fmt: skip
        values = {
            "NGINX_TMP": tmp, "NGINX_SPOOL": tmp, "NGINX_HEADERS": tmp / "headers.conf", "SERVER_NAME": NAME,
            "UPSTREAM": f"127.0.0.1:{self.ports['web']}", "HTTP_PORT": self.ports["http"],
            "HTTPS_PORT": self.ports["https"], "CERTIFICATE": certificate, "CERTIFICATE_KEY": key,
        }  # fmt: skip
        for template in (ROOT / "deploy" / "nginx").glob("*.template"):
            (tmp / template.stem).write_text(filled_in(template.read_text(encoding="utf-8"), values))
        self.start("proxy", [server_program("nginx"), "-c", str(tmp / "nginx.conf"), "-g", "daemon off;"])
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


def filled_in(template: str, values: Mapping[str, Any]) -> str:
    """As nginx' envsubst does: only names that are given."""
    return Template(template).safe_substitute({name: str(value) for name, value in values.items()})


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


def new_report(running: Site, entry: Reader, month: str) -> tuple[str, str]:
    """A report made through its form by whoever is signed in: its address, and the id of a cell to fill in."""
    page = entry.ask("/admin/indicators/report/add/").body
    area = re.search(r'<option value="(\d+)"[^>]*>[^<]*Sơn La', page)
    form = re.search(r'name="form".*?<option value="(\d+)"', page, re.DOTALL)
    assert area, page[:500]
    asked = {"area": area[1], "month": month, "title": f"Báo cáo {month}", "form": form[1] if form else ""}
    made = entry.ask("/admin/indicators/report/add/", asked)
    assert made.status == 302, made.body
    with psycopg.connect(running.owner_url) as database:
        pk = database.execute("SELECT max(id) FROM indicators_report").fetchall()[0][0]
    cells = json.loads(entry.ask(f"/admin/indicators/report/{pk}/entry/cells.json").body)
    row = next(row for row in cells["rows"] if "month" in row["cells"] and not row["cells"]["month"]["readonly"])
    return f"/admin/indicators/report/{pk}", row["cells"]["month"]["id"]


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

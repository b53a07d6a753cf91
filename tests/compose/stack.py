"""The stack of containers, installed in a folder of its own as an IT officer would: a checkout under a strict umask."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..support.production import NAME, PASSWORD, ROOT, Reader, folder, free_port, wait_for
from .blocks import Block
from .engine import docker

FIRST, NEXT = "0.0.1-trial", "0.0.2-trial"  # never the name of an image that somebody uses
MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indicators", "{last}")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE indicators_report ADD COLUMN trial text NOT NULL DEFAULT ''",
            "ALTER TABLE indicators_report DROP COLUMN trial",
        )
    ]
"""


@dataclass
class Stack:
    """`own`: what stands in place of what docs/deploy.md leaves open."""

    at: Path
    own: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=lambda: {"http": free_port(), "https": free_port()})
    times: list[tuple[str, float]] = field(default_factory=list)

    # --- what is typed ---------------------------------------------------------------------

    def follow(self, block: Block, limit: float) -> str:
        """Type a block, as it stands but for `own`; what it printed. Fails if that takes longer than `limit` seconds."""
        begun = time.monotonic()
        if block.kind == "ini":
            self.settings(block.text)
            return ""
        printed = self.type(block.filled(self.own), limit)
        self.times.append((f"{block.heading} {block.number}", time.monotonic() - begun))
        return printed

    def type(self, text: str, limit: float = 120, given: str = "") -> str:
        """Run a piece of shell in the checkout."""
        command = ["sh", "-euxc", f"umask 077\n{text}"]
        with subprocess.Popen(
            command, cwd=self.at, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                printed, _ = process.communicate(given, timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                printed, _ = process.communicate()
                raise AssertionError(f"not over after {limit} s:\n{text}\n{printed[-4000:]}") from None
        assert process.returncode == 0, f"{text}\n{printed[-6000:]}"
        return printed

    def settings(self, text: str) -> None:
        """Write the page's lines into .env, with a name, a network and ports of our own."""
        lines = [line.split("=")[0] for line in text.splitlines()]
        ours = {
            "SERVER_NAME": NAME, "VERSION": FIRST, "OWN_NETWORKS": "192.0.2.0/24,192.0.2.7", "EMAIL_URL": "console:",
            "SUBNET": "172.29.77",
            "HTTP_PORT": self.ports["http"], "HTTPS_PORT": self.ports["https"],
        }  # fmt: skip
        assert {*lines} <= {*ours}
        with (self.at / ".env").open("a", encoding="utf-8") as file:
            file.write("".join(f"{name}={value}\n" for name, value in ours.items()))

    # --- what an outsider sees -------------------------------------------------------------

    @property
    def base(self) -> str:
        return f"https://{NAME}:{self.ports['https']}/"

    def is_ready(self) -> bool:
        """Whether the site says so, asked through the proxy."""
        try:
            return '"ready": true' in Reader(self.base).ask("/readyz").body
        except OSError:
            return False

    def answers_within(self, patience: float) -> float:
        """Seconds until the site says that it is ready."""
        begun = time.monotonic()
        wait_for(self.is_ready, f"the site\n{self.logs()}", patience)
        return time.monotonic() - begun

    def certificate(self) -> str:
        return ssl.get_server_certificate((NAME, self.ports["https"]))

    # --- inside ----------------------------------------------------------------------------

    def ask_database(self, question: str) -> str:
        return self.type(
            f'docker compose exec -T database psql -U welfare_owner welfare -Atc "{question}" 2>/dev/null'
        ).splitlines()[-1]

    def newest_release(self) -> int:
        return int(self.ask_database("SELECT max(number) FROM indicators_release"))

    def make_people(self) -> None:
        given = "cat > /tmp/word && python manage.py create_demo_users --force --password-file /tmp/word"
        self.type(f"docker compose run --rm -T prepare sh -c '{given}'", given=PASSWORD)

    def kill(self, service: str) -> None:
        """As the kernel does when memory is short: by the host's number. `docker kill` would count as stopped by hand."""
        container = self.type(f"docker compose ps -q {service} 2>/dev/null").splitlines()[-1]
        os.kill(int(docker("inspect", "--format", "{{.State.Pid}}", container)), signal.SIGKILL)

    def lose(self, *services: str) -> None:
        """A server without these volumes, and where nothing runs yet."""
        self.kill("database")
        self.type("docker compose down --timeout 5")
        for service in services:
            docker("volume", "rm", f"{self.at.name}_{service}")

    def logs(self) -> str:
        return self.type("docker compose ps -a; docker compose logs --tail 15")[-6000:]

    # --- a later version -------------------------------------------------------------------

    def tag_next_version(self) -> str:
        """A version with one more migration, in the repository that the checkout is fetched from; the last one before."""
        last = sorted((self.at / "indicators" / "migrations").glob("0*.py"))[-1].stem
        origin = self.at.parent / "origin"
        name = f"{int(last[:4]) + 1:04}_trial.py"
        (origin / "indicators" / "migrations" / name).write_text(MIGRATION.format(last=last), encoding="utf-8")
        commit(origin, NEXT)
        return last[:4]


def commit(repository: Path, version: str) -> None:
    """All that is in a folder, as a tagged version."""
    who = ["-c", "user.name=trial", "-c", "user.email=trial@example.vn"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", version], ["tag", f"v{version}"]):
        subprocess.run(["git", *words], cwd=repository, check=True, capture_output=True)


def key_and_certificate(at: Path) -> None:
    """A new pair, readable by its owner only, as certbot lays it down."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-keyout", at / "privkey.pem", "-out", at / "fullchain.pem"], check=True, capture_output=True,
    )  # fmt: skip
    (at / "privkey.pem").chmod(0o600)


@contextmanager
def stack() -> Iterator[Stack]:
    """A checkout of this source; its containers, volumes and images are taken away afterwards."""
    with folder() as home:
        origin, at = home / "origin", home / f"welfare-trial-{secrets.token_hex(3)}"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        for name in filter(lambda name: name and (ROOT / name).is_file(), listed):
            (origin / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, origin / name)
        commit(origin, FIRST)
        subprocess.run(
            ["sh", "-c", f"umask 077 && git clone -q origin {at.name}"], cwd=home, check=True, capture_output=True
        )
        key_and_certificate(home)
        made = Stack(at, {"…/": f"{home}/"})
        try:
            yield made
        finally:
            made.type("docker compose --profile tools down --volumes --remove-orphans --timeout 5 || true", 120)
            for version in (FIRST, NEXT):
                subprocess.run(
                    ["docker", "image", "rm", f"welfare-indicators:{version}"], capture_output=True, check=False
                )

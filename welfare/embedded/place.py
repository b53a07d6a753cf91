"""Where an embedded server lives, and which system user it runs as."""

from __future__ import annotations

import os
import pwd
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

DATABASE, ROLE, PORT = "welfare", "postgres", 5432  # the port only names the socket
SERVER_USER = "nobody"  # PostgreSQL refuses to run as root
ELSEWHERE = Path("/var/lib/welfare-indicators")
LONGEST_SOCKET = 107  # bytes: what the kernel keeps of a socket's path


class EmbeddedProblem(Exception):
    """Why the server cannot be started or stopped, and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user that the server runs as, when that is not whoever starts it."""

    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether it can reach a folder (or where that will be) through all that are above it."""
        return all(self._may_pass(parent) for parent in [*folder.parents] if parent.exists())

    def _may_pass(self, folder: Path) -> bool:
        status = folder.stat()
        bit = 0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001
        return bool(status.st_mode & bit)


@dataclass(frozen=True)
class Place:
    """One server: its folder and the user it runs as. `kept_in` is the project's var/."""

    kept_in: Path
    home: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @cached_property
    def socket_folder(self) -> Path:
        """The server's own folder, or a short one where the socket's path would not fit."""
        if len(os.fsencode(self.home / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return self.home
        return Path("/tmp") / f"welfare-pg-{self.mark}"  # `own` checks that it is ours

    @property
    def mark(self) -> str:
        """Short and the same in every process: tells projects on one machine apart."""
        return f"{zlib.crc32(os.fsencode(self.kept_in)):08x}"

    def url(self) -> str:
        """The address of the application's database."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.socket_folder), safe='')}&port={PORT}"


def locate(var: Path) -> Place:
    """Return where the server of a `var` folder lives; touches nothing."""
    var = var.resolve()
    if os.geteuid() != 0:
        return Place(var, var / "pg", None)
    user = pwd.getpwnam(SERVER_USER)
    account = Account(user.pw_name, user.pw_uid, user.pw_gid)
    inside = Place(var, var / "pg", account)
    if account.can_enter(inside.home) or inside.data.exists():
        return inside
    return Place(var, ELSEWHERE / inside.mark, account)


def own(folder: Path, account: Account | None) -> None:
    """Make a folder that its owner alone can enter. Refuses one that belongs to somebody else."""
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    owner = account.uid if account else os.geteuid()
    status = folder.lstat()
    if status.st_uid != owner or folder.is_symlink():
        raise EmbeddedProblem(
            f"{folder} belongs to another user (number {status.st_uid}): "
            "run as the user who first started the server, or move that folder away to begin anew."
        )
    folder.chmod(0o700)


def write_for_server(at: Place, path: Path, text: str) -> None:
    """Write a file that the server's user can read, whatever our umask is."""
    path.write_text(text)
    if at.account:
        os.chown(path, at.account.uid, at.account.gid)

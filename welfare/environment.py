"""What an installation may set from outside: the only place of the site that reads environment variables.

Every variable is in `variables.VARIABLES`; reading one that is not there is an error. Each may also be given
as NAME_FILE, the path of a file that holds the value, as secrets are handed over. A value that
cannot be read stops the start with a sentence. `python -m welfare.environment` prints `.env.example`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from .variables import OF_COMPOSE, VARIABLES, Variable

TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
SHORTEST_SECRET = 32


class EnvironmentProblem(Exception):
    """A variable that cannot be used; says which and what it may be."""


# --- one value -----------------------------------------------------------------------------


def given(name: str) -> str | None:
    """Return the value set from outside, or None. An empty value counts as not set."""
    VARIABLES[name]  # an undeclared name is a mistake in the code: KeyError
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and path:
        raise EnvironmentProblem(f"{name} and {name}_FILE are both set: keep one of them.")
    return (content(name, Path(path)) if path else value).strip() or None


def content(name: str, path: Path) -> str:
    """Return what a NAME_FILE holds. Raises EnvironmentProblem where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(f"{name}_FILE: cannot read {path} ({error}).") from error


def text(name: str) -> str:
    """Return the value as it stands, or the default."""
    return given(name) or VARIABLES[name].default


def words(name: str) -> list[str]:
    """Return the values between commas, without blanks."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def integer(name: str) -> int:
    """Return a whole number."""
    try:
        return int(text(name))
    except ValueError as error:
        raise EnvironmentProblem(f"{name} is a whole number, not {text(name)!r}.") from error


def boolean(name: str, *, default: bool = False) -> bool:
    """Read 1, true, yes or on; 0, false, no or off; the default where nothing is set."""
    value = text(name).lower()
    if value and value not in TRUE | FALSE:
        raise EnvironmentProblem(f"{name} is 1 or 0, not {value!r}.")
    return value in TRUE if value else default


def debug() -> bool:
    """Whether these are development settings: until a SECRET_KEY says that this is an installation."""
    return boolean("DEBUG", default=given("SECRET_KEY") is None)


# --- values that become settings -----------------------------------------------------------


def secret_key(name: str, *, debug: bool, directory: Path) -> str:
    """Return the key; in development one made once and kept in `directory`."""
    key = given(name)
    if key is None and not debug:
        raise EnvironmentProblem(f"{name} is not set: with DEBUG off it must be at least 32 random characters.")
    if key is not None and len(key) < SHORTEST_SECRET:
        raise EnvironmentProblem(f"{name} is too short: it must be at least {SHORTEST_SECRET} random characters.")
    return key or kept_secret(directory / "secret-key")


def kept_secret(path: Path, *, size: int = 48) -> str:
    """Return a random secret made on first use, readable by its owner only. Safe for two at once."""
    if not path.exists():  # a full disk must not keep from reading one that is there
        path.parent.mkdir(parents=True, exist_ok=True)
        make_secret(path, size)
    return path.read_text(encoding="utf-8").strip()


def make_secret(path: Path, size: int) -> None:
    """Put a random secret into a file, whole or not at all; one that is there by then stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(size))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def split(name: str, url: str) -> SplitResult:
    """Split an address into its parts; the value itself, which may hold a password, is never shown."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError as error:
        raise EnvironmentProblem(f"{name} is not an address ({error}).") from error
    return parts


def folder(name: str, default: Path) -> Path:
    """Return a folder's path; it need not be there yet."""
    return Path(text(name)) if text(name) else default


def networks(name: str) -> tuple[list[IPv4Network | IPv6Network], bool]:
    """Return networks (a lone address is one of itself), and whether `unix` is among the words."""
    parts = words(name)
    try:
        return [ip_network(word) for word in parts if word != "unix"], "unix" in parts
    except ValueError as error:
        raise EnvironmentProblem(f"{name} holds addresses or networks, or the word unix ({error}).") from error


def timeouts(name: str) -> str:
    """Return libpq's `options` by which no statement, lock or forgotten transaction lasts for ever."""
    seconds = integer(name)
    if seconds < 0:
        raise EnvironmentProblem(f"{name} is a number of seconds, 0 for no limit.")
    half = seconds * 1000 // 2
    limits = {
        "statement_timeout": seconds * 1000,
        "lock_timeout": half,
        "idle_in_transaction_session_timeout": half,
    }
    return " ".join(f"-c {limit}={milliseconds}" for limit, milliseconds in limits.items()) if seconds else ""


def database(name: str, default: Callable[[], str]) -> dict[str, Any]:
    """Return Django's settings of one PostgreSQL database; other options of the address go to libpq."""
    parts = split(name, given(name) or default())
    if parts.scheme not in {"postgresql", "postgres"}:
        raise EnvironmentProblem(f"{name} begins with postgresql://, not {parts.scheme or 'nothing'}://.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    if not parts.path.strip("/"):
        raise EnvironmentProblem(f"{name} names no database: postgresql://user@host/NAME.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


MAIL = "django.core.mail.backends"
MAIL_BACKENDS = {
    "console": f"{MAIL}.console.EmailBackend",
    "dummy": f"{MAIL}.dummy.EmailBackend",
    "file": f"{MAIL}.filebased.EmailBackend",
    "smtp": f"{MAIL}.smtp.EmailBackend",
    "smtp+tls": f"{MAIL}.smtp.EmailBackend",
    "smtps": f"{MAIL}.smtp.EmailBackend",
}
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def email(name: str) -> tuple[str, dict[str, Any]]:
    """Return Django's mail backend and the EMAIL_… settings that go with it."""
    parts = split(name, text(name))
    if parts.scheme not in MAIL_BACKENDS:
        raise EnvironmentProblem(f"{name} begins with one of {', '.join(MAIL_BACKENDS)}, not {parts.scheme!r}.")
    settings: dict[str, Any] = {}
    if sender := dict(parse_qsl(parts.query)).get("from"):
        settings |= {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if parts.scheme == "file":
        settings["EMAIL_FILE_PATH"] = unquote(parts.path)
    if parts.scheme in MAIL_PORTS:
        settings |= mail_server(name, parts)
    return MAIL_BACKENDS[parts.scheme], settings


def mail_server(name: str, parts: SplitResult) -> dict[str, Any]:
    """Return the EMAIL_… settings of a mail server."""
    if not parts.hostname:
        raise EnvironmentProblem(f"{name} names no mail server: smtp://HOST:25.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,  # seconds; a mail server that is away must not hold a worker
    }


#: A job is in the database before it is announced: nobody who uploads a file waits for a broker that is away.
_IMPATIENT = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0, "socket_connect_timeout": 2}


def broker(name: str, *, directory: Path) -> tuple[str, dict[str, Any]]:
    """Return Celery's broker address and transport options; files in `directory` where no server is named."""
    url = text(name)
    parts = split(name, url)
    scheme = parts.scheme
    if scheme in {"redis", "rediss", "redis+socket", "valkey", "valkeys", "memory"}:
        return (
            url.replace("valkey", "redis", 1) if scheme.startswith("valkey") else url
        ), {} if scheme == "memory" else dict(_IMPATIENT)
    if scheme != "filesystem":
        raise EnvironmentProblem(f"{name} begins with redis:// or is not set, not {scheme!r}.")
    if parts.path.strip("/"):
        directory = Path(unquote(parts.path))
    for folder in (directory, directory / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    return "filesystem://", {
        "data_folder_in": str(directory),
        "data_folder_out": str(directory),
        "control_folder": str(directory / "control"),
        "polling_interval": 0.1,  # seconds; kombu's default of 1 is felt after a publication
    }


# --- .env.example --------------------------------------------------------------------------

HEADER = """\
# What an installation may set. Copy to .env; a shell reads it with `set -a; . ./.env`.
# Each may also be given as NAME_FILE=/path of a file that holds the value, as secrets are handed over.
# Made by `python -m welfare.environment`; change the tables in welfare/environment.py instead.
"""
COMPOSE_HEADER = """\
# --- with Docker ---
# docker-compose.yml takes from here only these and EMAIL_URL, LANGUAGE_CODE, METRICS_TOKEN, STATEMENT_TIMEOUT,
# WEB_PROCESSES and WEB_THREADS; it lays the others down.
"""


def described(variable: Variable) -> str:
    """Write a variable's lines of `.env.example`."""
    return "\n".join([*(f"# {line}" for line in variable.meaning.split("\n")), f"#{variable.name}={variable.example}"])


def example() -> str:
    """Write the text of `.env.example`."""
    own, of_compose = (list(map(described, table)) for table in (VARIABLES.values(), OF_COMPOSE))
    return "\n\n".join([HEADER.rstrip(), *own, COMPOSE_HEADER.rstrip(), *of_compose]) + "\n"


if __name__ == "__main__":
    print(example(), end="")

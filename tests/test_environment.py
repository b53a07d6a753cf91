"""welfare/environment.py: what is set is read exactly, what cannot be read says why."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any

import pytest

from welfare import environment
from welfare.environment import EnvironmentProblem

ROOT = Path(__file__).resolve().parent.parent
KEY = "k" * 40


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment.VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def test_text_is_the_default_until_something_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.text("LANGUAGE_CODE") == "vi"
    monkeypatch.setenv("LANGUAGE_CODE", "")
    assert environment.text("LANGUAGE_CODE") == "vi"
    monkeypatch.setenv("LANGUAGE_CODE", "en")
    assert environment.text("LANGUAGE_CODE") == "en"


@pytest.mark.parametrize("name", environment.VARIABLES)
def test_every_variable_can_come_from_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("from a file\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "value"))
    assert environment.text(name) == "from a file"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(EnvironmentProblem, match=r"SECRET_KEY_FILE: cannot read .*absent"):
        environment.text("SECRET_KEY")


def test_a_value_and_a_file_together_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "value"))
    with pytest.raises(EnvironmentProblem, match="both set"):
        environment.text("SECRET_KEY")


def test_an_undeclared_variable_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        environment.text("UNDECLARED")


@pytest.mark.parametrize(("value", "read"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_boolean_reads_the_usual_words(value: str, read: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", value)
    assert environment.boolean("DEBUG") is read


def test_boolean_refuses_what_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(EnvironmentProblem, match="DEBUG is 1 or 0, not 'maybe'"):
        environment.boolean("DEBUG")


def test_integer_refuses_what_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "12")
    assert environment.integer("DEBUG") == 12
    monkeypatch.setenv("DEBUG", "twelve")
    with pytest.raises(EnvironmentProblem, match="whole number"):
        environment.integer("DEBUG")


def test_words_drop_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.vn, ,b.vn,")
    assert environment.words("ALLOWED_HOSTS") == ["a.vn", "b.vn"]


def test_debug_ends_once_a_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.debug()
    monkeypatch.setenv("SECRET_KEY", KEY)
    assert not environment.debug()
    monkeypatch.setenv("DEBUG", "1")
    assert environment.debug()


def test_secret_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first = environment.secret_key("SECRET_KEY", debug=True, directory=tmp_path / "var")
    assert len(first) >= 32
    assert environment.secret_key("SECRET_KEY", debug=True, directory=tmp_path / "var") == first
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def on_a_full_disk(number: int, mode: str) -> Any:
    os.close(number)
    return open("/dev/full", mode)


def test_a_full_disk_keeps_nobody_from_reading_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = environment.kept_secret(tmp_path / "secret-key")
    monkeypatch.setattr(os, "fdopen", on_a_full_disk)
    assert environment.kept_secret(tmp_path / "secret-key") == first


def test_a_key_that_cannot_be_written_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "fdopen", on_a_full_disk)
    with pytest.raises(OSError, match="No space left"):
        environment.kept_secret(tmp_path / "secret-key")
    assert list(tmp_path.iterdir()) == []


def test_secret_key_must_be_given_and_long_outside_development(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="SECRET_KEY is not set"):
        environment.secret_key("SECRET_KEY", debug=False, directory=tmp_path)
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(EnvironmentProblem, match="too short") as problem:
        environment.secret_key("SECRET_KEY", debug=False, directory=tmp_path)
    assert "'short'" not in str(problem.value)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgresql://u:p%40s@db.vn:5433/w", ("w", "u", "p@s", "db.vn", "5433", {})),
        ("postgres:///w?host=/run/pg&user=u", ("w", "u", "", "/run/pg", "", {})),
        ("postgresql://u@/w?host=%2Fvar%2Fpg&port=5432", ("w", "u", "", "/var/pg", "5432", {})),
        ("postgresql://u@[::1]/w?sslmode=require", ("w", "u", "", "::1", "", {"sslmode": "require"})),
    ],
)
def test_database_reads_addresses_and_sockets(url: str, parts: tuple[object, ...]) -> None:
    found = environment.database("DATABASE_URL", lambda: url)
    assert tuple(found[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == parts


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///x", "begins with postgresql"),
        ("postgresql://u:secret@h:54x/w", "not an address"),
        ("postgresql://u:secret@h/", "names no database"),
    ],
)
def test_database_refuses_with_a_reason_and_without_the_password(
    url: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(EnvironmentProblem, match=says) as problem:
        environment.database("DATABASE_URL", str)
    assert "secret" not in str(problem.value)


def test_email_is_printed_until_a_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.email("EMAIL_URL") == ("django.core.mail.backends.console.EmailBackend", {})
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://u:p%2F@mail.vn?from=w@x.vn")
    backend, settings = environment.email("EMAIL_URL")
    assert backend == "django.core.mail.backends.smtp.EmailBackend"
    assert settings == {
        "DEFAULT_FROM_EMAIL": "w@x.vn",
        "SERVER_EMAIL": "w@x.vn",
        "EMAIL_HOST": "mail.vn",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "u",
        "EMAIL_HOST_PASSWORD": "p/",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 20,
    }


@pytest.mark.parametrize(("url", "says"), [("pigeon://x", "begins with one of"), ("smtp://", "names no mail server")])
def test_email_refuses_with_a_reason(url: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    with pytest.raises(EnvironmentProblem, match=says):
        environment.email("EMAIL_URL")


def test_broker_is_a_folder_until_a_server_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url, options = environment.broker("CELERY_BROKER_URL", directory=tmp_path / "broker")
    assert url == "filesystem://"
    assert options["data_folder_in"] == options["data_folder_out"] == str(tmp_path / "broker")
    assert Path(options["control_folder"]).is_dir()
    monkeypatch.setenv("CELERY_BROKER_URL", "valkey://h:6379/0")
    url, options = environment.broker("CELERY_BROKER_URL", directory=tmp_path)
    assert (url, options["max_retries"]) == ("redis://h:6379/0", 1)
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://h")
    with pytest.raises(EnvironmentProblem, match="begins with redis"):
        environment.broker("CELERY_BROKER_URL", directory=tmp_path)


def test_env_example_lists_exactly_what_is_read() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == environment.example()


def test_only_the_environment_module_asks_for_a_variable() -> None:
    """Handing the whole environment on to a program, or setting one for a library, is no reading."""
    asks = re.compile(r"\bos\.(environ\.get\(|getenv\(|environ\[[^\]]+\](?! = ))")
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("welfare", "indicators")
        for path in (ROOT / folder).rglob("*.py")
        if asks.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"welfare/environment.py", "welfare/wsgi.py"}  # wsgi.py gives a default before Django starts


def test_settings_and_the_application_server_ask_for_declared_variables_and_for_every_one() -> None:
    server = (ROOT / "deploy" / "gunicorn.conf.py").read_text(encoding="utf-8")
    by_server = set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', server))
    tree = ast.parse((ROOT / "welfare" / "settings.py").read_text(encoding="utf-8"))
    asked = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "environment"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked | by_server | {"DEBUG"} == set(environment.VARIABLES)

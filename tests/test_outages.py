"""What the site needs and does not have: 503 in words and with Retry-After, never 500; the same pages answer when it is back."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DataError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

import welfare.urls
from indicators.queries import health
from indicators.views.outages import AWAY, BUSY, FULL, outage_of
from welfare.storage import Media

from .support import factories as make
from .support.staff import signed_in

PAGES = ("/", "/en/", "/data/", "/data.csv", "/compare/?indicator=jobs_created", "/accounts/login/?next=/admin/")


def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def slip(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.EACCES, "planted")


def session_not_saved(request: HttpRequest) -> HttpResponse:
    """What Django makes of a database that does not take a session: the error of a request, 400."""
    try:
        raise OperationalError("planted") from psycopg.errors.DiskFull()
    except OperationalError:
        raise SessionInterrupted("planted")  # noqa: B904  (as Django does)


urlpatterns = [
    path("session/", session_not_saved),
    path("full/", full_disk),
    path("slip/", slip),
    *welfare.urls.urlpatterns,
]
handler400, handler404, handler500 = welfare.urls.handler400, welfare.urls.handler404, welfare.urls.handler500


@pytest.fixture
def database_away(django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A port on which nobody listens, seen by the very same connection."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with django_db_blocker.unblock():
        yield
        connection.close()


def assert_says(response: Any, wait: int, *words: str) -> None:
    assert response.status_code == 503
    assert response.headers["Retry-After"] == str(wait)
    assert "Content-Security-Policy" in response.headers
    text = response.content.decode()
    for word in words:
        assert word in text


@pytest.mark.parametrize("address", [page for page in PAGES if "login" not in page])
def test_pages_say_in_both_languages_that_the_database_is_away(database_away: None, address: str) -> None:
    words = ("cơ sở dữ liệu", "The database cannot be reached at this moment", 'lang="en"')
    assert_says(Client().get(address), 10, *words)


def test_signing_in_and_the_staff_site_say_it_too(database_away: None) -> None:
    client = Client()
    assert_says(client.post("/accounts/login/", {"login": "nhap", "password": "x"}), 10, "cannot be reached")
    client.cookies["sessionid"] = "a" * 32
    assert_says(client.get("/admin/"), 10, "cannot be reached")
    saving = client.post("/admin/indicators/report/1/cells.json", headers={"Accept": "application/json"})
    assert_says(saving, 10)
    assert "cơ sở dữ liệu" in saving.json()["error"]


@pytest.mark.parametrize(("address", "word"), [("/api/v1/figures", "cơ sở dữ liệu"), ("/en/api/v1/areas", "database")])
def test_programs_get_a_problem(database_away: None, address: str, word: str) -> None:
    response = Client().get(address)
    assert_says(response, 10, word)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 503


def test_programs_get_a_problem_in_development_too(database_away: None, settings: Any) -> None:
    settings.DEBUG = True
    assert Client().get("/api/v1/figures").json()["status"] == 503
    assert_says(Client().get("/"), 10)


def test_the_log_keeps_the_trace(database_away: None, caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/")
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Service Unavailable: /")
    assert record.exc_info
    assert isinstance(record.exc_info[1], OperationalError)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*PAGES, "/api/v1/figures"])
def test_the_same_addresses_answer_while_it_is_there(address: str) -> None:
    make.published(make.cell(10))
    assert Client().get(address).status_code in {200, 404}


@pytest.mark.django_db(transaction=True)
def test_no_connection_left_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    role = f"{connection.settings_dict['NAME']}_crowded"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}" LOGIN CONNECTION LIMIT 0')
    connection.close()
    with monkeypatch.context() as elsewhere:
        elsewhere.setitem(connection.settings_dict, "USER", role)
        response = Client().get("/")
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f'DROP ROLE "{role}"')
    assert_says(response, 10, "The database cannot be reached at this moment")


# --- which errors are an outage ------------------------------------------------------------


def failing(statement: str) -> Exception:
    """The error of a statement, from the server itself."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except Exception as problem:
        return problem
    raise AssertionError("it did not fail")


def raising(code: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{code}'; END $$"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "outage"),
    [
        (raising("53100"), FULL), (raising("53300"), BUSY), (raising("57P01"), AWAY), (raising("08006"), AWAY),
        (raising("55P03"), BUSY), (raising("40P01"), BUSY), ("SET statement_timeout = 10; SELECT pg_sleep(5)", BUSY),
        ("SELECT 1 / 0", None), ("SELECT none", None), (raising("23505"), None),
    ],
)  # fmt: skip
def test_errors_of_the_servers_operation_are_outages_and_faults_of_ours_are_not(statement: str, outage: object) -> None:
    assert outage_of(failing(statement)) is outage


@pytest.mark.parametrize(
    ("problem", "outage"),
    [
        (OSError(errno.ENOSPC, "full"), FULL), (OSError(errno.EDQUOT, "full"), FULL), (OSError(errno.EIO, "broken"), None),
        (InterfaceError("connection already closed"), AWAY), (DataError("planted"), None), (None, None),
    ],
)  # fmt: skip
def test_a_full_disk_and_a_lost_connection_are_outages(problem: Any, outage: object) -> None:
    assert outage_of(problem) is outage


@pytest.mark.django_db
@pytest.mark.urls("tests.test_outages")
def test_a_full_disk_says_so_and_another_error_does_not() -> None:
    client = Client(raise_request_exception=False)
    assert_says(client.get("/full/"), 300, "There is no room left to save anything", "Hết chỗ lưu")
    assert_says(client.get("/session/"), 300, "There is no room left to save anything")
    assert client.get("/slip/").status_code == 500


class Large(ContentFile):
    """An uploaded file for whose end there is no room."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"the first half"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_half_an_uploaded_file_is_taken_away_and_one_of_the_same_name_stays(tmp_path: Path) -> None:
    assert isinstance(storages["default"], Media)
    media = Media(location=tmp_path)
    media.save("reports/a.pdf", ContentFile(b"whole"))
    for name in ("reports/a.pdf", "reports/b.pdf"):
        with pytest.raises(OSError, match="No space left"):
            media.save(name, Large(b""))
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"whole"]


# --- nobody receives the database's log ----------------------------------------------------


@pytest.fixture
def no_receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "receivers", lambda: health.Receivers(0, 1))


@pytest.mark.django_db
def test_what_would_wait_for_ever_is_refused_at_once(no_receiver: None) -> None:
    client = signed_in(make.entry_staff())
    words = ("Nobody can sign in or save until one is back", "Nothing was saved")
    assert_says(client.post("/admin/indicators/report/add/", {}), 30, *words)
    assert_says(Client().post("/en/accounts/login/", {}), 30, *words)
    assert Client().get("/").status_code == 200
    assert Client().get("/accounts/login/").status_code == 200


@pytest.mark.django_db
def test_the_staff_read_it_before_they_type(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    client = signed_in(make.entry_staff())
    assert 'id="home-hindrance"' not in client.get("/en/admin/").content.decode()
    settings.LEAST_FREE = 1 << 60
    assert "There is little room left" in client.get("/en/admin/").content.decode()
    monkeypatch.setattr(health, "receivers", lambda: health.Receivers(0, 1))
    assert "Nobody can sign in or save" in client.get("/en/admin/").content.decode()

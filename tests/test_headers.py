"""Headers, limits and the reader's true address: what every answer carries, whoever makes it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

import welfare.urls
from welfare import environment
from welfare.proxy import TrustedProxy

from .support import factories as make
from .support.staff import signed_in

ROOT = Path(__file__).resolve().parent.parent
POLICY = ("default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "frame-ancestors 'none'")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


urlpatterns = [path("breaks/", breaks), *welfare.urls.urlpatterns]
handler400, handler404, handler500 = welfare.urls.handler400, welfare.urls.handler404, welfare.urls.handler500


# --- the policy ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.urls("tests.test_headers")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200), ("/en/", 200), ("/compare/?indicator=none", 404), ("/no/such/page/", 404), ("/data/?from=nonsense", 400),
        ("/breaks/", 500), ("/livez", 200), ("/admin/", 302), ("/static/css/base.css", 200), ("/static/none.css", 404),
    ],
)  # fmt: skip
def test_every_answer_carries_the_policy(address: str, status: int) -> None:
    response = Client(raise_request_exception=False).get(address)
    response.close()
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert all(rule in policy for rule in POLICY)
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff" or address.startswith("/static/")


@pytest.mark.django_db
def test_the_staff_site_carries_the_policy() -> None:
    client = signed_in(make.entry_staff())
    policy = client.get("/admin/").headers["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in policy  # nothing more is allowed; the directives come in any order


# --- production settings -------------------------------------------------------------------


def run(code: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """A process with production's environment and nothing of ours."""
    ours = {*environment.VARIABLES, "DJANGO_ALLOW_ASYNC_UNSAFE"}  # the latter is set by the browser tests
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    given = {"SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": "example.vn", "TRUSTED_PROXY": "10.0.0.0/8"}
    return subprocess.run(
        [sys.executable, *code], cwd=ROOT, env={**kept, **given, **variables}, capture_output=True, text=True
    )


DEPLOY = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def test_check_deploy_finds_nothing_with_production_settings() -> None:
    result = run(DEPLOY)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


def test_check_deploy_does_find_what_is_missing() -> None:
    result = run(DEPLOY, HTTPS="0")
    assert result.returncode == 1
    assert "security.W004" in result.stderr


SETTINGS = (
    "import django; django.setup(); from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS'])"
)


def test_statements_are_limited_in_the_web_server_only() -> None:
    environ = {"DJANGO_SETTINGS_MODULE": "welfare.settings"}
    assert "timeout" not in run(["-c", SETTINGS], **environ).stdout
    web = run(["-c", "import welfare.wsgi;" + SETTINGS], **environ).stdout
    assert "-c statement_timeout=60000 -c lock_timeout=30000 -c idle_in_transaction_session_timeout=30000" in web


# --- behind a proxy ------------------------------------------------------------------------


def seen(settings, trusted: str, monkeypatch: pytest.MonkeyPatch, **meta: str) -> HttpRequest:
    """A request as the rest of the site sees it."""
    monkeypatch.setenv("TRUSTED_PROXY", trusted)
    settings.TRUSTED_PROXY = environment.networks("TRUSTED_PROXY")
    request = RequestFactory().get("/", **meta)
    TrustedProxy(lambda request: HttpResponse())(request)
    return request


def test_a_strangers_forwarded_headers_are_dropped(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}
    request = seen(settings, "10.0.0.0/8", monkeypatch, REMOTE_ADDR="203.0.113.9", **said)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not [name for name in request.META if "FORWARDED" in name]


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("127.0.0.1, 203.0.113.9", "203.0.113.9"),  # the first the reader made up
        ("203.0.113.9, 10.0.0.7", "203.0.113.9"),  # two proxies of ours
        ("nonsense", "10.0.0.2"),
        ("", "10.0.0.2"),
    ],
)
def test_the_proxys_word_on_the_reader_is_taken(settings, monkeypatch, forwarded: str, address: str) -> None:
    request = seen(settings, "10.0.0.0/8", monkeypatch, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == address


def test_a_socket_is_the_proxys_where_that_is_said(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    request = seen(settings, "unix", monkeypatch, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"


@pytest.mark.django_db
@pytest.mark.django_db
@pytest.mark.parametrize(("before", "said"), [("", "Không nhận được biểu mẫu này"), ("/en", "This form could not be")])
def test_a_form_without_its_token_is_refused_on_a_page_of_ours(before: str, said: str) -> None:
    address = reverse("admin:index").removeprefix("/en")
    response = Client(enforce_csrf_checks=True).post(f"{before}{address}", {"a": "b"})
    page = response.content.decode()
    assert response.status_code == 403
    assert said in page
    assert "<style" not in page


def test_a_request_with_too_many_fields_is_refused(client: Client) -> None:
    assert client.get("/data/?" + "&".join(f"area={n}" for n in range(10_001))).status_code == 400

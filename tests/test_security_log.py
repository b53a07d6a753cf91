"""The security log tells who, what and when; no log tells a secret (R6)."""

from __future__ import annotations

import io
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from indicators import services
from indicators.models import Figure, Membership, User
from indicators.security_log import Event
from welfare import logs

from .support import factories as make
from .support.staff import save, signed_in

pytestmark = pytest.mark.django_db

SECRET = "planted-secret-7b1f"


class Log:
    """Everything that production would write."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def events(self, event: Event) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == "security" and line["event"] == event.value]


@pytest.fixture
def log() -> Iterator[Log]:
    written = Log()
    handler = logging.StreamHandler(written.stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=logs.SHARED, processors=logs.logging(json=True)["formatters"]["line"]["processors"]
    ))  # fmt: skip
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.INFO
    yield written
    root.removeHandler(handler)
    root.level = level


def person(name: str = "nhap.sonla") -> User:
    made = make.entry_staff(name)
    made.set_password(SECRET)
    made.save()
    return made


def post(client: Client, name: str, password: str, number: int = 1) -> Any:
    return client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=f"203.0.113.{number}")


def test_two_hundred_events_are_all_told_with_who_what_and_when(log: Log) -> None:
    people = [person(f"person{n}") for n in range(20)]
    given = len(log.events(Event.ROLE_GIVEN))
    for number, one in enumerate(people):
        client = Client()
        post(client, one.username, "wrong", number + 1)
        post(client, one.username, "wrong again", number + 1)
        post(client, one.username, SECRET, number + 1)
        client.post("/accounts/logout/", REMOTE_ADDR=f"203.0.113.{number + 1}")
        with services.acting(by=people[0], way="admin"):
            Membership.objects.filter(user=one).first().delete()
            Membership.objects.create(user=one, area=make.province(), role="reviewer")
        one.is_active = False
        one.save()
        one.set_password(f"{SECRET} another")
        one.save()
    for number in range(12):
        post(Client(), "guessed", f"{SECRET}{number}")
    for number in range(1, 15):
        make.published(make.cell(number, f"2023-{number % 12 + 1:02}"), month=f"2023-{number % 12 + 1:02}")
    services.withdraw(
        figures=list(Figure.objects.filter(superseded_in=None).values_list("pk", flat=True)[:1]),
        reason="sai", by=make.reviewer(),
    )  # fmt: skip
    told = Counter({event: len(log.events(event)) for event in Event})
    assert told[Event.SIGNED_IN] == told[Event.SIGNED_OUT] == 20
    assert told[Event.REFUSED] == 40 + 10
    assert told[Event.LOCKED_OUT] == 3  # by the tenth wrong guess, and the two after it
    assert told[Event.ROLE_TAKEN] == 20
    assert told[Event.ROLE_GIVEN] >= given + 20
    assert told[Event.PASSWORD_CHANGED] >= 40
    assert told[Event.PUBLISHED] == 14
    assert told[Event.WITHDRAWN] == 1
    assert sum(told.values()) >= 200
    for line in (line for line in log.lines if line["logger"] == "security"):
        assert line["who"], line
        assert line["event"] in set(Event)
        assert line["timestamp"].endswith("Z")
    assert SECRET not in log.text


def test_a_sign_in_is_told_with_the_readers_address_and_the_requests_number(log: Log) -> None:
    person()
    post(Client(), "nhap.sonla", SECRET, 77)
    (line,) = log.events(Event.SIGNED_IN)
    assert line["address"] == "203.0.113.77"
    assert len(line["request_id"]) == 36


def test_what_one_may_not_is_told_with_who_tried(log: Log) -> None:
    report = make.report("2024-02")
    other, reviewer = make.entry_staff("nhap.b", make.province("12", "Lai Châu")), make.reviewer()
    address = f"/admin/indicators/report/{report.pk}"
    signed_in(other).get(f"{address}/review/")
    signed_in(reviewer).get(f"{address}/submit/")
    save(signed_in(reviewer), report, {"text": "5"})
    save(signed_in(other), report, {"text": "5"})
    signed_in(other).get("/admin/indicators/user/")
    told = [(line["who"], line["method"], line["path"]) for line in log.events(Event.NOT_ALLOWED)]
    assert told == [
        ("nhap.b", "GET", f"{address}/review/"),
        ("duyet", "GET", f"{address}/submit/"),
        ("duyet", "POST", f"{address}/entry/save/"),
        ("nhap.b", "POST", f"{address}/entry/save/"),
        ("nhap.b", "GET", "/admin/indicators/user/"),
    ]


def test_no_secret_reaches_a_log(log: Log, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets planted wherever a request, an error or a careless line could carry them out."""
    one = person()
    monkeypatch.setattr(settings, "METRICS_TOKEN", SECRET)
    client.cookies["sessionid"] = client.cookies["csrftoken"] = SECRET
    client.get("/metrics", headers={"Authorization": f"Bearer {SECRET}", "Cookie": f"sessionid={SECRET}"})
    post(client, one.username, SECRET)
    post(client, one.username, f"{SECRET}!")
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": SECRET})
    client.get("/no/such/page/")
    careless(SECRET)
    assert SECRET not in log.text
    assert settings.SECRET_KEY not in log.text
    assert log.text.count(logs.HIDDEN) >= 3
    assert "request_finished" in log.text


def test_nothing_of_the_second_step_or_of_a_session_reaches_a_log(
    log: Log, django_capture_on_commit_callbacks: Any
) -> None:
    one, here, there = person(), Client(), Client()
    post(here, one.username, SECRET)
    here.post("/accounts/reauthenticate/", {"password": SECRET})
    key = here.get("/accounts/2fa/totp/activate/").context["form"].secret
    with time_machine.travel(time.time(), tick=False), django_capture_on_commit_callbacks(execute=True):
        code = totp.format_hotp_value(totp.hotp_value(key, next(iter(totp.yield_hotp_counters_from_time()))))
        here.post("/accounts/2fa/totp/activate/", {"code": code})
    codes = one.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    for page in ("", "generate/", "download/"):
        here.get(f"/accounts/2fa/recovery-codes/{page}")
    post(there, one.username, SECRET)
    for tried in (f"{codes[1]}x", codes[0]):
        there.post("/accounts/2fa/authenticate/", {"code": tried})
    sessions = [client.session.session_key for client in (here, there)]
    assert log.events(Event.SECOND_STEP_ON)
    assert log.events(Event.SECOND_STEP_FAILED)
    assert len(codes) >= 8
    assert all(sessions)
    for secret in (key, *codes, *sessions, SECRET, settings.SECRET_KEY):
        assert secret not in log.text


def careless(password: str) -> None:
    """What nobody should write, and somebody will."""
    logger = structlog.get_logger("careless")
    logger.warning("a", password=password, headers={"Cookie": password, "X": [{"api_token": password}]})
    try:
        raise RuntimeError("with a secret in a variable")
    except RuntimeError:
        logger.exception("b")


def test_without_the_filter_the_secret_would_be_there(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(logs, "SECRET", ())
    careless(SECRET)
    assert SECRET in log.text


def test_a_public_page_does_not_ask_who_reads_it(client: Client, django_assert_max_num_queries: Any) -> None:
    signed = signed_in(make.entry_staff())
    assert "Cookie" not in signed.get("/livez").headers.get("Vary", "")

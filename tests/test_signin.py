"""Signing in: who gets in, in how many steps, and how many guesses are looked at (R5)."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from axes.utils import reset as reset_counts
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from indicators.models import Membership, User
from indicators.permissions import Role
from indicators.services import acting
from indicators.signin import adapter, forms, steps

from .support import factories as make

pytestmark = pytest.mark.django_db

PASSWORD = "mưa rừng tháng bảy"
LOGIN = "/accounts/login/"


@pytest.fixture
def person() -> User:
    made = make.entry_staff("nhap.sonla")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client: Client, username: str = "nhap.sonla", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


# --- the way in ----------------------------------------------------------------------------


def test_the_staff_site_sends_to_the_one_sign_in(client: Client, person: User) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
    assert "Đăng nhập" in response.content.decode()
    response = client.post(response.redirect_chain[-1][0], {"login": "nhap.sonla", "password": PASSWORD})
    assert response.status_code == 302
    assert is_in(client)


def test_the_admins_own_form_lets_nobody_in(client: Client, person: User) -> None:
    client.post("/admin/login/", {"username": "nhap.sonla", "password": PASSWORD})
    assert not is_in(client)


def test_a_wrong_password_and_an_unknown_name_are_told_apart_by_nobody(client: Client, person: User) -> None:
    def said(name: str) -> str:
        page = sign_in(client, name, "wrong").content.decode().replace(name, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    assert said("nhap.sonla") == said("nobody.here")


def test_nobody_signs_up(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "stranger", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="stranger").exists()
    assert "Nobody signs up" in client.get("/en/accounts/signup/").content.decode()


@pytest.mark.parametrize("name", ["account_email", "account_reset_password", "account_set_password"])
def test_what_is_not_offered_has_no_address(name: str) -> None:
    with pytest.raises(Exception, match="Reverse for"):
        reverse(name)


def test_the_session_ends_when_a_role_changes(client: Client, person: User) -> None:
    sign_in(client)
    assert is_in(client)
    with acting(by=person, way="admin"):
        Membership.objects.filter(user=person).update(role=Role.REVIEWER)
    assert not is_in(client)


def test_other_sessions_can_be_seen_and_ended(person: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there, headers={"User-Agent": "Phòng một cửa"})
    assert "Phòng một cửa" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert is_in(here)
    assert not is_in(there)


# --- passwords -----------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["ngắn quá", "password1234", "nhap.sonla14", "Administrator"])
def test_passwords_that_are_short_common_or_the_name_are_refused(password: str, person: User) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, person)


@pytest.mark.parametrize("password", [PASSWORD, "a" * 11 + "b", "🌾" * 20, "x y " * 60])
def test_no_rule_asks_for_more_than_length(password: str, person: User) -> None:
    validate_password(password, person)


def test_passwords_are_kept_as_argon2() -> None:
    from welfare import settings as ours

    assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


# --- the second step -----------------------------------------------------------------------


@pytest.fixture
def two_steps(person: User) -> User:
    """The second step switched on, as one does it on its page."""
    client = Client()
    sign_in(client)
    assert "/reauthenticate/" in client.get("/accounts/2fa/totp/activate/").headers["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    with time_machine.travel(time.time(), tick=False):  # a code is right for half a minute, however slow the machine is
        counter = next(iter(totp.yield_hotp_counters_from_time()))
        code = totp.format_hotp_value(totp.hotp_value(secret, counter))
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer.status_code == 302, answer.content
    return person


def test_with_the_second_step_a_password_alone_lets_nobody_in(client: Client, two_steps: User) -> None:
    response = sign_in(client)
    assert response.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(client: Client, two_steps: User) -> None:
    codes = two_steps.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert is_in(client)
    again = Client()
    sign_in(again)
    again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(again)


@pytest.mark.parametrize("guarded", [True, False], ids=["ours", "the control"])
def test_a_code_of_the_app_counts_once_in_all_processes(
    two_steps: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not guarded:
        monkeypatch.setattr(forms, "accept_once", lambda *_: True)
        monkeypatch.setattr(steps, "accept_once", lambda *_: True)
    app = two_steps.authenticator_set.get(type="totp").wrap()
    secret = adapter.CodeAdapter().decrypt(app.instance.data["secret"])
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    inside = []
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([counter]))  # however slow the machine is
    app.instance.data.pop("taken", None)  # by switching it on
    app.instance.save()
    for spelling in (code, code, f"{code[:4]} {code[4:]}"):
        cache.clear()  # where allauth remembers it: another process remembers nothing
        client = Client()
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": spelling})
        inside.append(is_in(client))
    assert inside == [True, not guarded, not guarded]


def test_the_code_that_switched_the_second_step_on_signs_nobody_in(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = next(iter(totp.yield_hotp_counters_from_time()))
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([now]))
    client, elsewhere = Client(), Client()
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    codes = [totp.format_hotp_value(totp.hotp_value(secret, counter)) for counter in (now, now + 1)]
    assert client.post("/accounts/2fa/totp/activate/", {"code": codes[0]}).status_code == 302
    sign_in(elsewhere)
    elsewhere.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert not is_in(elsewhere)
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([now + 1]))
    elsewhere.post("/accounts/2fa/authenticate/", {"code": codes[1]})
    assert is_in(elsewhere)  # the control


def test_codes_are_limited_as_passwords_are(client: Client, two_steps: User, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = counted(monkeypatch, forms.codes.Authenticator, "wrap")
    for number in range(60):
        if number % 5 == 0:
            client = Client()
            sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"}, REMOTE_ADDR=f"203.0.113.{number}")
    assert len(looked_at) <= 2 * settings.AXES_FAILURE_LIMIT  # each looks at the app and at the recovery codes


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_opens_with_the_policy_and_nothing_inline(two_steps: User, language: str) -> None:
    client = Client()
    client.force_login(two_steps)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for name in ("2fa/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/totp/deactivate/", "sessions/",
                 "reauthenticate/", "2fa/reauthenticate/", "logout/", "inactive/"):  # fmt: skip
        response = client.get(f"{language}/accounts/{name}", follow=True)
        assert response.status_code == 200, name
        html = response.content.decode()
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", html), name
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("before", ["", "/en"])
def test_signing_out_on_a_page_from_before_signing_in_anew_takes_one_click_more(person: User, before: str) -> None:
    """On a shared computer nobody may stay signed in because their page was old."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    page = client.post(f"{before}/admin/logout/", {"csrfmiddlewaretoken": "a" * 64}, follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, f"{before}/accounts/logout/")
    assert is_in(client)  # nobody is signed out by a form from elsewhere
    form = page.content.decode().partition('class="signin-form"')[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    client.post(f"{before}/accounts/logout/", {"csrfmiddlewaretoken": token[1]})
    assert not is_in(client)


def out_of_date(client: Client, name: str = "", **sent: str) -> str:
    """Send a sign-in form whose token is one of before; return what is shown then."""
    client.get("/accounts/login/")
    client.get("/admin/")  # gives the token of now
    form = {"csrfmiddlewaretoken": "a" * 64, "login": name, "password": "x", **sent}
    return client.post("/accounts/login/", form, follow=True).content.decode()


def test_the_second_of_two_open_sign_in_pages_says_that_the_first_has_signed_in() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.entry_staff("nhap.so2"))
    page = out_of_date(client, "nhap.so2")
    assert "Đã đăng nhập với tên nhap.so2 ở một thẻ khác" in page
    assert "không nhận được biểu mẫu" not in page.lower()


def test_a_sign_in_page_that_was_open_too_long_asks_once_more() -> None:
    page = out_of_date(Client(enforce_csrf_checks=True))
    assert "Xin anh/chị nhập lại tên và mật khẩu" in page
    assert 'name="password"' in page


def test_a_sign_in_form_from_elsewhere_leads_to_no_other_site() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.entry_staff("nhap.so2"))
    client.get("/admin/")
    sent = {"csrfmiddlewaretoken": "a" * 64, "next": "https://example.org/"}
    assert client.post("/accounts/login/", sent).headers["Location"] == "/admin/"


def test_a_browser_without_cookies_is_told_of_them() -> None:
    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert page.status_code == 403
    assert "cookie" in page.content.decode().lower()


# --- guesses -------------------------------------------------------------------------------


def counted(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> list[Any]:
    """Note each call of a method, which goes on doing its work."""
    calls: list[Any] = []
    method = getattr(owner, name)

    def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        return method(self, *args, **kwargs)

    monkeypatch.setattr(owner, name, noted)
    return calls


#: Addresses and guesses at full numbers.
MANY = [(1, 200), (250, 1000)]
SPELLINGS = ["nhap.sonla", "ｎｈａｐ．ｓｏｎｌａ", "NHAP.sonla", "nhap.ｓonla", " nhap.sonla "]


@pytest.mark.parametrize(
    ("addresses", "guesses"), [(1, 40), (50, 100), *(pytest.param(*many, marks=pytest.mark.soak) for many in MANY)]
)
def test_of_many_guesses_no_more_than_the_limit_are_looked_at(
    person: User, addresses: int, guesses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Client()
    sign_in(own)
    own.post("/accounts/logout/")
    looked_at = counted(monkeypatch, User, "check_password")
    for number in range(guesses):
        address = f"198.51.{number % addresses // 250}.{number % addresses % 250 + 1}"
        sign_in(Client(), SPELLINGS[number % 5], f"guess {number}", REMOTE_ADDR=address)
    assert 0 < len(looked_at) <= settings.AXES_FAILURE_LIMIT
    assert sign_in(Client(), REMOTE_ADDR="203.0.113.1").status_code == 429  # not even the right one
    sign_in(own)
    assert is_in(own)  # on their own computer


def test_guessing_for_many_names_is_limited_by_address(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = [
        sign_in(Client(), f"name{n}", "Welfare2026!", REMOTE_ADDR="203.0.113.5").status_code for n in range(120)
    ]
    assert statuses.count(200) == 100
    assert set(statuses[100:]) == {429}


def test_the_limit_ends_after_half_an_hour(person: User) -> None:
    with time_machine.travel("2026-03-02 08:00:00+07:00", tick=False):
        for number in range(12):
            sign_in(Client(), password=f"guess {number}")
        assert sign_in(Client()).status_code == 429
    with time_machine.travel("2026-03-02 08:31:00+07:00", tick=False):
        assert sign_in(Client()).status_code == 302


def test_a_made_up_device_is_counted_with_all_others(person: User) -> None:
    for number in range(12):
        client = Client()
        client.cookies["known_device"] = f"made-up:{number}"
        sign_in(client, password=f"guess {number}")
    assert sign_in(Client()).status_code == 429


# --- changing the password -----------------------------------------------------------------

CHANGE = "/admin/password_change/"
NEW = "gió mùa đông bắc"


def change(client: Client, old: str = PASSWORD, **more: str) -> Any:
    return client.post(CHANGE, {"old_password": old, "new_password1": NEW, "new_password2": NEW, **more})


def test_old_passwords_are_guessed_no_more_often_than_at_signing_in(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who sits down at an unlocked computer has a session, and no password yet."""
    client.force_login(person)
    looked_at = counted(monkeypatch, User, "check_password")
    statuses = [change(client, f"guess {number}").status_code for number in range(40)]
    assert len(looked_at) <= settings.AXES_FAILURE_LIMIT
    assert {*statuses[settings.AXES_FAILURE_LIMIT :]} == {429}
    assert change(client).status_code == 429  # not even the right one
    assert sign_in(Client()).status_code == 429  # one count for both
    assert "refused" in caplog.text
    assert "locked out" in caplog.text
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_who_knows_the_old_password_changes_it(client: Client, person: User) -> None:
    """The control."""
    client.force_login(person)
    assert change(client, "guess").status_code == 200
    assert change(client).headers["Location"] == f"{CHANGE}done/"
    assert is_in(client)
    assert sign_in(Client(), password=NEW).status_code == 302


def test_with_the_second_step_the_password_is_changed_by_a_code_too(
    client: Client, two_steps: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery = two_steps.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    client.force_login(two_steps)
    assert 'name="code"' in client.get(CHANGE).content.decode()
    assert change(client).status_code == 200
    assert change(client, "guess", code=recovery[0]).status_code == 200
    looked_at = counted(monkeypatch, forms.codes.Authenticator, "wrap")
    statuses = [change(client, code=f"{number:08}").status_code for number in range(30)]
    assert len(looked_at) <= 2 * settings.AXES_FAILURE_LIMIT
    assert statuses[-1] == 429
    two_steps.refresh_from_db()
    assert two_steps.check_password(PASSWORD)
    reset_counts()
    assert change(client, code=recovery[0]).status_code == 302  # not taken by the wrong old password
    assert sign_in(Client(), password=NEW).headers["Location"].startswith("/accounts/2fa/authenticate/")


def test_administrators_change_their_own_password_where_the_old_one_is_asked_for(client: Client, person: User) -> None:
    make.user("nhap.sonla", Role.ADMINISTRATOR)
    client.force_login(person)
    data = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    for number in (str(person.pk), f"0{person.pk}", f"_3{person.pk}"):
        client.post(f"/admin/indicators/user/{number}/password/", data)
    assert client.post(f"/admin/indicators/user/{person.pk}/password/", data).headers["Location"] == CHANGE
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_alone_does_not_switch_the_second_step_off(client: Client, two_steps: User) -> None:
    with time_machine.travel(time.time() - 600):
        client.force_login(two_steps)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert two_steps.authenticator_set.filter(type="totp").exists()
    recovery = two_steps.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/accounts/2fa/reauthenticate/", {"code": recovery[0]})
    client.post("/accounts/2fa/totp/deactivate/")
    assert not two_steps.authenticator_set.filter(type="totp").exists()  # the control


def guesses_at_once(monkeypatch: pytest.MonkeyPatch, number: int = 40) -> int:
    """How many of `number` guesses at the same time are looked at."""
    looked_at = counted(monkeypatch, User, "check_password")

    def guess(n: int) -> None:
        try:
            sign_in(Client(), password=f"guess {n}", REMOTE_ADDR=f"198.51.100.{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        list(pool.map(guess, range(number)))
    return len(looked_at)


@pytest.fixture
def slow_hash() -> Any:
    """A hash that takes its time, as in production."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        yield


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "one_at_a_time", lambda name: nullcontext())


def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guard", "passes"), [(guarded, False), (unguarded, True)])
def test_guesses_at_once_do_not_pass_the_limit(
    slow_hash: Any, monkeypatch: pytest.MonkeyPatch, guard: Callable[[pytest.MonkeyPatch], None], passes: bool
) -> None:
    made = make.entry_staff("nhap.sonla")
    made.set_password(PASSWORD)
    made.save()
    guard(monkeypatch)
    looked_at = guesses_at_once(monkeypatch)
    sys.stdout.write(f"{guard.__name__}: {looked_at} of 40 guesses at once, limit {settings.AXES_FAILURE_LIMIT}\n")
    assert (looked_at > settings.AXES_FAILURE_LIMIT) == passes

"""What allauth asks us: who may sign in, in which words, and that nobody signs up."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from ..models import User
from ..security_log import Event, note
from ..views.page import base
from . import device
from .limits import counted_name, is_address_locked_out, normalised, one_at_a_time


class Adapter(DefaultAccountAdapter):
    """allauth's questions about accounts, answered by us (`ACCOUNT_ADAPTER`)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The username or the password is not right."),
        "too_many_login_attempts": _("Too many attempts. Try again in half an hour."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right. Codes change every 30 seconds: take the one shown now."),
        "rate_limited": _("Too many attempts. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: administrators make the accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that welfare.proxy made sure of."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave the limit to axes, which keeps it in the database: allauth's counters are each process's own."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the user if name and password fit and the limit is not reached; guesses for one name take turns."""
        credentials["username"] = normalised(credentials.get("username"))
        AxesProxyHandler.update_request(request)
        if self._is_locked_out(request, credentials):  # the locked-out do not queue
            request.axes_locked_out = True  # type: ignore[attr-defined]
            note(Event.LOCKED_OUT, who=credentials["username"], address=self.get_client_ip(request))
            return None
        with one_at_a_time(counted_name(request, credentials)):
            user: User | None = super().authenticate(request, **credentials)
        return user

    def _is_locked_out(self, request: HttpRequest, credentials: dict[str, Any]) -> bool:
        if is_address_locked_out(request) and not device.known(request, credentials["username"]):
            return True
        return not AxesProxyHandler.is_allowed(request, credentials)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return how one shows once more that it is oneself: by a code where there is an app, else by the password.

        Who has found out the password must not switch the second step off with it.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] == "mfa_reauthenticate"] or methods

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        device.remember(response, user)
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing like "you have signed in": the page that follows shows it."""


class CodeAdapter(DefaultMFAAdapter):
    """allauth's questions about the second step, answered by us (`MFA_ADAPTER`)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Adapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("The second step cannot be switched off now."),
        "cannot_generate_recovery_codes": _("Recovery codes can only be made after the second step is switched on."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt an app's secret, which is of no use to who has a back-up but not the SECRET_KEY."""
        return str(_cipher().encrypt(text.encode()), "ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return str(_cipher().decrypt(encrypted_text.encode()), "utf-8")

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return str(_("Welfare Indicators"))


def _cipher() -> MultiFernet:
    """Return the cipher that writes with the present key and reads what earlier keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"indicators.signin.codes:" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say what happened and what to do (`AXES_LOCKOUT_CALLABLE`). The same whether the name exists or not."""
    return render(request, "account/locked.html", base(request, None), status=429)

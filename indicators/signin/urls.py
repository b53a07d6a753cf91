"""The pages around signing in. Only these of allauth's: no sign-up, no e-mail addresses, no password by mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from ..admin import site
from .steps import SwitchOn


def framed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the view inside the frame of the staff site, never kept by a cache."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.context_data = {**site.each_context(request), **(response.context_data or {})}
        return response

    return wrapped


urlpatterns = [
    path("login/", framed(account.login), name="account_login"),
    path("logout/", framed(account.logout), name="account_logout"),
    path("inactive/", framed(account.account_inactive), name="account_inactive"),
    path("signup/", framed(account.signup), name="account_signup"),  # says that it is closed
    path("reauthenticate/", framed(account.reauthenticate), name="account_reauthenticate"),
    path("2fa/", framed(steps.index), name="mfa_index"),
    path("2fa/authenticate/", framed(steps.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", framed(steps.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", framed(SwitchOn.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", framed(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", framed(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", framed(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", framed(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("sessions/", framed(sessions.list_usersessions), name="usersessions_list"),
]

"""Sign-in forms: allauth's, in our words, and with codes counted as passwords are."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..models import User
from ..security_log import Event, note
from .limits import counted_name, one_at_a_time


class SignInForm(LoginForm):
    """The form of signing in: name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["login"], _("Username"), autofocus=True, autocapitalize="none", spellcheck="false")
        reword(self.fields["password"], _("Password"))


class PasswordAgainForm(ReauthenticateForm):
    """The form that asks for the password once more, before a change to how one signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["password"], _("Password"), autofocus=True)


class CountedCode(codes.BaseAuthenticateForm):
    """A code from the app or a recovery code; wrong ones are counted as wrong passwords are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["code"], _("Code"), autofocus=True)

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.username, "step": "code"}
        AxesProxyHandler.update_request(request)
        with one_at_a_time(counted_name(request, credentials)):
            if not AxesProxyHandler.is_allowed(request, credentials):
                request.axes_locked_out = True  # answered as too many passwords are: 429
                note(Event.LOCKED_OUT, who=self.user.username, address=get_adapter().get_client_ip(request))
                raise get_adapter().validation_error("too_many_login_attempts")
            try:
                code = str(super().clean_code())
                if not accept_once(self.user, code):
                    raise get_adapter().validation_error("incorrect_code")
                return code
            except ValidationError:
                user_login_failed.send(sender=__name__, credentials=credentials, request=request)
                raise


def accept_once(user: User, code: str) -> bool:
    """Whether this is the first time that this code of the app is taken: allauth's memory is each process's own.

    allauth reads `1234-5678` and `1234 5678` as one code, so its digits are what is taken.
    """
    code = "".join(filter(str.isalnum, code))
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
        if app is None or app.data.get("taken") == code:
            return app is None
        app.data["taken"] = code  # of no use to anyone any more
        app.save(update_fields=["data"])
        return True


class CodeForm(CountedCode, codes.AuthenticateForm):
    """The form of the second step of signing in."""


class CodeAgainForm(CountedCode, codes.ReauthenticateForm):
    """The form that asks for a code once more, before a change to how one signs in."""


class ChangePasswordForm(AdminPasswordChangeForm):
    """The form of changing one's own password. The old one is counted as at signing in, and so is the code, if there is an app.

    The code is looked at last: it is taken only where everything else is right.
    """

    user: User

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        if is_mfa_enabled(user):
            self.fields["code"] = forms.CharField(
                label=_("Code"),
                help_text=_("From your app, or one of your recovery codes."),
                widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
            )

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("incorrect_password")
        return password

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if "code" in self.fields and not self.errors:
            again = CodeAgainForm({"code": self.cleaned_data["code"]}, user=self.user)
            if not again.is_valid():
                self.add_error("code", again.errors["code"].as_data())
        return data


class SwitchOnForm(ActivateTOTPForm):
    """The form that asks for the first code of a new app, which shows that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self.fields["code"], _("Code"))


class SwitchOffForm(DeactivateTOTPForm):
    """The form that switches the second step off, with nothing to fill in."""


def reword(field: forms.Field, label: Any, **attributes: Any) -> None:
    """Give a field our label, nothing inside the box, and no help that leads elsewhere."""
    field.label, field.help_text = label, ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)

"""The page that switches the second step on. The code that shows that the app is set up is taken with it."""

from __future__ import annotations

from allauth.mfa.totp.views import ActivateTOTPView
from django.db import transaction
from django.http import HttpResponse

from ..admin.staff import user_of
from .forms import SwitchOnForm, accept_once


class SwitchOn(ActivateTOTPView):
    def form_valid(self, form: SwitchOnForm) -> HttpResponse:
        """Keep the app, and that its first code signs nobody in any more."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            accept_once(user_of(self.request), form.cleaned_data["code"])
        return response

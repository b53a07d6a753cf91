"""A person's own computers. Somebody who guesses from elsewhere cannot lock them out.

After a sign-in the browser keeps a signed cookie that names the person and nothing else. Guesses from such a
browser are counted for it alone; those from all other browsers together. (OWASP: "Slow Down Online Guessing
Attacks with Device Cookies".)
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from ..models import User

COOKIE = "known_device"
SALT = "indicators.signin.device"
AGE = 90 * 24 * 60 * 60  # seconds


def remember(response: HttpResponse, user: User) -> None:
    """Let the browser keep that `user` has signed in with it."""
    value = signing.dumps({"user": user.pk, "device": secrets.token_hex(8)}, salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def known(request: HttpRequest, username: str) -> str | None:
    """Return this browser's name if the person with this (normalised) username has signed in with it before."""
    try:
        device = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
        belongs = User.objects.filter(pk=device["user"], username=username).exists()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return str(device["device"]) if belongs else None

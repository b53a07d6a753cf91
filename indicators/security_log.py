"""The security log: who did what, when and from where. One line for each event; events are named here alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import structlog
from django.http import HttpRequest

logger = structlog.get_logger("security")


class Event(StrEnum):
    """An event that is written down."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    REFUSED = "sign-in refused"
    LOCKED_OUT = "locked out"
    SECOND_STEP_ON = "second step switched on"
    SECOND_STEP_OFF = "second step switched off"
    SECOND_STEP_FAILED = "code refused"
    PASSWORD_CHANGED = "password changed"
    ROLE_GIVEN = "role given"
    ROLE_TAKEN = "role taken"
    ACCOUNT_CHANGED = "account changed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    NOT_ALLOWED = "not allowed"


def note(event: Event, *, who: str, address: str = "", **what: Any) -> None:
    """Write an event down. `who`: a username, as typed where nobody is signed in. `what`: facts, never secrets."""
    logger.info(event.value, who=who[:150], address=address, **what)


def note_refusal(request: HttpRequest) -> None:
    """Write down that somebody asked for what is not theirs."""
    user = getattr(request, "user", None)
    who = user.get_username() if user is not None and user.is_authenticated else "nobody"
    address = str(request.META.get("REMOTE_ADDR", ""))
    note(Event.NOT_ALLOWED, who=who, address=address, method=request.method, path=request.path[:300])

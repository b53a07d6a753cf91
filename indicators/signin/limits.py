"""How many guesses are looked at: `AXES_FAILURE_LIMIT` within `AXES_COOLOFF_TIME`, however they come.

Axes keeps the counters. Two guesses at once would both be looked at before either is counted, so guesses for one
name wait for each other. A name's spellings are one name. What an address guesses for many names is limited too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.models import AccessAttempt
from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest

from ..models.locks import Lock
from . import device

#: Wrong passwords from one address, for whatever names, within the time of the limit. A whole office may share one.
MOST_FROM_ADDRESS = 100
LONGEST = 150  # characters, as of a username


def normalised(username: object) -> str:
    """Return the username as the database has it: one spelling, whatever the keyboard made of it."""
    return unicodedata.normalize("NFKC", str(username or ""))[:LONGEST].strip()


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return what axes counts by: the name without regard to spelling and case, and the known device it came from."""
    username = normalised((credentials or {}).get("username") or request.POST.get("login"))
    step = " code" if (credentials or {}).get("step") == "code" else ""
    here = device.known(request, username)
    return f"{username.casefold()}{step}{f' on {here}' if here else ''}".replace("\0", "0x00")[:255]


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let no other guess for this name be looked at meanwhile, in any process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [Lock.GUESS, name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [Lock.GUESS, name])


def is_address_locked_out(request: HttpRequest) -> bool:
    """Whether this address has guessed too much, for whatever names."""
    recent = AccessAttempt.objects.filter(
        ip_address=request.META.get("REMOTE_ADDR"), attempt_time__gte=get_cool_off_threshold(request)
    )
    return int(recent.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= MOST_FROM_ADDRESS

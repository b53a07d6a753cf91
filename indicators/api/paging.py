"""Pages by cursor: the token says where the last page ended, and as of which release."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _


def token(*parts: object) -> str:
    """Write the parts of a place as a word for an address."""
    return base64.urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode()).decode().rstrip("=")


def parts(cursor: str, *kinds: type) -> list[Any]:
    """Read back what `token` was given. Raises Http404 for a word that is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if (
        not isinstance(values, list)
        or [type(part) for part in values] != list(kinds)
        or not all(map(_storable, values))
    ):
        raise Http404(_("There is no page behind this cursor."))
    return values


def _storable(part: object) -> bool:
    """Whether the database can hold it: no half of a character, no NUL, no number beyond what a script can count."""
    if isinstance(part, int):
        return 0 <= part < 2**53
    try:
        return b"\0" not in str(part).encode()
    except UnicodeEncodeError:
        return False


def is_date(text: str) -> bool:
    """Whether a part is a day as the database writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def next_url(request: HttpRequest, cursor: str | None) -> str | None:
    """Return this address with another cursor."""
    if cursor is None:
        return None
    query = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return f"{request.path}?{urlencode([*query, ('cursor', cursor)])}"

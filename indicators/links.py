"""Addresses of our own pages: the one home of "as of". Who sees a past release is led on within that release."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode


def address(page: str, *parts: object, as_of: int | None = None, **query: str | int | None) -> str:
    """The page with this name, `parts` in its path, `query` behind it; `as_of`: a past release, None: the newest."""
    given: dict[str, str | int | None] = {**query, "as_of": as_of}
    text = urlencode({name: value for name, value in given.items() if value is not None})
    return reverse(page, args=parts) + (f"?{text}" if text else "")

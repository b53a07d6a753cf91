"""Addresses of our own pages: the one home of "as of". Who sees a past release is led on within that release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language


def address(page: str, *parts: object, as_of: int | None = None, **query: str | int | Sequence[str] | None) -> str:
    """Return the page's address, `parts` in its path, `query` behind it; `as_of`: a past release, None: the newest."""
    parameters = {name: value for name, value in {**query, "as_of": as_of}.items() if value is not None}
    path = _path(page, parts, _now())
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def addresses(page: str, numbers: Iterable[int], *, as_of: int | None = None) -> list[str]:
    """Return a page's address for each number in its path: a page names a hundred reports."""
    state, suffix = _now(), f"?as_of={as_of}" if as_of is not None else ""
    return [_path(page, (number,), state) + suffix for number in numbers]


def _now() -> tuple[str | None, ...]:
    """Return what a path depends on besides its page."""
    return get_language(), get_script_prefix(), get_urlconf()


@lru_cache(maxsize=5000)
def _path(page: str, parts: tuple[object, ...], _depends_on: tuple[str | None, ...]) -> str:
    """Look an address up once: a list of sources would else ask for a hundred anew, each a twentieth of a millisecond."""
    return reverse(page, args=parts)

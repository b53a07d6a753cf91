"""What every public page has in common: language links, release, ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import translate_url
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date, parse_etags, quote_etag
from django.utils.translation import get_language

from .asof import AsOf


def language() -> str:
    """`vi` or `en`."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def etag(request: HttpRequest, as_of: AsOf) -> str:
    """Changes with a release and with the catalogue; never with the clock."""
    parts = (settings.VERSION, language(), request.get_full_path(), as_of.number, as_of.newest, as_of.catalogue)
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


def answer(request: HttpRequest, as_of: AsOf, make: Callable[[], HttpResponse]) -> HttpResponse:
    """304 where the reader already has this state, else what `make` gives, to be asked about again each time."""
    tag = etag(request, as_of)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = make()
    if response.status_code in {200, 304}:
        response.headers["ETag"] = tag
        patch_cache_control(response, public=True, no_cache=True)
        patch_vary_headers(response, ["Accept-Encoding"])
        if as_of.release:
            response.headers["Last-Modified"] = http_date(as_of.release.released_at.timestamp())
    return response


def show(request: HttpRequest, template: str, at: AsOf, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page with what the base template needs."""
    return render(request, template, {**base(request, at), **context}, status=status)


def base(request: HttpRequest, at: AsOf | None) -> dict[str, Any]:
    """What the base template needs. `as_of` is set only where the page shows a past release."""
    past = at is not None and at.release != at.newest
    return {
        "lang": language(),
        "language_links": [_language_link(request, code, name) for code, name in settings.LANGUAGES],
        "release": at.newest if at else None,
        "as_of": at.release if at and past else None,
        "newest_url": with_query(request, as_of=None) if past else "",
        "frozen_url": with_query(request, as_of=at.number) if at and at.number else "",
    }


def _language_link(request: HttpRequest, code: str, name: str) -> dict[str, Any]:
    url = translate_url(request.get_full_path(), code)
    return {"code": code, "name": name, "url": url, "current": code == language()}


def with_query(request: HttpRequest, path: str | None = None, **changes: Any) -> str:
    """This address with some parameters replaced (None: removed)."""
    query = {key: values for key, values in request.GET.lists() if key not in changes}
    query |= {key: [str(value)] for key, value in changes.items() if value is not None}
    text = urlencode([(key, value) for key, values in query.items() for value in values])
    return (path or request.path) + (f"?{text}" if text else "")


def as_file(request: HttpRequest, extension: str) -> str:
    """The address of this selection as a file: the extension in place of the last `/`."""
    return with_query(request, path=f"{request.path.rstrip('/') or '/overview'}.{extension}")

"""How long an answer holds: a tag that names the state it was made from, and 304 for who has that state already.

For pages and interface alike, which know nothing of each other: it lies below both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag


def etag(request: HttpRequest, *state: object) -> str:
    """Name this address, this version of the program and `state`: releases and catalogue, never the clock."""
    parts = (settings.VERSION, request.build_absolute_uri(), *state)
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


def revalidated(request: HttpRequest, tag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer 304 where the reader already has the state `tag`, else what `make` gives, to be asked about again."""
    response: HttpResponseBase = HttpResponseNotModified() if _has(request, tag) else make()
    if response.status_code in {200, 304}:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _has(request: HttpRequest, tag: str) -> bool:
    """Compare weakly: compressing an answer makes its tag a weak one."""
    return tag in [known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))]

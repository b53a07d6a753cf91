"""Around every answer: who may read it (anyone, from anywhere), how long it holds (until the next release)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from .. import queries
from .problems import not_allowed

METHODS = "GET, HEAD, OPTIONS"

ApiView = Callable[..., HttpResponse]


def read_only(view: ApiView) -> ApiView:
    """Answer readers of any origin; 304 where they have this state already; 405 for what would write."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204, headers={"Allow": METHODS}))
        if request.method not in {"GET", "HEAD"}:
            return _open(not_allowed(METHODS))
        tag = _tag(request)
        known = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))]
        response = HttpResponseNotModified() if tag in known else view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            response.headers["ETag"] = tag
            patch_cache_control(response, public=True, no_cache=True)
        return _open(response)

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _tag(request: HttpRequest) -> str:
    """Changes with a release and with the catalogue, never with the clock."""
    now = queries.now()
    state = (settings.VERSION, request.build_absolute_uri(), now.release, now.catalogue, now.files)
    return quote_etag(hashlib.sha256(repr(state).encode()).hexdigest()[:32])


def _open(response: HttpResponse) -> HttpResponse:
    """CORS: any page may read, none gets anyone's cookies."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response

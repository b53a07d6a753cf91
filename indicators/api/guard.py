"""Around every answer: who may read it (anyone, from anywhere), how long it holds (until the next release)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from .. import queries
from ..downloads.revalidation import etag, revalidated
from .problems import not_allowed

METHODS = "GET, HEAD, OPTIONS"

ApiView = Callable[..., HttpResponseBase]


def read_only(view: ApiView) -> ApiView:
    """Answer readers of any origin; 304 where they have this state already; 405 for what would write."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204, headers={"Allow": METHODS}))
        if request.method not in {"GET", "HEAD"}:
            return _open(not_allowed(METHODS))
        return _open(revalidated(request, _tag(request), lambda: view(request, *args, **kwargs)))

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _tag(request: HttpRequest) -> str:
    """Name the newest state: whatever is asked for, a release or an edit may change the answer."""
    now = queries.now()
    return etag(request, now.release, now.catalogue, now.files)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let any page read (CORS), and none get anyone's cookies."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response

"""What every public page has in common: language links, release, ETag, and the page kept until the next release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import translate_url
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, quote_etag
from django.utils.translation import get_language

from ..links import address
from .as_of import AsOf

#: Larger answers are made anew each time, so that the memory of a full cache has a bound.
LARGEST_KEPT = 400_000
KEPT_HEADERS = ("Content-Type", "Content-Disposition")


def language() -> str:
    """`vi` or `en`."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def etag(request: HttpRequest, as_of: AsOf) -> str:
    """Changes with a release and with the catalogue; never with the clock."""
    state = (as_of.number, as_of.newest, as_of.catalogue, as_of.files)
    parts = (settings.VERSION, language(), request.build_absolute_uri(), *state)
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


def answer(request: HttpRequest, as_of: AsOf, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """304 where the reader already has this state, else what `make` gives, to be asked about again each time."""
    tag = etag(request, as_of)
    response: HttpResponseBase = HttpResponseNotModified() if _has(request, tag) else _kept(tag, make)
    if response.status_code in {200, 304}:
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
        if as_of.release:
            response.headers["Last-Modified"] = http_date(as_of.release.released_at.timestamp())
    return response


def _has(request: HttpRequest, tag: str) -> bool:
    """Compared weakly: compressing an answer makes its tag a weak one."""
    return tag in [known.removeprefix("W/") for known in parse_etags(request.headers.get("If-None-Match", ""))]


def _kept(tag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What was made for this state before; the tag names the state, so nothing kept can be out of date."""
    pages = caches["pages"]
    if found := pages.get(tag):
        content, headers = found
        return HttpResponse(content, headers=headers)
    response = make()
    if settings.DEBUG or response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    if len(response.content) <= LARGEST_KEPT:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        pages.set(tag, (response.content, headers))
    return response


def show(request: HttpRequest, template: str, at: AsOf, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page with what the base template needs."""
    return render(request, template, {**base(request, at), **context}, status=status)


def base(request: HttpRequest, at: AsOf | None) -> dict[str, Any]:
    """What the base template needs. A public page is the same for everyone: no session, no messages."""
    frozen = with_query(request, as_of=at.number, page=None) if at and at.number else ""
    return {
        "lang": language(),
        "languages": [_language_link(request, code, name) for code, name in settings.LANGUAGES],
        "messages": (),
        "as_of": at,
        "current_url": with_query(request, as_of=None),
        "frozen_url": frozen,
        "frozen_address": request.build_absolute_uri(frozen) if frozen else "",
    }


def _language_link(request: HttpRequest, code: str, name: str) -> dict[str, Any]:
    here, current = request.get_full_path(), code == language()
    return {"code": code, "name": name, "url": here if current else translate_url(here, code), "current": current}


def with_query(request: HttpRequest, path: str | None = None, **changes: Any) -> str:
    """This address with some parameters replaced (None: removed; a list: repeated)."""
    query = {key: values for key, values in request.GET.lists() if key not in changes}
    for key, value in changes.items():
        query |= (
            {key: [str(item) for item in (value if isinstance(value, list) else [value])]} if value is not None else {}
        )
    text = "&".join(f"{_quoted(key)}={_quoted(value)}" for key, values in query.items() for value in values)
    return (path or request.path) + (f"?{text}" if text else "")


#: A dozen links of a page repeat the same few words.
_quoted = lru_cache(maxsize=500)(quote_plus)


#: Where a page shows figures, they can be had as these; a picture as those.
FILES, PICTURES = ("csv", "xlsx", "json"), ("svg", "png")


def files_of(request: HttpRequest) -> dict[str, str]:
    """Addresses of this selection as files of figures, by extension."""
    return {extension: as_file(request, extension) for extension in FILES}


def pictures_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What each picture of this selection is called, and its address."""
    return [(extension.upper(), as_file(request, extension)) for extension in PICTURES]


def as_file(request: HttpRequest, extension: str) -> str:
    """The address of this selection as a file: the extension in place of the last `/`; the first page has a name there."""
    page = f"{request.path}overview" if request.path == address("overview") else request.path.rstrip("/")
    return with_query(request, path=f"{page}.{extension}")

"""What every public page has in common: language links, release, the address with other parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url

from ..links import address
from ..models.named import language
from .as_of import AsOf


def show(request: HttpRequest, template: str, at: AsOf, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page with what the base template needs."""
    return render(request, template, {**base(request, at), **context}, status=status)


def base(request: HttpRequest, at: AsOf | None) -> dict[str, Any]:
    """Return what the base template needs. A public page is the same for everyone: no session, no messages."""
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
    """Return this address with some parameters replaced (None: removed; a list: repeated)."""
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
    """Return this selection's address as a file: the extension for the last `/`; the first page has a name there."""
    page = f"{request.path}overview" if request.path == address("overview") else request.path.rstrip("/")
    return with_query(request, path=f"{page}.{extension}")

"""Pages kept until the next release or edit of the catalogue, and sent again only to who has not got them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from ..downloads.revalidation import etag, revalidated
from ..models.named import language
from .as_of import AsOf

KEPT_HEADERS = ("Content-Type", "Content-Disposition")


def answer(request: HttpRequest, as_of: AsOf, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer 304 where the reader already has this state, else what `make` gives, to be asked about again each time."""
    tag = etag(request, language(), as_of.number, as_of.newest, as_of.catalogue, as_of.files)
    response = revalidated(request, tag, lambda: _kept(tag, make))
    if as_of.release and response.status_code in {200, 304}:
        response.headers["Last-Modified"] = http_date(as_of.release.released_at.timestamp())
    return response


def _kept(tag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Take what was made for this state before; the tag names the state, so nothing kept can be out of date."""
    pages = caches["pages"]
    if page := pages.get(tag):
        content, headers = page
        return HttpResponse(content, headers=headers)
    response = make()
    if settings.DEBUG or response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    if len(response.content) <= settings.LARGEST_KEPT:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        pages.set(tag, (response.content, headers))
    return response

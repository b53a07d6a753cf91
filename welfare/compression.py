"""Answers made smaller on the way: brotli for what is public, gzip for the rest and for readers without brotli.

Brotli only for public answers: compression next to a secret could tell of it, and Django's gzip pads against
that. What is compressed already (workbooks, packages, pictures) goes as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

#: Smaller than gzip's usual level, and quicker.
QUALITY = 4
SMALLEST = 200  # bytes

_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0+)?\b)")
_COMPRESSED = re.compile(r"application/(zip|vnd\.openxmlformats)|image/(png|jpeg|webp)|font/")


class Compression(GZipMiddleware):
    """The choice of a compression by the answer's type and headers, and by what the reader takes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _COMPRESSED.match(response.headers.get("Content-Type", "")) or response.has_header("Content-Encoding"):
            return response
        public = "public" in response.headers.get("Cache-Control", "")
        if not public or not _BROTLI.search(request.headers.get("Accept-Encoding", "")):
            return super().process_response(request, response)
        if not response.streaming and len(response.content) < SMALLEST:  # type: ignore[attr-defined]
            return response
        return _compressed(response)


def _compressed(response: HttpResponseBase) -> HttpResponseBase:
    """Put an answer into brotli. Its tag becomes a weak one: other bytes, the same meaning."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.streaming:
        response.streaming_content = _pieces(response.streaming_content)  # type: ignore[attr-defined]
        del response.headers["Content-Length"]
    else:
        response.content = _small(response.content)  # type: ignore[attr-defined]
        response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
    response.headers["Content-Encoding"] = "br"
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"
    return response


def _small(content: bytes) -> bytes:
    """Compress with brotli. A kept page is the same each time, so what came of it is kept too, under its hash."""
    if len(content) > settings.LARGEST_KEPT:
        return _brotli(content)
    key = hashlib.blake2b(content, digest_size=16).hexdigest()
    return caches["compressed"].get_or_set(key, lambda: _brotli(content)) or b""


def _brotli(content: bytes) -> bytes:
    made: bytes = brotli.compress(content, quality=QUALITY)
    return made


def _pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress each piece as it comes: the reader need not wait for a full block."""
    compressor = brotli.Compressor(quality=QUALITY)
    for piece in pieces:
        if small := compressor.process(piece) + compressor.flush():
            yield small
    yield compressor.finish()

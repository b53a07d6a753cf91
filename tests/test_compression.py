"""Answers made smaller on the way."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from welfare.compression import Compression

TEXT = b"area_code,indicator\r\n" * 200


def answered(response, accept="gzip, deflate, br", **headers):
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    request = RequestFactory().get("/", headers={"Accept-Encoding": accept})
    return Compression(lambda _: response)(request)


def test_public_answers_leave_in_brotli():
    response = answered(HttpResponse(TEXT), Cache_Control="public, no-cache", ETag='"a"')
    assert response.headers["Content-Encoding"] == "br"
    assert brotli.decompress(response.content) == TEXT
    assert response.headers["Content-Length"] == str(len(response.content))
    assert (response.headers["ETag"], response.headers["Vary"]) == ('W/"a"', "Accept-Encoding")


def test_what_was_compressed_once_is_kept_under_what_it_was(monkeypatch):
    caches["compressed"].clear()
    first = answered(HttpResponse(TEXT), Cache_Control="public").content
    with monkeypatch.context() as without:
        without.setattr(brotli, "compress", None)
        assert answered(HttpResponse(TEXT), Cache_Control="public").content == first
    other = answered(HttpResponse(TEXT + b"x"), Cache_Control="public").content
    assert brotli.decompress(other) == TEXT + b"x"


def test_long_answers_are_not_kept():
    caches["compressed"].clear()
    content = answered(HttpResponse(TEXT * 100), Cache_Control="public").content
    assert brotli.decompress(content) == TEXT * 100
    assert not caches["compressed"]._cache


def test_streamed_public_answers_leave_in_brotli_piece_by_piece():
    taken = []

    def pieces():
        for number in range(3):
            taken.append(number)
            yield TEXT

    response = answered(StreamingHttpResponse(pieces()), Cache_Control="public")
    content = iter(response)
    first = next(content)
    assert taken == [0]
    assert brotli.decompress(first + b"".join(content)) == TEXT * 3


@pytest.mark.parametrize("accept", ["gzip", "gzip, br;q=0", "gzip, br; q=0.0"])
def test_readers_without_brotli_get_gzip(accept):
    response = answered(HttpResponse(TEXT), accept, Cache_Control="public")
    assert gzip.decompress(response.content) == TEXT


def test_private_answers_are_never_in_brotli():
    assert answered(HttpResponse(TEXT)).headers["Content-Encoding"] == "gzip"
    assert answered(HttpResponse(TEXT), Cache_Control="private").headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "kind", ["application/zip", "image/png", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
)
def test_what_is_compressed_already_goes_as_it_is(kind):
    response = answered(HttpResponse(TEXT, content_type=kind), Cache_Control="public")
    assert response.content == TEXT
    assert not response.has_header("Content-Encoding")


def test_short_answers_go_as_they_are():
    assert answered(HttpResponse(b"ok"), Cache_Control="public").content == b"ok"

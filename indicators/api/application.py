"""The application: its routes, its errors, its document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from . import catalogue, figures, problems, releases, sums
from .document import polished
from .exact_json import ExactRenderer, dumps
from .guard import read_only

DESCRIPTION = """Published figures of the welfare indicators, as of any release. Read-only, without a key.
Errors are application/problem+json; answers carry an ETag and hold until the next release. Licence: CC-BY-4.0."""

api = NinjaAPI(
    title="Provincial welfare indicators",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,  # our own page, without scripts: views/api_docs.py
    openapi_url=None,  # ours says what problems are
    renderer=ExactRenderer(),
)
problems.install(api)
for router in (figures.router, sums.router, releases.router, catalogue.router):
    api.add_router("", router)


def describe() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return polished(dict(api.get_openapi_schema()))


def _document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(dumps(describe()), content_type="application/json")


def _guarded() -> list[URLPattern]:
    """Put around every route what surrounds each answer; whatever else is asked for is a problem, not a page."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        assert pattern.callback is not None
        pattern.callback = read_only(pattern.callback)
    return [
        *patterns,
        path("openapi.json", read_only(_document), name="openapi"),
        re_path(r".*", read_only(problems.not_found), name="nothing"),
    ]


urls = (_guarded(), api.urls[1], api.urls[2])

"""What went wrong, as application/problem+json (RFC 9457), in the address's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from pydantic import ConfigDict

from ..queries import NotFound
from .exact_json import dumps

CONTENT_TYPE = "application/problem+json"


class Wrong(Schema):
    """One parameter that cannot be taken."""

    parameter: str
    message: str


class Problem(Schema):
    """RFC 9457. `errors`: each parameter that cannot be taken."""

    model_config = ConfigDict(extra="forbid")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []


def problem(status: int, title: str, detail: str = "", errors: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """Build an answer that says what went wrong."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": list(errors)}
    return HttpResponse(dumps(content), status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 404, with the sentence of the exception where there is one."""
    detail = str(exception) if exception and exception.args else ""
    return problem(404, _("There is no such page"), detail)


def unknown(request: HttpRequest, exception: Any) -> HttpResponse:
    """Answer 404 for a code that names nothing."""
    return problem(404, _("There is no such page"), exception.sentence)


def bad_parameters(request: HttpRequest, exception: Any) -> HttpResponse:
    """Answer 400, naming each parameter. Values are not repeated."""
    errors = [{"parameter": str(error["loc"][1]), "message": _sentence(error)} for error in exception.errors]
    return problem(400, _("This address cannot be read"), _("Look at “errors”."), errors)


#: What is wrong with a parameter, by the checking library's word for it.
SENTENCES = {
    "missing": gettext_noop("It must be given."),
    "int_parsing": gettext_noop("It must be a whole number."),
    "int_parsing_size": gettext_noop("It must be a whole number."),
    "greater_than_equal": gettext_noop("It must be at least %(ge)s."),
    "less_than_equal": gettext_noop("It must be at most %(le)s."),
    "string_pattern_mismatch": gettext_noop("It must have the form %(pattern)s."),
    "string_too_long": gettext_noop("It must have at most %(max_length)s characters."),
    "too_long": gettext_noop("It may be given at most %(max_length)s times."),
}


def _sentence(error: dict[str, Any]) -> str:
    """Say an error in the address's language; what has no sentence of ours keeps the library's, in English."""
    sentence = SENTENCES.get(error["type"])
    return _(sentence) % error.get("ctx", {}) if sentence else str(error["msg"])


def unavailable(title: str, detail: str, wait: int) -> HttpResponse:
    """Answer 503: something that the site needs is away; `wait`: seconds until asking again makes sense."""
    response = problem(503, title, detail)
    response.headers["Retry-After"] = str(wait)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def not_ours(request: HttpRequest, exception: Any) -> HttpResponse:
    """Hand an outage on to the middleware: the library would show its trace in development."""
    raise exception


def not_allowed(allowed: str) -> HttpResponse:
    """Answer 405: the API is only for reading."""
    response = problem(405, _("This can only be read"), _("Allowed: %s") % allowed)
    response.headers["Allow"] = allowed
    return response


def install(api: NinjaAPI) -> None:
    """Make every error of `api` a problem."""
    api.add_exception_handler(Http404, not_found)
    api.add_exception_handler(NotFound, unknown)
    api.add_exception_handler(ValidationError, bad_parameters)
    for outage in (OperationalError, InterfaceError, OSError):
        api.add_exception_handler(outage, not_ours)

"""What the site needs and does not have at this moment: 503 with Retry-After in words, where it would be 500."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.log import log_response

from indicators.api import problems
from indicators.queries import health
from indicators.views import errors
from indicators.views.outages import NO_RECEIVER, Outage, outage_of, unavailable

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
API = re.compile(r"/(en/)?api/")
STAFF = re.compile(r"/(en/)?(admin|accounts)/")


class Outages:
    """Middleware that answers 503 for what fails because of an outage, and refuses at once what could not be saved.

    PostgreSQL waits for a receiver of its log for as long as there is none, and no timeout ends that wait. So it is
    asked before. A receiver that goes away between the question and the commit still makes that one save wait.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE and STAFF.match(request.path_info):
            try:
                missing = health.receivers().missing
            except Error as problem:
                return self.process_exception(request, problem) or server_error(request)
            if missing:
                return answer(request, NO_RECEIVER)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view. The log keeps the trace, as of any error."""
        outage = outage_of(exception)
        if outage is None:
            return None
        response = answer(request, outage)
        sentence = "%s: %s"
        log_response(
            sentence, response.reason_phrase, request.path, response=response, request=request, exception=exception
        )
        return response


def answer(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Answer as the asker reads: a problem under /api/, JSON for our scripts, else a page."""
    if API.match(request.path_info):
        return problems.unavailable(str(outage.title), outage.detail(), outage.wait)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        body = {"error": f"{outage.title}. {outage.detail()}"}
        return JsonResponse(body, status=503, headers={"Retry-After": str(outage.wait)})
    return unavailable(outage)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for what fails outside of views: sessions, uploads. Django calls this while it handles the exception."""
    outage = outage_of(sys.exc_info()[1])
    return answer(request, outage) if outage else errors.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a request that cannot be read. A session that no disk took is called one that ended meanwhile."""
    outage = next(filter(None, map(outage_of, _reasons(exception))), None)
    return answer(request, outage) if outage else errors.bad_request(request, exception)


def _reasons(problem: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and those that it came from."""
    while problem:
        yield problem
        problem = problem.__cause__ or problem.__context__

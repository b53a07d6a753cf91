"""JSON for the entry page: who is let in, and what is said when not. Never a redirect to HTML."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from ...models import Report, User
from ...permissions import reports_for
from ...security_log import note_refusal
from ..site import site

JsonView = Callable[[HttpRequest, Report, User], HttpResponse]


def refusal(status: int, sentence: object, **more: Any) -> JsonResponse:
    """Answer with a refusal that says why: `{"error": sentence}` and what `more` names."""
    return JsonResponse({"error": str(sentence), **more}, status=status)


def answers_json(*methods: str) -> Callable[[JsonView], Callable[[HttpRequest, int], HttpResponse]]:
    """Make a view of a report for signed-in staff who may see it; others get 401, 404 or 405 as JSON."""

    def decorate(view: JsonView) -> Callable[[HttpRequest, int], HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, report_id: int) -> HttpResponse:
            response = _answer(view, request, report_id, methods)
            add_never_cache_headers(response)
            return response

        return wrapped

    return decorate


def _answer(view: JsonView, request: HttpRequest, report_id: int, methods: tuple[str, ...]) -> HttpResponse:
    if not site.has_permission(request):
        sentence = _("You are signed out. Sign in again; what you typed is kept on this computer.")
        return refusal(401, sentence, login=reverse("admin:login"))
    if request.headers.get("X-Entry-User", str(request.user.pk)) != str(request.user.pk):
        sentence = _("Somebody else is signed in here now. Sign in again under your own name.")
        return refusal(401, sentence, login=reverse("admin:login"))
    user = request.user
    assert isinstance(user, User)
    report = reports_for(user).select_related("area", "form").filter(pk=report_id).first()
    if report is None:
        note_refusal(request)
        return refusal(404, _("There is no such report, or it is not yours to see."))
    if request.method not in methods:
        response = refusal(405, _("This cannot be done here."))
        response["Allow"] = ", ".join(methods)
        return response
    return view(request, report, user)

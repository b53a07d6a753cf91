"""Clear pages for what cannot be shown: 400, 404, 403, 422, 500, 503."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ..confined import COME_AGAIN, Busy
from ..queries import NotFound
from ..query_forms import BadQuery
from ..security_log import note_refusal
from .page import base, with_query


def readable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn a malformed query into a 400 page, an unknown slug or code into a 404 page, too many workbooks into a 503 page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as problem:
            return _page(request, 400, _("This address cannot be read"), problem.sentences)
        except NotFound as problem:
            return _page(request, 404, _("There is no such page"), [problem.sentence])
        except Busy:
            return _busy(request)

    return wrapped


def _page(request: HttpRequest, status: int, title: str, sentences: list[str], **more: tuple[str, str]) -> HttpResponse:
    """Show why an address gives nothing; `offered`: an address that helps, and what to call it."""
    context = {**base(request, None), "title": title, "sentences": sentences, **more}
    return render(request, "error.html", context, status=status)


def too_many(request: HttpRequest, most: str, csv: str) -> HttpResponse:
    """Answer 422 for a selection of which no workbook is made, with the address of the same figures as CSV."""
    sentence = _("This selection has more than %s figures, too many for an Excel file made while you wait.") % most
    way = _("Narrow it on the page “Data”, by indicator, area or months, or take the same figures as CSV.")
    more = {"offered": (csv, _("The same figures as CSV"))}
    return _page(request, 422, _("Too many figures for one Excel file"), [sentence, way], **more)


def _busy(request: HttpRequest) -> HttpResponse:
    """Answer 503 for a workbook whose turn does not come: when to ask again, and the address of the same figures as CSV."""
    said = _("Several Excel files are being made at this moment, and no more can be made beside them.")
    way = _("Ask again in half a minute, or take the same figures as CSV now.")
    csv = with_query(request, path=f"{request.path.removesuffix('xlsx')}csv")
    more = {"offered": (csv, _("The same figures as CSV"))}
    response = _page(request, 503, _("The Excel file has to wait"), [said, way], **more)
    response.headers["Retry-After"] = str(COME_AGAIN)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    request.GET = QueryDict()  # what could not be read must not be read again for this page
    return _page(request, 400, _("This address cannot be read"), [])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    note_refusal(request)
    return _page(request, 403, _("This page is not open to you"), _why_not(request))


def _why_not(request: HttpRequest) -> list[str]:
    """Say what is missing to somebody who has just signed in, and was given nothing to do here."""
    nothing = request.user.is_authenticated and not request.user.is_staff and not request.user.is_superuser
    return (
        [_("Your account has not been given any right to enter figures yet. Please tell the administrator.")]
        if nothing
        else []
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    sentences = [str(exception)] if isinstance(exception, Http404) and exception.args and _is_ours(exception) else []
    return _page(request, 404, _("There is no such page"), sentences)


def _is_ours(exception: Http404) -> bool:
    """Whether an exception holds a sentence, not the resolver's dictionary."""
    return isinstance(exception.args[0], str)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show a page that needs no database."""
    return render(request, "500.html", status=500)


#: The addresses that begin a session.
SIGN_IN = frozenset({"admin:login", "account_login"})
#: The addresses that end a session.
SIGN_OUT = frozenset({"admin:logout", "account_logout"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Refuse a form that came without its token: from elsewhere, or the browser keeps no cookies.

    A page that was open before signing in anew holds an old one. Whoever wants to sign out there shall not stay
    signed in: they come to the page that asks once.
    """
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view in SIGN_OUT:
        return redirect("account_logout")
    if view in SIGN_IN and settings.CSRF_COOKIE_NAME in request.COOKIES:
        return _in_another_tab(request)
    sentences = [
        _("The browser did not prove that the form came from this site; nothing was saved."),
        _("Go back, load the page again and send it once more. If it persists, allow cookies for this site."),
    ]
    return _page(request, 403, _("This form could not be accepted"), sentences)


def _in_another_tab(request: HttpRequest) -> HttpResponseBase:
    """Go on from a sign-in page that was open while somebody signed in or out in another tab: its form is out of date."""
    if not request.user.is_authenticated:
        messages.warning(
            request, _("This page had been open for a while. Please type your name and password once more.")
        )
        return redirect(request.get_full_path())
    messages.warning(
        request, _("Signed in as %s already, in another tab of this browser.") % request.user.get_username()
    )
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if ours else "admin:index")

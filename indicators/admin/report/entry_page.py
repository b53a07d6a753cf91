"""The entry page as HTML: a plain form that works without a script, and what the script needs to take it over."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ...models import Report, User
from ...permissions import Role, may, reports_for
from ...queries.drafts.sheet import held
from ...services import Refused
from ...services.drafts.idempotency import KeyReused, once
from ...services.drafts.typed import CellProblems, Clash, Clashes, Typed, save_typed
from ...values.cells import FigureKey
from ..site import site
from .entry import may_write, page_data
from .panel import content_text


@dataclass
class FormProblems:
    """The reasons why a form was not saved, by the id of a cell and for the whole page; status 200: there is none."""

    status: int = 200
    sentence: str = ""
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show the entry page; POST saves what was changed, all of it or nothing, with `c-<cell id>` for each input."""
    user = request.user
    assert isinstance(user, User)
    report = get_object_or_404(reports_for(user).select_related("area", "form"), pk=report_id)
    problems = FormProblems()
    if request.method == "POST":
        if not may(user, Role.ENTRY, report.area):
            raise PermissionDenied
        problems = _save(request.POST, report, user, page_data(report, user))
        if problems.status == 200:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
    return TemplateResponse(
        request, "admin/indicators/report/entry.html", _context(request, report, user, problems), status=problems.status
    )


def _save(form: QueryDict, report: Report, user: User, page: dict[str, Any]) -> FormProblems:
    cells = [cell for row in page["rows"] for cell in row["cells"].values()]
    typed = [typed_cell for cell in cells if (typed_cell := _sent(form, cell)) is not None]
    problems = FormProblems(typed={str(cell.id): cell for cell in typed})
    if not typed:
        return problems
    key = _clean(form.get("idempotency_key", ""))[:80] or uuid.uuid4().hex
    fingerprint = hashlib.sha256(f"{report.pk}\n{typed!r}".encode()).hexdigest()
    try:
        once(by=user, key=key, fingerprint=fingerprint, work=lambda: _saved(report, typed, user))
    except CellProblems as problem:
        problems.status, problems.sentence = 422, _("Nothing was saved yet. Look at the marked cells.")
        problems.cells = {
            str(cell.typed.id): {"error": cell.message, "readings": list(cell.readings)} for cell in problem.problems
        }
    except Clashes as problem:
        problems.status, problems.sentence = 409, str(problem)
        problems.cells = {str(clash.typed.id): _theirs(clash) for clash in problem.clashes}
    except Refused as problem:
        problems.status, problems.sentence = 423, str(problem)
    except KeyReused:
        problems.status, problems.sentence = 422, _("This form was already sent. Look at the cells and save again.")
    return problems


def _saved(report: Report, typed: list[Typed], user: User) -> dict[str, Any]:
    save_typed(report=report, typed=typed, by=user, way="grid")
    return {"cells": len(typed)}


def _theirs(clash: Clash) -> dict[str, Any]:
    """Return the problem of a cell that someone else saved; saving again replaces that version and no later one."""
    figure = clash.held
    if figure is None:
        emptied = _(
            "Meanwhile somebody emptied this cell. Save again to put yours in its place, or tick “Leave theirs”."
        )
        return {"error": emptied, "clash": True, "version": 0}
    sentence = _(
        "Meanwhile %(by)s saved “%(theirs)s” here. Save again to put yours in its place, or tick “Leave theirs”."
    )
    error = sentence % {"by": figure.saved_by, "theirs": content_text(held(figure))}
    return {"error": error, "clash": True, "version": figure.version}


#: Fields that go with a number, by the letter that their input begins with; after an "o", what the form showed.
EXTRAS = {"qualifier": "q", "missing_reason": "m", "note": "n"}


def _sent(form: QueryDict, cell: dict[str, Any]) -> Typed | None:
    """Return what the form says of a cell; None where it was left as it was shown, whatever it holds by now."""
    name = cell["id"]
    if f"t-{name}" in form:
        return None
    text = _field(form, f"c-{name}", cell["text"])
    inputs = {field: f"{letter}-{name}" for field, letter in EXTRAS.items()}
    extras: dict[str, Any] = {field: _field(form, key) for field, key in inputs.items() if key in form}
    before = {field: _field(form, f"o{EXTRAS[field]}-{name}", cell[field]) for field in extras}
    if text == _field(form, f"o-{name}", cell["text"]) and extras == before:
        return None
    version = form.get(f"v-{name}", "")
    seen_version = int(version) if re.fullmatch("[0-9]{1,9}", version) else cell["version"]
    return Typed(FigureKey.parse(name), text, seen_version, confirmed=_field(form, f"r-{name}") or None, **extras)


def _field(form: QueryDict, name: str, absent: str = "") -> str:
    r"""Return a field's text with lines that end in \n: browsers send \r\n."""
    return _clean(form.get(name, absent)).replace("\r\n", "\n")


def _clean(text: str) -> str:
    """Return a text without NUL, the one character that PostgreSQL does not store."""
    return text.replace("\x00", "")


#: Addresses that the page's template uses, by the end of their name.
URLS = ("entry", "cells", "save", "cell", "check", "submit", "review", "change", "history")


def _context(request: HttpRequest, report: Report, user: User, problems: FormProblems) -> dict[str, Any]:
    page = page_data(report, user)
    urls = {name: reverse(f"admin:indicators_report_{name}", args=[report.pk]) for name in URLS}
    return {
        **site.each_context(request),
        "title": str(report),
        "opts": Report._meta,
        "report": report,
        "original": report,
        "locked": not may_write(report, user),
        "return_reason": report.return_reason if report.status == Report.Status.RETURNED else "",
        "columns": page["columns"],
        "rows": [_with_problems(row, problems) for row in page["rows"]],
        "problems": problems,
        "urls": urls,
        "draft_key": draft_key(user),
        "idempotency_key": uuid.uuid4().hex,
    }


def _with_problems(row: dict[str, Any], problems: FormProblems) -> dict[str, Any]:
    """Return a row for the form, its cells with what was typed where that could not be saved, and why."""
    return {**row, "cells": {basis: _shown(cell, problems) for basis, cell in row["cells"].items()}}


def _shown(cell: dict[str, Any], problems: FormProblems) -> dict[str, Any]:
    problem = problems.cells.get(cell["id"], {})
    first = [{"rule": "save", "severity": "hard", "text": problem["error"]}] if problem else []
    fields = _typed(problems.typed.get(cell["id"]))
    return {**cell, **fields, **problem, "held": cell, "findings": [*first, *cell["findings"]]}


def _typed(cell: Typed | None) -> dict[str, Any]:
    """Return all that was typed in a cell, with the version seen then: the present one would hide who was faster."""
    if cell is None:
        return {}
    fields = {field: getattr(cell, field) for field in ("text", "version", *EXTRAS)}
    return {field: value for field, value in fields.items() if value is not None}


def draft_key(user: User) -> str:
    """Return the key (256 bits, base64) that seals this user's unsaved drafts in the browser: nobody else gets it."""
    digest = salted_hmac("indicators.entry.drafts", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()

"""Saving cells from the entry page: JSON in, and "saved" only after the commit."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Report, User
from ...queries.drafts.sheet import held
from ...security_log import note_refusal
from ...services import NotAllowed, Refused
from ...services.drafts.checks import check_indicators
from ...services.drafts.idempotency import KeyReused, once
from ...services.drafts.typed import CellProblem, CellProblems, Clash, Clashes, Typed, save_typed
from ...values.cells import EMPTY, FigureKey
from .entry import finding_data, held_data
from .json_views import answers_json, refusal

MOST_CELLS = 2000
LONGEST_KEY = 80
TEXTS = ("qualifier", "missing_reason", "note", "confirmed")


class Malformed(ValueError):
    """A request that is not what the page sends. `str()` says what is wrong."""


@answers_json("POST")
def save(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Save all cells of a request, or none of them."""
    try:
        key, typed = _idempotency_key(request), _typed(request.body)
        fingerprint = hashlib.sha256(f"{report.pk}\n".encode() + request.body).hexdigest()
        answer = once(by=user, key=key, fingerprint=fingerprint, work=lambda: _save(report, typed, user))
    except Malformed as problem:
        return refusal(400, problem)
    except KeyReused:
        return refusal(422, _("This key was already used for another request."), errors=[])
    except CellProblems as problem:
        return refusal(422, _("Nothing was saved yet."), errors=[_problem(cell) for cell in problem.problems])
    except Clashes as problem:
        return refusal(409, problem, conflicts=[_conflict(clash) for clash in problem.clashes])
    except NotAllowed:
        note_refusal(request)
        return refusal(403, _("You may look at this report, not enter figures in it."))
    except Refused as problem:
        return refusal(423, problem)
    return JsonResponse(answer)


def _save(report: Report, typed: list[Typed], user: User) -> dict[str, Any]:
    save_typed(report=report, typed=typed, by=user, way="grid")
    saved, findings = check_indicators(report, {cell.id.indicator for cell in typed})
    about: dict[str, list[dict[str, str]]] = defaultdict(list)
    for finding in findings:
        about[str(finding.key)].append(finding_data(finding))
    return {
        "cells": [
            {"id": str(cell.id), **held_data(saved.get(cell.id, EMPTY)), "findings": about.get(str(cell.id), [])}
            for cell in typed
        ],
        "findings": dict(about),  # of all cells of these indicators: a total may answer for its parts
        "saved_at": timezone.now().isoformat(),
    }


def _idempotency_key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Malformed(_("The request needs an Idempotency-Key of 8 to 80 characters."))
    return key


def _typed(body: bytes) -> list[Typed]:
    try:
        cells = json.loads(body)["cells"]
        if not isinstance(cells, list) or not 1 <= len(cells) <= MOST_CELLS:
            raise ValueError
        return [_one(cell) for cell in cells]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Malformed(_("The request could not be read. Load the page again.")) from None


def _one(cell: dict[str, Any]) -> Typed:
    """Return one typed cell. Raises ValueError, TypeError or KeyError for what the page would not send."""
    version = cell["version"]
    if not isinstance(version, int) or isinstance(version, bool):
        raise TypeError("version")
    texts: dict[str, Any] = {name: _text(cell[name]) for name in TEXTS if cell.get(name) is not None}
    return Typed(id=FigureKey.parse(_text(cell["id"])), text=_text(cell["text"]), version=version, **texts)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 5000 or "\x00" in value:
        raise TypeError("text")
    value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    return value


def _problem(cell: CellProblem) -> dict[str, Any]:
    return {
        "id": str(cell.typed.id),
        "text": cell.typed.text,
        "message": cell.message,
        "readings": list(cell.readings),
    }


def _conflict(clash: Clash) -> dict[str, Any]:
    """Return what this person typed, and all that the cell holds by now."""
    theirs = clash.held
    holds = held(theirs) if theirs else EMPTY
    return {
        "id": str(clash.typed.id),
        "yours": clash.typed.text,
        "theirs": holds.text,
        "their_version": holds.version,
        "held": held_data(holds),
        "by": str(theirs.saved_by) if theirs else "",
        "at": theirs.saved_at.isoformat() if theirs else "",
    }

"""What the site says when it cannot work at this moment through no fault of the question: database away, disk full …"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..queries import health


@dataclass(frozen=True)
class Outage:
    """Something that the site needs and does not have; `wait`: seconds after which asking again makes sense."""

    title: object
    sentences: tuple[object, ...]
    wait: int = 30

    def detail(self) -> str:
        """Return all that is said, in the present language."""
        return " ".join(map(str, self.sentences))


UNSURE = _(
    "What you were just sending may not be saved: look before you send it again. What was called saved is not lost."
)
NOT_SAVED = _("Nothing was saved. What is published can still be read.")

AWAY = Outage(
    _("The database cannot be reached at this moment"), (UNSURE, _("Please try again in half a minute.")), wait=10
)
BUSY = Outage(_("The database has too much to do at this moment"), (UNSURE, _("Please try again in half a minute.")))
FULL = Outage(
    _("There is no room left to save anything"),
    (NOT_SAVED, _("Please tell the administrator that a disk of the server is full.")),
    wait=300,
)
NEARLY_FULL = Outage(
    _("There is little room left to save anything"),
    (_("Please tell the administrator that a disk of the server is nearly full."),),
)
NO_RECEIVER = Outage(
    _("Nothing can be saved at this moment"),
    (
        _("What is saved here is kept in a second place before it counts, and no such place can be reached."),
        _("Nobody can sign in or save until one is back."),
        NOT_SAVED,
    ),
)

#: SQLSTATEs that begin so: the connection is lost, the server is stopping. Where none could be made there is no SQLSTATE.
NOT_REACHED = ("08", "57P")


def outage_of(problem: BaseException | None) -> Outage | None:
    """Return what an exception tells of; None for a fault of the code, which is no outage.

    PostgreSQL's *operational* errors are those of its operation, not of the statement: at connecting as in the middle.
    """
    if isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FULL
    if isinstance(problem, InterfaceError | psycopg.InterfaceError):  # the connection was lost a moment ago
        return AWAY
    if not isinstance(problem, OperationalError | psycopg.OperationalError):
        return None
    state = getattr(problem, "sqlstate", None) or getattr(problem.__cause__, "sqlstate", None) or ""
    if state == "53100":
        return FULL
    return AWAY if not state or state.startswith(NOT_REACHED) else BUSY


def hindrance() -> Outage | None:
    """Return what keeps everybody from saving now, or soon will: for the staff to read before they type."""
    if health.receivers().missing:
        return NO_RECEIVER
    return NEARLY_FULL if health.full(settings.WATCHED_FOLDERS, settings.LEAST_FREE) else None


def unavailable(outage: Outage) -> HttpResponse:
    """Show a page in both languages that needs no database, and no session."""
    page = render_to_string("503.html", {"said": list(_in_each_language(outage))})
    return HttpResponse(page, status=503, headers={"Retry-After": str(outage.wait)})


def _in_each_language(outage: Outage) -> Iterable[tuple[str, str, list[str]]]:
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield code, str(outage.title), [str(sentence) for sentence in outage.sentences]

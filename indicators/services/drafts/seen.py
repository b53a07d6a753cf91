"""What a person went by when they decided on a report: a page may be old by the time its button is pressed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ...models import Report
from ..errors import Refused
from .staging import fingerprint


def state_of(report: Report) -> str:
    """Return a text that changes with every step and change of the report or its cells.

    A page asks for it before it reads what it shows.
    """
    return f"{report.version}-{fingerprint(report)}"


def refuse_unless_seen(report: Report, seen: str | None) -> None:
    """Raise Refused where the report is no longer as in `seen`, a `state_of` it. None: nobody looked (a command)."""
    if seen is not None and seen != state_of(report):
        raise Refused(
            _(
                "Nothing was done: this report changed after you opened the page. "
                "It is shown below as it is now. Look through it, then decide again."
            )
        )

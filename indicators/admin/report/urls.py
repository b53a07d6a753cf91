"""Addresses of a report's own pages, below the list of reports: `<number>/<page>/`."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from ..site import site
from . import entry, entry_page, history, importing, panel, reading, saving, workflow

View = Callable[..., HttpResponseBase]

#: The pages of a report, by the end of their address and of its name.
PAGES: dict[str, View] = {
    "entry": entry_page.entry_page,
    "submit": workflow.submit_page,
    "review": workflow.review_page,
    "return": workflow.return_step,
    "publish": workflow.publish_page,
    "amend": workflow.amend_page,
    "history": history.history_page,
    "file": history.attached_file,
    "import": importing.import_page,
    "reading": reading.reading_page,
}

#: What the entry page's script asks. These views refuse in JSON, themselves.
ANSWERS: dict[str, tuple[str, View]] = {
    "cells": ("cells.json", entry.cells),
    "save": ("save/", saving.save),
    "cell": ("cell/", panel.cell),
    "check": ("check/", panel.check),
}

#: The pages of one import.
STEPS: dict[str, tuple[str, View]] = {
    "job": ("", importing.job_page),
    "state": ("state.json", importing.state),
    "confirm": ("confirm/", importing.confirm),
    "cancel": ("cancel/", importing.cancel),
    "retry": ("retry/", importing.retry),
    "errors": ("errors.csv", importing.errors_file),
}


def report_urls() -> list[URLPattern]:
    """Return the addresses of all pages of a report, for its admin."""
    return [
        *(_of_staff(f"{name}/", view, name) for name, view in PAGES.items()),
        *(_of_report(f"entry/{end}", view, name) for name, (end, view) in ANSWERS.items()),
        *(_of_staff(f"import/<int:job_id>/{end}", view, f"import_{name}") for name, (end, view) in STEPS.items()),
        _of_staff("reading/<int:job_id>/state.json", reading.state, "reading_state"),
        _of_staff("entry/template.xlsx", importing.template_file, "template"),
    ]


def _of_staff(end: str, view: View, name: str) -> URLPattern:
    """Return the address of a page for whoever is signed in; others are led to the sign-in page."""
    return _of_report(end, site.admin_view(view), name)


def _of_report(end: str, view: View, name: str) -> URLPattern:
    return path(f"<int:report_id>/{end}", view, name=f"indicators_report_{name}")

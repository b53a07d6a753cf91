"""Staff at their browsers, for tests of the staff site: signing in, forms, reading and saving cells."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from indicators import services
from indicators.models import Area, Category, DraftFigure, Form, FormArea, FormLine, Indicator, Report, User
from indicators.values.periods import Basis

from . import factories as make

keys = count(1)


def form(*lines: tuple[Any, ...], area: Area | None = None, **fields: Any) -> Form:
    """A monthly form of `area`; each line is (indicator, category, basis[, required])."""
    values = {
        "name_vi": "Biểu tháng",
        "name_en": "Monthly form",
        "lock_day": 5,
        "due_day": 10,
        "due_offset": 1,
    } | fields
    made = Form.objects.create(**({"slug": f"form-{next(keys)}"} | values))
    FormArea.objects.create(form=made, area=area or make.province(), begins=date(1990, 1, 1))
    for position, (indicator, category, basis, *required) in enumerate(lines):
        FormLine.objects.create(
            form=made, indicator=indicator, category=category, basis=basis, position=position,
            required=required[0] if required else True,
        )  # fmt: skip
    return made


def jobs_form(area: Area | None = None, **fields: Any) -> Form:
    """A total with two parts by month, its running total, and a target that may be left out."""
    jobs: Indicator = make.indicator()
    loan: Category = make.category("loan")
    abroad: Category = make.category("labour_export")
    lines = [
        (jobs, None, Basis.MONTH),
        (jobs, None, Basis.YTD),
        (jobs, None, Basis.TARGET, False),
        (jobs, loan, Basis.MONTH),
        (jobs, abroad, Basis.MONTH),
    ]
    return form(*lines, area=area, **fields)


def signed_in(user: User | None, **options: Any) -> Client:
    """A browser in which `user` is signed in (nobody, where None)."""
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


def cell(
    indicator: str = "jobs_created", category: str = "", basis: str = "month", month: str = "2024-02", area: str = "14"
) -> str:
    """The id of a cell."""
    return f"{area}|{indicator}|{category}|{basis}|{month}"


def read(client: Client, report: Report) -> HttpResponse:
    return client.get(reverse("admin:indicators_report_cells", args=[report.pk]))


def save(
    client: Client, report: Report, *cells: dict[str, Any], key: str | None = None, **headers: str
) -> HttpResponse:
    """Save as the entry page does; a cell is the month's total and empty unless it says otherwise."""
    sent = [{"id": cell(), "version": 0, **one} for one in cells]
    return client.post(
        reverse("admin:indicators_report_save", args=[report.pk]),
        json.dumps({"cells": sent}),
        content_type="application/json",
        headers={"Idempotency-Key": key or f"test-key-{next(keys)}", **headers},
    )


def seen(report: Report) -> str:
    """What a page about the report as it is now sends back with its button."""
    return services.state_of(Report.objects.get(pk=report.pk))


def held(report: Report) -> dict[tuple[str | None, str], Any]:
    """What a report's cells hold, by category and basis."""
    return {(f.category and f.category.slug, f.basis): f.value for f in DraftFigure.objects.filter(report=report)}


class _Fields(HTMLParser):
    """The fields of a page's cells, by name, as a browser without a script would send them back untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._open = ""  # the select or textarea that is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag in {"select", "textarea"}:
            self._open = name
            self.values[name] = ""
        elif tag == "option" and self._open and "selected" in found:
            self.values[self._open] = found["value"]
        elif tag == "input" and found.get("type") not in {"radio", "checkbox"}:
            self.values[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._open:
            self.values[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._open] = self.values[self._open].removeprefix("\n")  # the one after the tag is not text
        if tag in {"select", "textarea"}:
            self._open = ""


def fields_of(page: HttpResponse) -> dict[str, str]:
    """What an entry page's form sends if nobody touches it: its key, and the fields of the cells."""
    parser = _Fields()
    parser.feed(page.content.decode())
    return {name: value for name, value in parser.values.items() if "|" in name or name == "idempotency_key"}

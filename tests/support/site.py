"""The public site as a newcomer sees it: what is loaded, and one address of each kind of page."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from .database import put_back

#: One address of each kind; every page of them shows figures or what they mean.
PAGES = (
    "/",
    "/compare/",
    "/indicators/",
    "/indicators/jobs_created/",
    "/areas/14/",
    "/areas/122/",
    "/areas/12/bulletin/2022-05/",
    "/data/",
    "/reports/",
    "/reports/{report}/",
    "/sources/",
    "/releases/",
    "/releases/{release}/",
    "/completeness/",
    "/about/",
    "/search/?q=viec+lam",
)


def load() -> None:
    """Load what `make run` loads."""
    put_back("kept_site", lambda: call("load_reference", "load_reports", "load_illustration"))


def load_reference() -> None:
    """Load areas, indicators, bodies and forms, and no figure."""
    put_back("kept_reference", lambda: call("load_reference"))


def call(*commands: str) -> None:
    for command in commands:
        call_command(command, stdout=StringIO())


def address(page: str, lang: str = "vi") -> str:
    """A page's address with the numbers of this database in it."""
    from indicators.models import Report

    report = Report.objects.get(external_id="reports/lai-chau-2022-05")
    path = page.format(report=report.pk, release=report.release.number)
    return path if lang == "vi" else f"/en{path}"

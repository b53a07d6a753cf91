"""The public pages of a new installation, before anything is published."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = ("/", "/compare/", "/indicators/", "/indicators/jobs_created/", "/areas/14/", "/data/", "/reports/", "/releases/",
         "/about/", "/search/?q=viec+lam", "/compare.svg", "/compare.png")  # fmt: skip


def test_pages_with_a_catalogue_and_no_figures_say_that_there_are_none(client: Client) -> None:
    call_command("load_reference", stdout=StringIO())
    assert {path: client.get(f"{lang}{path}").status_code for path in PAGES for lang in ("", "/en")} == dict.fromkeys(
        PAGES, 200
    )
    assert "Chưa có số liệu" in client.get("/").content.decode()


def test_pages_without_even_a_catalogue_break_nowhere(client: Client) -> None:
    codes = {path: client.get(path).status_code for path in PAGES}
    assert set(codes.values()) <= {200, 404}
    assert codes["/"] == 200

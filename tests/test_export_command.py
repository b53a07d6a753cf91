"""`manage.py export`: the same bytes as the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from indicators.downloads.formats import NAMINGS, Format
from indicators.models import Area

from .support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shown(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    make.published(make.cell(10), make.cell(4, category=make.category("loan")))
    make.published(make.cell(11), make.cell(5, "2024-02"), month="2024-02")


def exported(tmp_path: Path, *arguments: str) -> bytes:
    call_command("export", *arguments, "-o", str(tmp_path / "file"), verbosity=0)
    return (tmp_path / "file").read_bytes()


@pytest.mark.parametrize("format", Format)
def test_export_writes_what_the_site_gives(tmp_path, format):
    address = f"/data.{NAMINGS[format].extension}"
    assert exported(tmp_path, "--format", format.value) == Client().get(address).getvalue()


def test_export_filters_as_the_address_does(tmp_path):
    chosen = exported(
        tmp_path, "--indicator", "jobs_created", "--category", "loan", "--from", "2024-01", "--as-of", "1"
    )
    assert chosen == Client().get("/data.csv?indicator=jobs_created&category=loan&from=2024-01&as_of=1").getvalue()
    assert chosen.count(b"\r\n") == 2


def test_export_heads_a_workbook_in_the_language_asked_for(tmp_path):
    assert exported(tmp_path, "--format", "xlsx", "--lang", "en") == Client().get("/en/data.xlsx").getvalue()


def test_export_of_an_old_release_stays_the_same(tmp_path):
    before = exported(tmp_path, "--as-of", "1")
    make.published(make.cell(99))
    Area.objects.update(name_vi="khác")
    assert exported(tmp_path, "--as-of", "1") == before


def test_export_to_standard_output(tmp_path, capfdbinary):
    call_command("export", "-o", "-")
    assert capfdbinary.readouterr().out == exported(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--as-of", "9"], "9"), (["--from", "2024-13"], "2024-13"), (["--basis", "x"], "x"), (["--area", "99"], "99")],
)
def test_export_says_what_is_wrong_and_writes_nothing(tmp_path, arguments, said):
    with pytest.raises(CommandError, match=said):
        exported(tmp_path, *arguments)
    assert not (tmp_path / "file").exists()

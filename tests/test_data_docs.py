"""docs/data.md says what is so: every column and code is there, and the five examples work as printed."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.exports.columns import CODES
from indicators.exports.sdmx_csv import COLUMNS as SDMX_COLUMNS
from indicators.values.rows import COLUMNS

from .support import factories as make

DOCS = Path(__file__).resolve().parent.parent / "docs"
LANGUAGES = ["data.md", "data.vi.md"]
SITE = "https://welfare.example.vn"


def examples(document: str) -> dict[str, str]:
    """Each example's code by its name."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- example: (\w+) -->\n```\w+\n(.*?)```", text, flags=re.DOTALL))


@pytest.mark.parametrize("document", LANGUAGES)
def test_every_column_and_code_is_described(document):
    text = (DOCS / document).read_text(encoding="utf-8")
    words = [*COLUMNS, *SDMX_COLUMNS[3:], *(code for codes in CODES.values() for code in codes)]
    assert [word for word in words if f"`{word}`" not in text] == []


def test_both_languages_have_the_same_examples():
    english, vietnamese = map(examples, LANGUAGES)
    assert english == vietnamese
    assert list(english) == ["curl", "pandas", "R", "Excel", "DuckDB"]


@pytest.fixture
def site(transactional_db: None, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> str:
    """A running site with a few figures; the examples' files land in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    lai_chau = make.province("08", "Tuyên Quang")
    make.published(
        make.cell(10),
        make.cell(7, "2024-02"),
        make.cell(4, category=make.category("loan")),
        make.cell(99, "2024-03"),
        month="2024-01",
    )
    make.published(
        make.cell(20, area=lai_chau), make.cell(None, "2024-02", area=lai_chau, missing_reason="chưa có"), area=lai_chau
    )
    make.published(make.cell(1000, "2023-12"), month="2023-12", illustrative=True)
    monkeypatch.chdir(tmp_path)
    return str(live_server.url)


def run(name: str, site: str, capsys: Any) -> str:
    """What an example prints."""
    exec(compile(examples("data.md")[name].replace(SITE, site), name, "exec"), {})
    return str(capsys.readouterr().out)


def test_curl(site, tmp_path):
    command = examples("data.md")["curl"].replace(SITE, site)
    subprocess.run(["sh", "-ec", command], check=True, cwd=tmp_path, timeout=60)
    with (tmp_path / "jobs.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == ["10", "7", "99", "4"]


def test_pandas(site, capsys):
    printed = run("pandas", site, capsys)
    assert re.search(r"Sơn La +116\.0", printed)
    assert re.search(r"Tuyên Quang +20\.0", printed)


def test_r_by_the_same_rules_in_python(site):
    """R itself is not part of what the tests need: the rules of `read.csv` as the example sets them."""
    assert (
        'fileEncoding = "UTF-8-BOM", colClasses = c(area_code = "character"), na.strings = ""'
        in examples("data.md")["R"]
    )
    with urllib.request.urlopen(f"{site}/data.csv") as response:
        content = response.read().decode("utf-8-sig")
    rows = [
        {name: text or None for name, text in row.items()} for row in csv.DictReader(io.StringIO(content, newline=""))
    ]
    months = [r for r in rows if r["basis"] == "month" and r["category"] is None and r["status"] != "illustrative"]
    sums: dict[str, Decimal] = {}
    for row in months:
        if row["value"] is not None:  # aggregate() leaves rows without a value out
            sums[str(row["area_code"])] = sums.get(str(row["area_code"]), Decimal(0)) + Decimal(row["value"])
    assert sums == {"14": 116, "08": 20}


def test_excel(site, capsys):
    assert run("Excel", site, capsys).strip() == str(10 + 7 + 4 + 99 + 20 + 1000)


def test_duckdb(site, capsys):
    assert run("DuckDB", site, capsys).strip() == "[('08', Decimal('20.0000')), ('14', Decimal('116.0000'))]"

"""`manage.py read_report`, and the catalogue that it reads with."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.management.reference_vocabulary import reference_gazetteer, reference_vocabulary
from indicators.queries.drafts.reading import gazetteer, vocabulary

TEXT = "5 tháng đầu năm, toàn tỉnh giải quyết việc làm cho 1.234 lao động, đạt 52,8% kế hoạch."

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("read_report", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_json_is_a_list_of_candidates(report: Path) -> None:
    first, second = json.loads(run(report, "--area", "14", "--date", "2024-06-03", "--json"))
    assert (first["value"], first["indicator"], first["area"]["code"]) == (1234, "jobs_created", "14")
    assert first["period"] == {"type": "ytd", "start": "2024-01-01", "end": "2024-05-31", "date": None}
    assert (second["kind"], second["value"]) == ("pct_of_target", 52.8)


def test_without_json_each_candidate_is_a_line(report: Path) -> None:
    assert len(run(report, "--area", "14").splitlines()) == 2


def test_an_unknown_area_or_an_unreadable_file_is_said(report: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="999"):
        run(report, "--area", "999")
    with pytest.raises(CommandError):
        run(tmp_path / "missing.txt")


def test_the_loaded_catalogue_reads_like_the_reference_files() -> None:
    call_command("load_reference", stdout=StringIO())
    words, files = vocabulary(), reference_vocabulary()
    assert words.indicators == files.indicators
    assert set(words.phrases) == set(files.phrases)
    assert set(gazetteer().rows) == set(reference_gazetteer().rows)

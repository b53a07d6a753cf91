"""`manage.py import_file`: all of a file, or nothing and every error."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators import services
from indicators.models import Change, DraftFigure
from indicators.values.series import Qualifier

from .support import factories as make
from .support.importing import line, sheet_of, table, workbook
from .support.staff import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    make.category("loan")
    return make.report("2024-05")


def run(path, report, *options):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_file", str(path), "--report", str(report.pk), *options, stdout=out, stderr=err)
    except CommandError as error:
        return str(error), err.getvalue()
    return "", out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*lines):
        path = tmp_path / "số liệu.csv"
        path.write_text(table(*lines), encoding="utf-8")
        return path

    return write


def test_import_file_puts_all_of_it_in_with_history_and_actor(report, file):
    error, said = run(file(line(), line(category="loan", value="7"), line(basis="ytd", value="2000")), report)
    assert error == ""
    assert "3" in said
    assert held(report) == {(None, "month"): Decimal(1234), ("loan", "month"): Decimal(7), (None, "ytd"): Decimal(2000)}
    changes = Change.objects.filter(table="draft_figure")
    assert {(change.actor_id, change.way) for change in changes} == {(report.created_by_id, "import")}
    assert changes.count() == 3


def test_import_file_with_one_error_saves_nothing_and_says_where(report, file):
    error, said = run(file(line(), line(category="loan", value="1,234")), report)
    assert "1 lỗi" in error
    assert "3, F (value): “1,234”" in said or "3, E (value): “1,234”" in said
    assert held(report) == {}


def test_import_file_check_saves_nothing(report, file):
    error, said = run(file(line()), report, "--check")
    assert (error, held(report)) == ("", {})
    assert "1 thêm mới" in said


def test_import_file_again_changes_nothing_and_leaves_no_history(report, file):
    path = file(line(), line(category="loan", value="7"))
    run(path, report)
    before = list(DraftFigure.objects.order_by("id").values())
    error, said = run(path, report)
    assert error == ""
    assert "2 giữ nguyên" in said
    assert list(DraftFigure.objects.order_by("id").values()) == before
    assert Change.objects.filter(table="draft_figure").count() == 2


def test_import_file_changes_what_differs_and_keeps_what_it_does_not_name(report, file):
    run(file(line(), line(category="loan", value="7")), report)
    run(file(line(value="1235")), report)
    assert held(report) == {(None, "month"): Decimal(1235), ("loan", "month"): Decimal(7)}


def read_from_text(report):
    """1234, read from the report's own sentence."""
    cell = make.cell(1234, "2024-05", text_start=4, text_end=9, printed_attainment=Decimal(45))
    services.save_cells(report=report, cells=[cell], by=report.created_by, way="reading")


def read_there():
    return DraftFigure.objects.values_list("value", "text_start", "text_end", "printed_attainment").get()


@pytest.mark.parametrize("other", [{"value": "2000"}, {"value": "1234", "value_high": "1300"}])
def test_import_file_keeps_no_sentence_for_another_number(report, file, other):
    read_from_text(report)
    run(file(line(**other)), report)
    assert read_there() == (Decimal(other["value"]), None, None, None)


def test_import_file_keeps_the_sentence_of_the_same_number(report, file):
    read_from_text(report)
    run(file(line(note="đã rà soát")), report)
    assert read_there() == (Decimal(1234), 4, 9, Decimal(45))


def said_of(report):
    return DraftFigure.objects.filter(report=report).values_list("value", "qualifier", "note").get()


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        ({"value": "1234"}, (1234, "nearly", "số sơ bộ")),
        ({"value": "1234", "note": ""}, (1234, "nearly", "")),
        ({"value": "1234", "qualifier": ""}, (1234, "exact", "số sơ bộ")),
        ({"value": "hơn 1.234"}, (1234, "over", "số sơ bộ")),
        ({"value": "2000"}, (2000, "exact", "số sơ bộ")),
    ],
)
def test_import_file_leaves_what_it_has_no_column_for(report, file, cells, left):
    """A note stays; a hedge stays with its number. An empty cell of a column says: nothing here."""
    cell = make.cell(1234, "2024-05", qualifier=Qualifier.NEARLY, note="số sơ bộ")
    services.save_cells(report=report, cells=[cell], by=report.created_by, way="grid")
    run(file(line(**cells)), report)
    assert said_of(report) == left


def test_import_file_without_columns_of_notes_and_hedges_makes_plain_figures(report, file):
    run(file(line()), report)
    assert said_of(report) == (1234, "exact", "")


def test_import_file_takes_ten_years_in_one_report(report, file):
    lines = [line(period=f"{year}-{month:02}", value=f"{year}") for year in range(2014, 2024) for month in range(1, 13)]
    error, _said = run(file(*lines), report)
    assert error == ""
    assert DraftFigure.objects.filter(report=report).count() == 120


def test_import_file_reads_workbooks(report, tmp_path):
    path = workbook(tmp_path / "so lieu.xlsx", *sheet_of(line(value=15)))
    assert run(path, report)[0] == ""
    assert held(report) == {(None, "month"): Decimal(15)}


@pytest.mark.parametrize("options", [("--by", "nobody"), ("--by", "stranger")])
def test_import_file_is_for_who_may_enter(report, file, options):
    make.user("stranger")
    error, _said = run(file(line()), report, *options)
    assert error
    assert held(report) == {}


def test_import_file_into_a_submitted_report_is_refused(report, file):
    make.submitted([make.cell(5, "2024-05")], report=report)
    error, _said = run(file(line()), report)
    assert "khoá" in error or "khóa" in error


def test_import_file_of_no_report_and_no_file(report, file, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_file", str(file(line())), "--report", "999999")
    assert run(tmp_path / "không có.csv", report)[0]

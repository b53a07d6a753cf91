"""Rows in, bytes out: what each form of file promises."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from indicators.exports import About, Definition, csv_chunks, json_chunks, package_chunks, sdmx_chunks, xlsx
from indicators.exports.columns import CODES, HEADINGS, MEANINGS
from indicators.values.csv_injection import restored
from indicators.values.names import Name
from indicators.values.numbers import plain
from indicators.values.periods import Basis
from indicators.values.rows import COLUMNS, Row
from indicators.values.series import Qualifier, ReleaseRef, Status

from .support.rows import FORMULAS, RELEASED, row, tables
from .support.soaking import check_often, few_or

ABOUT = About(ReleaseRef(3, RELEASED), address="/data/?as_of=3")


def csv_bytes(rows):
    return b"".join(csv_chunks(rows))


def read_csv(content: bytes) -> list[Row]:
    """As docs/data.md says that the file is to be read."""
    records = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(records[0]) == COLUMNS
    return [typed(record) for record in records[1:]]


def typed(record: list[str]) -> Row:
    values = dict(zip(COLUMNS, record, strict=True))
    kinds = {
        "value": decimal, "value_high": decimal, "report": int, "release": int,
        "period_start": date.fromisoformat, "period_end": date.fromisoformat, "released_at": datetime.fromisoformat,
    }  # fmt: skip
    return Row(**{name: kinds.get(name, restored)(text) for name, text in values.items()})


def decimal(text):
    return Decimal(text) if text else None


def workbook(rows, lang="vi"):
    file = io.BytesIO()
    xlsx(rows, ABOUT, lang, file)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue()))


# --- CSV -----------------------------------------------------------------------------------


def test_csv_is_the_contract_byte_for_byte():
    rows = [row(value=Decimal("1234.5000")), row(category="loan", category_vi="Vay vốn, quỹ", note='ghi "chú"')]
    assert csv_bytes(rows).decode() == (
        "\ufeffarea_code,area_vi,area_en,indicator,indicator_vi,indicator_en,category,category_vi,category_en,unit,basis,"
        "period,period_start,period_end,value,value_high,qualifier,status,missing_reason,note,source_title,source_url,"
        "report,release,released_at,confidence,second_sources\r\n"
        "14,Sơn La,Son La,jobs_created,Giải quyết việc làm,Jobs created,,,,worker,month,2024-08,2024-08-01,2024-08-31,"
        "1234.5,,exact,published,,,Báo cáo tháng 8,https://example.vn/8,7,3,2024-09-11T01:02:03.456789Z,high,\r\n"
        '14,Sơn La,Son La,jobs_created,Giải quyết việc làm,Jobs created,loan,"Vay vốn, quỹ",,worker,month,2024-08,'
        '2024-08-01,2024-08-31,1234,,exact,published,,"ghi ""chú""",Báo cáo tháng 8,https://example.vn/8,7,3,'
        "2024-09-11T01:02:03.456789Z,high,\r\n"
    )


def test_csv_of_nothing_is_the_header():
    assert read_csv(csv_bytes([])) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("-0.0000", "0"), ("100", "100"), ("1E+2", "100"), ("0.1200", "0.12"), ("-3.2500", "-3.25"),
     ("99999999999999999999.9999", "99999999999999999999.9999"), ("0.0001", "0.0001")],
)  # fmt: skip
def test_numbers_have_a_point_no_grouping_and_no_zeros_at_the_end(value, text):
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_makes_formulas_harmless(formula):
    (record,) = list(csv.reader(io.StringIO(csv_bytes([row(note=formula)]).decode("utf-8-sig"), newline="")))[1:]
    cell = record[COLUMNS.index("note")]
    assert cell[0] not in "=+-@\t\r"
    assert restored(cell) == formula


def test_csv_leaves_negative_numbers_numbers():
    assert b",-12.5,," in csv_bytes([row(value=Decimal("-12.5"))])


@few_or(1000, few=50)
def test_csv_read_back_gives_the_same_rows_and_the_same_bytes(times):
    """X7, the half without a database: written, read, written again."""

    def check(table):
        content = csv_bytes(table)
        again = read_csv(content)
        assert again == table
        assert csv_bytes(again) == content

    check_often(times, check, table=tables)


def test_csv_comes_in_pieces_while_rows_come():
    taken = []

    def source():
        for number_ in range(2000):
            taken.append(number_)
            yield row()

    pieces = csv_chunks(source())
    next(pieces)
    assert taken == []
    next(pieces)
    assert len(taken) < 1000


# --- JSON ----------------------------------------------------------------------------------


def test_json_is_one_object_with_a_figure_a_line():
    content = b"".join(json_chunks([row(), row(value=None, missing_reason="chưa có")], ABOUT))
    read = json.loads(content)
    assert read["release"] == {"number": 3, "released_at": "2024-09-11T01:02:03.456789Z"}
    assert read["licence"]["name"] == "CC-BY-4.0"
    assert read["columns"] == list(COLUMNS)
    assert [figure["value"] for figure in read["figures"]] == [1234, None]
    assert list(read["figures"][0]) == list(COLUMNS)
    assert sum(line.startswith(b'{"area_code"') for line in content.splitlines()) == 2


def test_json_keeps_every_digit():
    content = b"".join(json_chunks([row(value=Decimal("12345678901234567890.1234"))], ABOUT))
    assert json.loads(content, parse_float=Decimal)["figures"][0]["value"] == Decimal("12345678901234567890.1234")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_json_holds_what_the_rows_hold(table):
    read = json.loads(b"".join(json_chunks(table, ABOUT)), parse_float=Decimal)["figures"]
    assert [(f["note"], f["value"], f["period_start"]) for f in read] == [
        (r.note, r.value, r.period_start.isoformat()) for r in table
    ]


def test_json_of_nothing_is_still_json():
    assert json.loads(b"".join(json_chunks([], About())))["figures"] == []


# --- XLSX ----------------------------------------------------------------------------------


def test_xlsx_has_real_numbers_and_dates_under_two_header_rows():
    sheet = workbook([row(value=Decimal("-1234.5"))]).worksheets[0]
    cells = {code.value: cell for code, cell in zip(sheet[2], sheet[3], strict=True)}
    assert [cell.value for cell in sheet[2]] == list(COLUMNS)
    assert sheet["A1"].value == "Mã địa bàn"
    assert (cells["value"].value, cells["value"].data_type) == (-1234.5, "n")
    assert cells["period_start"].value == datetime(2024, 8, 1)  # noqa: DTZ001
    assert (cells["area_code"].value, cells["area_code"].data_type) == ("14", "s")
    assert cells["report"].value == 7


@pytest.mark.parametrize("formula", FORMULAS)
def test_xlsx_has_no_formula_cells(formula):
    book = workbook([row(note=formula, area_vi=formula, source_url=formula)])
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    values = {cell.value for line in book.worksheets[0].iter_rows(min_row=3) for cell in line}
    assert formula.replace("\r", "\n") in values | {str(v).replace("\r", "\n").replace("_x000D_", "\n") for v in values}


def test_xlsx_says_what_it_is_in_the_pages_language():
    assert workbook([], "vi").sheetnames == ["Số liệu", "Giới thiệu"]
    book = workbook([row()], "en")
    assert book.sheetnames == ["Data", "About"]
    about = {line[0].value: line[1].value for line in book["About"].iter_rows()}
    assert about["Release"].startswith("3 (2024-09-11")
    assert "creativecommons" in about["Licence"]
    assert about["Rows"] == "1"


def test_xlsx_writes_as_text_what_excel_would_round():
    sheet = workbook([row(value=Decimal("12345678901234567890.5"))]).worksheets[0]
    assert sheet.cell(3, COLUMNS.index("value") + 1).value == "12345678901234567890.5"


def test_xlsx_cuts_a_text_that_no_cell_takes_and_says_so():
    sheet = workbook([row(note="a" * 40_000)]).worksheets[0]
    value = sheet.cell(3, COLUMNS.index("note") + 1).value
    assert (len(value), value[-1]) == (32_767, "…")


def test_xlsx_goes_on_to_a_further_sheet(monkeypatch):
    monkeypatch.setattr("indicators.exports.xlsx_file.MOST_ROWS", 2)
    book = workbook([row(note=str(n)) for n in range(5)])
    assert book.sheetnames == ["Số liệu", "Số liệu 2", "Số liệu 3", "Giới thiệu"]
    assert [sheet.max_row for sheet in book.worksheets[:3]] == [4, 4, 3]


def test_xlsx_of_the_same_rows_is_the_same_bytes():
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        xlsx([row()], ABOUT, "vi", file)
    assert first.getvalue() == second.getvalue()


# --- SDMX-CSV ------------------------------------------------------------------------------


def observations(*rows):
    content = b"".join(sdmx_chunks(rows)).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_sdmx_has_the_columns_of_version_2_and_the_total_as_a_category():
    (seen,) = observations(row())
    assert list(seen)[:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert (seen["STRUCTURE"], seen["STRUCTURE_ID"], seen["ACTION"]) == ("dataflow", "VN_WELFARE:FIGURES(1.0)", "I")
    assert (seen["FREQ"], seen["REF_AREA"], seen["CATEGORY"], seen["TIME_PERIOD"]) == ("M", "14", "_T", "2024-08")
    assert seen["OBS_VALUE"] == "1234"


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, "A"), ({"value": None}, "O"), ({"qualifier": "estimate"}, "E"), ({"qualifier": "provisional"}, "P"),
     ({"qualifier": "over"}, "A"), ({"status": "illustrative"}, "V"), ({"status": "revised"}, "A"),
     ({"status": "illustrative", "value": None}, "O"), ({"status": "illustrative", "qualifier": "estimate"}, "V")],
)  # fmt: skip
def test_sdmx_obs_status(fields, status):
    assert observations(row(**fields))[0]["OBS_STATUS"] == status


@pytest.mark.parametrize(
    ("fields", "period"),
    [
        ({"basis": "year", "period": "2024", "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}, "2024"),
        ({"basis": "quarter", "period": "2024-06", "period_start": date(2024, 4, 1), "period_end": date(2024, 6, 30)}, "2024-Q2"),
        ({"basis": "span", "period": "2010-12", "period_start": date(2006, 1, 1), "period_end": date(2010, 12, 31)}, "2006-01-01/P5Y"),
        ({"basis": "target", "period": "2025", "period_start": date(2021, 1, 1), "period_end": date(2025, 12, 31)}, "2021-01-01/P5Y"),
        ({"basis": "span", "period": "2024-08", "period_start": date(2021, 1, 1), "period_end": date(2024, 8, 31)}, "2021-01-01/P44M"),
    ],
)  # fmt: skip
def test_sdmx_time_period(fields, period):
    assert observations(row(**fields))[0]["TIME_PERIOD"] == period


# --- data package --------------------------------------------------------------------------


def package(rows, about=ABOUT):
    return b"".join(package_chunks(csv_chunks(rows), about))


def test_package_holds_the_csv_its_description_and_a_readme():
    meaning = Definition(
        "jobs_created",
        Name("Giải quyết việc làm", "Jobs created"),
        Name("Số người", "People"),
        Name("lao động", "workers"),
    )
    content = package([row()], About(ReleaseRef(3, RELEASED), definitions=[meaning]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["figures.csv", "datapackage.json", "README.md"]
        figures = archive.read("figures.csv")
        described = json.loads(archive.read("datapackage.json"))
        readme = archive.read("README.md").decode()
    (resource,) = described["resources"]
    assert figures == csv_bytes([row()])
    assert (resource["bytes"], resource["hash"]) == (len(figures), f"sha256:{hashlib.sha256(figures).hexdigest()}")
    assert [field["name"] for field in resource["schema"]["fields"]] == list(COLUMNS)
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert "Giải quyết việc làm (lao động). Số người" in readme
    assert "Jobs created (workers). People" in readme


def test_a_file_is_cited_by_the_day_in_vietnam_as_the_page_is():
    late = ReleaseRef(3, datetime(2024, 9, 30, 17, 0, tzinfo=UTC))
    assert "lần công bố 3 (2024-10-01)" in About(late).cite.vi
    assert "release 3 (2024-10-01)" in json.loads(b"".join(json_chunks([], About(late))))["cite"]["en"]
    before = ReleaseRef(3, datetime(2024, 9, 30, 16, 59, tzinfo=UTC))
    assert "release 3 (2024-09-30)" in About(before).cite.en


def test_package_of_the_same_rows_is_the_same_bytes():
    assert package([row()]) == package([row()])


def test_package_does_not_wait_for_the_last_row():
    def source():
        for _ in range(5000):
            yield row(note=hashlib.sha256(str(_).encode()).hexdigest())
        raise AssertionError("asked for the last row")

    pieces = package_chunks(csv_chunks(source()), ABOUT)
    assert len(next(pieces) + next(pieces) + next(pieces)) > 0


# --- words ---------------------------------------------------------------------------------


def test_every_column_and_every_code_has_words():
    assert set(HEADINGS) == set(MEANINGS) == set(COLUMNS)
    assert list(CODES["basis"]) == [basis.value for basis in Basis]
    assert list(CODES["qualifier"]) == [qualifier.value for qualifier in Qualifier]
    assert list(CODES["status"]) == [status.value for status in Status]

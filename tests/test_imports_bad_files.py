"""Every bad file that people send, and the sentence that they get. No database.

0 exceptions, 0 figures out of a file with an error, 0 numbers that mean something else than what was sent.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from indicators import rules
from indicators.imports import KnownIndicator, child, read
from indicators.imports.kinds import LARGEST
from indicators.values.rows import COLUMNS
from indicators.values.series import Measure

from .support.importing import KNOWN, PEOPLE, PLAIN, contract, line, read_text, sheet_of, table, values, workbook
from .support.soaking import check_often, few_or

TCVN3 = str.maketrans(dict(zip("ăâêôơưđàảãáạ", "¨©ª«¬\xad®µ¶·¸¹", strict=True)))


def sentences(outcome):
    assert outcome.problems, "no error was found"
    assert not outcome.ok
    return "\n".join(problem.expected.vi for problem in outcome.problems)


# --- whole files that cannot be read -------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
HTML = b"<html><body><table><tr><td>14</td></tr></table></body></html>"


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def encrypted_zip() -> bytes:
    """Every part says of itself that it is encrypted."""
    content = zipped(**{"xl/workbook.xml": b"<workbook/>"})
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + b"\x01\x00" + content[place + 2 :]


WHOLE = {
    "0 bytes": (b"", "a.csv", "Tệp rỗng (0 byte)"),
    "blank lines only": (b"\r\n\r\n  \r\n", "a.csv", "Không tìm thấy dòng tiêu đề"),
    ".xls renamed .xlsx": (OLE, "a.xlsx", "Excel đời cũ (.xls)"),
    "encrypted workbook": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "mật khẩu"),
    "encrypted archive": (encrypted_zip(), "a.xlsx", "mật khẩu"),
    "HTML renamed .xls": (HTML, "a.xls", "trang web (HTML/XML)"),
    "HTML with a mark": (b"\xef\xbb\xbf" + HTML, "a.xls", "trang web (HTML/XML)"),
    "XML spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "a.xls", "trang web (HTML/XML)"),
    "macros": (zipped(**{"xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"}), "a.xlsm", "macro"),
    "ODS": (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a.ods", "không phải sổ Excel"),
    "Word": (zipped(**{"word/document.xml": b"<w/>"}), "a.xlsx", "không phải sổ Excel"),
    "damaged archive": (b"PK\x03\x04" + bytes(200), "a.xlsx", "bị hỏng"),
    "no workbook inside": (zipped(**{"xl/workbook.xml": b"<workbook/>"}), "a.xlsx", "bị hỏng"),
    "PDF": (b"%PDF-1.7 ...", "a.csv", "tệp PDF"),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), "a.csv", "tệp nén"),
    "RAR": (b"Rar!\x1a\x07" + bytes(50), "a.xlsx", "tệp nén"),
    "text named .xlsx": (b"abc,def\r\n", "a.xlsx", "nội dung không phải bảng tính"),
    "NUL": (table(line()).encode().replace(b"1234", b"12\x0034"), "a.csv", "Dòng 2 có ký tự NUL"),
    "random bytes": (bytes(range(128, 256)) * 4, "a.csv", "Không nhận ra bảng mã"),
    "UTF-8 that is cut": (table(line(note="số liệu sơ bộ ộ")).encode()[:-3] + b"\r\n", "a.csv", "Dòng 2 có ký tự hỏng"),
    "TCVN3": (table(line(area_vi="Sơn La".translate(TCVN3))).encode("latin-1"), "a.csv", "TCVN3 (ABC, phông .VnTime)"),
    "quote not closed": (b'indicator,basis,period,value\r\njobs_created,month,2024-05,"12\r\n', "a.csv", "Dấu nháy kép ở dòng 2"),
    "text after a quote": (b'indicator,basis,period,value\r\n"jobs"x,month,2024-05,12\r\n', "a.csv", "Dấu nháy kép ở dòng 2"),
    "endless cell": (table(line(note="x" * 30_000)).encode(), "a.csv", "ô dài hơn 20000 ký tự"),
    "no header": (b"14,jobs_created,month,2024-05,5\r\n", "a.csv", "Không tìm thấy dòng tiêu đề"),
    "header alone": (b"indicator,basis,period,value\r\n", "a.csv", "không có số liệu nào"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "sentence"), WHOLE.values(), ids=WHOLE)
def test_unreadable_file_gets_its_sentence(tmp_path, content, name, sentence):
    outcome = read_text(tmp_path, content, name)
    assert sentence in sentences(outcome)
    assert outcome.records == []


def test_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "nhận nhiều nhất 50 MB" in sentences(read(path, "big.csv", KNOWN))


# --- encodings, separators, ends of lines --------------------------------------------------

SAID = table(line(area_vi="Sơn La", note="số liệu sơ bộ, điều chỉnh ở huyện Mường Ảng"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_in_every_form_is_read(tmp_path, encoding, form):
    outcome = read_text(tmp_path, unicodedata.normalize(form, SAID).encode(encoding))
    assert values(outcome) == [Decimal(1234)]


TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """Letters whole, their tones apart, as the code page has them."""
    apart = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        apart.append(bare + "".join(mark for mark in marks if mark in TONES))
    return "".join(apart).encode("cp1258")


@pytest.mark.parametrize(("text", "value"), [("1,5 tỷ", "1500"), ("1.500 triệu đồng", "1500"), ("12,5", "12.5")])
def test_amounts_are_read_in_the_indicators_own_unit(tmp_path, text, value):
    facts = rules.IndicatorFacts(Measure.FLOW, "million_vnd", decimals=1)
    lent = KnownIndicator(9, "money_lent", ("Doanh số cho vay",), ("triệu đồng", "million_vnd", "million dong"), facts)
    known = replace(KNOWN, indicators=(*KNOWN.indicators, lent))
    cells = {"indicator_vi": "Doanh số cho vay", "unit": "triệu đồng", "value": text}
    outcome = read_text(tmp_path, table(line(indicator="", **cells)), known=known)
    assert values(outcome) == [Decimal(value)]


def test_windows_1258_is_read(tmp_path):
    outcome = read_text(tmp_path, windows_1258(SAID))
    assert values(outcome) == [Decimal(1234)]
    assert outcome.records[0].note == "số liệu sơ bộ, điều chỉnh ở huyện Mường Ảng"


def test_names_in_tcvn3_inside_a_unicode_file_are_recognised(tmp_path):
    outcome = read_text(tmp_path, table({**PLAIN, "area_code": "", "area_vi": "Sơn La".translate(TCVN3)}))
    assert "TCVN3" in sentences(outcome)
    assert "TCVN3" in sentences(read_text(tmp_path, table(line(note="điều chỉnh".translate(TCVN3)))))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_separator_and_end_of_line_is_read(tmp_path, separator, end):
    outcome = read_text(
        tmp_path,
        table(line(note=f'có "nháy", {separator} và\nxuống dòng'), line(basis="ytd"), separator=separator, end=end),
    )
    assert values(outcome) == [Decimal(1234), Decimal(1234)]


def test_excels_hint_of_the_separator_is_read(tmp_path):
    assert values(read_text(tmp_path, "sep=;\r\n" + table(line(), separator=";"))) == [Decimal(1234)]


@pytest.mark.parametrize(
    "name", ["SỐ LIỆU (1).CSV", "số liệu", "a.csv.csv", " a.txt ", "..", "a/b\\c.tsv", "=1+1.csv", "😀.csv"]
)
def test_odd_file_names_do_no_harm(tmp_path, name):
    assert values(read_text(tmp_path, table(line()), name)) == [Decimal(1234)]


# --- one bad cell --------------------------------------------------------------------------

CELLS = {
    "comma of thousands": (line(value="1,234"), "E (value)", "cần được xác nhận"),
    "dot out of place": (line(value="1.5"), "E (value)", "cần được xác nhận"),
    "with a unit": (line(value="12,000 người"), "E (value)", "cần được xác nhận"),
    "dash": (line(value="-"), "E (value)", "có thể nghĩa là bằng 0"),
    "long dash": (line(value="–"), "E (value)", "có thể nghĩa là bằng 0"),
    "ellipsis without a reason": (line(value="…"), "E (value)", "ghi rõ lý do"),
    "empty": (line(value=""), "E (value)", "Chưa có số"),
    "exponent": (line(value="1e5"), "E (value)", "dạng số mũ"),
    "16 digits": (line(value="1234567890123456"), "E (value)", "hơn 15 chữ số"),
    "NaN": (line(value="NaN"), "E (value)", "không phải là một giá trị hữu hạn"),
    "infinity": (line(value="inf"), "E (value)", "không phải là một giá trị hữu hạn"),
    "per cent of a count": (line(value="12%"), "E (value)", "không tính bằng phần trăm"),
    "formula": (line(value="=1+1"), "E (value)", "công thức"),
    "error of a spreadsheet": (line(value="#DIV/0!"), "E (value)", "lỗi của bảng tính"),
    "two numbers": (line(value="12 và 13"), "E (value)", "không phải là một số"),
    "negative count": (line(value="-5"), "E (value)", "không nhận số âm"),
    "decimals of a count": (line(value="1,5"), "E (value)", "số nguyên"),
    "Arabic digits": (line(value="١٢٣"), "E (value)", "không phải là một số"),
    "month 13": (line(period="2024-13"), "D (period)", "Năm và tháng như 2022-05"),
    "a day for a month": (line(period="05/05/2024"), "D (period)", "đây là một ngày"),
    "Excel's short month": (line(period="May-24"), "D (period)", "Năm và tháng như 2022-05"),
    "serial number of a day": (line(period="45413"), "D (period)", "Năm và tháng như 2022-05"),
    "October that lost its zero": (line(period="2024.1"), "D (period)", "dạng chữ như 2022-10"),
    "year 1800": (line(period="1800-01"), "D (period)", "Năm và tháng như 2022-05"),
    "quarter in its first month": (line(basis="quarter", period="2024-01"), "E (value)", "tháng cuối kỳ"),
    "unknown basis": (line(basis="tuần"), "C (basis)", "Một trong: month"),
    "unknown indicator": (line(indicator="việc làm"), "B (indicator)", "trong danh mục"),
    "total row": (line(indicator="Tổng cộng"), "B (indicator)", "Dòng cộng"),
    "unknown category": (line(category="xyz"), "F (category)", "loan, labour_export"),
    "area outside": (line(area_code="12"), "A (area_code)", "thuộc báo cáo này"),
    "unknown area": (line(area_code="Mường Gì Đó"), "A (area_code)", "thuộc báo cáo này"),
    "another unit": (line(unit="triệu đồng"), "F (unit)", "Đơn vị tính của chỉ tiêu này"),
    "derived figure": (line(status="derived"), "F (status)", "không được nhập"),
    "made-up figure": (line(status="illustrative"), "F (status)", "không được nhập"),
    "value and reason": (line(missing_reason="chưa có"), "E (value)", "chỉ giữ một"),
    "unknown qualifier": (line(qualifier="maybe"), "F (qualifier)", "Một trong: exact"),
    "upper value below": (line(value_high="5"), "E (value)", "bị ngược"),
    "note without end": (line(note="x" * 3000), "F (note)", "Nhiều nhất 2000 ký tự"),
    "days of another period": (line(period_start="2024-01-01"), "F (period_start)", "2024-05-01"),
    "years that begin after their end": (
        line(basis="span", period="2021-05", period_start="2021-05-15"), "F (period_start)", "Muộn nhất là 2021-05-01"
    ),
    "years that begin in mid-month": (
        line(basis="span", period="2024-05", period_start="2021-02-15"), "F (period_start)", "Ngày đầu của một tháng"
    ),
    "years that begin before all others": (
        line(basis="span", period="2024-05", period_start="1899-01-01"), "F (period_start)", "từ năm 1990"
    ),
    "target from before all years": (
        line(basis="target", period="2024", period_start="1989-12-01"), "F (period_start)", "từ năm 1990"
    ),
    "code and name of two indicators": (
        line(indicator_vi="vốn vay"), "B (indicator)", "jobs_created: giải quyết việc làm"
    ),
    "code and name of two categories": (
        line(category="loan", category_vi="xuất khẩu lao động"), "F (category)", "loan: vay vốn"
    ),
    "code and name differ": (line(area_code="122", area_vi="Mường La", period="2024-05"), "A (area_code)", "122: Huyện Phù Yên"),
    "code that was another's": (line(area_code="03646", period="2024-05"), "A (area_code)", "03646-2025"),
}  # fmt: skip


@pytest.mark.parametrize(("bad", "column", "sentence"), CELLS.values(), ids=CELLS)
def test_bad_cell_names_its_line_and_column(tmp_path, bad, column, sentence):
    good = line(period="2023-01")
    text = table(good, bad, columns=list(bad))
    outcome = read_text(tmp_path, text)
    assert sentence in sentences(outcome)
    (problem,) = outcome.problems
    assert (problem.row, problem.column) == (3, column)
    assert problem.expected.en


def test_code_beside_its_names_is_read(tmp_path):
    names = {"indicator_vi": "Giải quyết  việc làm", "indicator_en": "Jobs created"}
    parts = {"category": "loan", "category_vi": "Vay vốn", "category_en": ""}
    assert values(read_text(tmp_path, table(line(**names, **parts)))) == [Decimal(1234)]


def test_form_names_the_part_where_the_indicator_would_stand(tmp_path):
    form = [
        ["Mã chỉ tiêu", "Mã phân tổ", "Chỉ tiêu", "Trong tháng"],
        ["jobs_created", "", "giải quyết việc làm *", 10],
        ["jobs_created", "loan", "    vay vốn *", 7],
    ]
    assert values(read(workbook(tmp_path / "a.xlsx", *form), "a.xlsx", KNOWN)) == [Decimal(10), Decimal(7)]
    form[2][2] = "vốn vay"
    assert "jobs_created" in sentences(read(workbook(tmp_path / "b.xlsx", *form), "b.xlsx", KNOWN))


def test_indicator_whose_name_begins_like_a_total_is_read(tmp_path):
    poor = KnownIndicator(
        9, "poor_households", ("Tổng số hộ nghèo", "Total poor households"), PEOPLE, KNOWN.indicators[0].facts
    )
    known = replace(KNOWN, indicators=(*KNOWN.indicators, poor))
    text = table({"indicator_vi": "Tổng số hộ nghèo", "basis": "month", "period": "2024-05", "value": "5"})
    assert values(read_text(tmp_path, text, known=known)) == [Decimal(5)]


def test_line_with_a_comma_too_many_is_not_shifted(tmp_path):
    text = table(line()) + "14,jobs_created,month,2024-06,1,234\r\n"
    outcome = read_text(tmp_path, text)
    assert "Đúng 5 ô như dòng tiêu đề" in sentences(outcome)


def test_line_that_is_cut_is_not_taken(tmp_path):
    assert "Đúng 5 ô" in sentences(read_text(tmp_path, table(line()) + "14,jobs_created,month,2024-06\r\n"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", 1234),
        ("1234", 1234),
        ("1.234.567", 1234567),
        ("１２３", 123),
        ("12 000", None),
        ("1\u00a0234", 1234),
        ("0", 0),
        ("gần 500", 500),
    ],
)
def test_number_as_people_write_it_is_read_or_asked_about(tmp_path, text, value):
    outcome = read_text(tmp_path, table(line(value=text)))
    if value is None:
        assert "cần được xác nhận" in sentences(outcome)
    else:
        assert values(outcome) == [Decimal(value)]


def test_dot_in_a_money_column_of_a_persons_file_is_asked_about(tmp_path):
    """`1.234` million is 1234 to a person and 1.234 to a program."""
    assert "cần được xác nhận" in sentences(read_text(tmp_path, table(line(indicator="job_loan", value="1.234"))))


def test_dot_in_a_file_of_ours_is_a_decimal_point(tmp_path):
    assert values(read_text(tmp_path, contract(line(indicator="job_loan", value="1.234")))) == [Decimal("1.234")]


def test_file_of_ours_saved_again_by_excel_is_no_longer_taken_at_its_word(tmp_path):
    text = contract(line(indicator="job_loan", value="1.234"), separator=";")
    assert "cần được xác nhận" in sentences(read_text(tmp_path, text))


@pytest.mark.parametrize(
    "period",
    ["2024-05", "05/2024", "5/2024", "tháng 5/2024", "Tháng 5 năm 2024", "2024-5", "２０２４-０５", "2024-05-01"],
)
def test_month_as_people_write_it_is_read(tmp_path, period):
    (record,) = read_text(tmp_path, table(line(period=period))).records
    assert str(record.month) == "2024-05"


# --- columns and rows ----------------------------------------------------------------------


def test_columns_in_another_order_and_in_words_are_read(tmp_path):
    text = "Giá trị,Kỳ báo cáo,Chỉ tiêu,Loại kỳ,Địa bàn\r\n15,05/2024,Giải quyết việc làm,Trong tháng,Sơn La\r\n"
    assert values(read_text(tmp_path, text)) == [Decimal(15)]


def test_unknown_columns_are_told_and_not_read(tmp_path):
    outcome = read_text(tmp_path, table(line(**{"người lập": "A"})))
    assert values(outcome) == [Decimal(1234)]
    assert any("người lập" in notice.vi for notice in outcome.notices)


def test_missing_columns_are_named(tmp_path):
    outcome = read_text(tmp_path, "indicator,value\r\njobs_created,5\r\n")
    assert "Thiếu cột: basis, period" in sentences(outcome)
    assert len(outcome.problems) == 1


def test_column_that_is_there_twice_is_refused(tmp_path):
    text = "indicator,basis,period,value,value\r\njobs_created,month,2024-05,5,6\r\n"
    assert "chỉ được có một lần" in sentences(read_text(tmp_path, text))


def test_same_row_twice_is_taken_once_and_told(tmp_path):
    outcome = read_text(tmp_path, table(line(), line(basis="ytd"), line()))
    assert len(values(outcome)) == 2
    assert any("lặp lại" in notice.vi and "4" in notice.vi for notice in outcome.notices)


def test_a_line_tells_all_that_is_wrong_with_it_at_once(tmp_path):
    """Who mends the first should not meet the second after the next upload."""
    wrong = line(category="nope", basis="mth", period="2025-13", area_code="99", value="abc", note="x" * 3000)
    outcome = read_text(tmp_path, contract(wrong, line(period="2025-13", value="1,234")))
    told = [(problem.row, problem.column.split()[1].strip("()")) for problem in outcome.problems]
    assert sorted(told) == [
        (2, "basis"), (2, "category"), (2, "note"), (2, "period"), (2, "value"), (3, "period"), (3, "value")
    ]  # fmt: skip
    assert not outcome.records


def test_same_figure_twice_with_other_values_is_an_error_that_names_both(tmp_path):
    outcome = read_text(tmp_path, table(line(), line(value="1235")))
    (problem,) = outcome.problems
    assert problem.row == 3
    assert "E2" in problem.expected.vi


@pytest.mark.parametrize(("period", "code"), [("2025-06", "122"), ("2025-07", "03910"), ("2014-01", "122")])
def test_name_of_an_area_means_the_one_of_that_day(tmp_path, period, code):
    text = table({**PLAIN, "area_code": "", "area_vi": "Phù Yên", "period": period})
    (record,) = read_text(tmp_path, text).records
    assert record.area.code == code


def test_name_with_its_kind_in_the_wrong_time_is_explained(tmp_path):
    text = table({**PLAIN, "area_code": "", "area_vi": "Huyện Phù Yên", "period": "2025-08"})
    assert "không tồn tại vào ngày 31/08/2025" in sentences(read_text(tmp_path, text))


def test_code_that_lost_its_zero_is_found(tmp_path):
    (record,) = read_text(tmp_path, table(line(area_code="3910", period="2025-08"))).records
    assert record.area.code == "03910"


def test_formula_texts_are_kept_as_texts(tmp_path):
    (record,) = read_text(tmp_path, contract(line(note="'=1+1"))).records
    assert record.note == "=1+1"
    (record,) = read_text(tmp_path, table(line(note="@cmd"))).records
    assert record.note == "@cmd"


# --- workbooks -----------------------------------------------------------------------------


def test_workbook_dates_for_months(tmp_path):
    from datetime import date

    def change(book, sheet):
        style = book.add_format({"num_format": "mm/yyyy"})
        sheet.write_datetime(1, 3, date(2024, 5, 1), style)
        sheet.write_datetime(2, 3, date(2024, 5, 5), style)

    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(value=1), line(value=2, basis="ytd")), change=change)
    outcome = read(path, "a.xlsx", KNOWN)
    (problem,) = outcome.problems
    assert (problem.sheet, problem.row, problem.column) == ("Số liệu", 3, "D (period)")
    assert "đây là một ngày" in problem.expected.vi


def test_workbook_number_that_excel_made_a_date_is_refused(tmp_path):
    from datetime import date

    def change(book, sheet):
        sheet.write_datetime(1, 4, date(2024, 5, 1), book.add_format({"num_format": "d-mmm"}))

    outcome = read(workbook(tmp_path / "a.xlsx", *sheet_of(line()), change=change), "a.xlsx", KNOWN)
    assert "đổi ô này thành ngày" in sentences(outcome)


def test_workbook_per_cent_is_what_the_person_sees(tmp_path):
    def change(book, sheet):
        style = book.add_format({"num_format": "0.0%"})
        sheet.write_number(1, 4, 0.148, style)

    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(indicator="trained_share", basis="as_of")), change=change)
    assert values(read(path, "a.xlsx", KNOWN)) == [Decimal("14.8")]
    path = workbook(tmp_path / "b.xlsx", *sheet_of(line()), change=change)
    assert "không tính bằng phần trăm" in sentences(read(path, "b.xlsx", KNOWN))


@pytest.mark.parametrize("code", ['0.0"%"', "0.0\\%", '0.0" %"', '0"%"', "[$%]0.0", "0.0_%", '0.0"'])
def test_workbook_per_cent_sign_that_is_only_shown_leaves_the_number(tmp_path, code):
    def change(book, sheet):
        sheet.write_number(1, 4, 14.8, book.add_format({"num_format": code}))

    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(indicator="trained_share", basis="as_of")), change=change)
    assert values(read(path, "a.xlsx", KNOWN)) == [Decimal("14.8")]


@pytest.mark.parametrize("code", ["0%", "0.00%", "[Red]0.0%", '"≈ "0.0%', "0.0\\ %", '#,##0.0%;"-"0.0%'])
def test_workbook_per_cent_is_seen_beside_other_signs(code):
    assert child.shows_percent(code)


@pytest.mark.parametrize("period", [2024.10, 2024.01, 10.2024])
def test_workbook_month_as_a_number_is_refused(tmp_path, period):
    """2024.10 and 2024.1 are one number."""
    (problem,) = read(workbook(tmp_path / "a.xlsx", *sheet_of(line(period=period))), "a.xlsx", KNOWN).problems
    assert (problem.column, "dạng chữ như 2022-10" in problem.expected.vi) == ("D (period)", True)


@pytest.mark.parametrize("period", [10**40, 1e300, 45413])
def test_workbook_number_that_is_no_month_is_refused(tmp_path, period):
    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(period=period)))
    assert "Năm và tháng như 2022-05" in sentences(read(path, "a.xlsx", KNOWN))


def test_workbook_year_as_a_number_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(basis="year", period=2024)))
    assert values(read(path, "a.xlsx", KNOWN)) == [Decimal(1234)]


def test_workbook_formulas_are_taken_with_their_result_and_refused_without(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", *sheet_of(line()), change=lambda book, sheet: sheet.write_formula(1, 4, "=5+7", value=12)
    )
    outcome = read(path, "a.xlsx", KNOWN)
    assert values(outcome) == [Decimal(12)]
    assert any("1 ô là công thức" in notice.vi for notice in outcome.notices)
    path = workbook(
        tmp_path / "b.xlsx", *sheet_of(line()), change=lambda book, sheet: sheet.write_formula(1, 4, "=5+7", value="")
    )
    assert "Công thức chưa có kết quả" in sentences(read(path, "b.xlsx", KNOWN))
    path = workbook(
        tmp_path / "c.xlsx",
        *sheet_of(line()),
        change=lambda book, sheet: sheet.write_formula(1, 4, "=1/0", value="#DIV/0!"),
    )
    assert "lỗi" in sentences(read(path, "c.xlsx", KNOWN))


def test_workbook_hidden_rows_and_sheets_are_told(tmp_path):
    def change(book, sheet):
        sheet.set_row(2, options={"hidden": True})
        book.add_worksheet("ẩn").hide()

    outcome = read(workbook(tmp_path / "a.xlsx", *sheet_of(line(), line(basis="ytd")), change=change), "a.xlsx", KNOWN)
    assert len(values(outcome)) == 2
    told = "\n".join(notice.vi for notice in outcome.notices)
    assert "1 dòng đang ẩn: 3" in told
    assert "“ẩn”" in told


def test_workbook_sheet_without_a_header_beside_another_is_told(tmp_path):
    """Its figures are not in; an empty one has none."""

    def change(book, sheet):
        other = book.add_worksheet("Phần 2")
        other.write_row(0, 0, ["Chi tieu", "Thuc hien thang 5"])
        other.write_row(1, 0, ["jobs_created", 55])
        book.add_worksheet("Sheet3").write_blank(0, 0, None, book.add_format({"bold": True}))

    outcome = read(workbook(tmp_path / "a.xlsx", *sheet_of(line(value=10)), change=change), "a.xlsx", KNOWN)
    assert values(outcome) == [Decimal(10)]
    assert [notice.vi for notice in outcome.notices] == [
        "Trang tính không được đọc vì không có dòng tiêu đề: “Phần 2”."
    ]


MERGED = {
    "area": ("area_vi", "A2:A3", "Phù Yên", 3),
    "category": ("category", "C2:C4", "loan", 3),
    "indicator beside its category": ("category", "B4:C4", "jobs_created", 4),
}


@pytest.mark.parametrize(("column", "cells", "text", "row"), MERGED.values(), ids=MERGED)
def test_workbook_row_whose_name_is_in_a_merged_cell_is_refused(tmp_path, column, cells, text, row):
    """Its own cell is empty: a part would pass for the total, a district's figure for the province's."""
    rows = [{"area_vi": "Phù Yên", "indicator": "jobs_created", "category": "", **PLAIN, "area_code": "", "basis": basis}
            for basis in ("month", "ytd", "year")]  # fmt: skip
    rows[2]["period"] = "2024"
    path = workbook(
        tmp_path / "a.xlsx", *sheet_of(*rows), change=lambda book, sheet: sheet.merge_range(cells, text, None)
    )
    (problem,) = read(path, "a.xlsx", KNOWN).problems
    assert (problem.row, problem.found) == (row, cells)
    assert f"({column})" in problem.column
    assert "bỏ gộp" in problem.expected.vi


def test_workbook_merged_cells_that_hide_no_name_are_told_and_read(tmp_path):
    def change(book, sheet):
        sheet.merge_range("A2:B2", "I. Việc làm")  # no figure there
        sheet.merge_range("D3:D4", "số sơ bộ")  # notes

    rows = [
        ["indicator", "category", "month", "note"],
        [""] * 4,
        ["jobs_created", "", 9, ""],
        ["jobs_created", "loan", 7, ""],
    ]
    outcome = read(workbook(tmp_path / "a.xlsx", *rows, change=change), "a.xlsx", KNOWN)
    assert values(outcome) == [Decimal(9), Decimal(7)]
    assert any("ô gộp: A2:B2, D3:D4" in notice.vi for notice in outcome.notices)


def test_workbook_merged_cell_after_many_others_is_found(tmp_path):
    def change(book, sheet):
        for row in range(40):
            sheet.merge_range(row, 10, row, 11, "")
        sheet.merge_range("A2:A3", "Phù Yên")

    rows = [line(area_code="122"), line(area_code="", basis="ytd")]
    path = workbook(tmp_path / "a.xlsx", *sheet_of(*rows), change=change)
    assert "A2:A3" in [problem.found for problem in read(path, "a.xlsx", KNOWN).problems]


def test_workbook_with_a_merged_header_is_explained(tmp_path):
    def change(book, sheet):
        sheet.merge_range(0, 0, 0, 3, "Kết quả tháng 5")

    outcome = read(
        workbook(tmp_path / "a.xlsx", ["", "", "", ""], [14, "jobs_created", 5, 6], change=change), "a.xlsx", KNOWN
    )
    assert "ô gộp (A1:D1" in sentences(outcome)


@pytest.mark.parametrize(
    ("value", "read_as"), [(1234567890123456, None), (0.1 + 0.2, "0.3"), (123456789012345, "123456789012345")]
)
def test_workbook_digits_are_those_that_excel_keeps(tmp_path, value, read_as):
    facts = line(indicator="job_loan", value=value)
    outcome = read(workbook(tmp_path / "a.xlsx", *sheet_of(facts)), "a.xlsx", KNOWN)
    if read_as is None:
        assert "hơn 15 chữ số" in sentences(outcome) or "1234567890123460" not in str(values(outcome))
    else:
        assert values(outcome) == [Decimal(read_as)]


def test_workbook_boolean_and_text_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(value=True), line(basis="ytd", value="abc")))
    assert [problem.row for problem in read(path, "a.xlsx", KNOWN).problems] == [2, 3]


# --- anything at all -----------------------------------------------------------------------

junk = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(st.sampled_from(sorted(PLAIN)), st.text(max_size=12)).map(
        lambda pair: table(line(**{pair[0]: pair[1]})).encode("utf-8", "surrogatepass")
    ),
)


@few_or(300, few=60)
def test_no_bytes_at_all_end_in_an_exception(tmp_path, times):
    def check(content, name):
        outcome = read_text(tmp_path, content, name)
        assert outcome.ok == bool(outcome.records)

    check_often(times, check, content=junk, name=st.sampled_from(["a.csv", "a.xlsx", "a"]))


def test_every_heading_of_our_own_files_is_understood():
    from indicators.exports.columns import CODES, HEADINGS
    from indicators.imports.columns import basis_of, code_of

    for code, name in HEADINGS.items():
        assert {code_of(code), code_of(name.vi)} == {code}, code
    assert set(HEADINGS) == set(COLUMNS)
    for basis, name in CODES["basis"].items():
        assert basis_of(basis) == basis_of(name.vi) == basis_of(name.en) == basis

"""XLSX: what Excel opens by a double click. Numbers are numbers, dates are dates, and no text is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..values import numbers
from ..values.rows import Row
from .about import LICENCE_TITLE, LICENCE_URL, About
from .columns import HEADINGS, MEANINGS, codes_of
from .csv_file import plain

#: Rows of figures on one sheet; Excel ends at 1,048,576. What is more goes on to a further sheet.
MOST_ROWS = 1_000_000

#: Excel keeps 15 digits of a number and 32,767 characters of a text.
MOST_DIGITS, MOST_CHARACTERS = 15, 32_767

_WIDTHS = {
    "indicator_vi": 45,
    "indicator_en": 45,
    "source_title": 40,
    "note": 30,
    "missing_reason": 25,
    "source_url": 25,
    "second_sources": 40,
}
_NAMES = {"vi": ("Số liệu", "Giới thiệu"), "en": ("Data", "About")}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def xlsx(rows: Iterable[Row], about: About, lang: str, file: BinaryIO) -> int:
    """Write the workbook to `file`, headed in `lang` ("vi" or "en"); return how many figures it holds."""
    with Workbook(file, _OPTIONS) as book:
        moment = about.release.released_at if about.release else datetime(2000, 1, 1, tzinfo=UTC)
        book.set_properties({"title": about.title.text(lang), "created": moment.astimezone(UTC).replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#e8eef6", "text_wrap": True, "valign": "top"}),
            "code": book.add_format({"font_color": "#5a6472", "italic": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "bold": book.add_format({"bold": True}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        written = _figures(book, rows, about.columns, lang, formats)
        _about(book.add_worksheet(_NAMES[lang][1]), about, lang, formats, written)
    return written


def _figures(book: Workbook, rows: Iterable[Row], columns: Sequence[str], lang: str, formats: dict[str, Format]) -> int:
    sheet, place, written = _sheet(book, columns, lang, formats), 2, 0
    for row in rows:
        if place == MOST_ROWS + 2:
            sheet, place = _sheet(book, columns, lang, formats), 2
        for column, value in enumerate(row[: len(columns)]):
            _write(sheet, place, column, value, formats["date"])
        place, written = place + 1, written + 1
    return written


def _sheet(book: Workbook, columns: Sequence[str], lang: str, formats: dict[str, Format]) -> Worksheet:
    """Add a sheet with two header rows: words for people, codes for formulas and scripts."""
    name, count = _NAMES[lang][0], len(book.worksheets())
    sheet = book.add_worksheet(f"{name} {count + 1}" if count else name)
    sheet.freeze_panes(2, 1)
    for column, code in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS.get(code, 14))
    for column, code in enumerate(columns):
        sheet.write_string(0, column, HEADINGS[code].text(lang), formats["head"])
    for column, code in enumerate(columns):
        sheet.write_string(1, column, code, formats["code"])
    return sheet


def _write(sheet: Worksheet, row: int, column: int, value: object, as_date: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, Decimal):
        _write_number(sheet, row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), as_date)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, shortened(plain(value) if isinstance(value, datetime) else str(value)))


def _write_number(sheet: Worksheet, row: int, column: int, value: Decimal) -> None:
    """Write a number, as text where Excel would change its digits."""
    text = numbers.plain(value)
    if len(text.strip("-0.").replace(".", "")) > MOST_DIGITS:
        sheet.write_string(row, column, text)
    else:
        sheet.write_number(row, column, float(value))


def shortened(text: str) -> str:
    """Return as much of a text as a cell takes; a cut one says so."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _about(sheet: Worksheet, about: About, lang: str, formats: dict[str, Format], written: int) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for place, (left, right, style) in enumerate(_about_lines(about, lang, written)):
        sheet.write_string(place, 0, left, formats[style])
        sheet.write_string(place, 1, shortened(right), formats["wrap"])


def _about_lines(about: About, lang: str, written: int) -> list[tuple[str, str, str]]:
    vi = lang == "vi"
    released = plain(about.release.released_at) if about.release else ""
    lines = [
        ("Tên" if vi else "Title", about.title.text(lang), "bold"),
        ("Lần công bố" if vi else "Release", f"{about.number} ({released})" if released else "", "bold"),
        ("Số dòng" if vi else "Rows", str(written), "bold"),
        ("Giấy phép" if vi else "Licence", f"{LICENCE_TITLE}, {LICENCE_URL}", "bold"),
        ("Trích dẫn" if vi else "How to cite", about.cite.text(lang), "bold"),
        ("Địa chỉ" if vi else "Address", about.address, "bold"),
        ("", "", "wrap"),
    ]
    lines += [(column, MEANINGS[column].text(lang), "wrap") for column in about.columns]
    for column, codes in codes_of(about.columns):
        lines += [("", "", "wrap"), (column, HEADINGS[column].text(lang), "bold")]
        lines += [(code, meaning.text(lang), "wrap") for code, meaning in codes.items()]
    return lines

"""Catalogues and files for tests of the import: plain values, no database."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from indicators import rules
from indicators.imports import ImportOutcome, Known, KnownArea, KnownCategory, KnownIndicator, read
from indicators.values.periods import Month
from indicators.values.rows import COLUMNS
from indicators.values.series import Measure

SON_LA = KnownArea(1, "14", ("Tỉnh Sơn La", "Sơn La", "Son La"))
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)
AREAS = (
    SON_LA,
    KnownArea(2, "122", ("Huyện Phù Yên", "Phù Yên", "Phu Yen District"), None, LAST_DAY),
    KnownArea(3, "03910", ("Xã Phù Yên", "Phù Yên", "Phu Yen Commune"), FIRST_DAY, None),
    KnownArea(4, "03646-2025", ("Phường Tô Hiệu", "Tô Hiệu", "To Hieu"), None, LAST_DAY),
    KnownArea(5, "03646", ("Phường Tô Hiệu mới", "Tô Hiệu mới", "To Hieu new"), FIRST_DAY, None),
)
PEOPLE = ("worker", "lao động", "workers")
CHANNELS = (
    KnownCategory(1, "loan", ("vay vốn", "loans")),
    KnownCategory(2, "labour_export", ("xuất khẩu lao động", "labour export")),
)
INDICATORS = (
    KnownIndicator(
        1,
        "jobs_created",
        ("giải quyết việc làm", "jobs created"),
        PEOPLE,
        rules.IndicatorFacts(Measure.FLOW, "worker"),
        CHANNELS,
    ),
    KnownIndicator(
        2,
        "trained_share",
        ("tỷ lệ lao động qua đào tạo", "trained share"),
        ("percent", "%"),
        rules.IndicatorFacts(Measure.RATE, "percent", decimals=2),
        (),
    ),
    KnownIndicator(
        3,
        "job_loan",
        ("vốn vay", "loans"),
        ("million_vnd", "triệu đồng"),
        rules.IndicatorFacts(Measure.FLOW, "million_vnd", decimals=3, non_negative=False),
        (),
    ),
)
KNOWN = Known(SON_LA, Month(2024, 5), AREAS, INDICATORS)

#: A line of a file in the contract's columns; a person need not fill in more than this.
PLAIN = {"area_code": "14", "indicator": "jobs_created", "basis": "month", "period": "2024-05", "value": "1234"}


def line(**cells: Any) -> dict[str, Any]:
    return {**PLAIN, **cells}


def table(*lines: dict[str, Any], separator: str = ",", end: str = "\r\n", columns: Any = None) -> str:
    """A CSV whose columns are those of its lines."""
    names = columns or list(dict.fromkeys(name for one in lines for name in one))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(names)
    writer.writerows([one.get(name, "") for name in names] for one in lines)
    return out.getvalue()


def contract(*lines: dict[str, Any], **options: Any) -> str:
    """A CSV with every column of our own files."""
    return table(*lines, columns=list(COLUMNS), **options)


def workbook(path: Path, *rows: list[Any], name: str = "Số liệu", change: Any = None) -> Path:
    """An XLSX of these rows; `change(book, sheet)` may do more to it."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    ) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        if change:
            change(book, sheet)
    return path


def sheet_of(*lines: dict[str, Any]) -> list[list[Any]]:
    """Lines as rows of a workbook, under their headings."""
    names = list(dict.fromkeys(name for one in lines for name in one))
    return [names, *[[one.get(name, "") for name in names] for one in lines]]


def read_text(folder: Path, text: str | bytes, name: str = "so-lieu.csv", known: Known = KNOWN) -> ImportOutcome:
    path = folder / "upload"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, name, known)


def values(outcome: ImportOutcome) -> list[Any]:
    """The values of a file that must be without errors."""
    assert outcome.problems == []
    return [record.value for record in outcome.records]

"""How far a file is read: of how many lines, before the first of them is understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indicators.imports import read

from .support.importing import KNOWN, line, sheet_of, table, workbook

LINES = [line(period=f"{year}-{month:02}", value=year) for year in range(1990, 2090) for month in range(1, 13)]


def told(path: Path, name: str) -> list[tuple[int, int]]:
    """What a reader tells of its progress."""
    seen: list[tuple[int, int]] = []
    assert read(path, name, KNOWN, lambda lines, total: seen.append((lines, total))).ok
    return seen


def test_progress_of_a_table_knows_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(table(*LINES))
    assert told(path, "a.csv") == [(500, 1201), (1000, 1201), (1201, 1201)]


def test_progress_of_a_workbook_knows_the_rows_of_all_its_sheets(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        for name, hidden in (("Hai", False), ("Ẩn", True)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(sheet_of(*LINES)):
                sheet.write_row(number, 0, row)
            if hidden:
                sheet.hide()

    path = workbook(tmp_path / "a.xlsx", *sheet_of(*LINES), change=more)
    assert told(path, "a.xlsx") == [(500, 2402), (1000, 2402), (1500, 2402), (2000, 2402), (2402, 2402)]

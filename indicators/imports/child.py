"""Read a workbook and print its cells, a line of JSON a row: `work`, for a child process that `workbook` starts."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

MOST_COLUMNS = 200
LONGEST_TAG = 40  # bytes in which `<x:row ` fits
TEXTS = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]', re.DOTALL)  # what a number format shows as it is, or not at all
Cells = list[list[Any]]


def events(path: str) -> Iterator[Any]:
    """Yield of each sheet `{"sheet": …, "total": rows}`, `[row, hidden, cells]` for each row, then `{"end": …}`."""
    from openpyxl import load_workbook

    with open(path, "rb") as file:  # from a path, openpyxl would judge by its ending
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        total = sum(rows_in(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible")
        for sheet in book.worksheets:
            yield {"sheet": sheet.title, "hidden": sheet.sheet_state != "visible", "total": total}
            if sheet.sheet_state == "visible":
                yield from rows(book, sheet)


def rows_in(sheet: Any) -> int:
    """Count the rows that a sheet holds: what it says of its own size need not be so."""
    begin, count, rest = re.compile(rb"<(?:[A-Za-z0-9_]+:)?row[\s/>]"), 0, b""
    with sheet._get_source() as source:
        while chunk := source.read(1 << 20):
            text = rest + chunk
            ends = [match.end() for match in begin.finditer(text)]
            count += len(ends)
            rest = text[max([0, len(text) - LONGEST_TAG, *ends[-1:]]) :]
    return count


def rows(book: Any, sheet: Any) -> Iterator[Any]:
    """Yield the rows that the file holds: gaps are not filled, so that a cell in the last row costs nothing."""
    from openpyxl.worksheet._reader import WorkSheetParser
    from openpyxl.xml.constants import SHEET_MAIN_NS

    formula = f"{{{SHEET_MAIN_NS}}}f"
    computed: list[str] = []

    class Parser(WorkSheetParser):
        """A parser of openpyxl that also says which cells are formulas."""

        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            cell["formula"] = element.find(formula) is not None
            if cell["formula"]:
                computed.append(element.get("r", ""))
            return cell

    percents = {place for place, style in enumerate(book._cell_styles) if is_percent(book, style.numFmtId)}
    with sheet._get_source() as source:
        parser = Parser(
            source, sheet._shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for number, cells in parser.parse():
            hidden = parser.row_dimensions.pop(str(number), {}).get("hidden") in {"1", "true"}
            yield [number, hidden, [content for cell in cells if (content := plain(cell, percents))]]
    merged = [str(area.ref) for area in parser.merged_cells.mergeCell] if parser.merged_cells else []
    yield {"end": sheet.title, "merged": merged, "formulas": len(computed)}


def is_percent(book: Any, number_format: int) -> bool:
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    if number_format in BUILTIN_FORMATS:
        return shows_percent(BUILTIN_FORMATS[number_format])
    place = number_format - 164
    return 0 <= place < len(book._number_formats) and shows_percent(book._number_formats[place])


def shows_percent(code: str) -> bool:
    """Return whether a number format multiplies by 100: a per cent sign does, one that is only text does not."""
    return "%" in TEXTS.sub("", code)


def plain(cell: dict[str, Any], percents: set[int]) -> list[Any] | None:
    """Return a cell as column, kind (s text, n number, p %, d date, b boolean, e error, f no result) and text."""
    value, column = cell["value"], cell["column"]
    if column > MOST_COLUMNS and value is not None:
        raise ValueError("too many columns")
    if value is None:
        return [column, "f", ""] if cell["formula"] else None
    if cell["data_type"] == "e":
        return [column, "e", str(value)]
    if isinstance(value, bool):
        return [column, "b", str(value)]
    if isinstance(value, (date, datetime)):
        return [column, "d", value.isoformat()]
    if isinstance(value, (int, float)):
        return [column, "p" if cell["style_id"] in percents else "n", repr(value)]
    return [column, "s", str(value)] if str(value) else None


def work(path: str) -> None:
    """Print the events of a workbook, then `{}`."""
    # openpyxl takes lxml where it is installed; with this it takes defusedxml, which refuses entities.
    os.environ["OPENPYXL_LXML"] = "False"
    for event in events(path):
        sys.stdout.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
    sys.stdout.write("{}\n")

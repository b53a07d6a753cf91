"""Read CSV files: find the separator, quotes as in RFC 4180, every line with its number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from .columns import code_of
from .encodings import encoding_of
from .lines import FileLine, FileSheet
from .messages import Unreadable, unreadable

SEPARATORS = ",;\t|"

#: Lines in which the header must stand.
FIRST_LINES = 50
LONGEST_CELL = 20_000


class Delimited:
    """A CSV file. `separator` is set once its lines are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.separator = ","

    def sheets(self) -> Iterator[FileSheet | FileLine]:
        """Yield the one sheet, then its lines. Raises Unreadable."""
        encoding = encoding_of(self.path)
        with self.path.open(encoding=encoding, newline="") as file:
            yield FileSheet(total=sum(1 for _ in file))
        with self.path.open(encoding=encoding, newline="") as file:
            self.separator, skipped = _separator(self.path, encoding)
            csv.field_size_limit(LONGEST_CELL)
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            start = 1
            try:
                for cells in reader:
                    if start > skipped and any(cells):
                        yield FileLine(start, cells)
                    start = reader.line_num + 1
            except csv.Error as error:
                raise _malformed(start, str(error)) from None
        yield FileSheet(ended=True)


def _separator(path: Path, encoding: str) -> tuple[str, int]:
    """Return what separates the cells, and how many lines go before (Excel's `sep=;`)."""
    with path.open(encoding=encoding, newline="") as file:
        head = [line for _, line in zip(range(FIRST_LINES), file, strict=False)]
    if head and (hint := head[0].strip().lower()).startswith("sep=") and len(hint) == 5:
        return hint[4], 1
    headings = {mark: max((_known(line, mark) for line in head), default=0) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: headings[mark])
    return best if headings[best] > 1 else ",", 0


def _known(line: str, mark: str) -> int:
    """Return how many headings of ours a line holds."""
    return sum(code_of(cell.strip().strip('"')) is not None for cell in line.split(mark))


def _malformed(line: int, why: str) -> Unreadable:
    if "field larger" in why:
        return unreadable(
            f"Dòng {line} có ô dài hơn {LONGEST_CELL} ký tự; có thể thiếu dấu nháy kép đóng.",
            f"Line {line} holds a cell of more than {LONGEST_CELL} characters; a closing quote may be missing.",
        )
    return unreadable(
        f"Dấu nháy kép ở dòng {line} không đóng hoặc đặt sai chỗ. Trong ô có dấu nháy, viết hai dấu liền nhau.",
        f"A quote in line {line} is not closed or stands where it should not. Inside a cell a quote is doubled.",
    )

"""CSV: UTF-8 with a byte order mark, RFC 4180, the columns of the contract.

Numbers have a decimal point, no grouping and no zeros at the end. A text that a spreadsheet would take for
a formula gets an apostrophe in front; so does one that begins with apostrophes before such a sign, so that
`formulas.restored` gives back exactly what was there. `queries/csv_copy.py` makes the same bytes in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from ..values import numbers
from ..values.csv_injection import harmless
from ..values.rows import COLUMNS, Row

MARK = "\ufeff"
END = "\r\n"

#: Rows written at a time.
BATCH = 500

_QUOTED = re.compile(r'[",\r\n]')


def csv_chunks(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """Write the CSV in pieces, as the rows come. `columns`: the first so many of a row's."""
    yield (MARK + ",".join(columns) + END).encode()
    yield from lines(map(cell, row[: len(columns)]) for row in rows)


def lines(records: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Write records of finished cells as lines, many at a time."""
    batch: list[str] = []
    for record in records:
        batch.append(",".join(record))
        if len(batch) == BATCH:
            yield (END.join(batch) + END).encode()
            batch = []
    if batch:
        yield (END.join(batch) + END).encode()


def cell(value: object) -> str:
    """Write a text, number, date, moment or nothing as a cell."""
    if isinstance(value, str):
        return quoted(harmless(value))
    return plain(value)


def plain(value: object) -> str:
    """Write a number, date or moment as text; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return numbers.plain(value)
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def moment(value: datetime) -> str:
    """Write a moment in ISO 8601, UTC, to the microsecond."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def quoted(text: str) -> str:
    """Quote a text as RFC 4180 wants it."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text

"""JSON: one object that says what it is, and a figure a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..values.rows import COLUMNS, Row
from .about import LICENCE, LICENCE_URL, About
from .csv_file import BATCH, plain

_VALUE = COLUMNS.index("value")
_AFTER = COLUMNS.index("value_high") + 1
_INTEGERS = frozenset({"report", "release"})


def json_chunks(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Write the JSON in pieces, as the rows come. Numbers have all their digits, however many."""
    head = json.dumps(_head(about), ensure_ascii=False, indent=1).rstrip("\n}")
    yield f'{head},\n "figures": ['.encode()
    batch: list[str] = []
    before = "\n"
    for row in rows:
        batch.append(line(row, about.columns))
        if len(batch) == BATCH:
            yield (before + ",\n".join(batch)).encode()
            batch, before = [], ",\n"
    if batch:
        yield (before + ",\n".join(batch)).encode()
    yield b"\n]}\n"


def _head(about: About) -> dict[str, Any]:
    return {
        "title": {"vi": about.title.vi, "en": about.title.en},
        "licence": {"name": LICENCE, "url": LICENCE_URL},
        "release": about.release and {"number": about.number, "released_at": plain(about.release.released_at)},
        "address": about.address,
        "cite": {"vi": about.cite.vi, "en": about.cite.en},
        "columns": list(about.columns),
    }


def line(row: Row, columns: Sequence[str] = COLUMNS) -> str:
    """Write one figure, the first so many of its columns, as an object; what is missing is null."""
    values = dict(zip(columns, row, strict=False))
    numbers = ", ".join(f'"{name}": {plain(values[name]) or "null"}' for name in COLUMNS[_VALUE:_AFTER])
    return f"{{{_texts(values, 0, _VALUE)}, {numbers}, {_texts(values, _AFTER, len(columns))}}}"


def _texts(values: dict[str, Any], start: int, end: int) -> str:
    """Write some members of the object, without its braces."""
    part = {name: values[name] if name in _INTEGERS else plain_or_text(values[name]) for name in COLUMNS[start:end]}
    return json.dumps(part, ensure_ascii=False)[1:-1]


def plain_or_text(value: object) -> str:
    """Return a text as it is; a date or moment in ISO 8601."""
    return value if isinstance(value, str) else plain(value)

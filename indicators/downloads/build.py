"""A selection, or finished rows, as a file: brings queries and exports together for pages, jobs and the shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from tempfile import TemporaryFile
from urllib.parse import urlencode

from .. import exports
from ..confined import Turns
from ..exports import About, Definition
from ..queries import columns_of, csv_copy, definitions, rows
from ..values.rows import Row, Selection
from ..values.series import ReleaseRef
from .formats import Format

BLOCK = 1 << 16

#: Workbooks that one process makes at a time. Each needs 1.1 KB of temporary disk a figure until it is finished.
_AT_ONCE = Turns(3)

#: Seconds that one more workbook waits for its turn. Who waits holds a thread that other readers need.
PATIENCE = 10.0


def of_selection(
    format: Format, selection: Selection, *, release: ReleaseRef | None, lang: str = "vi"
) -> Iterator[bytes]:
    """Write the figures of a selection as a file, in pieces. `release` is that of `as_of`; `lang` heads a workbook."""
    about = About(release, address=address(selection), columns=columns_of(selection.as_of or 0))
    if format == Format.CSV:
        return csv_copy.csv_of(selection)
    if format == Format.PACKAGE:
        meanings = [
            Definition(meaning.slug, meaning.name, meaning.definition, meaning.unit)
            for meaning in definitions(selection)
        ]
        return exports.package_chunks(csv_copy.csv_of(selection), replace(about, definitions=meanings))
    return of_rows(format, rows(selection), about=about, lang=lang)


def address(selection: Selection) -> str:
    """Return where a selection is seen, for ever as of its release; says nothing of who asks, so that bytes do not either."""
    lists = {
        "indicator": selection.indicators, "area": selection.areas, "category": selection.categories,
        "topic": selection.topics, "basis": selection.bases,
    }  # fmt: skip
    single = {
        "from": selection.since, "to": selection.until, "report": selection.report, "source": selection.source,
        "release": selection.release, "as_of": selection.as_of,
    }  # fmt: skip
    query = [(name, value) for name, values in lists.items() for value in values]
    query += [(name, str(value)) for name, value in single.items() if value is not None]
    return f"/data/?{urlencode(query)}"


def of_rows(format: Format, figures: Iterable[Row], *, about: About, lang: str = "vi") -> Iterator[bytes]:
    """Write finished rows, derived ones perhaps among them, as a file, in pieces."""
    if format == Format.XLSX:
        return _workbook(figures, about, lang)
    if format == Format.JSON:
        return exports.json_chunks(figures, about)
    if format == Format.SDMX:
        return exports.sdmx_chunks(figures)
    csv = exports.csv_chunks(figures, about.columns)
    return csv if format == Format.CSV else exports.package_chunks(csv, about)


def _workbook(figures: Iterable[Row], about: About, lang: str) -> Iterator[bytes]:
    """Finish a workbook before its first byte leaves: it waits in a file, not in memory. Raises Busy."""
    with TemporaryFile() as file:
        with _AT_ONCE.turn(PATIENCE):
            exports.xlsx(figures, about, lang, file)
        file.seek(0)
        yield from iter(lambda: file.read(BLOCK), b"")


def started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the same pieces, the first made now: what goes wrong at the start is an error page, not half a file."""
    first = next(pieces, b"")
    return chain([first], pieces)

"""Figures as CSV straight out of PostgreSQL's COPY: the same bytes as `exports.csv_chunks`, many times as fast.

The database writes the lines of one series as one value; what all lines of a series share is written
and quoted once. Of COPY's binary format only the value is kept, so nothing is escaped twice.
The format itself is described, and tested against this, in `indicators/exports/csv_file.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from django.db import connection, transaction

from ..values.rows import BETWEEN_SOURCES, COLUMNS, FORMER_COLUMNS, Selection
from .figures import FIGURE_ORDER, OF_SERIES, PERIODS, SERIES_ORDER, figure_conditions, series_sql
from .releases import columns_of
from .sql import CONFIDENCE, NOTHING, Piece, constant, identifier, listed, statement

#: Bytes that are gathered before they are passed on.
BLOCK = 1 << 16

#: What stands before the first value, and before each value (count of fields, length), in COPY's binary format.
FILE_HEADER, VALUE_HEADER = 19, 6


def _harmless(text: Piece) -> Piece:
    """Return the SQL that makes of a text one that no spreadsheet takes for a formula."""
    return statement(r"""CASE WHEN {text} ~ '^''*[-=+@\t\r]' THEN '''' || {text} ELSE {text} END""", text=text)


def _cell(column: str) -> Piece:
    """Return the SQL of a cell with the text of a column: quoted where it has to be, and no formula."""
    text = identifier(column)
    doubled = statement("""replace({text}, '"', '""')""", text=text)
    return statement(
        r"""CASE WHEN {text} = '' THEN '' WHEN {text} ~ '[",\r\n]' THEN '"' || {doubled} || '"' ELSE {harmless} END""",
        text=text,
        doubled=_harmless(doubled),
        harmless=_harmless(text),
    )


#: The cells that all figures of a series share: area_code … unit.
_SHARED = listed((_cell(f"series.{name}") for name in COLUMNS[: COLUMNS.index("basis")]), between=Piece(", ',', "))

#: One line. `concat` takes an absent value for an empty text.
_LINE = """concat(
    s.shared, f.basis, ',', left(f.period::text, CASE WHEN f.basis IN ('year', 'target') THEN 4 ELSE 7 END), ',',
    {period_start}, ',', {period_end}, ',', trim_scale(f.value), ',', trim_scale(f.value_high), ',',
    f.qualifier, ',', f.status, ',', {missing_reason}, ',', {note}, ',', r.cells, e.cells, {more}E'\\r\\n')"""
_LINE_PIECES = {"missing_reason": _cell("f.missing_reason"), "note": _cell("f.note"), **PERIODS}

#: The cells of the columns that files of earlier releases have not.
_MORE = statement("',', {confidence}, ',', second.cell, ", confidence=CONFIDENCE)

#: Who else prints a figure, by figure: looked up in a hash, as they are few.
_SECOND = statement(
    """
    LEFT JOIN (
        SELECT id, {cell} AS cell
        FROM (
            SELECT f.figure_id AS id, string_agg(coalesce(nullif(s.url, ''), s.title), {between} ORDER BY f.id) AS text
            FROM indicators_secondsource f JOIN indicators_source s ON s.id = f.source_id
            WHERE f.release_id <= %(as_of)s GROUP BY f.figure_id
        ) seconded
    ) second ON second.id = f.id""",
    cell=_cell("text"),
    between=constant(BETWEEN_SOURCES),
)

_SQL = """
COPY (
    WITH r AS MATERIALIZED (
        SELECT id, concat({title}, ',', {url}, ',', id, ',') AS cells
        FROM indicators_report WHERE status = 'published'
    ), e AS MATERIALIZED (
        SELECT number, concat(
            number, ',', to_char(released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        ) AS cells
        FROM indicators_release WHERE number <= %(as_of)s
    )
    SELECT convert_to(lines.text, 'UTF8')
    FROM (SELECT series.*, concat({shared}, ',') AS shared FROM ({series}) series {only}) s
    CROSS JOIN LATERAL (
        SELECT string_agg({line}, '' ORDER BY {figure_order}) AS text
        FROM indicators_figure f JOIN r ON r.id = f.report_id JOIN e ON e.number = f.release_id{second}
        WHERE {of_series} AND {conditions}
    ) lines
    WHERE lines.text IS NOT NULL ORDER BY {series_order}
) TO STDOUT (FORMAT binary)
"""

_PIECES = {
    "title": _cell("title"),
    "url": _cell("url"),
    "shared": _SHARED,
    "figure_order": FIGURE_ORDER,
    "series_order": SERIES_ORDER,
    "of_series": OF_SERIES,
}

_ONLY_REPORT = Piece("""WHERE EXISTS (SELECT FROM indicators_figure f WHERE f.report_id = %(report)s
    AND f.indicator_id = series.indicator_id AND f.area_id = series.area_id)""")

#: Each series is looked up by its index, whatever the planner believes; small tables are joined through hashes.
#: The file lasts as long as its reader's line needs: a web request's limit on one statement is not meant for it.
_SETTINGS = """SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off;
    SET LOCAL datestyle = 'ISO'; SET LOCAL statement_timeout = 0"""
_SETTINGS_BACK = """SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT; SET LOCAL jit TO DEFAULT;
    SET LOCAL statement_timeout TO DEFAULT"""


def csv_of(selection: Selection) -> Iterator[bytes]:
    """Yield the figures of a selection as a CSV file, in blocks of at least BLOCK bytes. `selection.as_of` must be set."""
    columns = columns_of(selection.as_of or 0)
    yield ("\ufeff" + ",".join(columns) + "\r\n").encode()
    lines: list[bytes] = []
    size = 0
    for text in _copied(selection, columns):
        lines.append(text)
        size += len(text)
        if size >= BLOCK:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def _copied(selection: Selection, columns: Sequence[str]) -> Iterator[bytes]:
    """Yield the lines of each series that has figures, as the file has them."""
    sql, values = copy_sql(selection, columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        statement = cursor.cursor.mogrify(sql, values)
        with cursor.cursor.copy(statement) as copy, closing(iter(copy)) as blocks:
            start = FILE_HEADER
            for block in blocks:
                if len(block) > start + VALUE_HEADER:  # else the end
                    yield bytes(block[start + VALUE_HEADER :])
                start = 0
        cursor.execute(_SETTINGS_BACK)  # for what follows in a transaction around this one


def copy_sql(selection: Selection, columns: Sequence[str] = COLUMNS) -> tuple[Piece, dict[str, Any]]:
    """Return the COPY statement of a selection, and its parameters. `columns`: as `columns_of` gives them."""
    series, values = series_sql(selection)
    conditions, more = figure_conditions(selection)
    only = _ONLY_REPORT if selection.report is not None else NOTHING
    former = columns == FORMER_COLUMNS
    line = statement(_LINE, more=NOTHING if former else _MORE, **_LINE_PIECES)
    second = NOTHING if former else _SECOND
    pieces = {"series": series, "only": only, "conditions": conditions, "line": line, "second": second, **_PIECES}
    return statement(_SQL, **pieces), values | more

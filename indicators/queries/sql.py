"""How statements are put together, and the pieces that several of them share.

A statement is a text of the code that holds `{names}`; what takes their places is a `Piece`, a text of the code too, or
an identifier, constant or number that the code computes. Values never come in this way: they are parameters (`%(name)s`),
which the driver writes. Every argument here is written in the code: `tests/test_sql.py` reads the calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..models.figure import KEY
from ..values.rows import BETWEEN_SOURCES

_IDENTIFIER = re.compile(r"[a-z_]+(\.[a-z_]+)?")

#: Fields of a figure whose columns end in `_id`, and those of its key that may be null.
FOREIGN = frozenset({"area", "indicator", "category", "report", "release"})
NULLABLE = frozenset({"category", "since"})


class Piece(str):
    """A part of a statement, or a whole one, as the code wrote it: never a value, never what a reader sent."""

    __slots__ = ()


#: A piece that adds nothing, and the condition that everything meets.
NOTHING, EVERY = Piece(""), Piece("true")
COMMA, AND = Piece(", "), Piece(" AND ")


def statement(text: str, /, **pieces: Piece) -> Piece:
    """Return `text`, written in the code, with each `{name}` replaced by the piece of that name.

    Pieces that the text does not name are left out. Raise TypeError for a piece that is any other string.
    """
    return Piece(text.format(**{name: _checked(piece) for name, piece in pieces.items()}))


def _checked(piece: Piece) -> Piece:
    """Return the piece. Raise TypeError for any other string."""
    if not isinstance(piece, Piece):
        raise TypeError(f"not a piece of SQL: {piece!r}")
    return piece


def identifier(name: str) -> Piece:
    """Return a name of the code (a table, a column, an alias, or `alias.column`) as a piece.

    Raise ValueError for one that has anything but lower-case letters and underscores.
    """
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"not an identifier: {name!r}")
    return Piece(name)


def constant(text: str) -> Piece:
    """Return a text of the code (a kind, a date) as an SQL literal: in quotes, the quotes in it doubled."""
    return Piece("'" + text.replace("'", "''") + "'")


def number(value: int) -> Piece:
    """Return an integer of the code (a column's place) as an SQL literal."""
    return Piece(int(value))


def listed(pieces: Iterable[Piece], *, between: Piece = COMMA) -> Piece:
    """Return pieces one after the other, with commas, or another piece, between them. Raise TypeError for other strings."""
    return Piece(_checked(between).join(map(_checked, pieces)))


def all_of(conditions: Iterable[Piece]) -> Piece:
    """Return the condition that holds where all of these do; `true` for none. Raise TypeError for other strings."""
    return listed(conditions, between=AND) or EVERY


# --- figures ------------------------------------------------------------------------------


def columns(*fields: str, table: str = "") -> Piece:
    """Return the columns of a figure's fields, as `models.figure.KEY` and `VALUES` name them, with commas between.

    `table`: the alias of the table that they are columns of; empty where only one has them.
    """
    prefix = f"{table}." if table else ""
    return listed(identifier(f"{prefix}{field}_id" if field in FOREIGN else f"{prefix}{field}") for field in fields)


def same_figure(left: str, right: str) -> Piece:
    """Return the condition that the rows of two tables (aliases) speak of the same figure: that their keys are equal.

    Compared with `=` where it can be, so that indexes are used.
    """
    return all_of(
        statement(
            "{left} IS NOT DISTINCT FROM {right}" if field in NULLABLE else "{left} = {right}",
            left=columns(field, table=left),
            right=columns(field, table=right),
        )
        for field in KEY
    )


def differ(left: str, right: str, fields: Sequence[str]) -> Piece:
    """Return the condition that the rows of two tables (aliases) differ in any of these fields of a figure."""
    return statement(
        "({left}) IS DISTINCT FROM ({right})", left=columns(*fields, table=left), right=columns(*fields, table=right)
    )


def from_excluded(fields: Sequence[str]) -> Piece:
    """Return the assignments, after `ON CONFLICT DO UPDATE SET`, of these fields of the row that was to be inserted."""
    return listed(statement("{field} = excluded.{field}", field=columns(field)) for field in fields)


def stands(alias: str) -> Piece:
    """Return the condition that a figure, or a sum of figures, holds as of release `%(as_of)s`. `alias`: its table's."""
    return statement(
        "{alias}.release_id <= %(as_of)s AND ({alias}.superseded_in_id IS NULL OR {alias}.superseded_in_id > %(as_of)s)",
        alias=identifier(alias),
    )


#: The sources that print a figure (`f`) too, as of release `%(as_of)s`, in one text: addresses, or titles without one.
SECOND_SOURCES = statement(
    """coalesce((
    SELECT string_agg(coalesce(nullif(source.url, ''), source.title), {between} ORDER BY second.id)
    FROM indicators_secondsource second JOIN indicators_source source ON source.id = second.source_id
    WHERE second.figure_id = f.id AND second.release_id <= %(as_of)s), '')""",
    between=constant(BETWEEN_SOURCES),
)

#: How sure it is that a figure (`f`) is of its period and scope: a Confidence.
CONFIDENCE = Piece("CASE WHEN f.inferred THEN 'medium' ELSE 'high' END")


#: What begins a table of figures that are to stand beside others of the same key; a condition follows.
TO_PAIR = Piece("""SELECT *, coalesce(category_id, 0) AS part, coalesce(since, 'infinity') AS start
    FROM indicators_figure WHERE""")

#: Old figures (`o`) and new ones (`n`), two tables that begin as TO_PAIR does, side by side where they have the same key;
#: one without a fellow stands alone. A full join wants plain equality: hence `part` and `start`.
PAIRS = Piece("""o FULL JOIN n ON (o.area_id, o.indicator_id, o.part, o.basis, o.period, o.start)
    = (n.area_id, n.indicator_id, n.part, n.basis, n.period, n.start)""")

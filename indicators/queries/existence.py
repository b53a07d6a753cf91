"""Whether what a reader names exists: a mistyped code is told, and not answered with nothing."""

from __future__ import annotations

from typing import Any

from django.db import connection

from ..values.rows import Selection
from .labels import one
from .metadata import NotFound
from .sql import Piece, constant, identifier, listed, number, statement

#: What a selection names, the column of its code, and where its codes stand in the values.
_KINDS = (
    ("indicator", "slug", "indicators"),
    ("area", "public_code", "areas"),
    ("category", "slug", "categories"),
    ("topic", "slug", "topics"),
)
_UNKNOWN = listed(
    (
        statement(
            """SELECT {order}, {kind}, w.code, w.position FROM unnest(%({codes})s::text[]) WITH ORDINALITY AS w(code, position)
        WHERE NOT EXISTS {row}""",
            order=number(order),
            kind=constant(kind),
            codes=identifier(codes),
            row=one(kind, column, Piece("w.code")),
        )
        for order, (kind, column, codes) in enumerate(_KINDS)
    ),
    between=Piece(" UNION ALL "),
)
_FIRST_UNKNOWN = statement("{rows} ORDER BY 1, 4 LIMIT 1", rows=_UNKNOWN)

_NO_REPORT = """SELECT %(report)s WHERE NOT EXISTS
    (SELECT FROM indicators_report WHERE id = %(report)s AND status = 'published')"""


_NO_SOURCE = """SELECT %(source)s WHERE NOT EXISTS
    (SELECT FROM indicators_report WHERE source_id = %(source)s AND status = 'published')"""


def require_known(selection: Selection) -> None:
    """Raise NotFound for the first code of a selection that names nothing, neither as of its release nor now.

    The same for a report that is not public, and for a source without a public report.
    """
    values: dict[str, Any] = {codes: list(getattr(selection, codes)) for _kind, _column, codes in _KINDS}
    with connection.cursor() as cursor:
        if any(values.values()):
            values["as_of"] = selection.as_of or 0
            if unknown := cursor.execute(_FIRST_UNKNOWN, values).fetchone():
                raise NotFound(unknown[1], unknown[2])
        if selection.report is not None and cursor.execute(_NO_REPORT, {"report": selection.report}).fetchone():
            raise NotFound("report", str(selection.report))
        if selection.source is not None and cursor.execute(_NO_SOURCE, {"source": selection.source}).fetchone():
            raise NotFound("source", str(selection.source))

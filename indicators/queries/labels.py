"""What things were called as of a release (`%(as_of)s`): the catalogue's names, or the former ones kept by the database.

Each is SQL for a subquery. Codes are compared byte by byte, the same on every server.
"""

from __future__ import annotations

from .sql import NOTHING, Piece, constant, identifier, statement


def _labels(kind: str, code: str, *, more: Piece = NOTHING) -> Piece:
    """Return the labels of every row of a kind; `code`: the column of its code, `more`: further columns."""
    return statement(
        """(SELECT now.id, coalesce(former.code, now.{code}) COLLATE "C" AS code,
        coalesce(former.name_vi, now.name_vi) AS name_vi, coalesce(former.name_en, now.name_en) AS name_en{more}
        FROM {table} now LEFT JOIN (SELECT DISTINCT ON (row_id) * FROM indicators_formerlabel
            WHERE kind = {kind} AND until_release >= %(as_of)s ORDER BY row_id, until_release
        ) former ON former.row_id = now.id)""",
        kind=constant(kind),
        table=identifier(f"indicators_{kind}"),
        code=identifier(code),
        more=more,
    )


AREAS = _labels("area", "public_code")
CATEGORIES = _labels("category", "slug", more=Piece(", now.position, now.dimension_id"))
UNITS = _labels("unit", "slug")
TOPICS = _labels("topic", "slug")
INDICATORS = _labels(
    "indicator",
    "slug",
    more=Piece(""", coalesce(former.definition_vi, now.definition_vi) AS definition_vi,
        coalesce(former.definition_en, now.definition_en) AS definition_en,
        coalesce(former.unit_id, now.unit_id) AS unit_id, coalesce(former.topic_id, now.topic_id) AS topic_id"""),
)

#: For `statement(…, **LABELS)`: the names by which statements know them.
LABELS = {"areas": AREAS, "categories": CATEGORIES, "units": UNITS, "topics": TOPICS, "indicators": INDICATORS}


def one(kind: str, code: str, asked: Piece, *, more: Piece = NOTHING) -> Piece:
    """Return the labels of the row that a code names: the code it had as of the release, or else the one it has now.

    The labels that AREAS and its like have, for one row through indexes instead of for all. `code`: the column of the codes,
    `asked`: what they are compared with, `more`: further columns of `now` and `former`.
    """
    return statement(
        """(SELECT now.id, coalesce(former.code, now.{code}) AS code,
            coalesce(former.name_vi, now.name_vi) AS name_vi, coalesce(former.name_en, now.name_en) AS name_en{more}
        FROM (
            SELECT id FROM {table} WHERE {code} = {asked}
            UNION SELECT row_id FROM indicators_formerlabel
            WHERE kind = {kind} AND code = {asked} AND until_release >= %(as_of)s
        ) found JOIN {table} now USING (id) LEFT JOIN LATERAL (
            SELECT * FROM indicators_formerlabel
            WHERE kind = {kind} AND row_id = now.id AND until_release >= %(as_of)s ORDER BY until_release LIMIT 1
        ) former ON true
        ORDER BY coalesce(former.code, now.{code}) = {asked} DESC, now.id LIMIT 1)""",
        kind=constant(kind),
        table=identifier(f"indicators_{kind}"),
        code=identifier(code),
        asked=asked,
        more=more,
    )

"""What things were called as of a release (`%(as_of)s`): the catalogue's names, or the former ones kept by the database.

Each is SQL for a subquery. Codes are compared byte by byte, the same on every server.
"""

from __future__ import annotations


def _former(kind: str) -> str:
    return f"""(SELECT DISTINCT ON (row_id) * FROM indicators_formerlabel
        WHERE kind = '{kind}' AND until_release >= %(as_of)s ORDER BY row_id, until_release)"""  # noqa: S608


def _labels(kind: str, code: str, *, more: str = "") -> str:
    return f"""(SELECT now.id, coalesce(former.code, now.{code}) COLLATE "C" AS code,
        coalesce(former.name_vi, now.name_vi) AS name_vi, coalesce(former.name_en, now.name_en) AS name_en{more}
        FROM indicators_{kind} now LEFT JOIN {_former(kind)} former ON former.row_id = now.id)"""  # noqa: S608


AREAS = _labels("area", "public_code")
CATEGORIES = _labels("category", "slug", more=", now.position, now.dimension_id")
UNITS = _labels("unit", "slug")
TOPICS = _labels("topic", "slug")
INDICATORS = _labels(
    "indicator",
    "slug",
    more=""", coalesce(former.definition_vi, now.definition_vi) AS definition_vi,
        coalesce(former.definition_en, now.definition_en) AS definition_en,
        coalesce(former.unit_id, now.unit_id) AS unit_id, coalesce(former.topic_id, now.topic_id) AS topic_id""",
)


def one(kind: str, code: str, asked: str, *, more: str = "") -> str:
    """The row that is asked for by a code: the code it had as of the release, or else the one it has now.

    The same labels as above, for one row through indexes instead of for all. `more`: further columns of `now` and `former`.
    """
    return f"""(SELECT now.id, coalesce(former.code, now.{code}) AS code,
            coalesce(former.name_vi, now.name_vi) AS name_vi, coalesce(former.name_en, now.name_en) AS name_en{more}
        FROM (
            SELECT id FROM indicators_{kind} WHERE {code} = {asked}
            UNION SELECT row_id FROM indicators_formerlabel
            WHERE kind = '{kind}' AND code = {asked} AND until_release >= %(as_of)s
        ) found JOIN indicators_{kind} now USING (id) LEFT JOIN LATERAL (
            SELECT * FROM indicators_formerlabel
            WHERE kind = '{kind}' AND row_id = now.id AND until_release >= %(as_of)s ORDER BY until_release LIMIT 1
        ) former ON true
        ORDER BY coalesce(former.code, now.{code}) = {asked} DESC, now.id LIMIT 1)"""  # noqa: S608

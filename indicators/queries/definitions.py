"""What the indicators of a selection mean, as of its release."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from ..values.names import Name
from ..values.rows import Selection
from .figures import series_sql
from .labels import LABELS
from .sql import statement


@dataclass(frozen=True, slots=True)
class Meaning:
    """An indicator's own words, as of a release."""

    slug: str
    name: Name
    definition: Name
    unit: Name


def definitions(selection: Selection) -> list[Meaning]:
    """Return the words of every indicator that a selection has series of, by slug."""
    series, values = series_sql(selection)
    sql = statement(
        """SELECT i.code, i.name_vi, i.name_en, i.definition_vi, i.definition_en, u.name_vi, u.name_en
        FROM {indicators} i JOIN {units} u ON u.id = i.unit_id
        WHERE i.id IN (SELECT indicator_id FROM ({series}) s) ORDER BY i.code""",
        series=series,
        **LABELS,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Meaning(row[0], Name(*row[1:3]), Name(*row[3:5]), Name(*row[5:7])) for row in cursor.fetchall()]

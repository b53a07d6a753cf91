"""Figures a page at a time, each page from where the last one ended: as quick for the last page as for the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from ..values.rows import COLUMNS, Row, Selection
from .figures import figures_sql
from .sql import EVERY, Piece, statement


class FigurePlace(NamedTuple):
    """The place of a figure in the order of the files. Dates in ISO 8601; 0 and "-infinity" for what is absent."""

    indicator: str
    category: str
    area_code: str
    category_id: int
    area_id: int
    basis: str
    period: str
    since: str
    figure: int


_SERIES = Piece("s.indicator, s.category, s.area_code, coalesce(s.category_id, 0), s.area_id")
_MORE = statement(
    ", {series}, f.basis, f.period::text, coalesce(f.since, '-infinity')::text, f.id",
    series=_SERIES,
)

#: The first condition finds the series at once; the second the figure in it.
_ASKED = Piece("%(p_indicator)s, %(p_category)s, %(p_area_code)s, %(p_category_id)s, %(p_area_id)s")
_AFTER = statement(
    """({series}) >= ({asked})
    AND ({series}, f.basis COLLATE "C", f.period, coalesce(f.since, '-infinity'), f.id)
        > ({asked}, %(p_basis)s, %(p_period)s::date, %(p_since)s::date, %(p_figure)s)""",
    series=_SERIES,
    asked=_ASKED,
)


def rows_after(selection: Selection, place: FigurePlace | None, limit: int) -> tuple[list[Row], FigurePlace | None]:
    """Return at most `limit` rows behind `place` (None: from the first), and the last one's place if there are more."""
    sql, values = figures_sql(selection, more=_MORE, after=_AFTER if place else EVERY)
    if place:
        values |= {f"p_{name}": value for name, value in place._asdict().items()}
    with connection.cursor() as cursor:
        cursor.execute(statement("{sql} LIMIT %(limit)s", sql=sql), values | {"limit": limit + 1})
        records: Sequence[tuple[Any, ...]] = cursor.fetchall()
    rows = [Row._make(row[: len(COLUMNS)]) for row in records[:limit]]
    last = FigurePlace._make(records[limit - 1][len(COLUMNS) :]) if len(records) > limit else None
    return rows, last

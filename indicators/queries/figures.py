"""Figures as rows: the one query behind the data table and every file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from ..series import Row, Selection

#: The columns of the contract, in its order.
_COLUMNS = """
    a.public_code AS area_code, a.name_vi AS area_vi, a.name_en AS area_en,
    i.slug AS indicator, i.name_vi AS indicator_vi, i.name_en AS indicator_en,
    coalesce(c.slug, '') AS category, coalesce(c.name_vi, '') AS category_vi, coalesce(c.name_en, '') AS category_en,
    u.slug AS unit, f.basis,
    to_char(f.period, CASE WHEN f.basis IN ('year', 'target') THEN 'YYYY' ELSE 'YYYY-MM' END) AS period,
    CASE
        WHEN f.since IS NOT NULL THEN f.since
        WHEN f.basis = 'month' THEN f.period
        WHEN f.basis = 'quarter' THEN (f.period - interval '2 months')::date
        WHEN f.basis = 'as_of' THEN (f.period + interval '1 month - 1 day')::date
        ELSE date_trunc('year', f.period)::date
    END AS period_start,
    (f.period + interval '1 month - 1 day')::date AS period_end,
    trim_scale(f.value) AS value, trim_scale(f.value_high) AS value_high,
    f.qualifier, f.status, f.missing_reason, f.note,
    r.title AS source_title, r.url AS source_url, f.report_id AS report,
    f.release_id AS release, s.released_at
"""

_FROM = """
FROM indicators_figure f
JOIN indicators_area a ON a.id = f.area_id
JOIN indicators_indicator i ON i.id = f.indicator_id
JOIN indicators_unit u ON u.id = i.unit_id
JOIN indicators_topic t ON t.id = i.topic_id
JOIN indicators_report r ON r.id = f.report_id
JOIN indicators_release s ON s.number = f.release_id
LEFT JOIN indicators_category c ON c.id = f.category_id
"""

#: A total order: the contract's five columns, then what tells the last ties apart.
_ORDER = """
ORDER BY i.slug COLLATE "C", coalesce(c.slug, '') COLLATE "C", a.public_code COLLATE "C", f.basis COLLATE "C", f.period,
    f.since NULLS FIRST, f.id
"""

BATCH = 2000


def figures_sql(selection: Selection, columns: str = _COLUMNS) -> tuple[str, list[Any]]:
    """The query of a selection and its parameters. `selection.as_of` must be set: "now" is resolved once, before."""
    if selection.as_of is None:
        raise ValueError("say as of which release")
    conditions, values = _conditions(selection)
    return f"SELECT {columns} {_FROM} WHERE {' AND '.join(conditions)} {_ORDER}", values  # noqa: S608


def rows(selection: Selection) -> Iterator[Row]:
    """The figures of a selection, in the order of the files, read in batches: memory does not grow."""
    sql, values = figures_sql(selection)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(BATCH):
            yield from map(Row._make, batch)


def page(selection: Selection, *, offset: int, limit: int) -> list[Row]:
    """At most `limit` rows of a selection, from `offset` on."""
    sql, values = figures_sql(selection)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s OFFSET %s", [*values, limit, offset])
        return [Row._make(row) for row in cursor.fetchall()]


def count(selection: Selection) -> int:
    """How many figures a selection holds."""
    conditions, values = _conditions(selection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_FROM} WHERE {' AND '.join(conditions)}", values)  # noqa: S608
        return int(cursor.fetchone()[0])


def _conditions(selection: Selection) -> tuple[list[str], list[Any]]:
    conditions = ["f.release_id <= %s", "(f.superseded_in_id IS NULL OR f.superseded_in_id > %s)"]
    values: list[Any] = [selection.as_of, selection.as_of]
    for column, wanted in _lists(selection).items():
        if wanted:
            conditions.append(f"{column} = ANY(%s)")
            values.append(list(wanted))
    for condition, month in (("f.period >= %s", selection.since), ("f.period <= %s", selection.until)):
        if month is not None:
            conditions.append(condition)
            values.append(month.first_day)
    if selection.totals_only:
        conditions.append("f.category_id IS NULL")
    if selection.report is not None:
        conditions.append("f.report_id = %s")
        values.append(selection.report)
    return conditions, values


def _lists(selection: Selection) -> dict[str, tuple[Any, ...]]:
    return {
        "i.slug": selection.indicators,
        "a.public_code": selection.areas,
        "c.slug": selection.categories,
        "t.slug": selection.topics,
        "f.basis": tuple(basis.value for basis in selection.bases),
    }

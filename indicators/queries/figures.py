"""Figures as rows: the one query behind the data table and every file.

The series are put in order first, then each one's figures: the first rows of ten million come at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from ..values.periods import Basis
from ..values.rows import Row, Selection
from .as_of import stands
from .labels import AREAS, CATEGORIES, INDICATORS, TOPICS, UNITS

Parameters = dict[str, Any]

#: The columns of the contract, in its order.
_COLUMNS = """
    s.area_code, s.area_vi, s.area_en, s.indicator, s.indicator_vi, s.indicator_en,
    s.category, s.category_vi, s.category_en, s.unit, f.basis,
    {period} AS period,
    {period_start} AS period_start, {period_end} AS period_end,
    trim_scale(f.value) AS value, trim_scale(f.value_high) AS value_high,
    f.qualifier, f.status, f.missing_reason, f.note,
    r.title AS source_title, r.url AS source_url, f.report_id AS report,
    f.release_id AS release, e.released_at
"""

PERIOD = "to_char(f.period, CASE WHEN f.basis IN ('year', 'target') THEN 'YYYY' ELSE 'YYYY-MM' END)"
PERIOD_END = "(f.period + interval '1 month - 1 day')::date"
PERIOD_START = f"""
    CASE
        WHEN f.since IS NOT NULL THEN f.since
        WHEN f.basis = 'month' THEN f.period
        WHEN f.basis = 'quarter' THEN (f.period - interval '2 months')::date
        WHEN f.basis = 'as_of' THEN {PERIOD_END}
        ELSE date_trunc('year', f.period)::date
    END"""

_COLUMNS = _COLUMNS.format(period=PERIOD, period_start=PERIOD_START, period_end=PERIOD_END)

_SERIES_LABELS = """
    s.indicator_id, s.category_id, s.area_id,
    a.code AS area_code, a.name_vi AS area_vi, a.name_en AS area_en,
    i.code AS indicator, i.name_vi AS indicator_vi, i.name_en AS indicator_en,
    coalesce(c.code, '') AS category, coalesce(c.name_vi, '') AS category_vi, coalesce(c.name_en, '') AS category_en,
    u.code AS unit"""

#: Indicator, category, area; then what tells two categories of the same slug apart.
_SERIES_KEY = ("indicator", "category", "area_code", "category_id NULLS FIRST", "area_id")
SERIES_ORDER = ", ".join(f"s.{name}" for name in _SERIES_KEY)

#: With SERIES_ORDER a total order: the contract's five columns, then what tells the last ties apart.
FIGURE_ORDER = 'f.basis COLLATE "C", f.period, f.since NULLS FIRST, f.id'

OF_SERIES = """f.indicator_id = s.indicator_id AND f.area_id = s.area_id
    AND f.category_id IS NOT DISTINCT FROM s.category_id"""

#: The catalogue's order, and for areas the Vietnamese alphabet's.
_INDICATOR_PLACE = """(SELECT ARRAY[t.position, i.position, i.id] FROM indicators_indicator i
    JOIN indicators_topic t ON t.id = i.topic_id WHERE i.id = s.indicator_id)"""
_CATEGORY_PLACE = "(SELECT ARRAY[c.position, c.id] FROM indicators_category c WHERE c.id = s.category_id)"
_AREA_PLACE = '(SELECT a.sort_key COLLATE "C" FROM indicators_area a WHERE a.id = s.area_id)'
_BASIS_PLACE = f"array_position(ARRAY{[basis.value for basis in Basis]}, f.basis::text)"

#: Ways to put a page's rows in order, each made total by the order of the files. Not for files: nothing is streamed.
SORTS = {
    "indicator": _INDICATOR_PLACE,
    "-indicator": f"{_INDICATOR_PLACE} DESC",
    "category": f"{_CATEGORY_PLACE} NULLS FIRST",
    "-category": f"{_CATEGORY_PLACE} DESC NULLS LAST",
    "area": _AREA_PLACE,
    "-area": f"{_AREA_PLACE} DESC",
    "basis": _BASIS_PLACE,
    "-basis": f"{_BASIS_PLACE} DESC",
    "period": "f.period, f.since NULLS FIRST",
    "-period": "f.period DESC, f.since DESC NULLS LAST",
    "value": "f.value NULLS LAST",
    "-value": "f.value DESC NULLS LAST",
    "-release": "f.release_id DESC",
    "release": "f.release_id",
}

BATCH = 2000


def figures_sql(selection: Selection, *, sort: str = "", more: str = "", after: str = "true") -> tuple[str, Parameters]:
    """The query of a selection and its parameters. `selection.as_of` must be set: "now" is resolved once, before.

    `sort`: one of SORTS; `more`: further columns; `after`: a further condition.
    """
    first = f"{SORTS[sort]}, " if sort else ""
    series, values = series_sql(selection)
    conditions, others = figure_conditions(selection)
    sql = f"""SELECT {_COLUMNS}{more} FROM ({series}) s JOIN indicators_figure f ON {OF_SERIES}
        JOIN indicators_report r ON r.id = f.report_id
        JOIN indicators_release e ON e.number = f.release_id
        WHERE {conditions} AND {after} ORDER BY {first}{SERIES_ORDER}, {FIGURE_ORDER}"""  # noqa: S608
    return sql, values | others


def rows(selection: Selection) -> Iterator[Row]:
    """The figures of a selection, in the order of the files, read in batches: memory does not grow."""
    sql, values = figures_sql(selection)
    with transaction.atomic(), connection.cursor() as settings, connection.chunked_cursor() as cursor:
        settings.execute("SET LOCAL cursor_tuple_fraction = 0.001")  # the first rows soon, not the last
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(BATCH):
            yield from map(Row._make, batch)


def page(selection: Selection, *, offset: int, limit: int, sort: str = "") -> list[Row]:
    """At most `limit` rows of a selection, from `offset` on, in the order of the files or of one of SORTS."""
    sql, values = figures_sql(selection, sort=sort)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %(limit)s OFFSET %(offset)s", {**values, "limit": limit, "offset": offset})
        return [Row._make(row) for row in cursor.fetchall()]


def count(selection: Selection) -> int:
    """How many figures a selection holds."""
    found, values = _found_sql(selection)
    return _number(f"SELECT count(*) FROM {found}", values)  # noqa: S608


def exceeds(selection: Selection, most: int) -> bool:
    """Whether a selection holds more figures than `most`; reads no more of them than that takes."""
    found, values = _found_sql(selection)
    return _number(f"SELECT count(*) FROM (SELECT FROM {found} LIMIT {most + 1:d}) enough", values) > most  # noqa: S608


def _found_sql(selection: Selection) -> tuple[str, Parameters]:
    """What follows FROM, to count the figures of a selection, and its parameters."""
    series, values = series_sql(selection)
    conditions, more = figure_conditions(selection)
    source = f"({series}) s JOIN indicators_figure f ON {OF_SERIES}" if _of_series(selection) else "indicators_figure f"
    return f"{source} WHERE {conditions}", values | more


def _number(sql: str, values: Parameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def series_sql(selection: Selection) -> tuple[str, Parameters]:
    """The series of a selection in their order, with the names that they had, and the query's parameters."""
    if selection.as_of is None:
        raise ValueError("say as of which release")
    wanted = {name: (column, list(values)) for name, column, values in _of_series(selection)}
    conditions = [f"{column} = ANY(%({name})s)" for name, (column, _values) in wanted.items()] or ["true"]
    if selection.totals_only:
        conditions.append("s.category_id IS NULL")
    sql = f"""SELECT {_SERIES_LABELS} FROM indicators_figureseries s
        JOIN {AREAS} a ON a.id = s.area_id
        JOIN {INDICATORS} i ON i.id = s.indicator_id
        JOIN {UNITS} u ON u.id = i.unit_id
        JOIN {TOPICS} t ON t.id = i.topic_id
        LEFT JOIN {CATEGORIES} c ON c.id = s.category_id
        WHERE {" AND ".join(conditions)} ORDER BY {", ".join(_SERIES_KEY)}"""  # noqa: S608
    return sql, {"as_of": selection.as_of} | {name: values for name, (_column, values) in wanted.items()}


def _of_series(selection: Selection) -> list[tuple[str, str, tuple[str, ...]]]:
    """What a selection asks of the series: parameter, column, values."""
    asked = [
        ("indicators", "i.code", selection.indicators),
        ("areas", "a.code", selection.areas),
        ("categories", "c.code", selection.categories),
        ("topics", "t.code", selection.topics),
    ]
    return [item for item in asked if item[2]]


def figure_conditions(selection: Selection) -> tuple[str, Parameters]:
    """What a selection asks of the figures themselves, and the parameters."""
    conditions = [stands("f")]
    values: Parameters = {"as_of": selection.as_of}
    asked: list[tuple[str, str, Any]] = [
        ("f.basis = ANY(%(bases)s)", "bases", [basis.value for basis in selection.bases] or None),
        ("f.period >= %(since)s", "since", selection.since and selection.since.first_day),
        ("f.period <= %(until)s", "until", selection.until and selection.until.first_day),
        ("f.report_id = %(report)s", "report", selection.report),
        ("f.release_id = %(release)s", "release", selection.release),
    ]
    for condition, name, value in asked:
        if value is not None:
            conditions.append(condition)
            values[name] = value
    if selection.totals_only:
        conditions.append("f.category_id IS NULL")
    return " AND ".join(conditions), values

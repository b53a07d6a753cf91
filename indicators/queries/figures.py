"""Figures as rows: the one query behind the data table and every file.

The series are put in order first, then each one's figures: the first rows of ten million come at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from ..values.periods import Basis
from ..values.rows import Row, Selection
from .labels import LABELS
from .sql import (
    CONFIDENCE,
    EVERY,
    NOTHING,
    SECOND_SOURCES,
    Piece,
    all_of,
    constant,
    identifier,
    listed,
    stands,
    statement,
)

Parameters = dict[str, Any]

PERIOD = Piece("to_char(f.period, CASE WHEN f.basis IN ('year', 'target') THEN 'YYYY' ELSE 'YYYY-MM' END)")
PERIOD_END = Piece("(f.period + interval '1 month - 1 day')::date")
PERIOD_START = statement(
    """
    CASE
        WHEN f.since IS NOT NULL THEN f.since
        WHEN f.basis = 'month' THEN f.period
        WHEN f.basis = 'quarter' THEN (f.period - interval '2 months')::date
        WHEN f.basis = 'as_of' THEN {end}
        ELSE date_trunc('year', f.period)::date
    END""",
    end=PERIOD_END,
)

#: When a figure is of, for `statement(…, **PERIODS)`: as the files write it, and its first and last day.
PERIODS = {"period": PERIOD, "period_start": PERIOD_START, "period_end": PERIOD_END}

#: The columns of the contract, in its order.
_COLUMNS = statement(
    """
    s.area_code, s.area_vi, s.area_en, s.indicator, s.indicator_vi, s.indicator_en,
    s.category, s.category_vi, s.category_en, s.unit, f.basis,
    {period} AS period,
    {period_start} AS period_start, {period_end} AS period_end,
    trim_scale(f.value) AS value, trim_scale(f.value_high) AS value_high,
    f.qualifier, f.status, f.missing_reason, f.note,
    r.title AS source_title, r.url AS source_url, f.report_id AS report,
    f.release_id AS release, e.released_at, {confidence} AS confidence, {second_sources} AS second_sources
""",
    confidence=CONFIDENCE,
    second_sources=SECOND_SOURCES,
    **PERIODS,
)

_SERIES_LABELS = Piece("""
    s.indicator_id, s.category_id, s.area_id,
    a.code AS area_code, a.name_vi AS area_vi, a.name_en AS area_en,
    i.code AS indicator, i.name_vi AS indicator_vi, i.name_en AS indicator_en,
    coalesce(c.code, '') AS category, coalesce(c.name_vi, '') AS category_vi, coalesce(c.name_en, '') AS category_en,
    u.code AS unit""")

#: Indicator, category, area; then what tells two categories of the same slug apart.
_LABELS_ORDER = Piece("indicator, category, area_code, category_id NULLS FIRST, area_id")
SERIES_ORDER = Piece("s.indicator, s.category, s.area_code, s.category_id NULLS FIRST, s.area_id")

#: With SERIES_ORDER a total order: the contract's five columns, then what tells the last ties apart.
FIGURE_ORDER = Piece('f.basis COLLATE "C", f.period, f.since NULLS FIRST, f.id')

#: A figure (`f`) is one of a series (`s`).
OF_SERIES = Piece("""f.indicator_id = s.indicator_id AND f.area_id = s.area_id
    AND f.category_id IS NOT DISTINCT FROM s.category_id""")

#: The catalogue's order, and for areas the Vietnamese alphabet's.
_INDICATOR_PLACE = Piece("""(SELECT ARRAY[t.position, i.position, i.id] FROM indicators_indicator i
    JOIN indicators_topic t ON t.id = i.topic_id WHERE i.id = s.indicator_id)""")
_CATEGORY_PLACE = Piece("(SELECT ARRAY[c.position, c.id] FROM indicators_category c WHERE c.id = s.category_id)")
_AREA_PLACE = Piece('(SELECT a.sort_key COLLATE "C" FROM indicators_area a WHERE a.id = s.area_id)')
_BASIS_PLACE = statement(
    "array_position(ARRAY[{bases}], f.basis::text)", bases=listed(constant(basis.value) for basis in Basis)
)


def _down(place: Piece) -> Piece:
    """Return what sorts by `place`, the last first."""
    return statement("{place} DESC", place=place)


#: Ways to put a page's rows in order, each made total by the order of the files. Not for files: nothing is streamed.
SORTS = {
    "indicator": _INDICATOR_PLACE,
    "-indicator": _down(_INDICATOR_PLACE),
    "category": statement("{place} NULLS FIRST", place=_CATEGORY_PLACE),
    "-category": statement("{place} DESC NULLS LAST", place=_CATEGORY_PLACE),
    "area": _AREA_PLACE,
    "-area": _down(_AREA_PLACE),
    "basis": _BASIS_PLACE,
    "-basis": _down(_BASIS_PLACE),
    "period": Piece("f.period, f.since NULLS FIRST"),
    "-period": Piece("f.period DESC, f.since DESC NULLS LAST"),
    "value": Piece("f.value NULLS LAST"),
    "-value": Piece("f.value DESC NULLS LAST"),
    "-release": Piece("f.release_id DESC"),
    "release": Piece("f.release_id"),
}

#: A figure (`f`) was printed in a report of the source asked for.
OF_SOURCE = Piece("f.report_id = ANY (ARRAY(SELECT id FROM indicators_report WHERE source_id = %(source)s))")

BATCH = 2000


def figures_sql(
    selection: Selection, *, sort: str = "", more: Piece = NOTHING, after: Piece = EVERY
) -> tuple[Piece, Parameters]:
    """Return the query of a selection's figures and its parameters. `selection.as_of` must be set: "now" is resolved before.

    `sort`: one of SORTS; `more`: further columns; `after`: a further condition.
    """
    order = [SORTS[sort]] if sort else []
    series, values = series_sql(selection)
    conditions, others = figure_conditions(selection)
    sql = statement(
        """SELECT {columns}{more} FROM ({series}) s JOIN indicators_figure f ON {of_series}
        JOIN indicators_report r ON r.id = f.report_id
        JOIN indicators_release e ON e.number = f.release_id
        WHERE {conditions} AND {after} ORDER BY {order}""",
        columns=_COLUMNS,
        more=more,
        series=series,
        of_series=OF_SERIES,
        conditions=conditions,
        after=after,
        order=listed([*order, SERIES_ORDER, FIGURE_ORDER]),
    )
    return sql, values | others


def rows(selection: Selection) -> Iterator[Row]:
    """Yield the figures of a selection, in the order of the files, read in batches: memory does not grow."""
    sql, values = figures_sql(selection)
    with transaction.atomic(), connection.cursor() as settings, connection.chunked_cursor() as cursor:
        settings.execute("SET LOCAL cursor_tuple_fraction = 0.001")  # the first rows soon, not the last
        cursor.execute(sql, values)
        while batch := cursor.fetchmany(BATCH):
            yield from map(Row._make, batch)


def page(selection: Selection, *, offset: int, limit: int, sort: str = "") -> list[Row]:
    """Return at most `limit` rows of a selection, from `offset` on, in the order of the files or of one of SORTS."""
    sql, values = figures_sql(selection, sort=sort)
    with connection.cursor() as cursor:
        cursor.execute(
            statement("{sql} LIMIT %(limit)s OFFSET %(offset)s", sql=sql), values | {"limit": limit, "offset": offset}
        )
        return [Row._make(row) for row in cursor.fetchall()]


def count(selection: Selection) -> int:
    """Return how many figures a selection holds."""
    matches, values = _matches_sql(selection)
    return _number(statement("SELECT count(*) FROM {matches}", matches=matches), values)


def exceeds(selection: Selection, most: int) -> bool:
    """Return whether a selection holds more figures than `most`; no more of them are read than that takes."""
    matches, values = _matches_sql(selection)
    sql = statement("SELECT count(*) FROM (SELECT FROM {matches} LIMIT %(enough)s) enough", matches=matches)
    return _number(sql, values | {"enough": most + 1}) > most


def _matches_sql(selection: Selection) -> tuple[Piece, Parameters]:
    """Return what follows FROM, to count the figures of a selection, and its parameters."""
    series, values = series_sql(selection)
    conditions, more = figure_conditions(selection)
    source = Piece("indicators_figure f")
    if _of_series(selection):
        source = statement(
            "({series}) s JOIN {figures} ON {of_series}", series=series, figures=source, of_series=OF_SERIES
        )
    return statement("{source} WHERE {conditions}", source=source, conditions=conditions), values | more


def _number(sql: str, values: Parameters) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def series_sql(selection: Selection) -> tuple[Piece, Parameters]:
    """Return the query of a selection's series in their order, with the names that they had, and its parameters."""
    if selection.as_of is None:
        raise ValueError("say as of which release")
    filters = {name: (column, list(values)) for name, column, values in _of_series(selection)}
    conditions = [
        statement("{column} = ANY(%({name})s)", column=identifier(column), name=identifier(name))
        for name, (column, _values) in filters.items()
    ]
    if selection.totals_only:
        conditions.append(Piece("s.category_id IS NULL"))
    sql = statement(
        """SELECT {labels} FROM indicators_figureseries s
        JOIN {areas} a ON a.id = s.area_id
        JOIN {indicators} i ON i.id = s.indicator_id
        JOIN {units} u ON u.id = i.unit_id
        JOIN {topics} t ON t.id = i.topic_id
        LEFT JOIN {categories} c ON c.id = s.category_id
        WHERE {conditions} ORDER BY {order}""",
        labels=_SERIES_LABELS,
        conditions=all_of(conditions),
        order=_LABELS_ORDER,
        **LABELS,
    )
    return sql, {"as_of": selection.as_of} | {name: values for name, (_column, values) in filters.items()}


def _of_series(selection: Selection) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what a selection asks of the series: parameter, column and values of each filter that it sets."""
    filters = [
        ("indicators", "i.code", selection.indicators),
        ("areas", "a.code", selection.areas),
        ("categories", "c.code", selection.categories),
        ("topics", "t.code", selection.topics),
    ]
    return [entry for entry in filters if entry[2]]


def figure_conditions(selection: Selection) -> tuple[Piece, Parameters]:
    """Return the condition that a selection sets for the figures themselves, and its parameters."""
    conditions = [stands("f")]
    values: Parameters = {"as_of": selection.as_of}
    filters: list[tuple[Piece, str, Any]] = [
        (Piece("f.basis = ANY(%(bases)s)"), "bases", [basis.value for basis in selection.bases] or None),
        (Piece("f.period >= %(since)s"), "since", selection.since and selection.since.first_day),
        (Piece("f.period <= %(until)s"), "until", selection.until and selection.until.first_day),
        (Piece("f.report_id = %(report)s"), "report", selection.report),
        (OF_SOURCE, "source", selection.source),
        (Piece("f.release_id = %(release)s"), "release", selection.release),
    ]
    for condition, name, value in filters:
        if value is not None:
            conditions.append(condition)
            values[name] = value
    if selection.totals_only:
        conditions.append(Piece("f.category_id IS NULL"))
    if not selection.may_be_made_up:
        conditions.append(Piece("f.area_id <> ALL (ARRAY(SELECT id FROM indicators_area WHERE invented))"))
    return all_of(conditions), values

"""Many cells at once: copied beside the table, compared with what is there, merged in one statement.

`save_cells` holds every cell in memory twice; this holds none, so that ten years of communes cost no more than a month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from ...imports import Record
from ...models import Report, User
from ...models.figure import KEY
from ...queries.sql import Piece, columns, constant, differ, from_excluded, listed, statement
from ...values.series import Qualifier

#: What a file says of a cell; what it has no column for, `_keep` fills in.
SAID = ("value", "value_high", "qualifier", "missing_reason", "note")

#: What it cannot say: another value did not stand there, and loses them.
READ = ("text_start", "text_end", "printed_attainment")

_STAGE = """CREATE TEMPORARY TABLE incoming (
    place int, area_id bigint, indicator_id bigint, category_id bigint, basis text, period date, since date,
    value numeric, value_high numeric, qualifier text, missing_reason text, note text) ON COMMIT DROP"""

_JOINED = Piece("""incoming LEFT JOIN indicators_draftfigure draft ON draft.report_id = %(report)s
    AND draft.area_id = incoming.area_id AND draft.indicator_id = incoming.indicator_id
    AND draft.basis = incoming.basis AND draft.period = incoming.period
    AND coalesce(draft.category_id, 0) = coalesce(incoming.category_id, 0)
    AND coalesce(draft.since, 'infinity') = coalesce(incoming.since, 'infinity')""")
#: A line of the file says something else than the report's cell does.
_DIFFERS = differ("draft", "incoming", SAID)


class Counts(NamedTuple):
    """The numbers of a report's cells that a file would add, change and leave, or did."""

    added: int
    changed: int
    unchanged: int


class Content(NamedTuple):
    """The content of a cell."""

    value: Decimal | None
    value_high: Decimal | None
    qualifier: str
    missing_reason: str
    note: str


@dataclass(frozen=True, slots=True)
class StagedDifference:
    """The change that a file would make to a cell; `place` is that of its record. `before`: None for an empty cell."""

    place: int
    before: Content | None
    after: Content


@contextmanager
def staged(
    report: Report, records: Sequence[Record], progress: Callable[[int, int], None] = lambda rows, total: None
) -> Iterator[None]:
    """Lay the records beside the report as the table `incoming`, for as long as the block lasts. Inside a transaction.

    A file is silent about what it has no column for: of that it holds what the report does.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming")
        cursor.execute(_STAGE)
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for place, record in enumerate(records):
                copy.write_row(_row(place, record))
                if place % 1000 == 0:
                    progress(place, len(records))
        cursor.execute("ANALYZE incoming")
        _keep(cursor, report)
        yield
        cursor.execute("DROP TABLE incoming")


def _row(place: int, record: Record) -> tuple[Any, ...]:
    category = record.category.id if record.category else None
    qualifier = record.qualifier.value if record.qualifier else None
    return (
        place, record.area.id, record.indicator.id, category, record.basis.value, _day(record), record.since,
        record.value, record.value_high, qualifier, record.missing_reason, record.note,
    )  # fmt: skip


def _day(record: Record) -> date:
    return record.month.first_day


def _keep(cursor: CursorWrapper, report: Report) -> None:
    """Fill in what the file is silent about. A hedge is said of one number: another does not inherit it."""
    sql = statement(
        """UPDATE incoming AS said SET (note, qualifier) = ROW(coalesce(said.note, draft.note, ''),
            coalesce(said.qualifier, CASE WHEN {same} THEN draft.qualifier END, {exact})) FROM {joined}
        WHERE said.place = incoming.place AND (said.note IS NULL OR said.qualifier IS NULL)""",
        same=_same_number("said"),
        exact=constant(Qualifier.EXACT.value),
        joined=_JOINED,
    )
    cursor.execute(sql, {"report": report.pk})


def _same_number(table: str) -> Piece:
    """Return the condition that a row of `table` has the number that the report's cell (`draft`) has."""
    return statement(
        "({numbers}) IS NOT DISTINCT FROM (draft.value, draft.value_high)",
        numbers=columns("value", "value_high", table=table),
    )


def compare(report: Report) -> Counts:
    """Return what merging what is staged would do."""
    sql = statement(
        """SELECT count(*) FILTER (WHERE draft.id IS NULL),
            count(*) FILTER (WHERE draft.id IS NOT NULL AND {differs}),
            count(*) FILTER (WHERE draft.id IS NOT NULL AND NOT {differs}) FROM {joined}""",
        differs=_DIFFERS,
        joined=_JOINED,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"report": report.pk})
        return Counts(*cursor.fetchone())


def differences(report: Report, most: int) -> list[StagedDifference]:
    """Return the first `most` cells that would change, then those that would be new, in the order of the file."""
    sql = statement(
        """SELECT incoming.place, draft.id IS NOT NULL, {before}, {after} FROM {joined}
        WHERE draft.id IS NULL OR {differs}
        ORDER BY draft.id IS NULL, incoming.place LIMIT %(most)s""",
        before=columns(*SAID, table="draft"),
        after=columns(*SAID, table="incoming"),
        joined=_JOINED,
        differs=_DIFFERS,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"report": report.pk, "most": most})
        return [_difference(*row) for row in cursor.fetchall()]


def _difference(place: int, is_filled: bool, *contents: Any) -> StagedDifference:
    half = len(SAID)
    return StagedDifference(place, Content(*contents[:half]) if is_filled else None, Content(*contents[half:]))


def merge(*, report: Report, by: User) -> Counts:
    """Put what is staged into the report: one statement; what is the same keeps its version and leaves no history.

    Return how many cells that added, changed and left.
    """
    same = _same_number("excluded")
    places = (
        statement("{field} = CASE WHEN {same} THEN draft.{field} END", field=columns(field), same=same)
        for field in READ
    )
    sql = statement(
        """WITH written AS (
            INSERT INTO indicators_draftfigure AS draft (report_id, version, saved_at, saved_by_id, {columns})
            SELECT %(report)s, 1, now(), %(by)s, {columns} FROM incoming ORDER BY place
            ON CONFLICT (report_id, {key}) DO UPDATE
            SET {updates}, version = draft.version + 1, saved_at = now(), saved_by_id = excluded.saved_by_id
            WHERE {changed} RETURNING xmax = 0 AS added
        ) SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added),
            (SELECT count(*) FROM incoming) - count(*) FROM written""",
        columns=columns(*KEY, *SAID),
        key=columns(*KEY),
        updates=listed([from_excluded(SAID), *places]),
        changed=differ("draft", "excluded", SAID),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"report": report.pk, "by": by.pk})
        return Counts(*cursor.fetchone())


def fingerprint(report: Report) -> str:
    """Return a text that changes with every change of a report's cells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(string_agg(id || ':' || version, ',' ORDER BY id)) FROM indicators_draftfigure WHERE report_id = %s",
            [report.pk],
        )
        return str(cursor.fetchone()[0])

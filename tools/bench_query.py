"""Time the queries on one database; print JSON on standard output (`DATABASE_URL` says which database)."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
django.setup()

from django.db import connection  # noqa: E402

from indicators import queries  # noqa: E402
from indicators.values.rows import Selection  # noqa: E402

ROUNDS = 50

#: By province and month, one indicator as of now: the sum, how many areas have a figure, of how many.
SUMS = """SELECT s.area_id, s.period, s.value, s.reporting, s.areas FROM indicators_areasum s
    WHERE s.indicator_id = 1 AND s.basis = 'month' AND s.category_id IS NULL AND s.superseded_in_id IS NULL"""
ADDED_UP = """SELECT c.parent_id, f.period, sum(f.value), count(f.value),
        (SELECT count(*) FROM indicators_area other WHERE other.parent_id = c.parent_id)
    FROM indicators_figure f JOIN indicators_area c ON c.id = f.area_id AND c.parent_id IS NOT NULL
    WHERE f.indicator_id = 1 AND f.basis = 'month' AND f.category_id IS NULL AND f.superseded_in_id IS NULL
    GROUP BY c.parent_id, f.period"""


def milliseconds(work: Callable[[], Any]) -> float:
    """Return the median milliseconds of many rounds, after a few that warm up."""
    for _ in range(5):
        work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def read(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def main() -> None:
    newest = queries.newest()
    number = newest.number if newest else 0

    def comparison() -> Any:
        return queries.comparison(indicator="indicator_01", areas=["14", "12"], as_of=number)

    def page() -> Any:
        return queries.page(Selection(indicators=("indicator_01",), areas=("14",), as_of=number), offset=0, limit=50)

    works = {
        "comparison": comparison,
        "page": page,
        "sums": lambda: read(SUMS),
        "sums_on_the_fly": lambda: read(ADDED_UP),
    }
    print(json.dumps({name: milliseconds(work) for name, work in works.items()}))


if __name__ == "__main__":
    main()

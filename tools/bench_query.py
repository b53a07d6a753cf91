"""Times of the queries on one database, as JSON on standard output (`DATABASE_URL` says which)."""

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

from indicators import queries  # noqa: E402
from indicators.series import Selection  # noqa: E402

ROUNDS = 100


def milliseconds(work: Callable[[], Any]) -> float:
    """Median of many rounds, after a few that warm up."""
    for _ in range(5):
        work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    newest = queries.newest()
    number = newest.number if newest else 0

    def comparison() -> Any:
        return queries.comparison(indicator="indicator_01", areas=["14", "12"], as_of=number)

    def page() -> Any:
        return queries.page(Selection(indicators=("indicator_01",), areas=("14",), as_of=number), offset=0, limit=50)

    print(json.dumps({"comparison": milliseconds(comparison), "page": milliseconds(page)}))


if __name__ == "__main__":
    main()

"""Refresh what the database's planner knows of the tables."""

from __future__ import annotations

from django.db import connection

#: Those that a load fills from nothing.
FILLED = (
    "area",
    "areasuccession",
    "indicator",
    "category",
    "indicatorphrase",
    "figure",
    "figureseries",
    "areasum",
    "report",
    "release",
)


def analyze() -> None:
    """Tell the planner how large the tables are now: the server itself would take a minute, and guess until then."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(f'indicators_{table}' for table in FILLED)}")

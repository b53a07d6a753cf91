"""SDMX-CSV 2.0: the figures for statistical systems.

Dimensions: FREQ, REF_AREA, INDICATOR, CATEGORY (`_T`: the total), BASIS, TIME_PERIOD. docs/data.md has the code lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..values.periods import SEVERAL_YEARS
from ..values.rows import Row
from .csv_file import END, cell, lines

DATAFLOW = "VN_WELFARE:FIGURES(1.0)"
COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION",
    "FREQ", "REF_AREA", "INDICATOR", "CATEGORY", "BASIS", "TIME_PERIOD", "OBS_VALUE",
    "OBS_VALUE_HIGH", "UNIT_MEASURE", "OBS_STATUS", "QUALIFIER", "FIGURE_STATUS", "MISSING_REASON", "COMMENT_OBS",
    "REPORT", "RELEASE",
)  # fmt: skip

TOTAL = "_T"
FREQUENCIES = {"month": "M", "ytd": "M", "as_of": "M", "quarter": "Q", "year": "A", "target": "A"} | dict.fromkeys(
    SEVERAL_YEARS, "_O"
)

#: OBS_STATUS, of the SDMX code list CL_OBS_STATUS: what is missing, then what is made up, then how the source hedges.
MISSING, ILLUSTRATIVE, NORMAL = "O", "V", "A"
HEDGES = {"estimate": "E", "provisional": "P"}


def sdmx_chunks(rows: Iterable[Row]) -> Iterator[bytes]:
    """Write the SDMX-CSV in pieces, as the rows come."""
    yield (",".join(COLUMNS) + END).encode()
    yield from lines(map(cells, rows))


def cells(row: Row) -> Iterator[str]:
    """Return the columns of one observation."""
    return map(cell, (
        "dataflow", DATAFLOW, "I",
        FREQUENCIES[row.basis], row.area_code, row.indicator, row.category or TOTAL, row.basis, time_period(row),
        row.value, row.value_high, row.unit, status(row), row.qualifier, row.status,
        row.missing_reason, row.note, row.report, row.release,
    ))  # fmt: skip


def status(row: Row) -> str:
    """Return the OBS_STATUS of one figure."""
    if row.value is None:
        return MISSING
    return ILLUSTRATIVE if row.status == "illustrative" else HEDGES.get(row.qualifier, NORMAL)


def time_period(row: Row) -> str:
    """Write a period: `2024`, `2024-Q1`, `2024-05`, or for several years a start and a length: `2006-01-01/P5Y`."""
    if row.basis == "quarter":
        return f"{row.period_end.year}-Q{(row.period_end.month + 2) // 3}"
    if row.basis not in SEVERAL_YEARS and not _spans_years(row):
        return row.period
    return f"{row.period_start.isoformat()}/{_length(row.period_start, row.period_end)}"


def _spans_years(row: Row) -> bool:
    """Whether a figure counts several years, as a target may."""
    return row.period_start.year != row.period_end.year


def _length(start: date, end: date) -> str:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"

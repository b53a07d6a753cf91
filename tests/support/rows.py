"""Rows for tests of files: plain ones, and the worst that a database may hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from indicators.values.rows import Row

#: The twelve that a spreadsheet would run or swallow.
FORMULAS = (
    "=1+1", "=HYPERLINK(\"http://x.example\",\"a\")", "=cmd|' /C calc'!A0", "+1+1", "+84 912 345 678", "-2+3", "-SUM(A1:A9)",
    "@SUM(1,1)", "\t=1+1", "\r=1+1", "\"=1+1", "=",
)  # fmt: skip

RELEASED = datetime(2024, 9, 11, 1, 2, 3, 456789, tzinfo=UTC)


def row(**fields: Any) -> Row:
    """A figure like any other."""
    values = {
        "area_code": "14", "area_vi": "Sơn La", "area_en": "Son La",
        "indicator": "jobs_created", "indicator_vi": "Giải quyết việc làm", "indicator_en": "Jobs created",
        "category": "", "category_vi": "", "category_en": "", "unit": "worker",
        "basis": "month", "period": "2024-08", "period_start": date(2024, 8, 1), "period_end": date(2024, 8, 31),
        "value": Decimal("1234"), "value_high": None, "qualifier": "exact", "status": "published",
        "missing_reason": "", "note": "", "source_title": "Báo cáo tháng 8", "source_url": "https://example.vn/8",
        "report": 7, "release": 3, "released_at": RELEASED,
        "confidence": "high", "second_sources": "",
    }  # fmt: skip
    return Row(**(values | fields))


#: Anything that PostgreSQL stores as text.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        *FORMULAS,
        *[f"'{formula}" for formula in FORMULAS],
        "''=1",
        "a,b",
        'a"b',
        "a\r\nb",
        " a ",
        "",
        "ﬁ Ằ ｅ",
        "'",
        "''",
    ]
)
numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=Decimal(-(10**19)), max_value=Decimal(10**19)
)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))

rows = st.builds(
    Row,
    **dict.fromkeys(Row._fields[:12], texts),
    period_start=days,
    period_end=days,
    value=st.none() | numbers,
    value_high=st.none() | numbers,
    qualifier=texts,
    status=texts,
    missing_reason=texts,
    note=texts,
    source_title=texts,
    source_url=texts,
    report=st.integers(1, 10**12),
    release=st.integers(1, 2**31),
    released_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    confidence=st.sampled_from(["high", "medium"]),
    second_sources=texts,
)
tables = st.lists(rows, max_size=6)

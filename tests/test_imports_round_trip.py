"""Export, import, export again: not a byte of difference."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.exports import About, csv_chunks, xlsx
from indicators.imports import ImportOutcome, Record, read
from indicators.values.numbers import decimals_of
from indicators.values.periods import Basis, Month, code, last_month, span
from indicators.values.rows import Row
from indicators.values.series import Qualifier, ReleaseRef

from .support.importing import AREAS, INDICATORS, KNOWN
from .support.rows import FORMULAS
from .support.soaking import check_often, few_or

RELEASED = datetime(2024, 9, 11, 1, 2, 3, 456789, tzinfo=UTC)

words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    FORMULAS
)
#: A workbook holds what XML can say, and a person's note is not a space.
plain_words = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="_"), max_size=20)


def row(record: Record) -> Row:
    """A figure as the export writes it."""
    start, end = span(record.basis, record.month, record.since)
    category = record.category
    return Row(
        record.area.code, record.area.names[0], record.area.names[-1],
        record.indicator.slug, *record.indicator.names,
        category.slug if category else "", *(category.names if category else ("", "")),
        record.indicator.facts.unit, record.basis.value, code(record.basis, record.month), start, end,
        record.value, record.value_high, record.qualifier.value, "published", record.missing_reason, record.note,
        "Báo cáo", "https://example.vn/8", 7, 3, RELEASED, "high", "",
    )  # fmt: skip


@st.composite
def records(draw, text=words):
    indicator = draw(st.sampled_from(INDICATORS))
    basis = draw(st.sampled_from(list(Basis)))
    month = last_month(basis, Month(draw(st.integers(1995, 2100)), draw(st.integers(1, 12))))
    since = date(month.year - draw(st.integers(1, 4)), 1, 1)
    several = basis == Basis.SPAN or (basis == Basis.TARGET and draw(st.booleans()))
    lowest = 0 if indicator.facts.non_negative else -(10**11)
    value = draw(st.none() | st.decimals(lowest, 10**11, places=indicator.facts.decimals).map(shortest))
    high = None if value is None else draw(st.none() | st.integers(1, 1000).map(lambda more: value + more))
    reason = "" if value is not None else draw(text.filter(str.strip)) or "chưa có"
    category = draw(st.sampled_from([None, *indicator.categories]))
    return Record(
        draw(st.sampled_from(AREAS)), indicator, category, basis, month, since if several else None, value, high,
        draw(st.sampled_from(list(Qualifier))), reason, draw(text), "", 0, 0,
    )  # fmt: skip


def shortest(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals_of(value))) + 0


def tables(text=words, size=8):
    return st.lists(records(text), min_size=1, max_size=size, unique_by=lambda record: record.identity)


def csv_of(found) -> bytes:
    return b"".join(csv_chunks(map(row, found)))


def back(outcome: ImportOutcome):
    assert outcome.problems == []
    return outcome.records


@few_or(1000, few=50)
def test_csv_comes_back_as_it_was(tmp_path, times):
    path = tmp_path / "table.csv"

    def check(table):
        content = csv_of(table)
        path.write_bytes(content)
        assert csv_of(back(read(path, "table.csv", KNOWN))) == content

    check_often(times, check, table=tables())


def workbook_comes_back(path, table):
    file = io.BytesIO()
    xlsx(map(row, table), About(ReleaseRef(3, RELEASED)), "vi", file)
    path.write_bytes(file.getvalue())
    assert csv_of(back(read(path, "table.xlsx", KNOWN))) == csv_of(table)


def test_workbook_keeps_letters_that_have_another_form(tmp_path):
    """U+2F800, which Unicode holds for the same as U+4E3D; and a letter with its tone apart."""
    record = Record(
        AREAS[0], INDICATORS[0], None, Basis.MONTH, Month(2024, 5), None, Decimal(5), None, Qualifier.EXACT, "",
        "\U0002f800 ê\u0301", "", 0, 0,
    )  # fmt: skip
    workbook_comes_back(tmp_path / "table.xlsx", [record])


@few_or(10, few=3)
def test_workbook_comes_back_as_it_was(tmp_path, times):
    def check(table):
        workbook_comes_back(tmp_path / "table.xlsx", table)

    check_often(times, check, table=tables(plain_words, size=100))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@given(table=tables(plain_words))
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_thousand_workbooks_come_back_as_they_were(tmp_path_factory, table):
    workbook_comes_back(tmp_path_factory.getbasetemp() / "table.xlsx", table)

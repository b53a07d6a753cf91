"""The number parser and the formatters (E7, E9, C12). No database."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import rules
from indicators.values.number_words import NOTHING, QUALIFIERS, UNAVAILABLE, scale_of
from indicators.values.numbers import (
    Number,
    TextKind,
    decimals_of,
    entry_text,
    format_number,
    format_percent,
    parse,
    parse_native,
    parse_plain,
    plain,
    read_digits,
)
from indicators.values.series import Qualifier

CASES = json.loads((Path(__file__).parent / "data" / "numbers.json").read_text(encoding="utf-8"))
OPTIONS = {"decimals": "decimals", "percent": "percent", "unitScale": "unit_scale"}

#: Every value that a cell can hold: at most 15 digits.
held = st.builds(
    lambda coefficient, places: Decimal(coefficient).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 14),
)


def written(reading: Number) -> str:
    return plain(reading.value) + (f"..{plain(reading.value_high)}" if reading.value_high is not None else "")


def answer(text: str, options: dict[str, object]) -> dict[str, object]:
    """What `parse` says, in the shape of the table of cases."""
    found = parse(text, **{OPTIONS[name]: value for name, value in options.items()})  # type: ignore[arg-type]
    return {
        "kind": str(found.kind),
        "readings": [written(reading) for reading in found.readings],
        "reason": found.reason,
        "qualifier": found.qualifier,
        "unit": found.unit,
        "notes": list(found.notes),
    }


def expected(case: dict[str, object]) -> dict[str, object]:
    blank = {"readings": [], "reason": "", "qualifier": "exact", "unit": "", "notes": []}
    return blank | {key: value for key, value in case.items() if key not in {"text", "options", "about"}}


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['text']!a}" for n, case in enumerate(CASES)])
def test_parse_answers_as_the_table_says(case: dict[str, object]) -> None:
    assert answer(str(case["text"]), case.get("options", {})) == expected(case)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("đồng", 1), ("triệu đồng", 10**6), ("Tỷ đồng", 10**9), ("nghìn tỷ đồng", 10**12), ("nghìn người", 10**3),
        ("lượt người", 1), ("tỷ lệ", 1), ("tỷ số giới tính", 1), ("tỷ", 10**9), ("%", 1), ("", 1),
    ],
)  # fmt: skip
def test_a_units_own_name_can_multiply(unit: str, scale: int) -> None:
    assert scale_of(unit) == scale


def test_the_table_is_large_and_has_no_case_twice() -> None:
    keys = [(case["text"], json.dumps(case.get("options"))) for case in CASES]
    assert len(CASES) >= 120
    assert len(set(keys)) == len(keys)


def test_every_reason_has_a_sentence_and_a_case() -> None:
    assert {case.get("reason", "") for case in CASES} - {""} == set(rules.REASONS)


def test_qualifiers_are_those_of_a_figure() -> None:
    assert set(QUALIFIERS.values()) <= set(Qualifier)


def test_empty_zero_and_not_available_are_three_things() -> None:
    assert parse("").kind == TextKind.EMPTY
    assert (parse("0").kind, parse("0").value) == (TextKind.NUMBER, Decimal(0))
    assert {parse(text).kind for text in UNAVAILABLE} == {TextKind.MISSING}


def test_a_dash_is_asked_about_and_has_no_value_yet() -> None:
    assert {(parse(text).kind, parse(text).value) for text in NOTHING} == {(TextKind.AMBIGUOUS, None)}


@given(held)
def test_what_an_input_shows_is_read_back_exactly(value: Decimal) -> None:
    found = parse(entry_text(value))
    assert (found.kind, found.value, found.value_high) == (TextKind.NUMBER, value, None)


@given(held, held)
def test_a_range_is_read_back_exactly(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    found = parse(entry_text(low, high))
    assert (found.kind, found.value, found.value_high) == (TextKind.NUMBER, low, high)


@given(st.text(alphabet="0123456789., -−–()%đtỷriệugầno\u00a0１eE'/", max_size=24))
def test_any_text_gets_an_answer_and_numbers_are_short(text: str) -> None:
    found = parse(text)
    assert bool(found.readings) == (found.kind in {TextKind.NUMBER, TextKind.AMBIGUOUS})
    assert bool(found.reason) == (found.kind not in {TextKind.NUMBER, TextKind.EMPTY})
    assert all(len(plain(reading.value).strip("-0.").replace(".", "")) <= 15 for reading in found.readings)


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "1." * 50_000, "1 " * 50_000, "(" * 50_000, "gần " * 20_000, "-" * 50_000]
)
def test_a_huge_text_is_refused_without_harm(text: str) -> None:
    assert parse(text).kind == TextKind.INVALID


@pytest.mark.parametrize(
    ("text", "context", "readings", "ambiguous"),
    [
        ("43.009", {}, ["43009"], False),
        ("14,8", {"percent": True}, ["14.8"], False),
        ("101.86", {"percent": True}, ["101.86"], False),
        ("1,884", {"scale": True}, ["1.884"], False),
        ("1,884", {}, ["1884", "1.884"], True),
        ("12.345", {"percent": True}, ["12.345", "12345"], True),
        ("1.2.3", {}, [], False),
        ("", {}, [], False),
        ("5 người", {}, [], False),
    ],
)
def test_read_digits_reads_a_number_within_a_text(
    text: str, context: dict[str, bool], readings: list[str], ambiguous: bool
) -> None:
    digits = read_digits(text, **context)
    assert ([plain(value) for value in digits.readings], digits.ambiguous) == (readings, ambiguous)
    assert digits.value == (Decimal(readings[0]) if readings else None)


@pytest.mark.parametrize(
    ("value", "kind", "read", "reason"),
    [
        (12, TextKind.NUMBER, "12", ""),
        (1.5, TextKind.NUMBER, "1.5", ""),
        (0.1 + 0.2, TextKind.NUMBER, "0.3", ""),
        (-3.0, TextKind.NUMBER, "-3", ""),
        (Decimal("1234.500"), TextKind.NUMBER, "1234.5", ""),
        (1e14, TextKind.NUMBER, "100000000000000", ""),
        (1e15, TextKind.INVALID, "", "too_long"),
        (10**15, TextKind.INVALID, "", "too_long"),
        (float("nan"), TextKind.INVALID, "", "not_finite"),
        (float("-inf"), TextKind.INVALID, "", "not_finite"),
        (True, TextKind.INVALID, "", "words"),
    ],
)
def test_parse_native_reads_what_a_spreadsheet_holds(value: float, kind: TextKind, read: str, reason: str) -> None:
    found = parse_native(value)
    assert (found.kind, [written(reading) for reading in found.readings]) == (kind, [read] if read else [])
    assert found.reason == reason


@given(held)
def test_parse_plain_reads_back_what_files_hold(value: Decimal) -> None:
    assert parse_plain(plain(value)).value == value


@pytest.mark.parametrize("text", ["1,5", "1.234.567", " 1", "+1", "1e5", "01", ".5", "5.", "٣", "NaN"])
def test_parse_plain_refuses_every_other_way_of_writing(text: str) -> None:
    assert parse_plain(text).kind == TextKind.INVALID


def test_a_decimal_point_in_our_files_is_not_a_thousands_sign() -> None:
    assert parse_plain("1.234").value == Decimal("1.234")
    assert parse("1.234").value == 1234


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        ("1234567.5", None, "1.234.567,5", "1,234,567.5"),
        ("0", None, "0", "0"),
        ("999", None, "999", "999"),
        ("1000", None, "1.000", "1,000"),
        ("1234.5000", None, "1.234,5", "1,234.5"),
        ("1E+3", None, "1.000", "1,000"),
        ("-1234.5", None, "−1.234,5", "−1,234.5"),
        ("-0", None, "0", "0"),
        ("14.8", 2, "14,80", "14.80"),
        ("14.97", 0, "15", "15"),
        ("2.5", 0, "3", "3"),
        ("-2.5", 0, "−3", "−3"),
        ("-0.04", 1, "0,0", "0.0"),
        ("999.995", 2, "1.000,00", "1,000.00"),
    ],
)
def test_numbers_are_shown_by_language(value: str, decimals: int | None, vi: str, en: str) -> None:
    shown = [format_number(Decimal(value), lang, decimals) for lang in ("vi", "en", "en-gb", "vi-vn")]
    assert shown == [vi, en, en, vi]


def test_percentages_carry_their_sign() -> None:
    assert [format_percent(Decimal("14.8"), lang) for lang in ("vi", "en")] == ["14,8%", "14.8%"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234567.5", "1.234.567,5"), ("-5", "-5"), ("1.234", "1,2340"), ("0.123", "0,123"), ("1234.567", "1.234,567")],
)
def test_an_input_shows_vietnamese_with_a_plain_minus(value: str, text: str) -> None:
    assert entry_text(Decimal(value)) == text


@pytest.mark.parametrize(("value", "decimals"), [("2.00", 0), ("2.50", 1), ("1E+3", 0), ("0.001", 3)])
def test_decimals_are_counted_without_needless_zeros(value: str, decimals: int) -> None:
    assert decimals_of(Decimal(value)) == decimals

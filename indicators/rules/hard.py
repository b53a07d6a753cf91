"""Hard rules: what can never be stored. Each yields, when it is broken, the values that its sentence in `HARD` names."""

from __future__ import annotations

from collections.abc import Iterator

from ..values.names import Name
from ..values.numbers import TextKind, decimals_of
from ..values.periods import last_month
from .cells import CheckedCell, Context, Numbers, Rule, Severity
from .reasons import REASONS


def not_a_number(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.parsed and cell.parsed.kind == TextKind.INVALID:
        yield {"text": cell.text, "why": REASONS[cell.parsed.reason]}


def unconfirmed(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.parsed and cell.parsed.kind == TextKind.AMBIGUOUS:
        yield {"text": cell.text, "why": REASONS[cell.parsed.reason], "readings": cell.parsed.readings}


def negative(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.indicator.non_negative and cell.value is not None and cell.value < 0:
        yield {"value": cell.value}


def decimals(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    allowed = cell.indicator.decimals
    limit = Name(f"nhiều nhất {allowed} chữ số thập phân", f"at most {allowed} decimals")
    for value in (cell.value, cell.value_high):
        if value is not None and decimals_of(value) > allowed:
            yield {"value": value, "limit": limit if allowed else Name("số nguyên", "whole numbers only")}


def above_maximum(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    highest = cell.value if cell.value_high is None else cell.value_high
    if cell.indicator.maximum is not None and highest is not None and highest > cell.indicator.maximum:
        yield {"value": highest, "maximum": cell.indicator.maximum}


def range_order(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.value is not None and cell.value_high is not None and cell.value_high < cell.value:
        yield {"value": cell.value, "high": cell.value_high}


def value_and_reason(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.value is not None and cell.missing_reason.strip():
        yield {"value": cell.value, "reason": cell.missing_reason.strip()}


def no_value_no_reason(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    if cell.value is None and not cell.missing_reason.strip() and not cell.unread:
        yield {}


def wrong_month(cell: CheckedCell, _: Context) -> Iterator[Numbers]:
    month, expected = cell.key.month, last_month(cell.key.basis, cell.key.month)
    if month != expected:
        yield {"month": str(month), "expected": str(expected)}


HARD = tuple(
    Rule(check.__name__, Severity.HARD, sentence, check)
    for check, sentence in (
        (
            not_a_number,
            Name("“{text}” không phải là một số: {why}", "“{text}” is not a number: {why}"),
        ),
        (
            unconfirmed,
            Name(
                "“{text}” cần được xác nhận: {why} Chọn {readings} hoặc nhập lại.",
                "“{text}” needs your confirmation: {why} Choose {readings}, or type it again.",
            ),
        ),
        (
            negative,
            Name(
                "{value} là số âm; chỉ tiêu này không nhận số âm.",
                "{value} is negative; this indicator cannot be.",
            ),
        ),
        (
            decimals,
            Name("{value}: chỉ tiêu này chỉ nhận {limit}.", "{value}: this indicator takes {limit}."),
        ),
        (
            above_maximum,
            Name(
                "{value} lớn hơn mức cao nhất {maximum} của chỉ tiêu này.",
                "{value} is above {maximum}, the highest this indicator can be.",
            ),
        ),
        (
            range_order,
            Name(
                "Khoảng từ {value} đến {high} bị ngược: số sau phải lớn hơn số trước.",
                "The range from {value} to {high} is the wrong way round.",
            ),
        ),
        (
            value_and_reason,
            Name(
                "Đã có số {value} nhưng lại ghi lý do không có số liệu (“{reason}”); chỉ giữ một trong hai.",
                "There is a value, {value}, and a reason for having none (“{reason}”); keep one of them.",
            ),
        ),
        (
            no_value_no_reason,
            Name(
                "Chưa có số; nhập số, hoặc ghi lý do không có số liệu.",
                "There is no value; enter one, or say why there is none.",
            ),
        ),
        (
            wrong_month,
            Name(
                "Số liệu của kỳ này phải ghi vào tháng cuối kỳ, {expected}, không phải {month}.",
                "A figure of this period is filed under its last month, {expected}, not {month}.",
            ),
        ),
    )
)

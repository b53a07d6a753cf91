"""Hard and soft rules (E8, E9): when each speaks, when it is silent, and what it says. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from indicators.rules import (
    HARD,
    REASONS,
    RULES,
    SOFT,
    BreakdownParts,
    CheckedCell,
    Context,
    Finding,
    IndicatorFacts,
    Severity,
    check,
)
from indicators.values.cells import FigureKey
from indicators.values.periods import Basis, Month
from indicators.values.series import Measure, Qualifier

WORKERS = IndicatorFacts(Measure.FLOW, "worker")
PEOPLE = IndicatorFacts(Measure.STOCK, "person")
RATE = IndicatorFacts(Measure.RATE, "percent", decimals=1, maximum=Decimal(100))
OPEN_RATE = replace(RATE, maximum=None)
BALANCE = replace(WORKERS, non_negative=False)
CHANNELS = ("loan", "labour_export", "self_created")
MAY = Month(2024, 5)


def key(
    basis: Basis = Basis.MONTH, month: Month | None = MAY, category: str | None = None, area: str = "14"
) -> FigureKey:
    return FigureKey(area, "jobs_created", category, basis, month)


def cell(value: str | int | None, indicator: IndicatorFacts = WORKERS, **more: Any) -> CheckedCell:
    """A cell of the month's total unless `basis`, `month`, `category` or `area` say otherwise."""
    place = {name: more.pop(name) for name in ("basis", "month", "category", "area") if name in more}
    high = more.pop("value_high", None)
    number = None if value is None else Decimal(value)
    return CheckedCell(key(**place), indicator, number, None if high is None else Decimal(high), **more)


def typed(text: str, indicator: IndicatorFacts = WORKERS, **more: Any) -> CheckedCell:
    return CheckedCell.typed(key(), indicator, text, **more)


def known(*figures: tuple[FigureKey, int | str], **more: Any) -> Context:
    return Context({place: Decimal(value) for place, value in figures}, **more)


def monthly(*values: int, basis: Basis = Basis.MONTH, until: Month = MAY) -> list[tuple[FigureKey, int]]:
    """The months before `until`, the last value being the month just before it."""
    return [(key(basis, until.plus(index - len(values))), value) for index, value in enumerate(values)]


def parted(complete: bool = True, **more: Any) -> dict[str, Any]:
    return {"breakdowns": {"jobs_created": (BreakdownParts(CHANNELS, complete),)}, **more}


def parts(*values: int) -> list[tuple[FigureKey, int]]:
    return [(key(category=channel), value) for channel, value in zip(CHANNELS, values, strict=False)]


def target(value: int, year: int = 2024) -> tuple[FigureKey, int]:
    return key(Basis.TARGET, Month(year, 12)), value


@dataclass(frozen=True)
class Case:
    """A rule that speaks about `cells` and names `says` in each language; or, with no words, stays silent."""

    rule: str
    cells: CheckedCell | list[CheckedCell]
    context: Context = field(default_factory=Context)
    vi: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def findings(self) -> list[Finding]:
        cells: Sequence[CheckedCell] = self.cells if isinstance(self.cells, list) else [self.cells]
        return check(cells, self.context)


SPEAKS = [
    Case("not_a_number", typed("12 con"), vi=("“12 con”", "không phải"), en=("“12 con”", "not a number")),
    Case("not_a_number", typed("1e5"), vi=("“1e5”", "số mũ"), en=("“1e5”", "exponents")),
    Case("not_a_number", typed("5%"), vi=("“5%”", "phần trăm"), en=("per cent",)),
    Case("unconfirmed", typed("12,000"), vi=("“12,000”", "12.000 hoặc 12"), en=("12,000 or 12,",)),
    Case("unconfirmed", typed("1.5"), vi=("“1.5”", "15 hoặc 1,5"), en=("15 or 1.5",)),
    Case("unconfirmed", typed("-"), vi=("“-”", "Chọn 0"), en=("“-”", "Choose 0")),
    Case("negative", cell(-1234), vi=("−1.234",), en=("−1,234",)),
    Case("decimals", cell("1234.5"), vi=("1.234,5", "số nguyên"), en=("1,234.5", "whole numbers")),
    Case("decimals", cell("14.85", RATE), vi=("14,85", "1 chữ số"), en=("14.85", "at most 1")),
    Case("decimals", cell(25, value_high="35.5"), vi=("35,5",), en=("35.5",)),
    Case("above_maximum", cell("100.1", RATE), vi=("100,1", "100 "), en=("100.1", "100,")),
    Case("above_maximum", cell("99", RATE, value_high="101"), vi=("101",), en=("101",)),
    Case("range_order", cell(35, value_high=25), vi=("35", "25"), en=("35", "25")),
    Case("value_and_reason", cell(1500, missing_reason="mất sổ"), vi=("1.500", "mất sổ"), en=("1,500", "mất sổ")),
    Case("no_value_no_reason", cell(None), vi=("lý do",), en=("say why",)),
    Case("no_value_no_reason", typed("n/a"), vi=("lý do",), en=("say why",)),
    Case("no_value_no_reason", cell(None, missing_reason="  "), vi=("lý do",), en=("say why",)),
    Case("wrong_month", cell(5, basis=Basis.QUARTER), vi=("2024-06", "2024-05"), en=("2024-06", "2024-05")),
    Case("wrong_month", cell(5, basis=Basis.TARGET), vi=("2024-12",), en=("2024-12",)),
    Case(
        "change_on_last_period",
        cell(1501),
        known(*monthly(900, 950, 1000)),
        vi=("1.501 cao hơn 50% so với 1.000 của tháng 4/2024",),
        en=("1,501 is 50% above the 1,000 of April 2024",),
    ),
    Case(
        "change_on_last_period",
        cell(40),
        known(*monthly(100, 100, 100)),
        vi=("40 thấp hơn 60% so với 100",),
        en=("40 is 60% below the 100",),
    ),
    Case(
        "change_on_last_period",
        cell(300, basis=Basis.QUARTER, month=Month(2024, 6)),
        known(*((key(Basis.QUARTER, Month(2024, 6).plus(-3 * n)), 100) for n in (1, 2, 3))),
        vi=("quý I/2024",),
        en=("Q1 2024",),
    ),
    Case(
        "change_on_last_period",
        cell(300, PEOPLE, basis=Basis.AS_OF),
        known(*monthly(100, 100, 100, basis=Basis.AS_OF)),
        vi=("200%", "tháng 4/2024"),
        en=("200%", "April 2024"),
    ),
    Case(
        "change_on_last_year",
        cell(160),
        known(*monthly(*[100] * 12)),
        vi=("160 cao hơn 60% so với 100 của tháng 5/2023",),
        en=("160 is 60% above the 100 of May 2023",),
    ),
    Case(
        "change_on_last_year",
        cell(1600, basis=Basis.YTD),
        known(*monthly(*range(1000, 1012), basis=Basis.YTD)),
        vi=("5 tháng đầu năm 2023",),
        en=("January–May 2023",),
    ),
    Case(
        "change_of_target",
        cell(80_000, basis=Basis.TARGET, month=Month(2024, 12)),
        known(target(8000, 2023)),
        vi=("80.000 cao hơn 900% so với 8.000 của kế hoạch năm 2023",),
        en=("80,000 is 900% above the 8,000 of the target for 2023",),
    ),
    Case(
        "parts_differ",
        cell(940),
        known(*parts(755, 15, 169), **parted()),
        vi=("939", "lệch 1 ", "940"),
        en=("939", "1 off", "940"),
    ),
    Case(
        "parts_differ",
        [cell(755, category="loan"), cell(15, category="labour_export")],
        known((key(), 1940), *parts(0, 0, 169), **parted()),
        vi=("939", "1.001", "1.940"),
        en=("939", "1,001", "1,940"),
    ),
    Case("parts_exceed", cell(900), known(*parts(755, 200), **parted()), vi=("955", "900"), en=("955", "900")),
    Case("parts_exceed", cell(900), known(*parts(755, 15, 169), **parted(False)), vi=("939", "900"), en=("939", "900")),
    Case(
        "ytd_falls",
        cell(3000, basis=Basis.YTD),
        known((key(Basis.YTD, Month(2024, 4)), 3721)),
        vi=("3.000", "3.721", "4 tháng đầu năm 2024"),
        en=("3,000", "3,721", "January–April 2024"),
    ),
    Case(
        "ytd_step",
        cell(3721, basis=Basis.YTD),
        known((key(Basis.YTD, Month(2024, 4)), 2782), (key(), 940)),
        vi=("3.721", "2.782", "940", "3.722"),
        en=("3,721", "2,782", "940", "3,722"),
    ),
    Case(
        "ytd_step",
        cell(940),
        known((key(Basis.YTD, Month(2024, 4)), 2782), (key(Basis.YTD), 3721)),
        vi=("3.721", "3.722"),
        en=("3,721", "3,722"),
    ),
    Case(
        "ytd_step",
        [cell(100, month=Month(2024, 1)), cell(101, basis=Basis.YTD, month=Month(2024, 1))],
        vi=("101", "trước 0", "100"),
        en=("101", "100"),
    ),
    Case(
        "ytd_months",
        cell(500, basis=Basis.YTD, month=Month(2024, 3)),
        known(*((key(month=Month(2024, number)), 150) for number in (1, 2, 3))),
        vi=("500", "3 tháng", "450"),
        en=("500", "3 months", "450"),
    ),
    Case("month_above_ytd", [cell(3721), cell(939, basis=Basis.YTD)], vi=("3.721", "939"), en=("3,721", "939")),
    Case(
        "above_population",
        cell(1_300_000, PEOPLE, basis=Basis.AS_OF),
        Context(population={("14", 2024): Decimal(1_248_415)}),
        vi=("1.300.000", "1.248.415", "2024"),
        en=("1,300,000", "1,248,415", "2024"),
    ),
    Case(  # the newest population up to the year: none is counted every year
        "above_population",
        cell(99_999_999, PEOPLE),
        Context(population={("14", 2019): Decimal(1_248_415), ("14", 2015): Decimal(1), ("14", 2025): Decimal(2)}),
        vi=("1.248.415 của địa bàn năm 2019",),
        en=("population of 1,248,415 in 2019",),
    ),
    Case(
        "attainment",
        cell(1185, basis=Basis.YTD, printed_attainment=Decimal("18.4")),
        known(target(8000)),
        vi=("18,4%", "1.185", "8.000", "14,8%"),
        en=("18.4%", "1,185", "8,000", "14.8%"),
    ),
    Case(
        "attainment",
        cell(1115, basis=Basis.YTD, printed_attainment=Decimal(14)),
        known(target(7450)),
        vi=("14%", "là 15%"),
        en=("14%", "is 15%"),
    ),
]

SILENT = [
    Case("not_a_number", typed("1.236.691")),
    Case("not_a_number", typed("14,8%", RATE)),
    Case("not_a_number", typed("n/a", missing_reason="chưa tổng hợp")),
    Case("unconfirmed", typed("12.000 người")),
    Case("unconfirmed", cell(12_000, text="12,000")),  # confirmed: the value is given
    Case("negative", cell(-5, BALANCE)),
    Case("negative", cell(0)),
    Case("decimals", cell("1234.00")),
    Case("decimals", cell("14.80", RATE)),
    Case("above_maximum", cell(100, RATE)),
    Case("above_maximum", cell("143.3", OPEN_RATE)),
    Case("range_order", cell(25, value_high=35)),
    Case("range_order", cell(25, value_high=25)),
    Case("value_and_reason", cell(0)),
    Case("value_and_reason", cell(5, missing_reason=" ")),
    Case("no_value_no_reason", cell(0)),
    Case("no_value_no_reason", cell(None, missing_reason="chưa tổng hợp")),
    Case("no_value_no_reason", typed("12 con")),
    Case("wrong_month", cell(5, basis=Basis.QUARTER, month=Month(2024, 6))),
    Case("wrong_month", cell(5, basis=Basis.YTD)),
    Case("change_on_last_period", cell(1500), known(*monthly(900, 950, 1000))),  # exactly half
    Case("change_on_last_period", cell(5000), known(*monthly(950, 1000))),  # too short a history
    Case("change_on_last_period", cell(60), known(*monthly(19, 19, 19))),  # too small a base
    Case("change_on_last_period", cell(5000, basis=Basis.YTD), known(*monthly(1, 2, 300, basis=Basis.YTD))),
    Case("change_on_last_period", cell(None, missing_reason="mất sổ"), known(*monthly(900, 950, 1000))),
    Case("change_on_last_year", cell(150), known(*monthly(*[100] * 12))),
    Case("change_on_last_year", cell(500), known(*monthly(*[100] * 11))),  # no figure of that month
    Case("change_of_target", cell(9000, basis=Basis.TARGET, month=Month(2024, 12)), known(target(8000, 2023))),
    Case("change_of_target", cell(9000), known(target(8, 2023))),
    Case("parts_differ", cell(939), known(*parts(755, 15, 169), **parted())),
    Case("parts_differ", cell(940), known(*parts(755, 15), **parted())),  # one part not yet there
    Case("parts_differ", cell(940), known(*parts(755, 15, 169), **parted(False))),  # only some of it
    Case("parts_differ", cell(940, qualifier=Qualifier.OVER), known(*parts(755, 15, 169), **parted())),
    Case("parts_differ", cell(50, RATE), known(*parts(10, 20, 30), **parted())),  # rates do not add up
    Case("parts_exceed", cell(900), known(*parts(755, 15), **parted())),
    Case("parts_exceed", cell(939), known(*parts(755, 15, 169), **parted(False))),
    Case("ytd_falls", cell(3721, basis=Basis.YTD), known((key(Basis.YTD, Month(2024, 4)), 3721))),
    Case("ytd_falls", cell(5, basis=Basis.YTD, month=Month(2024, 1)), known((key(Basis.YTD, Month(2023, 12)), 8000))),
    Case("ytd_falls", cell(5, PEOPLE, basis=Basis.AS_OF), known((key(Basis.AS_OF, Month(2024, 4)), 8000))),
    Case(
        "ytd_falls",
        cell(3700, basis=Basis.YTD, qualifier=Qualifier.NEARLY),
        known((key(Basis.YTD, Month(2024, 4)), 3721)),
    ),
    Case("ytd_step", cell(3721, basis=Basis.YTD), known((key(Basis.YTD, Month(2024, 4)), 2782), (key(), 939))),
    Case("ytd_step", cell(3721, basis=Basis.YTD), known((key(Basis.YTD, Month(2024, 4)), 2782))),
    Case(
        "ytd_step",
        cell(3700, basis=Basis.YTD, qualifier=Qualifier.ABOUT),
        known((key(Basis.YTD, Month(2024, 4)), 2782), (key(), 939)),
    ),
    Case(
        "ytd_months",
        cell(450, basis=Basis.YTD, month=Month(2024, 3)),
        known(*((key(month=Month(2024, number)), 150) for number in (1, 2, 3))),
    ),
    Case(
        "ytd_months",
        cell(500, basis=Basis.YTD, month=Month(2024, 3)),
        known(*((key(month=Month(2024, number)), 150) for number in (1, 3))),
    ),
    Case("month_above_ytd", [cell(939), cell(3721, basis=Basis.YTD)]),
    Case("above_population", cell(9_000_000), Context(population={("14", 2025): Decimal(1)})),  # a later year
    Case(
        "above_population",
        replace(
            cell(1_260_000, PEOPLE), key=FigureKey("14", "population", None, Basis.AS_OF, MAY)
        ),  # it may have grown
        Context(population={("14", 2019): Decimal(1_248_415)}),
    ),
    Case(
        "above_population",
        cell(9_000_000, replace(WORKERS, unit="person_time")),  # visits, not people
        Context(population={("14", 2024): Decimal(1_248_415)}),
    ),
    Case(
        "attainment",
        cell(1115, basis=Basis.YTD, printed_attainment=Decimal(15)),  # 14,97 %
        known(target(7450)),
    ),
    Case("attainment", cell(1185, basis=Basis.YTD, printed_attainment=Decimal("14.81")), known(target(8000))),
    Case("attainment", cell(1185, basis=Basis.YTD, printed_attainment=Decimal("99"))),  # no target known
    Case("attainment", cell(1185, basis=Basis.YTD), known(target(8000))),
]


def name(case: Case) -> str:
    return case.rule


@pytest.mark.parametrize("case", SPEAKS, ids=name)
def test_a_rule_speaks_once_and_names_its_numbers(case: Case) -> None:
    found = [finding for finding in case.findings() if finding.rule.id == case.rule]
    assert len(found) == 1
    assert [words for words in case.vi if words not in found[0].text("vi")] == []
    assert [words for words in case.en if words not in found[0].text("en")] == []


@pytest.mark.parametrize("case", SPEAKS, ids=name)
def test_sentences_differ_by_language_and_are_whole(case: Case) -> None:
    for finding in case.findings():
        vi, en = finding.text("vi"), finding.text("en")
        assert vi != en
        assert not {"{", "}"} & {*vi, *en}
        assert vi.endswith(".")
        assert en.endswith((".", "check."))


@pytest.mark.parametrize("case", SILENT, ids=name)
def test_a_rule_is_silent_where_nothing_is_wrong(case: Case) -> None:
    assert case.rule not in {finding.rule.id for finding in case.findings()}


def test_every_rule_has_a_case_that_speaks_and_one_that_does_not() -> None:
    assert {case.rule for case in SPEAKS} == {case.rule for case in SILENT} == set(RULES)


def test_rules_have_ids_of_their_own_and_a_severity() -> None:
    assert len(RULES) == len(HARD) + len(SOFT)
    assert {rule.severity for rule in HARD} == {Severity.HARD}
    assert {rule.severity for rule in SOFT} == {Severity.SOFT}


def test_more_benefits_than_applications_is_a_backlog_and_no_finding() -> None:
    granted = replace(cell(79, PEOPLE), key=FigureKey("12", "ui_benefit_recipients", None, Basis.MONTH, MAY))
    asked = replace(cell(60, PEOPLE), key=FigureKey("12", "ui_applications", None, Basis.MONTH, MAY))
    assert check([granted, asked], Context()) == []


def test_the_cells_of_a_month_that_adds_up_raise_nothing() -> None:
    cells = [
        cell(939),
        cell(755, category="loan"),
        cell(15, category="labour_export"),
        cell(169, category="self_created"),
        cell(3721, basis=Basis.YTD, printed_attainment=Decimal("46.5")),
    ]
    before = known((key(Basis.YTD, Month(2024, 4)), 2782), target(8000), *monthly(800, 900, 850), **parted())
    assert check(cells, before) == []


def test_cells_take_the_place_of_what_stood_there_before() -> None:
    old = known((key(), 5), *parts(755, 15, 169), **parted())
    assert [finding.rule.id for finding in check([cell(5)], old)] == ["parts_differ"]
    assert check([cell(939)], old) == []


def test_a_figure_taken_away_no_longer_counts_among_the_parts() -> None:
    gone = cell(None, missing_reason="mất sổ", category="self_created")
    assert check([cell(770), gone], known(*parts(755, 15, 169), **parted())) == []


def test_a_breakdown_is_spoken_of_once_however_many_parts_are_entered() -> None:
    cells = [cell(value, category=channel) for channel, value in zip(CHANNELS, (755, 15, 169), strict=True)]
    findings = check(cells, known((key(), 940), **parted()))
    assert [(finding.rule.id, finding.key.category) for finding in findings] == [("parts_differ", "loan")]


def test_a_cell_that_cannot_be_stored_is_not_asked_soft_questions() -> None:
    findings = check([cell("5000.5")], known(*monthly(900, 950, 1000)))
    assert [finding.severity for finding in findings] == [Severity.HARD]


def test_findings_come_cell_by_cell_in_the_order_given() -> None:
    first, second = cell(-1, month=Month(2024, 6)), cell("0.5", month=Month(2024, 2))
    assert [finding.key for finding in check([first, second], Context())] == [first.key, second.key]


def test_a_typed_cell_carries_its_hedge_and_its_text() -> None:
    found = typed("  gần 81.800 lao động ")
    assert (found.value, found.qualifier, found.text) == (Decimal(81_800), Qualifier.NEARLY, "gần 81.800 lao động")


def test_the_first_year_has_nothing_before_it() -> None:
    assert check([cell(5, month=Month(1990, 1))], Context()) == []


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_told_in_both_languages(reason: str) -> None:
    sentence = REASONS[reason]
    assert sentence.vi.endswith(".")
    assert sentence.en.endswith(".")
    assert sentence.vi != sentence.en

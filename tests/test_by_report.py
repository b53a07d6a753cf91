"""Figures under their reports: the newest report first, the catalogue's order within, parts below their total."""

from __future__ import annotations

from datetime import date

from indicators.tables.by_report import RowWords, by_report

from .support.rows import row

PLACES = {("jobs_created", ""): (0, 0), ("jobs_created", "loan"): (0, 1), ("rate", "urban"): (1, 1)}
NAMES = RowWords("vi", {}, {}, PLACES)
LOAN = {"category": "loan", "category_vi": "Vay vốn", "category_en": "Loans"}


def test_report_that_reaches_furthest_comes_first() -> None:
    old = row(report=1, period_end=date(2022, 5, 31), release=9)
    new = row(report=2, period_end=date(2024, 8, 31), release=3)
    assert [group.report for group in by_report([old, new], {2: date(2024, 9, 5)}, NAMES)] == [2, 1]


def test_part_stands_below_its_total_and_says_so() -> None:
    (group,) = by_report([row(**LOAN), row()], {}, NAMES)
    assert [(figure.part, figure.below) for figure in group.figures] == [("", False), ("Vay vốn", True)]


def test_part_without_its_total_keeps_the_indicators_name() -> None:
    alone = row(indicator="rate", indicator_vi="Tỷ lệ thất nghiệp", category="urban", category_vi="Thành thị")
    (group,) = by_report([row(), alone], {}, NAMES)
    assert [(figure.name, figure.part, figure.below) for figure in group.figures][1] == (
        "Tỷ lệ thất nghiệp",
        "Thành thị",
        False,
    )


def test_names_are_those_of_the_language() -> None:
    (group,) = by_report([row(**LOAN)], {}, RowWords("en", {}, {}, PLACES))
    assert (group.figures[0].name, group.figures[0].part, group.figures[0].value) == ("Jobs created", "Loans", "1,234")

"""G2 and G5: no digit out of sight, and many rows in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from indicators.models import Report
from indicators.values.periods import Basis

from ...support import factories as make
from .keying import MONTH, ask_for, cell, opened, paste, press, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def long_form() -> Report:
    """A form of 40 rows with two columns, one of them money."""
    money = make.indicator("job_loan_disbursed", name_vi="Vốn vay giải quyết việc làm đã giải ngân")
    others = [make.indicator(f"chi_tieu_{number:02}", name_vi=f"Chỉ tiêu số {number}") for number in range(39)]
    bases = (Basis.MONTH, Basis.YTD)
    return make.report(MONTH, form=ask_for(*((one, None, basis) for one in (money, *others) for basis in bases)))


@pytest.mark.parametrize(("width", "height", "least"), [(1366, 610, 14), (1093, 488, 8)])
def test_g5_many_rows_are_in_sight(
    long_form: Report, sign_in: Callable[..., Page], width: int, height: int, least: int
) -> None:
    page = opened(sign_in(long_form.created_by, viewport={"width": width, "height": height}), long_form)
    seen = page.evaluate(
        """() => {
            const grid = document.querySelector(".entry-grid").getBoundingClientRect();
            const head = document.querySelector(".entry-grid thead").getBoundingClientRect();
            const bottom = Math.min(grid.bottom, innerHeight);
            return [...document.querySelectorAll(".entry-grid tbody tr")].map(row => row.getBoundingClientRect())
                .filter(({top, bottom: end}) => top >= head.bottom - 1 && end <= bottom + 1).length;
        }"""
    )
    assert seen >= least


def cut(page: Page) -> list[str]:
    """The figures of which a digit is out of sight."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".entry-grid td.cell input, .entry-grid td.beside")]
            .filter(one => one.scrollWidth > one.clientWidth).map(one => one.value ?? one.textContent)"""
    )


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_g2_no_digit_of_a_long_figure_is_out_of_sight(
    long_form: Report, sign_in: Callable[..., Page], how: str
) -> None:
    page = opened(sign_in(long_form.created_by, viewport={"width": 1366, "height": 610}), long_form)
    cell(page, "job_loan_disbursed").focus()
    if how == "typed":
        press(page, "32960000000", "Enter")
    else:
        paste(page, "32960000000\t1234567890123\n")
    assert cut(page) == []
    until_saved(page)
    press(page, "ArrowDown")
    page.wait_for_timeout(3500)  # the running totals beside it have come
    assert cell(page, "job_loan_disbursed").input_value() == "32.960.000.000"
    assert cut(page) == []


def test_g2_what_is_there_already_is_in_sight_from_the_first(entry: Page, report: Report) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "98765432109", "Enter")
    until_saved(entry)
    opened(entry, report)
    assert cell(entry, "jobs_created").input_value() == "98.765.432.109"
    assert cut(entry) == []

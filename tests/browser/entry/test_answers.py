"""E6 to E9: conflicts, doubtful numbers, refusals, and the three kinds of nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Change, Report

from .keying import cell, colleague, focused, forgive, held, opened, paste, press, state, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# --- E6: two people on one cell -------------------------------------------------------------


def both(entry: Page, report: Report, sign_in: Callable[..., Page]) -> Page:
    """A colleague saves 120 in the first cell; then our author types 125 there, and is told."""
    theirs = opened(sign_in(colleague()), report)
    cell(theirs, "jobs_created").focus()
    press(theirs, "120")
    until_saved(theirs)
    cell(entry, "jobs_created").focus()
    press(entry, "125")
    asked = entry.locator("td.cell", has=cell(entry, "jobs_created")).locator(".ask")
    expect(asked).to_contain_text("120")
    expect(asked).to_contain_text("125")
    expect(cell(entry, "jobs_created")).to_have_value("125")
    assert held() == {"jobs_created||month": "120"}
    return entry


def test_e6_the_later_of_two_sees_both_values_and_keeps_their_own(
    entry: Page, report: Report, sign_in: Callable[..., Page], complaints: list[str]
) -> None:
    page = both(entry, report, sign_in)
    press(page, "Enter", "Enter")  # to the question, and its first answer: mine
    until_saved(page)
    assert held() == {"jobs_created||month": "125"}
    forgive(complaints, "409")


def test_e6_the_later_of_two_may_take_the_others_value(
    entry: Page, report: Report, sign_in: Callable[..., Page], complaints: list[str]
) -> None:
    page = both(entry, report, sign_in)
    page.get_by_role("button", name="Lấy số của người kia").click()
    expect(cell(page, "jobs_created")).to_have_value("120")
    page.wait_for_timeout(2500)
    assert held() == {"jobs_created||month": "120"}
    assert Change.objects.filter(table="draft_figure", report_id=report.pk).count() == 1
    forgive(complaints, "409")


def test_e6_other_cells_are_saved_while_one_is_in_question(
    entry: Page, report: Report, sign_in: Callable[..., Page], complaints: list[str]
) -> None:
    page = both(entry, report, sign_in)
    cell(page, "workers_abroad").fill("30")
    expect(page.locator("td.cell[data-state=saved]", has=cell(page, "workers_abroad"))).to_be_visible()
    assert held() == {"jobs_created||month": "120", "workers_abroad||month": "30"}
    forgive(complaints, "409")


# --- E7: numbers that read two ways ----------------------------------------------------------


def test_e7_a_number_that_reads_two_ways_is_asked_about_and_not_saved_before(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "12,000", "Enter")
    answers = entry.locator(".ask button")
    assert answers.all_inner_texts() == ["12.000 (số nguyên)", "12 (số nguyên)"]
    expect(answers.first).to_be_focused()
    entry.wait_for_timeout(2500)
    assert held() == {}
    press(entry, "ArrowRight", "Enter")
    expect(cell(entry, "jobs_created")).to_have_value("12")
    assert focused(entry) == "jobs_created|loan|month"  # and on goes the keying
    until_saved(entry)
    assert held() == {"jobs_created||month": "12"}


def test_e7_one_answer_does_for_all_that_ask_the_same(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    paste(entry, "1,250\n8,000\n4,500\n")
    expect(state(entry).get_by_role("button")).to_have_text(re.compile("3 ô"))
    state(entry).get_by_role("button").click()
    press(entry, "Enter")
    entry.get_by_role("button", name="Đọc như vậy").click()
    until_saved(entry)
    assert held() == {
        "jobs_created||month": "1250", "jobs_created|loan|month": "8000", "jobs_created|labour_export|month": "4500",
    }  # fmt: skip


def test_e7_a_text_that_is_no_number_is_refused_with_the_reason(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "12a3", "Enter")
    expect(entry.locator(".ask")).to_contain_text("có chữ hoặc ký hiệu không đọc được")
    expect(cell(entry, "jobs_created")).to_have_attribute("aria-invalid", "")
    entry.wait_for_timeout(1500)
    assert held() == {}


def test_e8_what_the_server_refuses_is_said_at_the_cell_and_the_rest_is_saved(
    entry: Page, complaints: list[str]
) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "12,5", "Enter", "800", "Enter")
    expect(entry.locator("td.cell[data-mark=error]", has=cell(entry, "jobs_created"))).to_be_visible()
    expect(entry.locator("td.cell[data-state=saved]", has=cell(entry, "jobs_created", category="loan"))).to_be_visible()
    assert held() == {"jobs_created|loan|month": "800"}
    forgive(complaints, "422")


def test_e8_parts_that_do_not_add_up_warn_and_do_not_block(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1000", "Enter", "800", "Enter", "450", "Enter")
    until_saved(entry)
    cell(entry, "jobs_created").focus()
    expect(entry.locator("#entry-about .soft")).to_contain_text("1.250")
    assert len(held()) == 3


# --- E9: empty, zero, not available ---------------------------------------------------------


def test_e9_empty_zero_and_not_available_are_three_entries_that_look_different(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "0", "Enter", "…", "Enter")
    press(entry, "Enter")  # "No figure – say why"
    expect(entry.locator("#panel-missing-reason")).to_be_focused()
    press(entry, "chưa thống kê", "Escape")
    missing = cell(entry, "jobs_created", category="loan")
    expect(missing).to_be_focused()
    expect(missing).to_have_value("")
    expect(missing).to_have_attribute("placeholder", "— chưa thống kê")
    until_saved(entry)
    assert held() == {"jobs_created||month": "0", "jobs_created|loan|month": "[chưa thống kê]"}
    press(entry, "5", "Enter")
    until_saved(entry)
    assert held()["jobs_created|loan|month"] == "5"

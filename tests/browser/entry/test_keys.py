"""E1 to E3: keys, pasted blocks, and what stands beside a cell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .keying import cell, focused, held, paste, press, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# --- E1: the keyboard -----------------------------------------------------------------------


def test_e1_a_month_is_keyed_by_enter_alone_column_by_column_and_its_end_leads_to_submission(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter", "800", "Enter", "450", "Enter", "30", "Enter", "2250", "Enter", "70", "Enter")
    assert focused(entry) == "jobs_created||target"
    press(entry, "Enter")
    assert entry.evaluate("document.activeElement.id") == "entry-submit"
    until_saved(entry)
    assert held() == {
        "jobs_created||month": "1250", "jobs_created|loan|month": "800", "jobs_created|labour_export|month": "450",
        "workers_abroad||month": "30", "jobs_created||ytd": "2250", "workers_abroad||ytd": "70",
    }  # fmt: skip


def test_e1_focus_selects_the_content(entry: Page) -> None:
    cell(entry, "jobs_created").fill("12")
    press(entry, "Enter", "Shift+Enter", "7")
    expect(cell(entry, "jobs_created")).to_have_value("7")
    press(entry, "Enter")
    cell(entry, "jobs_created").click()
    press(entry, "8")
    expect(cell(entry, "jobs_created")).to_have_value("8")


@pytest.mark.parametrize(
    ("start", "keys", "end"),
    [
        ("jobs_created||month", ["Enter"], "jobs_created|loan|month"),
        ("jobs_created|loan|month", ["Shift+Enter"], "jobs_created||month"),
        ("jobs_created||month", ["ArrowDown", "ArrowDown", "ArrowUp"], "jobs_created|loan|month"),
        ("jobs_created||ytd", ["ArrowDown"], "workers_abroad||ytd"),  # over rows that ask for none
        ("jobs_created||month", ["ArrowRight"], "jobs_created||ytd"),
        ("jobs_created||ytd", ["ArrowLeft"], "jobs_created||month"),
        ("jobs_created||month", ["Tab", "Tab"], "jobs_created||target"),
        ("jobs_created||target", ["Tab"], "jobs_created|loan|month"),
        ("jobs_created|loan|month", ["Shift+Tab"], "jobs_created||target"),
        ("jobs_created||month", ["End"], "jobs_created||target"),
        ("jobs_created||target", ["Home"], "jobs_created||month"),
        ("workers_abroad||month", ["Control+Home"], "jobs_created||month"),
        ("jobs_created||month", ["Control+End"], "workers_abroad||ytd"),
        ("jobs_created||month", ["ArrowUp"], "jobs_created||month"),
    ],
)
def test_e1_keys_move_as_in_excel(entry: Page, start: str, keys: list[str], end: str) -> None:
    indicator, category, basis = start.split("|")
    cell(entry, indicator, basis, category).focus()
    press(entry, *keys)
    assert focused(entry) == end


def test_e1_arrows_stay_within_a_text_that_is_being_edited(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "123", "ArrowLeft", "9")
    expect(cell(entry, "jobs_created")).to_have_value("1293")
    assert focused(entry) == "jobs_created||month"


def test_e1_escape_gives_back_what_the_cell_held(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "55", "Enter", "Shift+Enter", "99", "Escape")
    expect(cell(entry, "jobs_created")).to_have_value(re.compile("^55$"))


# --- E2: a block from a spreadsheet ---------------------------------------------------------


def test_e2_a_block_pastes_as_a_block_and_one_step_undoes_it(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    paste(entry, '1.250\t2.250\r\n800\r\n"450"\r\n')
    until_saved(entry)
    assert held() == {
        "jobs_created||month": "1250", "jobs_created||ytd": "2250",
        "jobs_created|loan|month": "800", "jobs_created|labour_export|month": "450",
    }  # fmt: skip
    press(entry, "Control+z")
    expect(cell(entry, "jobs_created", category="loan")).to_have_value("")
    until_saved(entry)
    assert held() == {}
    press(entry, "Control+y")
    until_saved(entry)
    assert held()["jobs_created|labour_export|month"] == "450"


def test_e2_what_does_not_fit_is_left_out_and_told(entry: Page) -> None:
    cell(entry, "jobs_created", category="labour_export").focus()
    paste(entry, "450\t999\n30\t70\t\t5\n1\t2\n")
    message = entry.locator("#entry-message")
    expect(message).to_contain_text("Đã dán 3 ô")
    expect(message).to_contain_text("1 giá trị rơi vào ô không phải nhập nên bỏ qua")
    expect(message).to_contain_text("3 giá trị nằm ngoài")
    until_saved(entry)
    assert held() == {
        "jobs_created|labour_export|month": "450", "workers_abroad||month": "30", "workers_abroad||ytd": "70",
    }  # fmt: skip


def test_e2_a_step_is_undone_cell_by_cell_for_what_was_typed(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1", "Enter", "2", "Enter", "Control+z")
    expect(cell(entry, "jobs_created", category="loan")).to_have_value("")
    expect(cell(entry, "jobs_created")).to_have_value("1")


# --- E3: what stands beside -----------------------------------------------------------------


def test_e3_the_months_before_stand_beside_each_cell_and_stay_in_sight(entry: Page) -> None:
    row = entry.locator("tr", has=cell(entry, "jobs_created"))
    assert row.locator("td.beside").all_inner_texts() == ["1.000", "1.200", "", "8.000", ""]
    cell(entry, "jobs_created").fill("1400")
    until_saved(entry)
    expect(row.locator("td.beside").nth(2)).to_have_text("2.400")
    expect(row.locator("td.beside").nth(4)).to_have_text("30,0%")
    for place in entry.locator("thead th").all():
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1366
        assert box["y"] + box["height"] <= 768


def test_e3_head_and_first_column_stay_while_the_grid_scrolls(entry: Page) -> None:
    entry.set_viewport_size({"width": 600, "height": 500})
    grid, head = entry.locator(".entry-grid"), entry.locator("thead th.name")
    before = head.bounding_box()
    grid.evaluate("grid => grid.scrollTo(300, 60)")
    assert head.bounding_box() == before

"""E6 to E9: conflicts, doubtful numbers, refusals, and the three kinds of nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from indicators.models import Change, DraftFigure, Report

from ...support.staff import save, signed_in
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
    press(page, "Alt+ArrowDown", "Enter")  # to the question, and its first answer: mine
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


def content(report: Report) -> tuple[str, str, str, str]:
    """What the first cell holds on the server: number, hedge, reason, note."""
    figure = DraftFigure.objects.get(report=report, indicator__slug="jobs_created", category=None, basis="month")
    return (held().get("jobs_created||month", ""), figure.qualifier, figure.missing_reason, figure.note)


def asked(page: Page, report: Report, mine: str, **theirs: Any) -> Any:
    """A colleague saves `theirs` in the first cell, our author types `mine` there: what the author is asked."""
    assert save(signed_in(colleague()), report, {"text": "", **theirs}).status_code == 200
    cell(page, "jobs_created").focus()
    press(page, mine)
    found = page.locator("td.cell", has=cell(page, "jobs_created")).locator(".ask")
    expect(found).to_be_visible()
    return found


MISSING = {"missing_reason": "chưa có"}
NOTED = {"text": "520", "note": "theo báo cáo nhanh"}
HEDGED = {"text": "520", "qualifier": "nearly"}


@pytest.mark.parametrize(
    ("theirs", "words", "result"),
    [
        (MISSING, "không có số liệu: chưa có", ("[chưa có]", "exact", "chưa có", "")),
        ({"text": "520"}, "520", ("520", "exact", "", "")),
        (HEDGED, "gần 520", ("520", "nearly", "", "")),
        (NOTED, "520; ghi chú: theo báo cáo nhanh", ("520", "exact", "", "theo báo cáo nhanh")),
    ],
)
def test_e6_taking_theirs_takes_hedge_reason_and_note_and_sends_nothing(
    entry: Page, report: Report, complaints: list[str], theirs: dict[str, str], words: str, result: tuple[str, ...]
) -> None:
    ask = asked(entry, report, "khoảng 500", **theirs)
    expect(ask.locator("p")).to_contain_text(f"“{words}”")
    expect(ask.locator("p")).to_contain_text("“khoảng 500”")
    ask.get_by_role("button", name="Lấy số của người kia").click()
    expect(state(entry)).to_have_attribute("data-state", "untouched")
    press(entry, "30")  # the cell below: what is still open goes out with it
    until_saved(entry)
    assert content(report) == result
    assert DraftFigure.objects.get(report=report, category=None).version == 1
    forgive(complaints, "409")


@pytest.mark.parametrize("theirs", [MISSING, NOTED, HEDGED])
def test_e6_keeping_mine_keeps_my_hedge_and_nothing_of_theirs(
    entry: Page, report: Report, complaints: list[str], theirs: dict[str, str]
) -> None:
    ask = asked(entry, report, "khoảng 500", **theirs)
    ask.get_by_role("button", name="Giữ số của tôi: khoảng 500").click()
    until_saved(entry)
    assert content(report) == ("500", "about", "", "")
    forgive(complaints, "409")


def test_e6_my_reason_for_no_figure_is_told_from_an_empty_cell_and_kept(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    assert save(signed_in(colleague()), report, {"text": "520"}).status_code == 200
    cell(entry, "jobs_created").focus()
    press(entry, "F2")
    entry.locator("#panel-missing-reason").fill("chưa thống kê")
    ask = entry.locator(".ask")
    expect(ask).to_contain_text("“không có số liệu: chưa thống kê”")
    press(entry, "Escape")
    ask.get_by_role("button", name="Giữ số của tôi").click()
    until_saved(entry)
    assert content(report) == ("[chưa thống kê]", "exact", "chưa thống kê", "")
    forgive(complaints, "409")


def test_e6_theirs_may_be_an_emptied_cell(report: Report, sign_in: Callable[..., Page], complaints: list[str]) -> None:
    author = signed_in(report.created_by)
    assert save(author, report, {"text": "500", "note": "x"}).status_code == 200
    page = opened(sign_in(report.created_by), report)
    ask = asked(page, report, "510", version=1)
    expect(ask).to_contain_text("có người đã xóa trống ô này")
    ask.get_by_role("button", name="Lấy số của người kia").click()
    expect(cell(page, "jobs_created")).to_have_value("")
    page.wait_for_timeout(1500)
    assert held() == {}
    forgive(complaints, "409")


def test_e6_the_open_panel_shows_what_was_taken(entry: Page, report: Report, complaints: list[str]) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "F2")
    ask = asked(entry, report, "khoảng 500", **NOTED)
    ask.get_by_role("button", name="Lấy số của người kia").click()
    cell(entry, "jobs_created").focus()
    expect(entry.locator("#panel-note")).to_have_value("theo báo cáo nhanh")
    expect(entry.locator("#panel-qualifier")).to_have_value("exact")
    forgive(complaints, "409")


def refreshed(page: Page) -> Any:
    """The page has asked what others entered meanwhile, and has been answered."""
    return page.expect_response("**/entry/cells.json")


def test_e6_what_a_colleague_saves_in_the_cell_one_stands_in_is_asked_about_and_not_typed_over(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    cell(entry, "jobs_created", category="loan").focus()
    with refreshed(entry):
        press(entry, "30", "ArrowUp")  # the refresh after this save meets the author in the first cell
        until_saved(entry)
        assert save(signed_in(colleague()), report, {"text": "520"}).status_code == 200
    entry.wait_for_timeout(200)
    press(entry, "500")
    expect(entry.locator(".ask")).to_contain_text("“520”")
    assert content(report)[0] == "520"
    forgive(complaints, "409")


def test_e6_a_note_that_a_colleague_saves_while_one_stands_in_the_panel_is_asked_about(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    cell(entry, "jobs_created", category="loan").focus()
    with refreshed(entry):
        press(entry, "30", "ArrowUp", "F2")
        entry.locator("#panel-note").focus()
        until_saved(entry)
        assert save(signed_in(colleague()), report, NOTED).status_code == 200
    entry.wait_for_timeout(200)
    entry.locator("#panel-note").press_sequentially("của tôi")
    expect(entry.locator(".ask")).to_contain_text("theo báo cáo nhanh")
    assert content(report)[3] == "theo báo cáo nhanh"
    forgive(complaints, "409")


def saved_in_turn(page: Page, *numbers: str) -> Locator:
    """The first cell, into which one number after the other was typed and saved."""
    first = cell(page, "jobs_created")
    for number in numbers:
        first.focus()
        press(page, number, "Enter")
        until_saved(page)
    return first


def test_e6_undoing_my_number_leaves_a_colleagues_note(entry: Page, report: Report) -> None:
    first = saved_in_turn(entry, "500", "510")
    noted = {"text": "510", "version": 2, "note": "của người kia"}
    assert save(signed_in(colleague()), report, noted).status_code == 200
    press(entry, "30", "Enter")
    expect(entry.locator("td.cell[data-note=yes]", has=first)).to_be_visible()
    press(entry, "Control+z", "Control+z")  # the 30, then the 510
    expect(first).to_have_value("500")
    until_saved(entry)
    assert content(report) == ("500", "exact", "", "của người kia")


def test_e6_undoing_my_number_leaves_the_number_that_a_colleague_has_entered_since(entry: Page, report: Report) -> None:
    first = saved_in_turn(entry, "500", "510")
    assert save(signed_in(colleague()), report, {"text": "777", "version": 2}).status_code == 200
    press(entry, "30", "Enter")
    expect(first).to_have_value("777")
    press(entry, "Control+z", "Control+z")  # the 30, then the 510
    expect(first).to_have_value("777")
    expect(entry.locator("#entry-message")).to_contain_text("Giữ nguyên ô người khác đã nhập sau đó: 1")
    until_saved(entry)
    assert content(report)[0] == "777"


# --- E7: numbers that read two ways ----------------------------------------------------------


def test_e7_a_number_that_reads_two_ways_is_asked_about_and_not_saved_before(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "12,000", "Enter")
    answers = entry.locator(".ask button")
    assert answers.all_inner_texts() == ["12.000 (số nguyên)", "12 (số nguyên)"]
    entry.wait_for_timeout(2500)
    assert held() == {}
    press(entry, "Alt+ArrowDown")
    expect(answers.first).to_be_focused()
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


def test_e7_a_refusal_stands_beside_its_column_and_lets_clicks_through(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1e5", "Enter")
    box = entry.locator(".ask.open").bounding_box()
    below = [cell(entry, "jobs_created", category=part) for part in ("loan", "labour_export")]
    for one in below:
        its = one.bounding_box()
        assert box["x"] >= its["x"] + its["width"] or box["y"] >= its["y"] + its["height"]
    for one in (*below, cell(entry, "jobs_created", basis="ytd")):  # the last lies under it
        one.click(timeout=5000)
        expect(one).to_be_focused()


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
    press(entry, "Alt+ArrowDown", "Enter")  # "No figure – say why"
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

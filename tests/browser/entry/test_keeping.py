"""E4 and E5: the three states, and nothing typed is lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from indicators.models import Change, Report
from indicators.values.periods import Basis

from ...support import factories as make
from .keying import MONTH, cell, colleague, forgive, held, jobs, opened, press, state, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# --- E4: three states -----------------------------------------------------------------------


def test_e4_a_pause_saves_within_two_seconds(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    with entry.expect_request("**/entry/save/", timeout=2000):
        press(entry, "1250")
    until_saved(entry)
    assert held() == {"jobs_created||month": "1250"}


def test_e4_the_states_differ_in_words_and_in_shape(entry: Page) -> None:
    entry.evaluate(
        """() => {
            const bar = document.querySelector("#entry-state");
            const look = () => {
                const shape = getComputedStyle(bar.querySelector(".shape"));
                const drawn = [shape.borderTopStyle, shape.backgroundImage, shape.backgroundColor].join();
                return {words: bar.querySelector(".words").textContent, shape: drawn};
            };
            window.seen = {};
            new MutationObserver(() => { seen[bar.dataset.state] = look(); }).observe(bar, {attributes: true});
        }"""
    )
    cell(entry, "jobs_created").focus()
    press(entry, "1")
    until_saved(entry)
    seen = entry.evaluate("seen")
    for name, words in (("typing", "Đang gõ"), ("kept", "Đã lưu tạm trên máy này"), ("saved", "Đã lưu trên máy chủ")):
        assert words in seen[name]["words"]
    assert len({seen[name]["shape"] for name in ("typing", "kept", "saved")}) == 3


def test_e4_saved_is_said_only_after_the_server_has_answered(entry: Page) -> None:
    waiting: list[Route] = []
    entry.route("**/entry/save/", lambda route: waiting.append(route))
    cell(entry, "jobs_created").focus()
    press(entry, "5", "Enter")
    entry.wait_for_timeout(2500)
    assert len(waiting) == 1
    expect(state(entry)).to_have_attribute("data-state", "kept")
    waiting[0].continue_()
    until_saved(entry)


def test_e4_what_is_typed_while_a_save_is_on_its_way_is_saved_too(entry: Page) -> None:
    waiting: list[Route] = []
    entry.route("**/entry/save/", lambda route: waiting.append(route))
    cell(entry, "jobs_created").focus()
    press(entry, "5")
    entry.wait_for_timeout(1500)
    press(entry, "6")
    waiting[0].continue_()
    entry.unroute("**/entry/save/")
    until_saved(entry)
    expect(cell(entry, "jobs_created")).to_have_value("56")
    assert held() == {"jobs_created||month": "56"}


def test_e4_a_number_is_not_rewritten_under_the_fingers(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1234")
    until_saved(entry)
    expect(cell(entry, "jobs_created")).to_have_value("1234")
    press(entry, "5")
    until_saved(entry)
    press(entry, "Enter")
    expect(cell(entry, "jobs_created")).to_have_value("12.345")
    assert held() == {"jobs_created||month": "12345"}


# --- E5: nothing is lost --------------------------------------------------------------------


def test_e5_what_is_typed_offline_is_kept_and_sent_when_the_network_is_back(entry: Page, complaints: list[str]) -> None:
    entry.context.set_offline(True)
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter", "800", "Enter")
    expect(state(entry)).to_contain_text("Máy chủ không trả lời")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    entry.context.set_offline(False)
    until_saved(entry)
    assert held() == {"jobs_created||month": "1250", "jobs_created|loan|month": "800"}
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def test_e5_a_closed_tab_gives_back_what_it_held(entry: Page, report: Report, complaints: list[str]) -> None:
    entry.context.set_offline(True)
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter", "12,000")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    context = entry.context
    entry.close()
    context.set_offline(False)
    again = opened(context.new_page(), report)
    expect(again.locator("#entry-message")).to_contain_text("khôi phục")
    expect(cell(again, "jobs_created")).to_have_value("1.250")
    expect(cell(again, "jobs_created", category="loan")).to_have_value("12,000")
    again.wait_for_timeout(1500)
    assert held() == {"jobs_created||month": "1250"}
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def test_e5_a_reason_or_note_whose_cell_was_locked_meanwhile_is_shown_and_not_dropped(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    context, cookies = entry.context, entry.context.cookies()
    context.clear_cookies(name="sessionid")  # not offline: a tab that is being closed would still get through
    cell(entry, "jobs_created").focus()
    press(entry, "F2")
    entry.locator("#panel-missing-reason").fill("chưa thống kê")
    entry.locator("#panel-note").fill("hỏi lại huyện")
    expect(state(entry)).to_contain_text("Phiên đăng nhập đã hết")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    entry.close()
    make.submitted([make.cell(1, MONTH, of=jobs(), basis=Basis.YTD)], report=report)
    context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    again = opened(context.new_page(), report)
    expect(again.locator("#entry-message")).to_contain_text("không có số liệu: chưa thống kê; ghi chú: hỏi lại huyện")
    expect(state(again)).to_contain_text("số liệu bị khóa")
    for status in ("401", "423"):
        forgive(complaints, status)


def test_e5_a_save_whose_answer_was_lost_changes_nothing_twice(entry: Page, complaints: list[str]) -> None:
    keys: list[str] = []

    def lose_the_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    entry.route("**/entry/save/", lose_the_answer, times=1)
    entry.on("request", lambda request: keys.append(request.headers.get("idempotency-key", "")))
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    until_saved(entry)
    sent = [key for key in keys if key]
    assert len(sent) >= 2
    assert len(set(sent)) == 1
    assert Change.objects.filter(table="draft_figure", after__value=1250).count() == 1
    forgive(complaints, "ERR_FAILED")


@pytest.mark.parametrize(("status", "words"), [(429, "Máy chủ đang bận"), (408, "Máy chủ không trả lời")])
def test_e5_a_proxy_that_is_busy_has_not_decided_and_is_asked_again(
    entry: Page, complaints: list[str], status: int, words: str
) -> None:
    keys: list[str] = []
    entry.on("request", lambda request: keys.append(request.headers.get("idempotency-key", "")))
    entry.route("**/entry/save/", lambda route: route.fulfill(status=status, body="<html>"), times=1)
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    expect(state(entry)).to_contain_text(words)
    expect(state(entry)).to_have_attribute("data-state", "kept")
    until_saved(entry)
    sent = [key for key in keys if key]
    assert (len(sent), len(set(sent))) == (2, 1)
    assert held() == {"jobs_created||month": "1250"}
    forgive(complaints, str(status))


def test_e5_a_busy_server_is_left_alone_as_long_as_it_asks_whatever_is_typed(
    entry: Page, complaints: list[str]
) -> None:
    at: list[float] = []

    def busy(route: Route) -> None:
        at.append(time.monotonic())
        route.fulfill(status=429, headers={"Retry-After": "4"}) if len(at) == 1 else route.continue_()

    entry.route("**/entry/save/", busy)
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    expect(state(entry)).to_contain_text("Máy chủ đang bận")
    press(entry, "800", "Enter", "Control+s")
    until_saved(entry)
    assert at[1] - at[0] > 3.8
    assert held() == {"jobs_created||month": "1250", "jobs_created|loan|month": "800"}
    forgive(complaints, "429")


def test_e5_a_text_taken_back_while_its_answer_was_lost_is_taken_back_on_the_server(
    entry: Page, complaints: list[str]
) -> None:
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()
        sent.append(route.request.url)

    entry.route("**/entry/save/", lose_the_answer, times=1)
    cell(entry, "jobs_created").focus()
    press(entry, "5")
    while not sent:
        entry.wait_for_timeout(50)
    assert held() == {"jobs_created||month": "5"}
    press(entry, "Escape")
    expect(state(entry)).to_have_attribute("data-state", "kept")  # not "saved": the server holds the 5
    until_saved(entry)
    assert held() == {}
    forgive(complaints, "ERR_FAILED")


def test_e4_what_was_typed_and_taken_back_is_not_called_saved(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "5", "Escape")
    entry.wait_for_timeout(500)
    expect(state(entry)).to_have_attribute("data-state", "untouched")


def test_e5_an_expired_session_loses_nothing_and_saves_after_signing_in(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    cookies = entry.context.cookies()
    entry.context.clear_cookies(name="sessionid")
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    expect(state(entry)).to_contain_text("Phiên đăng nhập đã hết")
    link = state(entry).get_by_role("link")
    assert link.get_attribute("target") == "_blank"
    assert "/admin/login/" in (link.get_attribute("href") or "")
    assert held() == {}
    entry.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # as another tab does
    entry.evaluate("window.dispatchEvent(new Event('focus'))")
    until_saved(entry)
    assert held() == {"jobs_created||month": "1250"}
    forgive(complaints, "401")


def test_e5_another_who_signs_in_meanwhile_does_not_save_in_this_ones_place(
    entry: Page, sign_in: Callable[..., Page], complaints: list[str]
) -> None:
    other = sign_in(colleague()).context.cookies()
    entry.context.add_cookies([cookie for cookie in other if cookie["name"] == "sessionid"])
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    expect(state(entry)).to_contain_text("Phiên đăng nhập đã hết")
    assert held() == {}
    forgive(complaints, "401")


def test_e5_the_next_user_of_the_computer_cannot_read_the_drafts(
    entry: Page, report: Report, sign_in: Callable[..., Page], complaints: list[str]
) -> None:
    context, mine = entry.context, entry.get_attribute("#entry", "data-draft-key")
    context.clear_cookies(name="sessionid")
    cell(entry, "jobs_created").focus()
    press(entry, "4711", "Enter")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    entry.close()
    context.add_cookies([c for c in sign_in(colleague()).context.cookies() if c["name"] == "sessionid"])
    theirs = opened(context.new_page(), report)
    assert theirs.get_attribute("#entry", "data-draft-key") != mine
    theirs.wait_for_timeout(2500)
    expect(cell(theirs, "jobs_created")).to_have_value("")
    stored = theirs.evaluate("JSON.stringify(localStorage)")
    assert "entry-draft" in stored  # still there for its owner
    assert "4711" not in stored
    assert "jobs_created" not in stored
    forgive(complaints, "401")


def test_e5_a_browser_that_keeps_nothing_says_so(report: Report, sign_in: Callable[..., Page]) -> None:
    page = sign_in(report.created_by)
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    opened(page, report)
    expect(state(page)).to_contain_text("đừng đóng thẻ này")


def test_e5_a_tab_asks_before_closing_only_while_something_is_not_even_kept(entry: Page) -> None:
    asked: list[str] = []
    entry.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    entry.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    cell(entry, "jobs_created").focus()
    entry.route("**/entry/save/", lambda route: None)
    press(entry, "5", "Enter")
    expect(state(entry)).to_contain_text("đừng đóng thẻ này")
    entry.close(run_before_unload=True)
    entry.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_e5_a_tab_closes_without_a_question_once_all_is_kept(entry: Page, complaints: list[str]) -> None:
    asked: list[str] = []
    entry.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    entry.context.set_offline(True)
    cell(entry, "jobs_created").focus()
    press(entry, "5", "Enter")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    entry.close(run_before_unload=True)
    entry.wait_for_event("close") if not entry.is_closed() else None
    assert asked == []
    forgive(complaints, "ERR_INTERNET_DISCONNECTED")


def test_e5_a_draft_stays_with_the_tab_that_is_still_open(entry: Page, report: Report, complaints: list[str]) -> None:
    entry.route("**/entry/save/", lambda route: route.abort())
    cell(entry, "jobs_created").focus()
    press(entry, "1250", "Enter")
    expect(state(entry)).to_have_attribute("data-state", "kept")
    second = opened(entry.context.new_page(), report)
    second.wait_for_timeout(2500)
    expect(cell(second, "jobs_created")).to_have_value("")
    forgive(complaints, "ERR_FAILED")


def test_e5_a_report_submitted_meanwhile_takes_no_more_and_says_so(
    entry: Page, report: Report, complaints: list[str]
) -> None:
    cell(entry, "jobs_created").focus()
    make.submitted([make.cell(1, MONTH, of=jobs(), basis=Basis.YTD)], report=report)
    press(entry, "1250", "Enter")
    expect(state(entry)).to_contain_text("số liệu bị khóa")
    expect(cell(entry, "jobs_created")).to_have_value("1250")
    assert held() == {"jobs_created||ytd": "1"}
    forgive(complaints, "423")

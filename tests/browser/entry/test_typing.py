"""G1: numbers typed down a column without a pause stand in their own cells, whatever some of them ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from indicators.models import Report
from indicators.values.periods import Basis

from ...support import factories as make
from .keying import MONTH, ask_for, cell, channel, focused, held, jobs, opened, press, state, until_saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [f"kenh{number}" for number in range(12)]
PLAIN = ("15", "55", "755", "1.234", "12345", "7", "0", "105")
ASKING = ("1,939", "1.5", "12,000", "3,250", "2.75", "n/a", "12a3")


@pytest.fixture
def column(sign_in: Callable[..., Page]) -> Page:
    """The page of a report that asks for a month of jobs by twelve channels."""
    form = ask_for(*((jobs(), channel(slug, f"Kênh {slug}"), Basis.MONTH) for slug in ROWS))
    report = make.report(MONTH, form=form)
    return opened(sign_in(report.created_by), report)


def numbers(seed: int) -> list[str]:
    """A column of random numbers, about one in three of which asks something."""
    chosen = random.Random(seed)
    return [chosen.choice(ASKING if chosen.random() < 0.35 else PLAIN) for _row in ROWS]


def typed(page: Page, texts: list[str], pause: int) -> dict[str, Any]:
    """Type a column from its top, each number with Enter, a key every `pause` ms; return what the cells show."""
    cell(page, "jobs_created", category=ROWS[0]).focus()
    for text in texts:
        page.keyboard.type(text, delay=pause)
        page.wait_for_timeout(pause)
        page.keyboard.press("Enter")
        page.wait_for_timeout(pause)
    return {slug: cell(page, "jobs_created", category=slug).input_value() for slug in ROWS}


def strayed(texts: list[str], shown: dict[str, str]) -> list[tuple[str, str, str]]:
    """The cells that show other digits than were typed there: wrong rows and lost numbers."""
    pairs = zip(ROWS, texts, strict=True)
    return [(slug, text, shown[slug]) for slug, text in pairs if shown[slug].replace(".", "") != text.replace(".", "")]


def check(page: Page, seed: int, pause: int) -> None:
    texts = numbers(seed)
    shown = typed(page, texts, pause)
    assert strayed(texts, shown) == []
    sure = {slug: text for slug, text in zip(ROWS, texts, strict=True) if text in PLAIN}
    expect(page.locator("td.cell[data-state=saved]")).to_have_count(len(sure))
    assert held() == {f"jobs_created|{slug}|month": text.replace(".", "") for slug, text in sure.items()}
    asking = page.locator("td.cell:is([data-mark=asks], [data-mark=error])")
    expect(asking).to_have_count(len(ROWS) - len(sure))


@pytest.mark.parametrize(("seed", "pause"), [(1, 60), (2, 20), (3, 20), (4, 60), (5, 20)])
def test_g1_a_column_typed_without_a_pause_stands_in_its_own_cells(column: Page, seed: int, pause: int) -> None:
    check(column, seed, pause)


@pytest.mark.soak
@pytest.mark.parametrize("pause", [60, 20])
@pytest.mark.parametrize("seed", range(100, 200))
def test_g1_two_hundred_columns_stand_in_their_own_cells(column: Page, seed: int, pause: int) -> None:
    check(column, seed, pause)


def with_questions_first(route: Route) -> None:
    """The keyboard as it was: a question takes the focus as soon as its cell is left."""
    script = route.fetch().text()
    asked = 'const asked = cell.td.querySelector(".ask button"); if (asked) { asked.focus(); return true; }'
    changed = script.replace("  act.judge(cell);\n  if (target)", f"  act.judge(cell);\n  {asked}\n  if (target)")
    assert changed != script
    route.fulfill(body=changed, content_type="text/javascript")


def test_g1_control_a_question_that_takes_the_focus_shifts_the_column(sign_in: Callable[..., Page]) -> None:
    form = ask_for(*((jobs(), channel(slug, f"Kênh {slug}"), Basis.MONTH) for slug in ROWS))
    report = make.report(MONTH, form=form)
    page = sign_in(report.created_by)
    page.route("**/js/entry/grid.js", with_questions_first)
    texts = ["1,939", "755", "15", "55", *numbers(6)[4:]]
    assert strayed(texts, typed(opened(page, report), texts, 20)) != []


def test_g1_enter_on_a_number_that_asks_is_no_answer(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1.5", "Enter", "Enter")
    entry.wait_for_timeout(2500)
    assert held() == {}
    expect(cell(entry, "jobs_created")).to_have_value("1.5")


def test_g1_questions_are_shown_when_the_hand_rests_and_put_away_by_the_next_key(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1,939", "Enter", "75")
    expect(entry.locator(".ask.open")).to_have_count(0)
    expect(entry.locator(".ask.open")).to_be_visible(timeout=3000)
    press(entry, "5")
    expect(entry.locator(".ask.open")).to_have_count(0)
    expect(cell(entry, "jobs_created", category="loan")).to_have_value("755")


def test_g1_questions_are_answered_one_after_the_other_and_the_hand_goes_on_where_it_was(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1,939", "Enter", "2,750", "Enter", "450", "Enter")
    assert focused(entry) == "workers_abroad||month"
    press(entry, "Alt+ArrowDown", "Enter", "Enter")
    assert focused(entry) == "workers_abroad||month"
    until_saved(entry)
    assert held() == {
        "jobs_created||month": "1939", "jobs_created|loan|month": "2750", "jobs_created|labour_export|month": "450",
    }  # fmt: skip


def test_g1_the_last_cell_leads_to_what_is_still_asked_before_it_leads_on(entry: Page, report: Report) -> None:
    cell(entry, "jobs_created", basis="target").focus()
    press(entry, "1,939", "Enter")
    assert entry.evaluate("document.activeElement.closest('.ask') !== null")
    press(entry, "Enter")
    until_saved(entry)
    assert held() == {"jobs_created||target": "1939"}


def test_g1_tab_goes_past_what_a_cell_asks(entry: Page) -> None:
    cell(entry, "jobs_created").focus()
    press(entry, "1,939", "Tab", "75", "Tab")
    assert focused(entry) == "jobs_created||target"
    expect(cell(entry, "jobs_created", basis="ytd")).to_have_value("75")
    expect(state(entry).get_by_role("button")).to_be_visible()


def test_g5_a_second_click_deletes_no_digit(entry: Page) -> None:
    first = cell(entry, "jobs_created")
    first.fill("12.000")
    until_saved(entry)
    first.dblclick()
    press(entry, "5")
    expect(first).to_have_value("12.0005")

"""Every public page in a browser: at four widths, with and without JavaScript, for a keyboard, for axe, on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from ..support import site
from .faces import in_every_face, in_every_other_face

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROWEST = 320
WIDTHS = (NARROWEST, 360, 768, 1366)
VIEWS = ("ytd", "years", "target", "index", "percapita", "share")


@pytest.fixture(autouse=True)
def _loaded(transactional_db: None) -> None:
    site.load()


#: The invented provinces: real ones have few months printed.
MANY_MONTHS = "area=X1&area=X2"
#: What is a page of its own kind, but shows no figures of a release.
OTHERS = ("/search/", "/api/v1/docs", "/accounts/login/", "/compare/?from=nothing", "/areas/99999/")
#: Other faces of a page: bars, a past release, a sorted table.
FACES = (
    f"/compare/?{MANY_MONTHS}&view=share",
    "/compare/?view=ytd&as_of=8",
    "/areas/X1/",
    "/data/?sort=-value",
    "/completeness/?as_of=8",
)


#: Lists of links, alone in their items or in a row: where the height of a face makes a target too small.
FULL_OF_LINKS = (
    "/",
    "/compare/",
    "/indicators/",
    "/areas/14/",
    "/data/",
    "/releases/{release}/",
    "/about/",
    "/search/?q=viec+lam",
)


def addresses(lang: str = "vi", *more: str) -> list[str]:
    return [site.address(page, lang) for page in (*site.PAGES, *more)]


def test_every_page_fits_every_width_with_and_without_script(new_context: Callable[..., BrowserContext]) -> None:
    for javascript in (True, False):
        page = new_context(java_script_enabled=javascript).new_page()
        for address in addresses("vi", "/api/v1/docs"):
            page.goto(address)
            expect(page.locator("h1")).to_have_count(1)
            for width in WIDTHS if javascript else WIDTHS[1:]:
                page.set_viewport_size({"width": width, "height": 800})
                assert page.locator("main").bounding_box()["width"] <= width, (address, width)  # type: ignore[index]
                if javascript:
                    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
        page.close()


@in_every_face
def test_every_chart_is_there_without_script_and_its_text_is_legible(
    new_context: Callable[..., BrowserContext],
) -> None:
    for width, variant in ((NARROWEST, "narrow"), (1366, "wide")):
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        for view in VIEWS:
            page.goto(f"/compare/?{MANY_MONTHS}&view={view}")
            chart = page.locator(f".chart-{variant}").first
            expect(chart).to_be_visible()
            drawn, own = chart.bounding_box(), re.split(r"\s", chart.get_attribute("viewBox") or "")
            size = float(chart.get_attribute("font-size") or 0) * drawn["width"] / float(own[2])  # type: ignore[index]
            assert size >= 12, (view, width, size)
        page.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_page_has_a_barrier(lang: str, page: Page, axe: Callable[[Page], list[str]], complaints: list[str]) -> None:
    found = {}
    for address in addresses(lang, *OTHERS, *(FACES if lang == "vi" else ())):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found[address] = axe(page)
    complaints[:] = [line for line in complaints if not re.search(r"status of 40[04]", line)]  # asked for
    assert {address: lines for address, lines in found.items() if lines} == {}


@in_every_other_face
def test_no_target_is_too_small_for_a_finger_in_any_face(
    new_context: Callable[..., BrowserContext], axe: Callable[..., list[str]], complaints: list[str]
) -> None:
    """In the first face axe looks at every page, with all its rules."""
    small = {}
    for lang, width in (("vi", 1366), ("en", NARROWEST)):
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        for address in (site.address(path, lang) for path in FULL_OF_LINKS):
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
            small[address] = axe(page, "target-size")
        page.close()
    complaints[:] = [line for line in complaints if not re.search(r"status of 40[04]", line)]  # asked for
    assert {address: lines for address, lines in small.items() if lines} == {}


def test_filters_work_without_script(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/compare/")
    page.locator("#f-indicator").select_option("workers_abroad")
    page.get_by_role("checkbox", name="Lai Châu").uncheck()
    page.get_by_role("button", name="Xem", exact=True).click()
    assert "indicator=workers_abroad&area=14&" in page.url
    expect(page.locator("h1")).to_have_text(re.compile("nước ngoài"))
    page.get_by_role("link", name="So các năm").click()
    assert "view=years" in page.url
    assert "indicator=workers_abroad" in page.url


def test_filters_change_the_page_in_place_and_back_undoes_it(page: Page) -> None:
    page.goto("/compare/?view=ytd")
    page.evaluate("window.stays = true")
    box = page.get_by_role("checkbox", name="Lai Châu")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".chart-subtitle")).not_to_contain_text("Lai Châu")
    expect(page.locator("#compare-status")).to_contain_text("Trang đã được cập nhật")
    expect(page.get_by_role("checkbox", name="Lai Châu")).to_be_focused()
    assert "area=14&" in page.url
    assert "view=ytd" in page.url
    page.get_by_role("link", name="Chỉ số").click()
    expect(page.get_by_role("link", name="Chỉ số")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Biểu đồ tương tác").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Lũy kế từ đầu năm")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator(".chart-subtitle")).to_contain_text("Lai Châu")
    assert page.evaluate("window.stays") is True


def test_asking_for_what_is_shown_adds_no_step_to_go_back_through(page: Page) -> None:
    page.goto("/compare/?view=ytd")
    page.get_by_role("checkbox", name="Lai Châu").uncheck()
    expect(page.locator(".chart-subtitle")).not_to_contain_text("Lai Châu")
    with page.expect_response("**/compare/**"):
        page.get_by_role("button", name="Xem").click()
    page.go_back()
    expect(page.locator(".chart-subtitle")).to_contain_text("Lai Châu")


def test_failing_filter_leads_to_the_page_that_says_why(page: Page, complaints: list[str]) -> None:
    page.goto("/compare/?view=month")
    page.evaluate("document.querySelector('[name=view]').value = 'nothing'")
    page.get_by_role("checkbox", name="Lai Châu").uncheck()
    expect(page.locator("h1")).to_have_text("Không đọc được địa chỉ này")
    assert all("400" in line for line in complaints)
    complaints.clear()


def test_comparison_can_be_used_by_keyboard_alone(page: Page) -> None:
    page.goto("/compare/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    reached: list[str] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break  # past the last one
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
    for wanted in ("So các năm", "Biểu đồ tương tác", "PNG", "CSV", "indicator", "area"):
        assert wanted in reached, reached


def test_every_page_can_be_entered_past_its_header_by_keyboard(page: Page) -> None:
    for address in addresses("en", *OTHERS[:2]):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main, footer') !== null"), address
        assert page.evaluate("document.activeElement.matches(':focus-visible')"), address


def test_views_chart_words_and_table_open_and_move_by_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"/compare/?{MANY_MONTHS}")
    go(page, page.get_by_role("link", name="So các năm"), "Enter")
    expect(page.get_by_role("link", name="So các năm")).to_have_attribute("aria-current", "true")
    go(page, page.get_by_text("Mô tả biểu đồ bằng lời"), "Enter")
    expect(page.locator("figure details[open] p").first).to_be_visible()
    go(page, page.get_by_role("button", name="Biểu đồ tương tác"), "Enter")
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    go(page, page.get_by_role("button", name="Trở lại biểu đồ tĩnh"), "Space")
    expect(page.locator(".chart-narrow")).to_be_visible()
    go(page, page.get_by_text("Phân tổ", exact=True), "Enter")
    go(page, page.get_by_role("checkbox", name="Vốn vay giải quyết việc làm"), "Space")
    page.wait_for_url(re.compile("category=loan"))
    expect(page.get_by_role("checkbox", name="Vốn vay giải quyết việc làm")).to_be_focused()


def test_data_is_filtered_sorted_and_scrolled_by_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("/data/")
    page.locator("#f-area").focus()
    page.keyboard.type("Lai")
    go(page, page.get_by_role("button", name="Xem phần đã chọn"), "Enter")
    page.wait_for_url(re.compile(r"area=12"))
    go(page, page.get_by_role("link", name="Giá trị"), "Enter")
    page.wait_for_url(re.compile(r"area=12.*sort=-value"))
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Giá trị")
    go(page, page.locator(".table-scroll"), "ArrowRight")
    expect(page.locator("thead th").first).not_to_be_in_viewport(ratio=0.99)  # scrolled out on its left


def go(page: Page, target: Locator, key: str) -> None:
    """Tab on until the target has the focus, as someone without a mouse does, and press the key."""
    for _ in range(120):
        if target.evaluate("element => (element.closest('summary') ?? element) === document.activeElement"):
            return page.keyboard.press(key)
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {target}")


def test_interactive_chart_comes_on_demand_and_may_fail_to_come(page: Page, complaints: list[str]) -> None:
    page.route("**/plotly-basic*.js", lambda route: route.abort())
    page.goto("/indicators/jobs_created/")
    button = page.get_by_role("button", name="Biểu đồ tương tác").first
    button.click()
    expect(page.locator(".chart-status").first).not_to_be_empty()
    expect(page.locator(".chart-wide").first).to_be_visible()
    complaints.clear()
    page.unroute("**/plotly-basic*.js")
    button.click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


@in_every_face
def test_comparison_and_bulletin_print_on_one_a4_page(page: Page) -> None:
    for address in ("/compare/", f"/en/compare/?{MANY_MONTHS}&view=ytd", f"/compare/?{MANY_MONTHS}&view=share",
                    "/areas/12/bulletin/2022-05/", "/areas/14/bulletin/2024-08/", "/en/areas/X1/bulletin/2024-12/"):  # fmt: skip
        page.goto(address)
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, address
        width, height = (float(side) for side in printed.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (595, 842)


def test_table_holds_the_numbers_of_the_interactive_chart(page: Page) -> None:
    for view in ("month", *VIEWS):
        page.goto(f"/compare/?{MANY_MONTHS}&view={view}")
        page.get_by_role("button", name="Biểu đồ tương tác").click()
        expect(page.locator(".js-plotly-plot")).to_be_visible()
        axis = "x" if view == "share" else "y"
        drawn: Any = page.evaluate(
            "axis => document.querySelector('.js-plotly-plot').data.flatMap(t => t[axis]).filter(v => v !== null).length",
            axis,
        )
        cells = page.locator("main table td.value").all_inner_texts()
        assert drawn == len([cell for cell in cells if cell.strip()]), view


@pytest.mark.parametrize("height", [610, 488, 305])
def test_every_filter_of_a_comparison_is_within_its_panel_on_a_low_screen(page: Page, height: int) -> None:
    page.set_viewport_size({"width": 1366, "height": height})
    page.goto(f"/compare/?{MANY_MONTHS}")
    sides = page.evaluate(
        "[...document.querySelectorAll('.compare .filters > *')].map(e => e.getBoundingClientRect().left)"
    )
    assert len(set(sides)) == 1

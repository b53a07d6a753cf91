"""The chart in a real browser: drawn first, interactive on request, whole without either script or Plotly."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from indicators.values.periods import Month

from ..support import factories as make
from .faces import in_every_face

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/compare/?indicator=jobs_created&area=14"
OPEN, BACK = "Biểu đồ tương tác", "Trở lại biểu đồ tĩnh"


@pytest.fixture(autouse=True)
def figures() -> None:
    months = [f"2024-{month:02d}" for month in range(1, 9)]
    make.published(*(make.cell(1000 + 10 * i, month) for i, month in enumerate(months)), month="2024-08")


def plotted(page: Page) -> dict[str, Any]:
    """What Plotly shows at this moment."""
    return page.evaluate(
        "() => { const l = document.querySelector('.chart-live'); return {y: l.data[0].y, drag: l.layout.dragmode,"
        " fixed: l.layout.xaxis.fixedrange, bar: l._context.displayModeBar, locale: l._context.locale}; }"
    )


@in_every_face
def test_the_chart_turns_interactive_and_back_with_the_same_figures(
    page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(ADDRESS)
    expect(page.locator(".chart-wide")).to_be_visible()
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator(".chart-live .main-svg").first).to_be_visible()
    expect(page.locator(".chart-picture")).to_be_hidden()
    shown = plotted(page)
    assert shown["y"] == [1000 + 10 * i for i in range(8)]
    assert shown["locale"] == "vi"
    assert axe(page) == []
    page.get_by_role("button", name=BACK).click()
    expect(page.locator(".chart-wide")).to_be_visible()
    expect(page.locator(".chart-live")).to_be_hidden()


def test_the_ticks_of_the_interactive_chart_are_vietnamese(page: Page) -> None:
    page.goto(ADDRESS)
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator(".chart-live .xtick text").first).to_contain_text("T1/2024")
    assert "1.000" in page.locator(".chart-live .ytick text").all_text_contents()


def test_a_finger_scrolls_the_page_over_the_chart(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    page.goto(ADDRESS)
    expect(page.locator(".chart-narrow")).to_be_visible()
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator(".chart-live .main-svg").first).to_be_visible()
    shown = plotted(page)
    assert (shown["drag"], shown["fixed"], shown["bar"]) == (False, True, False)


def test_the_page_survives_the_absence_of_plotly(page: Page, complaints: list[str]) -> None:
    page.route("**/plotly-basic*.js", lambda route: route.abort())
    page.goto(ADDRESS)
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_role("status").filter(has_text="Không tải được biểu đồ tương tác")).to_be_visible()
    expect(page.locator(".chart-wide")).to_be_visible()
    assert len(complaints) == 1  # the browser's own line about the request that we stopped
    complaints.clear()


def test_plotly_is_not_offered_to_a_reader_who_saves_data(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.goto(ADDRESS)
    expect(page.locator(".chart-wide")).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_hidden()


def test_plotly_is_not_fetched_before_it_is_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(ADDRESS)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "plotly" in url]


@in_every_face
@pytest.mark.parametrize("width", [320, 360, 768, 1366])
def test_without_script_the_chart_is_there_and_within_the_window(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 740}, java_script_enabled=False).new_page()
    page.goto(ADDRESS)
    expect(page.locator(".chart-narrow" if width < 640 else ".chart-wide")).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_hidden()
    box = page.locator(".chart").bounding_box()
    assert box
    assert box["x"] + box["width"] <= width


@in_every_face
@pytest.mark.parametrize("width", [320, 639])
def test_text_in_the_narrow_chart_is_12_pixels_or_more(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    page.goto(ADDRESS)
    picture = page.locator(".chart-narrow")
    scale = picture.evaluate("s => s.getBoundingClientRect().width / s.viewBox.baseVal.width")
    size = scale * picture.evaluate("s => parseFloat(getComputedStyle(s).fontSize)")
    assert size >= 12
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@in_every_face
def test_three_years_of_a_comparison_print_on_one_page(page: Page) -> None:
    before = [str(Month(2021, 9).plus(i)) for i in range(28)]
    make.published(*(make.cell(900 + i, month) for i, month in enumerate(before)), month="2023-12")
    page.goto(ADDRESS)
    expect(page.locator(".chart-wide")).to_be_visible()
    assert page.locator("tbody tr").count() == 36
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1

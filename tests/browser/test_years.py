"""Years in a real browser: evenly apart, each with a place, and no line across a gap or a break."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from indicators.models import SeriesBreak
from indicators.values.periods import Basis

from ..support import factories as make
from .faces import in_every_face

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/compare/?indicator=poverty_rate&area=14&area=12"
#: The runs of each province: years without a figure between them, or the new standard of 2022.
SON_LA = [{2016: "31.44"}, {2018: "25.42"}, {2020: "18.30", 2021: "17.20"}, {2022: "20.1", 2023: "14.17", 2024: "10.9"}]
LAI_CHAU = [{2015: "36.90"}, {2020: "16.33"}, {2023: "23.88", 2024: "19.46"}, {2026: "15.78"}]
YEARS = range(2015, 2027)


@pytest.fixture(autouse=True)
def figures() -> None:
    rate = make.indicator("poverty_rate", measure="rate", direction="down", decimals=2, name_vi="Tỷ lệ hộ nghèo")
    for area, runs in ((make.province(), SON_LA), (make.province("12", "Lai Châu"), LAI_CHAU)):
        values = [(year, value) for run in runs for year, value in run.items()]
        cells = [make.cell(v, f"{y}-12", of=rate, area=area, basis=Basis.YEAR) for y, v in values]
        make.published(*cells, month="2026-12", area=area)
    SeriesBreak.objects.create(
        indicator=rate, period=date(2022, 1, 1), note_vi="Chuẩn nghèo 2022–2025.", note_en="Standard of 2022–2025."
    )


def runs_of(picture: Locator) -> list[list[int]]:
    """How many dots each drawn line joins, line by line."""
    paths = picture.locator("g.line path[fill=none]").evaluate_all("all => all.map(path => path.getAttribute('d'))")
    return [[len(re.findall(r"[ML]", run)) for run in re.findall(r"M[^M]+", path)] for path in paths]


def ticks(marks: Locator) -> dict[int, float]:
    """Where the middle of each year's label stands across the page."""
    boxes = marks.evaluate_all(
        "all => all.map(t => [t.textContent, t.getBoundingClientRect().x + t.getBoundingClientRect().width / 2])"
    )
    return {int(label): x for label, x in boxes if re.fullmatch("20[0-9]{2}", label)}


def is_even(places: dict[int, float]) -> bool:
    """Whether a year is as wide as every other, to a pixel."""
    widths = [(x - before) / (year - last) for (last, before), (year, x) in pairwise(sorted(places.items()))]
    return max(widths) - min(widths) < 1


@in_every_face
@pytest.mark.parametrize(("width", "variant"), [(360, "narrow"), (1366, "wide")])
def test_drawn_years_are_evenly_apart_and_no_line_crosses_a_gap_or_a_break(
    new_context: Callable[..., BrowserContext], width: int, variant: str
) -> None:
    page = new_context(viewport={"width": width, "height": 900}, java_script_enabled=False).new_page()
    page.goto(ADDRESS)
    picture = page.locator(f".chart-{variant}")
    expect(picture).to_be_visible()
    places = ticks(picture.locator("g[text-anchor=middle] text"))
    assert is_even(places)
    assert list(places) == (list(YEARS) if variant == "wide" else [2015, 2020, 2025])
    assert runs_of(picture) == [[2], [2, 3]] or runs_of(picture) == [[2, 3], [2]]
    assert picture.locator("g.break").count() == 1
    ends = picture.locator("text[font-weight='600']").evaluate_all(
        "all => all.map(t => t.getBoundingClientRect().right)"
    )
    assert max(ends) <= picture.evaluate("s => s.getBoundingClientRect().right") + 0.5
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1366])
def test_the_interactive_chart_of_years_is_the_same(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(ADDRESS)
    page.get_by_role("button", name="Biểu đồ tương tác").click()
    expect(page.locator(".chart-live .main-svg").first).to_be_visible()
    places = ticks(page.locator(".chart-live .xtick text"))
    assert is_even(places)
    assert list(places) == list(YEARS if width > 480 else YEARS[::3])
    assert joined(page) == [[2, 3], [2]]


def joined(page: Page) -> list[list[int]]:
    """How many dots each line of the interactive chart joins, of those that join any: Sơn La, then Lai Châu."""
    found: dict[str, Any] = page.evaluate(
        "() => Object.fromEntries(document.querySelector('.chart-live').data.map(t => [t.name, t.y]))"
    )
    texts = ["".join("x" if y is not None else " " for y in found[name]).split() for name in ("Sơn La", "Lai Châu")]
    return [[len(run) for run in runs if len(run) > 1] for runs in texts]


def test_the_tab_of_years_is_chosen_and_leads_back_to_months(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto(ADDRESS)
    tabs = page.get_by_role("navigation", name="Cách xem")
    expect(tabs.get_by_role("link", name="Theo năm")).to_have_attribute("aria-current", "true")
    assert axe(page) == []
    tabs.get_by_role("link", name="Theo tháng").click()
    expect(tabs.get_by_role("link", name="Theo tháng")).to_have_attribute("aria-current", "true")
    tabs.get_by_role("link", name="Theo năm").click()
    expect(page.locator(".chart-subtitle")).to_contain_text("2015–2026")

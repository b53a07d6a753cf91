"""What a person does on the entry page of a report, and what the server holds then."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from indicators.models import Category, DraftFigure, Form, FormArea, FormLine, Indicator, Report, User
from indicators.values.periods import Basis

from ...support import factories as make

MONTH = "2024-02"


def ask_for(*lines: tuple[Any, ...]) -> Form:
    """A monthly form of lines (indicator, category, basis)."""
    form = Form.objects.create(slug="thang", name_vi="Biểu tháng", name_en="Monthly form", lock_day=5, due_day=10)
    FormArea.objects.create(form=form, area=make.province())
    for position, (indicator, category, basis) in enumerate(lines):
        required = basis != Basis.TARGET
        FormLine.objects.create(
            form=form, indicator=indicator, category=category, basis=basis, position=position, required=required
        )
    return form


def jobs() -> Indicator:
    return make.indicator("jobs_created", name_vi="Lao động được giải quyết việc làm", name_en="Workers placed in jobs")


def channel(slug: str, name: str) -> Category:
    found = make.category(slug, of=jobs())
    Category.objects.filter(pk=found.pk).update(name_vi=name, name_en=slug)
    return Category.objects.get(pk=found.pk)


def opened(page: Page, report: Report) -> Page:
    page.goto(f"/admin/indicators/report/{report.pk}/entry/")
    page.locator("#entry[data-live]").wait_for()
    return page


def cell_id(indicator: str, basis: str = "month", category: str = "") -> str:
    return f"14|{indicator}|{category}|{basis}|{'2024-12' if basis == 'target' else MONTH}"


def cell(page: Page, indicator: str, basis: str = "month", category: str = "") -> Any:
    return page.locator(f'[id="cell-{cell_id(indicator, basis, category)}"]')


def focused(page: Page) -> str:
    """The focused cell without its area and month, or what else has the focus."""
    found = page.evaluate("document.activeElement.dataset.id ?? document.activeElement.id")
    return "|".join(found.split("|")[1:4])


def state(page: Page) -> Any:
    return page.locator("#entry-state")


def until_saved(page: Page) -> None:
    expect(state(page)).to_have_attribute("data-state", "saved")


def held() -> dict[str, str]:
    """What the server holds, by `indicator|category|basis`; a reason in brackets."""
    figures = DraftFigure.objects.filter(report__period=f"{MONTH}-01").select_related("indicator", "category")
    return {
        f"{f.indicator.slug}|{f.category.slug if f.category else ''}|{f.basis}": f"{f.value:f}".rstrip("0").rstrip(".")
        if f.value is not None
        else f"[{f.missing_reason}]"
        for f in figures
    }


def paste(page: Page, text: str) -> None:
    """Paste `text` where the focus is, as the clipboard of a spreadsheet does."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def forgive(complaints: list[str], cause: str) -> None:
    """Take out what the test itself provoked: the browser notes each failed request."""
    complaints[:] = [line for line in complaints if cause not in line]


def colleague(name: str = "khac") -> User:
    return make.entry_staff(name)


def press(page: Page, *keys: str) -> None:
    """Type texts and press keys, one after the other; a key is named as Playwright names it."""
    for key in keys:
        named = re.fullmatch(r"(Control\+|Shift\+|Alt\+)*(Enter|Tab|Escape|Home|End|Arrow\w+|F2|[a-z])", key)
        page.keyboard.press(key) if named else page.keyboard.type(key)

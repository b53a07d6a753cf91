"""The page that reads a report's text, in a real browser: by keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from indicators import services
from indicators.confined import Turns
from indicators.models import Area, DraftFigure, Job, Report
from indicators.reading import apart
from indicators.services.drafts.readings import read_and_keep
from indicators.tasks import run_job
from indicators.values.periods import Month

from ..support import factories as make
from ..support import site
from ..support.hurry import unhurried

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = (
    "Trong tháng 5/2023, toàn tỉnh giải quyết việc làm cho 1.250 lao động, trong đó vay vốn 300 lao động.\n"
    "Lũy kế 5 tháng đầu năm đào tạo nghề cho 2.400/8.000 chỉ tiêu, đạt 30% kế hoạch."
)


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    unhurried(monkeypatch)


@pytest.fixture
def report() -> Report:
    site.load_reference()
    area = Area.objects.get(public_code="14")
    staff = make.entry_staff("nhap", area)
    made = services.create_report(by=staff, area=area, month=Month(2023, 5), title="Báo cáo tháng 5", text=TEXT)
    assert read_and_keep(report=made, by=staff) is None
    return made


@pytest.fixture
def address(report: Report) -> str:
    return f"/admin/indicators/report/{report.pk}/reading/"


def test_figures_are_read_checked_and_saved_by_keyboard_alone(
    report: Report, address: str, sign_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = sign_in(report.created_by)
    page.goto(address)
    first, second = page.locator(".proposal").nth(0), page.locator(".proposal").nth(1)
    expect(first.locator("input[type=checkbox]")).to_be_focused()
    expect(page.locator("mark.current")).to_have_text("1.250 lao động")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(second.locator("input[type=checkbox]")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(":focus").press("Escape")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".proposal.there")).to_have_count(1)
    assert DraftFigure.objects.get(report=report).value == 1250


def test_reading_works_without_a_script_and_on_a_phone(
    report: Report, address: str, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(report.created_by, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(address)
    page.locator(".proposal input[type=checkbox]").first.check()
    page.locator("button[value=chosen]").click()
    expect(page.locator(".proposal.there")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_a_text_read_in_the_background_comes_without_a_click(
    report: Report,
    address: str,
    sign_in: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    monkeypatch: pytest.MonkeyPatch,
    script: bool,
) -> None:
    """With a script, and without one; nobody is at work on it at first."""
    services.update_report(report=report, by=report.created_by, text="")
    monkeypatch.setattr(apart, "TURNS", Turns(0))
    page = sign_in(report.created_by, java_script_enabled=script)
    page.goto(address)
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator("button[type=submit]", has_text="Đọc").click()
    expect(page.locator("[data-state] .queued")).to_be_visible()
    assert not script or axe(page) == []
    run_job(Job.objects.get(kind=Job.Kind.READING).pk)
    expect(page.locator(".proposal")).not_to_have_count(0, timeout=20_000)

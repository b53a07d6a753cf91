"""The staff site and the completeness page in a real browser: readable by everyone, nothing that the policy forbids."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators import services
from indicators.models import Indicator, Membership, Report, User
from indicators.values.periods import Basis
from tests.browser.conftest import SCREENS
from tests.browser.faces import in_every_other_face
from tests.support import factories as make
from tests.support.staff import jobs_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report() -> Report:
    """A draft of February beside a published January, with a warning and an empty required cell."""
    form = jobs_form()
    make.published(make.cell(1061, "2024-01"), make.cell(900, "2024-02"), form=form)
    draft = make.report("2024-02", form=form)
    loan = make.category("loan")
    abroad = make.category("labour_export")
    cells = [
        make.cell(939, "2024-02"),
        make.cell(755, "2024-02", category=loan),
        make.cell(150, "2024-02", category=abroad),
    ]
    services.save_cells(report=draft, cells=cells, by=draft.created_by, way="grid")
    return draft


@pytest.fixture
def waiting(report: Report) -> Report:
    services.submit(report=report, by=report.created_by, note="34 người chưa phân loại được")
    return report


def visit(page: Page, axe: Callable[[Page], list[Any]], name: str, *args: object) -> None:
    """Open a page in both languages: 0 violations, and it does not scroll sideways on any screen."""
    path = reverse(name, args=args)
    for prefix in ("", "/en"):
        response = page.goto(prefix + path)
        assert response is not None
        assert response.status == 200
        assert axe(page) == [], (prefix, name)
    page.goto(path)
    for screen, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, screen)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(
                path=Path(folder) / f"{name.rpartition(':')[2]}-{screen}.png", full_page=True, caret="initial"
            )


def test_sign_in_page_is_readable_by_everyone(page: Page, axe: Callable[[Page], list[Any]]) -> None:
    visit(page, axe, "admin:login")


@pytest.mark.parametrize("name", ["index", "indicators_report_changelist", "indicators_report_add"])
def test_pages_of_staff_are_readable_by_everyone(
    sign_in: Callable[..., Page], axe: Callable[[Page], list[Any]], report: Report, name: str
) -> None:
    services.return_(
        report=make.submitted([make.cell(5, "2024-03")], report=make.report("2024-03")),
        by=make.reviewer(),
        reason="Thiếu lũy kế",
    )
    visit(sign_in(report.created_by), axe, f"admin:{name}")


def test_sign_of_a_message_stands_before_its_words(sign_in: Callable[..., Page], report: Report) -> None:
    page = sign_in(report.created_by)
    page.goto(reverse("admin:indicators_report_change", args=[report.pk]))
    page.locator("input[name=_save]").click()
    for width, height in SCREENS.values():
        page.set_viewport_size({"width": width, "height": height})
        left, size, words = page.locator(".messagelist li").evaluate(
            """item => { const style = getComputedStyle(item);
            return ["backgroundPositionX", "backgroundSize", "paddingLeft"].map(name => parseFloat(style[name])); }"""
        )
        assert left + size <= words, width


@pytest.mark.parametrize("name", ["change", "submit", "history", "delete"])
def test_pages_of_a_report_are_readable_by_everyone(
    sign_in: Callable[..., Page], axe: Callable[[Page], list[Any]], report: Report, name: str
) -> None:
    visit(sign_in(report.created_by), axe, f"admin:indicators_report_{name}", report.pk)


def test_review_is_readable_by_everyone(
    sign_in: Callable[..., Page], axe: Callable[[Page], list[Any]], waiting: Report
) -> None:
    visit(sign_in(make.reviewer()), axe, "admin:indicators_report_review", waiting.pk)


def test_amendment_is_readable_by_everyone(
    sign_in: Callable[..., Page], axe: Callable[[Page], list[Any]], report: Report
) -> None:
    published = Report.objects.get(status="published")
    visit(sign_in(report.created_by), axe, "admin:indicators_report_amend", published.pk)


def test_catalogue_is_readable_by_everyone(
    sign_in: Callable[..., Page], axe: Callable[[Page], list[Any]], report: Report
) -> None:
    page = sign_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))
    visit(page, axe, "admin:app_list", "indicators")
    visit(page, axe, "admin:indicators_indicator_changelist")
    visit(page, axe, "admin:indicators_indicator_change", Indicator.objects.get().pk)
    visit(page, axe, "admin:indicators_membership_change", Membership.objects.order_by("id")[0].pk)


@in_every_other_face
def test_no_target_of_staff_is_too_small_for_a_finger_in_any_face(
    sign_in: Callable[..., Page], axe: Callable[..., list[str]], waiting: Report
) -> None:
    page = sign_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))
    of_report = "admin:indicators_report_"
    pages = [reverse(f"{of_report}{name}", args=[waiting.pk]) for name in ("change", "review", "history", "entry")]
    pages += [
        reverse(f"admin:{name}")
        for name in ("index", "indicators_report_changelist", "indicators_indicator_changelist")
    ]
    small = {}
    for path in pages:
        for prefix, (width, height) in (("", SCREENS["desk"]), ("/en", SCREENS["phone"])):
            page.set_viewport_size({"width": width, "height": height})
            response = page.goto(prefix + path)
            assert response is not None
            assert response.status == 200, path
            small[prefix + path] = axe(page, "target-size")
    assert {path: lines for path, lines in small.items() if lines} == {}


def test_completeness_is_readable_by_everyone(page: Page, axe: Callable[[Page], list[Any]], report: Report) -> None:
    make.published(make.cell(80, basis=Basis.TARGET), month="2024-03")
    visit(page, axe, "completeness")


def test_report_goes_all_the_way_by_buttons(sign_in: Callable[..., Page], report: Report) -> None:
    author, reviewer = sign_in(report.created_by), sign_in(make.reviewer())
    author.goto(reverse("admin:indicators_report_submit", args=[report.pk]))
    author.get_by_label("Ghi chú").fill("34 người chưa phân loại được")
    author.get_by_role("button", name="Gửi duyệt").click()
    expect(author).not_to_have_url(re.compile(r"/submit/$"))  # it has been sent when the next page is there
    reviewer.goto(reverse("admin:index"))
    reviewer.get_by_role("link", name=report.title).click()
    reviewer.get_by_label("Nêu công khai lý do").fill("Sở đối chiếu lại với các xã")
    reviewer.get_by_role("button", name="Công bố").click()
    expect(reviewer.get_by_text("Đã công bố, lần công bố số 2")).to_be_visible()
    report.refresh_from_db()
    assert report.status == Report.Status.PUBLISHED

"""The page of one import in a real browser: it moves by itself, is broken off by its button, and needs no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import DraftFigure, Job, Report
from indicators.tasks import run_job
from tests.support import factories as make
from tests.support.importing import line, table
from tests.support.staff import jobs_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(settings: Any, tmp_path: Path) -> Report:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make.report("2024-05", form=jobs_form())


def upload(page: Page, report: Report) -> Job:
    """Choose a file of one figure; nobody is at work on it yet."""
    page.goto(reverse("admin:indicators_report_import", args=[report.pk]))
    content = table(line(value="1234")).encode()
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("form button[type=submit]", has_text="Kiểm tra").click()
    expect(page.locator("#import .queued")).to_be_visible()
    return Job.objects.get(report=report)


def at_work(job: Job, done: int) -> None:
    """As its worker would note it."""
    Job.objects.filter(pk=job.pk).update(state="running", rows_done=done, rows_total=3000)


def test_progress_preview_and_result_come_without_a_click(
    report: Report, sign_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = sign_in(report.created_by)
    job = upload(page, report)
    assert axe(page) == []
    page.evaluate("window.sameVisit = true")
    for done in (1500, 2500):
        at_work(job, done)
        expect(page.locator("#import progress")).to_have_js_property("value", done)
    expect(page.locator("#import [role=status]")).to_have_text("Đang chạy: 2.500 trên 3.000 dòng")
    expect(page.locator("#import .queued")).to_be_hidden()
    assert page.evaluate("window.sameVisit"), "the page was loaded again"
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk)
    page.locator("form[action$='/confirm/'] button").click()
    expect(page.locator("#import")).to_be_visible()
    run_job(Job.objects.latest("pk").pk)
    expect(page.locator(".all-well")).to_be_visible()
    assert DraftFigure.objects.get(report=report).value == 1234


def test_cancel_ends_it_and_says_that_nothing_was_saved(report: Report, sign_in: Callable[..., Page]) -> None:
    page = sign_in(report.created_by)
    job = upload(page, report)
    at_work(job, 10)
    page.locator("form[action$='/cancel/'] button").click()
    expect(page.locator(".errornote")).to_contain_text("Chưa có gì trong tệp này được lưu")
    job.refresh_from_db()
    assert (job.state, DraftFigure.objects.count()) == ("cancelled", 0)


def test_without_a_script_the_page_loads_itself_again(report: Report, sign_in: Callable[..., Page]) -> None:
    page = sign_in(report.created_by, java_script_enabled=False)
    job = upload(page, report)
    at_work(job, 1500)
    expect(page.locator("#import [role=status]")).to_have_text("Đang chạy: 1.500 trên 3.000 dòng")
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(job.pk)
    expect(page.locator("form[action$='/confirm/'] button")).to_be_visible()

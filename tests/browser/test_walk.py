"""From two printed reports to a comparison anyone can open: the first walk, as its people take it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from indicators.models import Report, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "muong-la-2024-thu"
COMPARISON = "/compare/?indicator=jobs_created&area=14&area=12"


@pytest.fixture
def loaded(tmp_path: Path) -> None:
    """What `make run` loads, but for the made-up months."""
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    call_command("load_reference", verbosity=0)
    call_command("load_reports", verbosity=0)
    call_command("create_demo_users", password_file=str(secret), force=True, verbosity=0)


def sign_in_by_form(page: Page, name: str) -> Page:
    page.goto("/admin/")
    page.locator("input[autocomplete=username]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit], #content [type=submit]").first.click()
    expect(page.locator("#logout-form")).to_be_visible()
    return page


def csv_rows(page: Page, address: str) -> list[dict[str, str]]:
    body = page.request.get(address).body().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_overview_shows_what_the_two_reports_print_with_source_and_date(loaded: None, page: Page) -> None:
    page.goto("/")
    content = page.locator("main")
    for printed in ("43.009", "3.721", "81.800", "8.417"):
        expect(content.get_by_text(printed).first).to_be_visible()
    sources = content.get_by_role("link", name=re.compile("Nỗ lực thực hiện chính sách lao động"))
    expect(sources.first).to_have_attribute("href", re.compile(r"^/reports/\d+/$"))


def test_comparison_is_a_picture_with_words_and_the_same_numbers_and_downloads(loaded: None, page: Page) -> None:
    page.goto(COMPARISON)
    picture = page.locator("svg[role=img]:visible").first
    expect(picture.locator("title")).not_to_be_empty()
    expect(picture.locator("desc")).to_have_text(re.compile("1.061"))
    expect(page.locator("table").get_by_text("1.061").first).to_be_visible()
    rows = csv_rows(page, COMPARISON.replace("/compare/", "/compare.csv"))
    assert ("14", "2024-01", "1061") in {(row["area_code"], row["period"], row["value"]) for row in rows}


def test_comparison_becomes_interactive_with_one_click(loaded: None, page: Page) -> None:
    page.goto(COMPARISON)
    page.get_by_role("button", name="Biểu đồ tương tác").click()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_a_month_goes_from_entry_over_review_to_the_chart_at_once(
    loaded: None, new_context: Callable[..., Any]
) -> None:
    public = new_context().new_page()
    public.goto(COMPARISON)
    before = public.locator("footer").inner_text()
    number = Report.objects.filter(status="published").count()
    assert f"số {number}" in before

    entry = sign_in_by_form(new_context().new_page(), "nhap.sonla")
    entry.goto("/admin/indicators/report/add/?area=14&month=2024-02&form=monthly-social-report")
    entry.locator("#content form:not(#logout-form) [type=submit]").first.click()
    entry.locator("#entry[data-live]").wait_for()
    entry.locator('[id="cell-14|jobs_created||month|2024-02"]').fill("812")
    entry.keyboard.press("Enter")
    expect(entry.get_by_role("status").filter(has_text="Đã lưu trên máy chủ")).to_be_visible()
    report = Report.objects.get(status="draft", area__public_code="14")
    entry.goto(f"/admin/indicators/report/{report.pk}/submit/")
    entry.locator("textarea").fill("Các chỉ tiêu khác chưa có báo cáo.")
    entry.locator(".step button").click()
    entry.wait_for_url(re.compile(r"/admin/$"))
    assert Report.objects.get(pk=report.pk).status == "submitted"

    reviewer = sign_in_by_form(new_context().new_page(), "duyet")
    reviewer.goto(f"/admin/indicators/report/{report.pk}/review/")
    expect(reviewer.locator("ins").get_by_text("812")).to_be_visible()
    reviewer.locator("form[action$='/publish/'] button").click()
    reviewer.wait_for_load_state()

    public.reload()
    expect(public.locator("table").get_by_text("812").first).to_be_visible()
    assert Report.objects.get(pk=report.pk).release.released_by == User.objects.get(username="duyet")
    public.goto(f"{COMPARISON}&as_of={number}")
    expect(public.locator("main").get_by_role("note")).to_contain_text(str(number))
    expect(public.locator("table").get_by_text("812")).to_have_count(0)

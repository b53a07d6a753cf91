"""The watch itself: what it must catch, it catches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_request_off_the_origin_is_stopped_and_noted(page: Page, complaints: list[str]) -> None:
    page.goto("/admin/login/")
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate("fetch('http://192.0.2.1/spy.js', {mode: 'no-cors'})")
    assert complaints
    complaints.clear()


def test_an_inline_script_is_refused_by_the_policy_and_noted(page: Page, complaints: list[str]) -> None:
    page.goto("/admin/login/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in line for line in complaints)
    complaints.clear()


def test_axe_names_what_a_reader_would_miss(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/admin/login/")
    page.evaluate("document.body.innerHTML = '<main><h1>A</h1><input></main>'")
    assert any(line.startswith("label:") for line in axe(page))

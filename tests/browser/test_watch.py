"""The watch itself: what it must catch, it catches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error, Page

from .faces import FACES

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


def test_axe_names_a_target_that_a_finger_would_miss(page: Page, axe: Callable[..., list[str]]) -> None:
    page.goto("/admin/login/")
    page.evaluate('document.body.innerHTML = \'<main><h1>A</h1><a href="#a">x</a><a href="#b">y</a></main>\'')
    assert any(line.startswith("target-size:") for line in axe(page, "target-size"))


def test_each_browser_knows_its_own_face_only(browsers: Callable[[str], Browser]) -> None:
    def width(face: str) -> float:
        page = browsers(face).new_page()
        page.set_content("<span style='font: 40px Arial, \"Noto Sans\", system-ui'>Việc làm mới</span>")
        return page.locator("span").evaluate("span => span.getBoundingClientRect().width")

    assert len({width(face) for face in FACES}) == len(FACES)

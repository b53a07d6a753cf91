"""A real browser on the live server, watched: nothing off this origin, nothing in the console, 0 CSP reports.

    @pytest.mark.browser
    def test_…(page: Page, live_server) -> None:
        page.goto(live_server.url + "/")

`sign_in(user)` gives a page in a browser of that user's own. `complaints` holds what the browser complained
about; it must be empty at the end of every test, so a test that provokes an error takes it out. `axe(page)` gives
the accessibility violations. `SCREENS` are the sizes that every page is looked at in. What pages are set in does not
depend on the machine: in one face, or in each of three (faces.py).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tools.chromium import chromium

from .faces import FACES, only

# Playwright's synchronous calls run beside an event loop, in which Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"phone": (360, 740), "tablet": (768, 1024), "desk": (1366, 768)}
# How long to wait for what must come: a busy computer is no reason to fail.
expect.set_options(timeout=20_000)
# A test browser has nobody to phone.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Browser]]:
    """One browser for each face that a test asks for, for the whole run: it knows no other face."""
    path, started = chromium(), dict[str, Browser]()
    if path is None:
        raise RuntimeError("Chromium was not found: install it, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:

        def start(face: str) -> Browser:
            environment = os.environ | only(face, tmp_path_factory.mktemp("fonts"))
            return playwright.chromium.launch(
                executable_path=path, args=QUIET, chromium_sandbox=os.geteuid() != 0, env=dict(environment)
            )

        def browser_of(face: str) -> Browser:
            if face not in started:
                started[face] = start(face)
            return started[face]

        yield browser_of
        for launched in started.values():
            launched.close()


@pytest.fixture
def face() -> str:
    """The face that pages are shown in: one and the same on every machine; `@in_every_face` gives each."""
    return FACES[0]


@pytest.fixture
def browser(browsers: Callable[[str], Browser], face: str) -> Browser:
    """The browser of that face."""
    return browsers(face)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about so far."""
    return []


@pytest.fixture
def new_context(
    browser: Browser, live_server: Any, complaints: list[str], served: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Make another person's browser: its own cookies, the same watch."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        defaults = {"locale": "vi-VN", "viewport": {"width": 1366, "height": 768}, "base_url": live_server.url}
        context = browser.new_context(**{**defaults, **options})
        watch(context, live_server.url, complaints)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    let_the_server_finish(served)
    assert complaints == []


@pytest.fixture(scope="session")
def served() -> Iterator[list[str]]:
    """One entry for each request that the live server is at work on."""
    at_work: list[str] = []

    def begin(**_: Any) -> None:
        at_work.append("request")

    def end(**_: Any) -> None:
        if at_work:
            at_work.pop()

    request_started.connect(begin)
    request_finished.connect(end)
    yield at_work
    request_started.disconnect(begin)
    request_finished.disconnect(end)


def let_the_server_finish(served: list[str], patience: float = 10) -> None:
    """Wait for requests that outlive their page: the emptying between tests would meet them in a deadlock."""
    until, quiet = time.monotonic() + patience, 0
    while quiet < 5 and time.monotonic() < until:
        time.sleep(0.02)
        quiet = 0 if served else quiet + 1


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of 1366 × 768 whose addresses may begin with "/"."""
    return new_context().new_page()


@pytest.fixture
def sign_in(new_context: Callable[..., BrowserContext], live_server: Any) -> Callable[..., Page]:
    """Open a page in a fresh browser in which `user` is signed in; `options` are the browser context's."""

    def open_page(user: Any, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        context = new_context(**options)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context.new_page()

    return open_page


def watch(context: BrowserContext, origin: str, complaints: list[str]) -> None:
    """Note every console message of weight, every error, and every request that leaves the origin."""

    def refuse_others(route: Route, request: Request) -> None:
        if request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            complaints.append(f"request off the origin: {request.url}")
            route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    context.route("**/*", refuse_others)
    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Run axe on a page: one line for each violation, empty when there is none. `rules`: these only."""
    source = AXE.read_text(encoding="utf-8")

    def run(page: Page, *rules: str) -> list[str]:
        page.evaluate(source)  # not a script element: the page's policy stays as it is
        chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        found = page.evaluate("chosen => axe.run(document, {runOnly: chosen, preload: false})", chosen)
        return [
            f"{violation['id']}: {violation['help']} at {node['target']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return run

"""The site as of a release: every link stays within it, every page says so, and nothing later shows through."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import override

from indicators import services
from indicators.models import Figure, Indicator, Report

from .support import factories as make
from .support import site
from .support.database import made_once

#: Pages of one kind that are opened, for each set of parameters in their address.
OF_A_KIND = 2
#: Parameters that make it another sort of page.
TELLING = {"view", "sort", "page", "year", "to"}
#: Links out of the past that say so: to the newest figures, and to what another release showed.
WAYS_OUT = r'<div class="banner".*?</div>|<dd class="of-release">.*?</dd>'

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("as_of_pages")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with made_once(django_db_blocker, site.load):
        yield


def past() -> int:
    """A release with both provinces' reports and much still to come after it."""
    newest = Report.objects.order_by("-release__number").first()
    assert newest is not None
    return newest.release.number - 5


def main_of(html: str) -> str:
    """What the page shows: not its footer, which names the newest release."""
    found = re.search(r"<main.*</main>", html, re.S)
    assert found
    return found[0]


def leading_on(html: str) -> set[str]:
    """The addresses that a page leads to: its links and its forms with what they always send."""
    kept = re.sub(WAYS_OUT, "", html, flags=re.S)
    links = {unescape(href) for href in re.findall(r'<(?:a|link rel="alternate")[^>]* href="([^"]*)"', kept)}
    data = {unescape(url) for url in re.findall(r'data-figure="([^"]*)"', kept)}
    return links | data | {form_address(form) for form in re.findall(r"<form.*?</form>", kept, re.S)}


def form_address(form: str) -> str:
    action = re.search(r'<form[^>]* action="([^"]*)"', form)
    hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return (action[1] if action else "") + "?" + "&".join(f"{name}={value}" for name, value in hidden)


def kind(path: str, query: str) -> tuple[str, ...] | None:
    """What sort of page it is, and in which language; None for what is no page or file of figures."""
    lang = "en" if path.startswith("/en/") else "vi"
    try:
        with override("vi"):  # of which no address has a prefix
            name = resolve(path.removeprefix("/en") if lang == "en" else path).view_name
    except Resolver404:
        return None
    is_page = path.endswith("/") and name != "compare_figure"
    return name, lang, *(sorted(set(parse_qs(query)) & TELLING) if is_page else ())


def test_no_link_leaves_the_release_and_every_page_says_which_it_is(client: Client) -> None:
    number = past()
    start = f"/?as_of={number}"
    waiting, seen = deque([start]), {start}
    opened: dict[tuple[str, ...], int] = {}
    strayed: dict[str, str] = {}
    while waiting:
        address = waiting.popleft()
        path, query = urlsplit(address)[2:4]
        sort = kind(path, query)
        if sort is None or opened.get(sort, 0) == OF_A_KIND:
            continue
        opened[sort] = opened.get(sort, 0) + 1
        response = client.get(address)
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        html = response.content.decode()
        assert re.search(rf'class="banner".*?{number}', html, re.S), address
        for link in leading_on(html):
            target = urljoin(address, link)
            there, asked = urlsplit(target)[2:4]
            if target.startswith("http") or link.startswith("#") or there.startswith("/static/"):
                continue
            if parse_qs(asked).get("as_of") != [str(number)]:
                strayed.setdefault(link, address)
            elif target not in seen:
                seen.add(target)
                waiting.append(target)
    assert strayed == {}
    pages = {

        "overview", "compare", "compare_figure", "indicators", "indicator", "area", "bulletin", "data", "reports",
        "report", "sources", "releases", "release", "completeness", "about", "search", "compare_picture", "compare_file",
        "indicator_picture", "indicator_file", "area_file", "data_file", "overview_file", "report_file",
        "release_file",
    }  # fmt: skip
    assert {(name, lang) for name, lang, *_ in opened} >= {(name, lang) for name in pages for lang in ("vi", "en")}


def test_page_without_a_release_leads_to_pages_without(client: Client) -> None:
    for page in site.PAGES:
        html = client.get(site.address(page)).content.decode()
        outside = re.sub(r'<details class="cite.*?</details>|<dd class="of-release">.*?</dd>', "", html, flags=re.S)
        assert "as_of=" not in outside, page


def test_page_of_a_release_is_the_same_after_later_ones(client: Client) -> None:
    number = past()
    pages = [f"{path}{'&' if '?' in path else '?'}as_of={number}" for path in map(site.address, site.PAGES)]
    pages += [f"/compare/?view={view}&as_of={number}" for view in ("years", "share", "target")]
    before = {page: main_of(client.get(page).content.decode()) for page in pages}
    publish_later()
    after = {page: main_of(client.get(page).content.decode()) for page in pages}
    assert [page for page in pages if before[page] != after[page]] == []
    assert "123.456" in client.get("/areas/14/").content.decode()
    assert all("123.456" not in html for html in after.values())


def publish_later() -> None:
    """A new month, a figure of an area and of an indicator that had none, and a correction of an old one."""
    area, other = (make.Area.objects.get(public_code=code) for code in ("14", "15"))
    jobs = Indicator.objects.get(slug="jobs_created")
    unknown = Indicator.objects.exclude(pk__in=Figure.objects.values("indicator")).order_by("slug").first()
    assert unknown is not None
    old = Report.objects.get(external_id="reports/son-la-2024-08")
    draft = services.amend(report=old, reason="Nhập nhầm.", by=make.entry_staff("nhap", area))
    make.submitted([make.cell(123_456, "2024-01", of=jobs, area=area)], report=draft)
    services.publish(report=draft, by=make.reviewer("duyet", area))
    make.published(make.cell(123_456, "2025-06", of=jobs, area=area), month="2025-06", area=area)
    make.published(make.cell(123_456, "2025-07", of=unknown, area=other), month="2025-07", area=other)

"""What is not published is found by nobody who may not see it, wherever they look (R4)."""

from __future__ import annotations

import html
import io
import pickle
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from indicators import services
from indicators.models import Release

from . import test_permissions as matrix
from .support import factories as make
from .support.hidden import (
    KINDS,
    OUTSIDE,
    PEOPLE,
    SECRETS,
    STAFF_SITE,
    THEIRS,
    VALUES,
    furnished,
    looked_up,
    public_addresses,
    staff_addresses,
)
from .support.soaking import few_or

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("unpublished")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[matrix.World]:
    """Province A with something hidden in every place that holds unpublished words or numbers."""
    with furnished(django_db_blocker, tmp_path_factory.mktemp("media")) as made:
        yield made


# --- looking everywhere ------------------------------------------------------------------------

MOST_FOLLOWED = 40  # links from pages, beyond the addresses of the tables


class Crawler:
    """One browser: what it was given, by address."""

    def __init__(self, session: str | None, secrets: dict[str, tuple[str, ...]] = SECRETS) -> None:
        self.secrets = secrets
        self.client = Client(raise_request_exception=True)
        if session:
            self.client.cookies["sessionid"] = session
        self.seen: dict[str, set[str]] = {}
        self.broken: list[str] = []

    def crawl(self, urls: list[str]) -> None:
        """Ask for each, then follow what pages link to."""
        links = [link for url in urls for link in self.ask(url)]
        for link in [link for link in dict.fromkeys(links) if link not in self.seen][:MOST_FOLLOWED]:
            self.ask(link, linked=True)

    def ask(self, url: str, *, linked: bool = False) -> list[str]:
        if "/logout/" in url or url in self.seen:
            return []
        response = self.client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code < 500, url
        self.broken += [url] if linked and response.status_code == 404 else []
        text = html.unescape(f"{dict(response.items())} {readable(body)}")
        self.seen[url] = found_in(text, self.secrets)
        return links_of(url, text) if "html" in response.headers.get("Content-Type", "") else []

    def hits(self) -> dict[str, set[str]]:
        """What was told, by the address that told it."""
        return {url: said for url, said in self.seen.items() if said}


def readable(body: bytes) -> str:
    """The text of an answer; of a workbook or package, that of its parts."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return " ".join(readable(packed.read(name)) for name in packed.namelist())
    return body.decode(errors="replace")


def found_in(text: str, secrets: dict[str, tuple[str, ...]] = SECRETS) -> set[str]:
    small = text.lower()
    return {name for name, ways in secrets.items() if any(way in small for way in ways)}


def links_of(url: str, text: str) -> list[str]:
    targets = [urlsplit(urljoin(url, link)) for link in re.findall(r'(?:href|src|action)="([^"#]+)', text)]
    return [one._replace(fragment="").geturl() for one in targets if not one.netloc and "/static/" not in one.path]


def crawled(world: matrix.World, role: str, urls: list[str]) -> Crawler:
    crawler = Crawler(world.sessions[role])
    crawler.crawl(urls)
    return crawler


@pytest.mark.parametrize("role", OUTSIDE)
def test_who_may_not_see_it_finds_nothing_anywhere(world: matrix.World, role: str) -> None:
    crawler = crawled(world, role, [*public_addresses(world), *staff_addresses(world)])
    print(f"\n{role}: {len(crawler.seen)} answers, hits {len(crawler.hits())}")
    assert len(crawler.seen) > 300
    assert crawler.hits() == {}
    assert crawler.broken == []


@pytest.mark.timeout(1200)
@few_or(10_000, few=40)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_person_meets_nothing_of_another_province_in_the_staff_site(
    world: matrix.World, kind: str, times: int
) -> None:
    """Neither drafts nor accounts; and no address of the staff site breaks (`Crawler.ask`), whatever it looks up."""
    asked = [*looked_up(world), *staff_addresses(world)]
    crawler = Crawler(world.sessions[kind], {**SECRETS, **THEIRS, **PEOPLE})
    for url in random.Random(f"{kind} {times}").sample(asked, min(times, len(asked))):
        crawler.ask(url)
    foreign = {url: said - KINDS[kind] for url, said in crawler.hits().items() if said - KINDS[kind]}
    print(f"\n{kind}: {len(crawler.seen)} of {len(asked)} answers, foreign {len(foreign)}")
    assert foreign == {}
    if times > len(asked):  # the control: what they may see, they meet
        assert set().union(*crawler.hits().values()) >= KINDS[kind] & {*VALUES, *THEIRS, *PEOPLE}


def test_who_may_see_it_finds_all_of_it(world: matrix.World) -> None:
    """The control: the same crawl of the staff site does see it."""
    hits = crawled(world, matrix.A, staff_addresses(world)).hits()
    assert set().union(*hits.values()) == set(SECRETS)
    assert [url for url in hits if not url.startswith(STAFF_SITE)] == []


@pytest.mark.parametrize("role", [matrix.R, matrix.Z])
def test_who_reviews_or_administers_finds_the_values(world: matrix.World, role: str) -> None:
    crawler = Crawler(world.sessions[role])
    for report in world.reports.values():
        crawler.ask(f"/admin/indicators/report/{report.pk}/review/")
    assert set().union(*crawler.hits().values()) >= VALUES


def test_no_cache_holds_what_is_not_published(world: matrix.World) -> None:
    """Public pages are kept for everyone: here those that were made for somebody who may see it."""
    crawler = crawled(world, matrix.A, [*public_addresses(world)])
    assert crawler.hits() == {}
    kept = {alias: caches[alias]._cache for alias in ("default", "pages")}  # type: ignore[attr-defined]
    assert len(kept["pages"]) > 20
    for alias, entries in kept.items():
        told = [key for key, value in entries.items() if found_in(f"{key} {written_out(value)}")]
        assert told == [], alias


def written_out(value: object) -> str:
    """Whatever a cache holds, with every text in it."""
    return (value if isinstance(value, bytes) else pickle.dumps(value)).decode(errors="replace")


def test_once_published_the_same_crawl_finds_it(world: matrix.World) -> None:
    """The control, and caches afterwards: what was hidden is public at once, what is internal stays hidden."""
    urls = [*public_addresses(world)]
    assert crawled(world, "anonymous", urls).hits() == {}
    services.publish(report=world.reports["waiting"], by=make.reviewer())
    after = crawled(world, "anonymous", urls).hits()
    assert set().union(*after.values()) == {"a value that waits for review"}
    assert len(after) > 20
    assert Release.objects.count() == 3  # two were there


# --- a reporting tool ------------------------------------------------------------------------------


def test_the_reporting_role_reads_nothing_of_it(world: matrix.World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        role = f"{cursor.fetchone()[0]}_reporting"
        call_command("create_roles", application=role.replace("reporting", "site"), reporting=role, verbosity=0)
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema IN ('public', 'reporting')"
        )
        tables = cursor.fetchall()
        by_owner = {name: told_by(cursor, schema, name) for schema, name in tables}
        assert set().union(*by_owner.values()) >= VALUES, "the control: the owner reads it"
        cursor.execute("SELECT table_schema, table_name FROM information_schema.tables "
                       "WHERE table_schema IN ('public', 'reporting') "
                       "AND has_table_privilege(%s, format('%%I.%%I', table_schema, table_name), 'SELECT')", [role])  # fmt: skip
        readable_tables = cursor.fetchall()
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        told = {name: told_by(cursor, schema, name) for schema, name in readable_tables}
        cursor.execute("RESET ROLE")
    assert len(told) > 10
    assert told == {table: set() for table in told}


def told_by(cursor: Any, schema: str, table: str) -> set[str]:
    cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{schema}"."{table}" t')
    return found_in(cursor.fetchone()[0])

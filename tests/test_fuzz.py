"""Whatever a query string says, no address breaks (R6)."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from indicators.admin import site
from indicators.query_forms import ComparisonForm, DataForm

from . import test_permissions as matrix
from .support.hidden import furnished, looked_up, public_addresses, staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("fuzz")]  # what it makes once

SEED = 20261122

#: Names that some page reads: ours, the API's, the admin's lists, the sign-in; and names that nobody reads.
NAMES = [
    *{*ComparisonForm.base_fields, *DataForm.base_fields},
    *("q", "page", "per_page", "sort", "report", "limit", "cursor", "id", "next", "lang", "level", "parent", "format"),
    *(
        "p",
        "o",
        "e",
        "all",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "_facets",
        "status__exact",
        "area__id__exact",
    ),
    *(
        "period__year",
        "period__gte",
        "status",
        "app_label",
        "model_name",
        "field_name",
        "term",
        "x",
        "",
        "area[]",
        "__proto__",
    ),
]

#: Values that are right somewhere, values that are nearly right, and values that break programs.
VALUES = [
    *(
        "14",
        "12",
        "122",
        "08-2025",
        "jobs_created",
        "loan",
        "month",
        "ytd",
        "target",
        "share",
        "index",
        "2024-01",
        "employment",
    ),
    *("1", "0", "-1", "200", "draft", "14|jobs_created||month|2024-02", "-value", "name,-name", "vi", "csv"),
    *(
        "2024-13",
        "0000-00",
        "99999-01",
        "-0001-01",
        "1e9",
        "NaN",
        "Infinity",
        "٣",
        "１２",
        "9" * 30,
        "9" * 500,
        "0x10",
        "1_0",
    ),
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\n\r",
        "%",
        "%s%n",
        "'",
        '"',
        "'; DROP TABLE x; --",
        "<script>",
        "{{ 7*7 }}",
        "../../etc/passwd",
    ),
    *(
        "\ud800",
        "\uffff",
        "\u202e",
        "e\u0301" * 50,
        "\U0001f600",
        "=1+1",
        "None",
        "null",
        "[]",
        "{}",
        "true",
        "//evil.example/",
    ),
]
RAW = (
    "%",
    "%zz",
    "%ff%fe",
    "%c0%80",
    "&&&",
    "==",
    "a=b=c",
    ";",
    "%00",
    "%u0041",
    "a" * 3000,
    "&".join(f"a{n}=1" for n in range(1200)),
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[matrix.World]:
    with furnished(django_db_blocker, tmp_path_factory.mktemp("media")) as made:
        yield made


def query(dice: random.Random) -> str:
    """A query string: mostly names that are read with values that are odd, sometimes no query string at all."""
    parts = [dice.choice(RAW) if dice.random() < 0.1 else pair(dice) for _ in range(dice.choice((1, 1, 2, 3, 5, 60)))]
    return "&".join(parts)


def pair(dice: random.Random) -> str:
    value = dice.choice(VALUES) if dice.random() < 0.85 else noise(dice)
    return f"{quote(dice.choice(NAMES))}={quote(value.encode('utf-8', 'surrogatepass'))}"


def noise(dice: random.Random) -> str:
    return "".join(
        chr(dice.choice((dice.randrange(128), dice.randrange(0x3000), dice.randrange(0x110000)))) for _ in range(9)
    )


def fuzzed(world: matrix.World, times: int) -> tuple[Counter[int], list[str]]:
    """How often each status was answered, and the addresses that broke. The same seed asks the same questions."""
    dice = random.Random(SEED)
    urls = {False: [*public_addresses(world)], True: [url for url in staff_addresses(world) if "/logout/" not in url]}
    clients = {role: Client(raise_request_exception=False) for role in world.sessions}
    for role, session in world.sessions.items():
        clients[role].cookies["sessionid"] = session or ""
    statuses: Counter[int] = Counter()
    broken: list[str] = []
    for _ in range(times):
        role, staff = dice.choice([*clients]), dice.random() < 0.4
        url = f"{dice.choice(urls[staff]).partition('?')[0]}?{query(dice)}"
        status = answered(clients[role], url)
        statuses[status] += 1
        broken += [f"{status} {role} {url[:300]}"] if status >= 500 else []
    return statuses, broken


def answered(client: Client, url: str) -> int:
    """The status, once the whole answer was read: a file that breaks half-way is broken too."""
    path, _, asked = url.partition("?")
    response = client.get(path, QUERY_STRING=asked)
    try:
        b"".join(response.streaming_content) if response.streaming else response.content
    except Exception:
        return 599
    return int(response.status_code)


def told(times: int, statuses: Counter[int]) -> None:
    print(f"\n{times} query strings: {dict(sorted(statuses.items()))}")


# --- the staff site: lookups on every field of every list -----------------------------------------

LOOKUPS = (
    "", "__exact", "__iexact", "__regex", "__iregex", "__search", "__range", "__in", "__isnull", "__gt", "__contains",
    "__icontains", "__year", "__year__gt", "__month", "__day", "__date", "__id__exact", "__pk__in", "__password__startswith",
    "__memberships__user__password", "__nothing",
)  # fmt: skip
BREAKING = ("[", "(", "(.*)\\1(.*)\\2x", "0000-01-01", "10000-01-01", "2024-02-30", "9999", "a,b", "5", "\x00", "[1,2]")
OWN = ("q", "p", "o", "all", "e", "_popup", "_to_field", "_facets", "term", "page", "action", "_changelist_filters")


def fields_of(url: str) -> list[str]:
    """The fields of the model that an address of the staff site is about."""
    for model in site._registry:
        if f"/{model._meta.model_name}/" in url:
            return [field.name for field in model._meta.get_fields()]
    return ["id"]


def lookups(dice: random.Random, url: str) -> str:
    """A query string that asks for fields of what the address shows; `q` and its like, or what a list's own links ask."""
    names = [
        dice.choice(OWN) if dice.random() < 0.5 else dice.choice(fields_of(url)) + dice.choice(LOOKUPS)
        for _ in range(dice.choice((1, 1, 1, 2, 4)))
    ]
    return "&".join(
        f"{name}={quote(dice.choice((*VALUES, *BREAKING)).encode('utf-8', 'surrogatepass'))}" for name in names
    )


def staff_fuzzed(world: matrix.World, times: int) -> tuple[Counter[int], list[str]]:
    """Each list more often than any other address, who sees lists more often than other kinds of people."""
    dice = random.Random(SEED)
    urls = [url.partition("?")[0] for url in (*staff_addresses(world), *looked_up(world)) if "/logout/" not in url]
    lists = [url for url in urls if url.count("/") == 4]
    clients = {role: Client(raise_request_exception=False) for role in world.sessions}
    for role, session in world.sessions.items():
        clients[role].cookies["sessionid"] = session or ""
    statuses: Counter[int] = Counter()
    broken: list[str] = []
    for _ in range(times):
        role, url = (
            dice.choice(WIDE if dice.random() < 0.8 else [*clients]),
            dice.choice(lists if dice.random() < 0.6 else urls),
        )
        asked = f"{url}?{lookups(dice, url)}"
        began = time.monotonic()
        status = answered(clients[role], asked)
        slow = time.monotonic() - began > SLOW
        statuses[status] += 1
        broken += [f"{status} {role} {asked[:300]}"] if status >= 500 or slow else []
    return statuses, broken


#: Who sees every list.
WIDE = (matrix.Z, matrix.ZB, "superuser")
SLOW = 20  # seconds; a machine may be busy, a statement that runs away takes minutes


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("times", [120, pytest.param(8000, marks=pytest.mark.soak)])
def test_no_lookup_breaks_the_staff_site(world: matrix.World, times: int) -> None:
    statuses, broken = staff_fuzzed(world, times)
    told(times, statuses)
    assert broken == []
    assert statuses[400] > times / 10, "most lookups are refused"
    assert statuses[200] > times / 10, "what lists ask themselves is answered"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("times", [150, pytest.param(5000, marks=pytest.mark.soak)])
def test_no_query_string_breaks_an_address(world: matrix.World, times: int) -> None:
    statuses, broken = fuzzed(world, times)
    told(times, statuses)
    assert broken == []
    assert statuses[200] > times / 5, "most of what is asked must get as far as the pages"


def test_a_field_without_a_name_breaks_nothing(world: matrix.World) -> None:
    """Found here: the stock admin looked for a field called ""."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = world.sessions[matrix.Z]
    topic = world.objects["topic"]
    for page in ("delete", "change", "history"):
        assert answered(client, f"/admin/indicators/topic/{topic}/{page}/?_to_field=") == 200


def test_a_page_that_breaks_is_seen(world: matrix.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr("indicators.views.releases.as_of", lambda *_: 1 / 0)
    assert answered(Client(raise_request_exception=False), "/releases/?x=1") == 500

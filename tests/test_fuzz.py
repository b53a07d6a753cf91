"""Whatever a query string says, no address breaks (R6)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from indicators.query_forms import ComparisonForm, DataForm

from . import test_permissions as matrix
from .support.hidden import furnished, public_addresses, staff_addresses

pytestmark = pytest.mark.django_db

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
    with django_db_blocker.unblock(), furnished(tmp_path_factory.mktemp("media")) as made:
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

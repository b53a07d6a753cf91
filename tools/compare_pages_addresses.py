"""Which addresses `tools.compare_pages` asks for: some in any case, the others as pages link to them, within bounds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from indicators.values.comparison import View
from indicators.values.periods import Basis
from tools.compare_pages_answers import Asked, Reader, ask
from tools.compare_pages_people import NOBODY
from tools.steps import StepFailed

PREFIXES = ("", "/en")
SUFFIXES = ("csv", "xlsx", "json", "sdmx.csv", "zip", "svg", "png")
#: Pages with figures; the first has a name as a file.
WITH_FIGURES = re.compile(
    r"^(?:/en)?/(?:compare|data|indicators/[^/.]+|areas/[^/.]+|reports/\d+|sources/\d+|releases/\d+)/$"
)
SEEN_AS_OF = (
    "/",
    "/compare/",
    "/data/",
    "/indicators/",
    "/reports/",
    "/sources/",
    "/releases/",
    "/completeness/",
    "/about/",
)
PAGES = (*SEEN_AS_OF, "/search/", "/search/?q=viec", "/search/?q=ngh%C3%A8o", "/api/v1/docs", "/accounts/login/")
REFUSED = ("/nowhere/", "/areas/99/", "/indicators/nothing/", "/data/?from=2024-13", "/compare/?view=x", "/data.pdf")
#: Signing out, and pages that hold the time or a new key for each reader.
LEFT_OUT = re.compile(r"/logout/|^/metrics|^/readyz|/2fa/totp/activate/|/accounts/sessions/")
MOST_ALIKE, MOST_QUERIES, MOST_OF_STAFF = 20, 3, 8
MOST_CHARTS = 4  # indicators whose chart is asked for in every view and kind of file


@dataclass
class Chosen:
    """The addresses asked for so far. Of many addresses that are alike, the first few in order are asked for."""

    most: int
    taken: set[Asked] = field(default_factory=set)
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut: int = 0

    def seeds(self, asked: Iterable[Asked]) -> list[Asked]:
        """Return what is asked for in any case; of more than two thirds of the bound, only every second or third."""
        ordered = sorted(set(asked))
        public = [address for address in ordered if address.who == NOBODY]
        every = max(1, -(-3 * len(public) // (2 * self.most)))
        addresses = [address for address in ordered if address.who != NOBODY] + public[::every]
        self.taken = set(addresses)
        return addresses

    def new(self, links: Iterable[Asked]) -> list[Asked]:
        """Return those of the links, and of their files, that are new and within the bounds, the staff site first.

        The staff site is small: only the public addresses count towards the bound.
        """
        candidates = set(links) | {Asked(address.who, path) for address in links for path in files_of(address.path)}
        fresh = [address for address in sorted(candidates - self.taken) if self._within(address)]
        public = [address for address in fresh if address.who == NOBODY]
        room = max(0, self.most - sum(address.who == NOBODY for address in self.taken))
        self.cut += len(public[room:])
        addresses = [address for address in fresh if address.who != NOBODY] + public[:room]
        self.taken |= set(addresses)
        return addresses

    def _within(self, asked: Asked) -> bool:
        """Return whether few enough alike were asked for. Signed-in readers ask for the staff site only."""
        staff = re.match(r"^(?:/en)?/(?:admin|accounts)/", asked.path) is not None
        if LEFT_OUT.search(asked.path) or (asked.who != NOBODY and not staff):
            return False
        path, has_query, _ = asked.path.partition("?")
        kind = (asked.who, f"{family(path)}{has_query}" if staff else family(asked.path))  # lists have many filters
        most = MOST_OF_STAFF if staff else MOST_QUERIES if has_query else MOST_ALIKE
        self.alike[kind] += 1
        return self.alike[kind] <= most


def family(path: str) -> str:
    """Return what alike addresses share: numbers and codes as `*`, and of a query the names of its parameters."""
    split = urlsplit(path)
    if not split.query:
        return re.sub(r"[^/.]*\d[^/.]*", "*", split.path)
    names = sorted({name for name, _ in parse_qsl(split.query, keep_blank_values=True)})
    place = re.sub(r"[^/.]*\d[^/.]*|(?<=/indicators/)[^/.]+", "*", split.path)
    return f"{place}?{','.join(names)}"


def files_of(path: str) -> Iterator[str]:
    """Yield the addresses of all kinds of files and pictures of a page without a query, also of those it has not."""
    if WITH_FIGURES.match(path):
        yield from (f"{path.rstrip('/')}.{suffix}" for suffix in SUFFIXES)


# --- in any case ---------------------------------------------------------------------------


def beginnings(reader: Reader, staff: Iterable[str]) -> Iterator[Asked]:
    """Yield what is asked for in any case, with codes from the site's own figures. Raises StepFailed if it has none."""
    figures = list(csv.DictReader(io.StringIO(_body(reader, "/data.csv").decode("utf-8-sig"))))
    if not figures:
        raise StepFailed(f"{reader.url} has no figures: there is nothing to compare.")
    api = list(_api(json.loads(_body(reader, "/api/v1/openapi.json")), figures))
    for prefix, path in product(PREFIXES, [*PAGES, *REFUSED, *_charts(figures), *_as_of(figures), *api]):
        yield Asked(NOBODY, prefix + path)
    yield Asked(NOBODY, "/livez")
    for who, prefix, path in product([NOBODY, *staff], PREFIXES, ("/admin/", "/accounts/2fa/")):
        yield Asked(who, prefix + path)


def _body(reader: Reader, path: str) -> bytes:
    answer = ask(reader, Asked(NOBODY, path))
    if answer.status != 200:
        raise StepFailed(f"{reader.url}{path}: status {answer.status}")
    return answer.body


def _most(figures: list[dict[str, str]], name: str) -> list[str]:
    """Return the values of a column, the most frequent first."""
    counts = Counter(row[name] for row in figures)
    return sorted(counts, key=lambda value: (-counts[value], value))


def _charts(figures: list[dict[str, str]]) -> Iterator[str]:
    """Yield the addresses of every view of every indicator, and of every file and picture of some."""
    indicators, areas = _most(figures, "indicator"), _most(figures, "area_code")[:3]
    for slug, view in product(indicators, View):
        yield "/compare/?" + urlencode({"indicator": slug, "view": view})
    ends = ("/", "/figure/", *(f".{suffix}" for suffix in SUFFIXES))
    for slug, view, end in product(indicators[:MOST_CHARTS], View, ends):
        yield f"/compare{end}?" + urlencode({"indicator": slug, "view": view, "area": areas}, doseq=True)
    for slug, basis, area in product(indicators[:MOST_CHARTS], Basis, areas):
        yield "/compare/?" + urlencode({"indicator": slug, "basis": basis, "area": area})


def _as_of(figures: list[dict[str, str]]) -> Iterator[str]:
    """Yield the addresses of pages and files as of each release."""
    slug, area = _most(figures, "indicator")[0], _most(figures, "area_code")[0]
    pages = (*SEEN_AS_OF, f"/indicators/{slug}/", f"/areas/{area}/", f"/areas/{area}/bulletin/2024-08/")
    files = [f"/overview.{suffix}" for suffix in SUFFIXES]
    yield from (*pages, *files, *(path for page in pages for path in files_of(page)))
    for number in sorted({int(row["release"]) for row in figures}):
        yield from (f"{page}?as_of={number}" for page in pages)
        yield f"/indicators/{slug}.csv?as_of={number}"


def _api(document: dict[str, Any], figures: list[dict[str, str]]) -> Iterator[str]:
    """Yield every endpoint of the API's own document, plain and with each of its parameters."""
    yield "/api/v1/openapi.json"
    yield from ("/api/v1/nothing", "/api/v1/figures?limit=x", "/api/v1/releases/999999", "/api/v1/areas/99")
    newest = figures[0] | {"release": _most(figures, "release")[0]}
    for path, operations in document["paths"].items():
        values = _parameters(newest) | ({"from": "1", "to": "2"} if path.endswith("/changes") else {})
        parameters = [one for one in operations.get("get", {}).get("parameters", []) if one["in"] == "query"]
        address = path.replace("{", "%(").replace("}", ")s") % values
        required = {parameter["name"]: values[parameter["name"]] for parameter in parameters if parameter["required"]}
        yield _with(address, required)
        for parameter in parameters:
            if parameter["name"] in values:
                yield _with(address, required | {parameter["name"]: values[parameter["name"]]})


def _parameters(row: dict[str, str]) -> dict[str, str]:
    """Return a value for each name of the API's parameters, from one figure."""
    own = {name: row[name] for name in ("indicator", "category", "basis", "report") if row[name]}
    more = {"area": row["area_code"], "code": row["area_code"], "slug": row["indicator"], "number": row["release"]}
    return own | more | {"level": "province", "as_of": row["release"], "from": "2023-01", "to": "2024-06", "limit": "3"}


def _with(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path

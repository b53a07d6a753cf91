"""Answers of a site, without what differs from run to run: what `tools.compare_pages` keeps and compares."""

from __future__ import annotations

import hashlib
import html
import http.client
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urldefrag, urlsplit
from zipfile import ZipFile

from tools.steps import StepFailed

PATIENCE = 120  # seconds for one answer
ORIGIN = b"http://site"

#: Headers of the moment or of the connection; everything else is compared. The body tells its own length.
DROPPED = {"date", "expires", "server", "connection", "transfer-encoding", "content-length"}
#: Of static files they tell when the file was checked out.
DROPPED_OF_STATIC = {"last-modified", "etag"}
TEXTS = ("text/", "application/json", "application/javascript", "application/problem+json", "image/svg+xml")
#: What no two runs of the same commit have in common, and what stands in its place.
NATURAL: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    (re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*'), rb"\1CSRF"),
    (re.compile(rb'(name="(?:idempotency_key|token)" value=")[^"]*'), rb"\1KEY"),
    (re.compile(rb'(<t[dh] class="field-last_login[^"]*">)[^<]*'), rb"\1SIGNED IN"),  # by taking the snapshot
    (
        re.compile(rb'(class="[^"]*field-last_login\b[^"]*">.{0,400}?class="readonly">)[^<]*', re.DOTALL),
        rb"\1SIGNED IN",
    ),
)
#: A workbook of the moment; those of releases hold the release's time, and are compared byte for byte.
MADE_NOW = "/entry/template.xlsx"
LINK = re.compile(r'\s(?:href|src|data-[a-z-]+)="([^"]*)"')


@dataclass(frozen=True, order=True)
class Asked:
    """An address without the site, and who asks for it."""

    who: str
    path: str

    def __str__(self) -> str:
        return f"{self.who} {self.path}"


@dataclass
class Reader:
    """A reader of a site (`http://host:port`), with the cookies of a sign-in."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, path: str, content: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        """Send one request on a connection of its own; the whole answer is still to be read. Raises OSError."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        cookies = {"Cookie": cookie} if cookie else {}
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, quote(path, safe="/?&=%:;,+~@!$'()*[]"), body=content, headers=cookies | fields)
        return connection.getresponse()


@dataclass
class Answer:
    """An answer of the site. `headers` and `body` are normalised already."""

    asked: Asked
    status: int
    headers: dict[str, str]
    body: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def summary(self) -> dict[str, object]:
        """Return the answer as a line of the snapshot."""
        return {"status": self.status, "sha256": self.sha256, **self.headers}

    def links(self) -> Iterator[Asked]:
        """Yield each address of the same site that the answer links or redirects to."""
        if "location" in self.headers:
            yield from self._of_this_site([self.headers["location"]])
        if self.headers.get("content-type", "").startswith("text/html"):
            yield from self._of_this_site(html.unescape(link) for link in LINK.findall(self.body.decode()))

    def _of_this_site(self, links: Iterable[str]) -> Iterator[Asked]:
        here = urlsplit(self.asked.path).path
        for link in links:
            address = urldefrag(link.removeprefix(ORIGIN.decode()))[0]
            if address.startswith("?"):
                address = here + address
            if address.startswith("/") and not address.startswith("//"):
                yield Asked(self.asked.who, address)


def ask(reader: Reader, asked: Asked) -> Answer:
    """Ask for one address. Raises StepFailed where no whole answer comes."""
    try:
        response = reader.request("GET", asked.path)
        body = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise StepFailed(f"{reader.url}{asked.path}: {error!r}") from error
    if asked.path.endswith(MADE_NOW) and response.status == 200:
        body = members(body)
    headers = normal_headers(response.getheaders(), asked.path, reader.url)
    return Answer(asked, response.status, headers, normal_body(body, headers.get("content-type", ""), reader.url))


def normal_headers(headers: Iterable[tuple[str, str]], path: str, url: str) -> dict[str, str]:
    """Return the headers that matter, by lower-case name; policies in one order, cookies without their values."""
    dropped = DROPPED | (DROPPED_OF_STATIC if path.startswith("/static/") else set())
    by_name: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in dropped:
            by_name.setdefault(name.lower(), []).append(_normal(name.lower(), value.replace(url, ORIGIN.decode())))
    return {name: ", ".join(sorted(values)) for name, values in by_name.items()}


def _normal(name: str, value: str) -> str:
    if name == "content-security-policy":  # a set in Django's settings
        return "; ".join(sorted(part.strip() for part in value.split(";")))
    if name == "set-cookie":
        return re.sub(r"^([^=]*)=[^;]*|expires=[^;]*", r"\1", value)
    return value


def normal_body(body: bytes, kind: str, url: str) -> bytes:
    """Return a text without what differs from run to run, anything else as it is (archives hold the release's time)."""
    if not kind.startswith(TEXTS):
        return body
    body = body.replace(url.encode(), ORIGIN)
    for pattern, instead in NATURAL:
        body = pattern.sub(instead, body)
    return body


def members(workbook: bytes) -> bytes:
    """Return what a workbook's archive holds, member by member, without the time at which it was made."""
    with ZipFile(io.BytesIO(workbook)) as archive:
        parts = [name.encode() + b"\n" + archive.read(name) for name in archive.namelist()]
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\1NOW", b"\n".join(parts))

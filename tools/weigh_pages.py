"""Measure what each public page weighs on the wire, and how long the server takes for it: first, and kept.

    python -m tools.weigh_pages [http://127.0.0.1:8000]

Sizes as an installation sends them, compressed.
"""

from __future__ import annotations

import re
import sys
import time
import uuid
from urllib.request import Request, urlopen

PAGES = (
    "/",
    "/compare/",
    "/compare/?view=share",
    "/indicators/",
    "/indicators/jobs_created/",
    "/areas/14/",
    "/areas/14/bulletin/2024-08/",
    "/data/",
    "/reports/",
    "/sources/",
    "/releases/",
    "/completeness/",
    "/about/",
)
PARTS = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')
TIMES = 5


def main(arguments: list[str]) -> int:
    """Print a table in Markdown."""
    site = (arguments[0] if arguments else "http://127.0.0.1:8000").rstrip("/")
    print("| page | page, KB | with CSS and JS, KB | first, ms | again, ms |\n|---|--:|--:|--:|--:|")
    for page in PAGES:
        print(row(site, page))
    return 0


def row(site: str, page: str) -> str:
    """Return one page's row: sizes in kB of 1000 bytes, times in milliseconds."""
    mark = "&" if "?" in page else "?"
    first = min(timed(f"{site}{page}{mark}x={uuid.uuid4()}") for _ in range(TIMES))  # another address: not kept yet
    again = min(timed(f"{site}{page}") for _ in range(TIMES))
    html, weight = fetched(f"{site}{page}", "identity").decode(), len(fetched(f"{site}{page}"))
    parts = [css or script for css, script in PARTS.findall(html)]
    whole = weight + sum(len(fetched(f"{site}{part}")) for part in parts)
    return f"| `{page}` | {weight / 1000:.1f} | {whole / 1000:.1f} | {first:.0f} | {again:.1f} |"


def fetched(address: str, encodings: str = "br, gzip") -> bytes:
    """Return the body as it came over the wire, asked as a proxy with TLS asks."""
    request = Request(address, headers={"Accept-Encoding": encodings, "X-Forwarded-Proto": "https"})
    with urlopen(request) as response:
        return bytes(response.read())


def timed(address: str) -> float:
    """Return the milliseconds until the whole answer is there."""
    start = time.perf_counter()
    fetched(address)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

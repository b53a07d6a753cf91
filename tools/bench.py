"""Times and ratios, side by side in one run: `make bench`, or python -m tools.bench --rows 1000000 [--large 10000000].

Medians of several rounds. The machine may be shared, so trust the ratios. Writes its part of docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

from tools.bench_figures import ROOT, ensure
from tools.bench_http import Memory, ask, first_byte, latencies, latency, serving

OUTPUT = ROOT / "docs" / "performance.md"
COMPARE = "/compare/?indicator=indicator_01&area=14&area=12"
FIGURE = COMPARE.replace("/?", "/figure/?")
DASH = json.dumps(
    {
        "output": "chart.figure",
        "outputs": {"id": "chart", "property": "figure"},
        "inputs": [{"id": "indicator", "property": "value", "value": "indicator_01"}],
        "changedPropIds": ["indicator.value"],
    }
)


@dataclass
class Result:
    """A line of the report. `reached` is None where there is no target."""

    what: str
    found: str
    target: str = ""
    reached: bool | None = None


def median_of(rounds: int, *works: Callable[[], float]) -> list[float]:
    """Return the median of each, taken in turns so that a busy moment hits all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for samples, work in zip(times, works, strict=True):
            samples.append(work())
    return [statistics.median(samples) for samples in times]


# --- files ---------------------------------------------------------------------------------


def psql(url: str, statement: str) -> float:
    """Return seconds that psql takes to pour a COPY into nothing."""
    from welfare.embedded.programs import program, wheel

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file, Path(os.devnull).open("wb") as nothing:
        file.write(statement)
        file.flush()
        start = time.perf_counter()
        subprocess.run([str(program(wheel(), "psql")), url, "-qX", "-f", file.name], stdout=nothing, check=True)
        return time.perf_counter() - start


def statements(url: str) -> dict[str, str]:
    """Return the COPYs that psql is given: the bare table, the file's rows in its order, and the same without order."""
    code = (
        "import json, django; django.setup()\n"
        "from indicators import queries; from indicators.values.rows import Selection; from django.db import connection\n"
        "n = queries.newest().number; sql, values = queries.figures_sql(Selection(as_of=n))\n"
        "c = connection.cursor(); print(json.dumps(c.cursor.mogrify(sql, values)))"
    )
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "welfare.settings"}
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    ordered = json.loads(process.stdout)
    return {
        "bare": "COPY indicators_figure TO STDOUT (FORMAT csv)",
        "ordered": f"COPY ({ordered}) TO STDOUT (FORMAT csv)",
        "unordered": f"COPY ({ordered[: ordered.rindex('ORDER BY')]}) TO STDOUT (FORMAT csv)",
    }


def stored(url: str, *, make: bool) -> None:
    """Make the bulk CSV of the newest release, or forget it."""
    code = "import django; django.setup(); from indicators import queries; from indicators.models import Job, ReleaseFile\n"
    code += "from indicators.downloads import release_files; from indicators.values.rows import Selection\n"
    code += "from indicators.services import Run\n"
    code += "ReleaseFile.objects.all().delete()\n"
    if make:
        code += "chosen = Selection(as_of=queries.newest().number)\n"
        code += "release_files._make(release_files.BULK_FILES['csv'], chosen, queries.count(chosen), Run(Job()))\n"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tools.bench_settings"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def files(url: str, rows: int, rounds: int) -> Iterator[Result]:
    """Yield the results of everything as CSV: streamed, and as the stored file of its release."""
    copies, answers, grown = statements(url), [], []
    stored(url, make=False)
    with serving("welfare.wsgi", url) as server:
        latency("/data.csv?area=14", rounds=1)  # both workers are warm
        first_ms = first_byte("/data.csv")

        def ours() -> float:
            with Memory(server) as memory:
                answers.append(ask("GET", "/data.csv"))
            grown.append(memory.megabytes)
            return answers[-1].total

        bare, ordered, unordered, streamed = median_of(
            rounds, *[lambda statement=statement: psql(url, statement) for statement in copies.values()], ours
        )
        first_after_psql_ms = statistics.median(answer.begun for answer in answers) * 1000
        figure_ms = statistics.median(answer.first for answer in answers) * 1000
        size = answers[-1].size / 1e6
        stored(url, make=True)
        (stored_seconds,) = median_of(rounds, lambda: ask("GET", "/data.csv?").total)
    million = f"{rows / 1e6:.0f} M rows"
    yield Result(
        f"CSV of {million}, {size:.0f} MB, through the site", f"{streamed:.1f} s, {rows / streamed:,.0f} rows/s"
    )
    yield ratio("… against psql's COPY of the same query (labels joined, same order)", streamed / ordered, 1.5)
    yield ratio("… against psql's COPY of the same rows in no order", streamed / unordered, None)
    yield ratio("… against psql's COPY of the bare table, without labels", streamed / bare, None)
    yield Result("… first byte, 30 readers one after the other", f"{first_ms:.0f} ms", "≤ 50 ms", first_ms <= 50)
    yield Result("… first byte, after half a minute of psql on the same cores", f"{first_after_psql_ms:.0f} ms")
    yield Result("… first figure, behind the header line, after the same", f"{figure_ms:.0f} ms")
    yield ratio("the stored file of the release against psql's COPY of the same query", stored_seconds / ordered, None)
    yield Result("… memory growth of a worker", f"{max(grown):.1f} MB", "≤ 10 MB", max(grown) <= 10)


def ratio(what: str, value: float, most: float | None) -> Result:
    return Result(what, f"{value:.2f} ×", f"≤ {most} ×" if most else "", value <= most if most else None)


# --- pages ---------------------------------------------------------------------------------


def pages(url: str, dash_folder: str) -> Iterator[Result]:
    """Yield the comparison page against an empty page on the same server, and the same chart as a Dash callback."""
    with serving("welfare.wsgi", url):
        empty, fresh, figure = latencies([("/empty/", {}), (COMPARE, {}), (FIGURE, {})])
    with serving("welfare.wsgi", url, keep_pages=True):
        tag = {"If-None-Match": ask("GET", COMPARE).headers["ETag"]}
        empty_again, again, revalidated, cached_figure = latencies(
            [("/empty/", {}), (COMPARE, {}), (COMPARE, tag), (FIGURE, {})]
        )
    yield Result("an empty Django page", f"{empty:.1f} ms")
    yield ratio("comparison page, made anew, against the empty page", fresh / empty, 5)
    yield ratio("the same page again in the same release", again / empty_again, 1.5)
    yield ratio("the same page asked with its ETag (304)", revalidated / empty_again, 1.5)
    yield from dash(
        url, fresh, {"made anew": figure, "as served, kept until the next release": cached_figure}, dash_folder
    )


def dash(url: str, page: float, ours: dict[str, float], folder: str) -> Iterator[Result]:
    """Yield the peer, where it was installed beside the project: `pip install --target FOLDER dash`."""
    if not folder:
        yield Result("the same chart as a Dash callback", "not measured: --dash FOLDER")
        return
    with serving("tools.bench_dash:server", url, beside=folder):
        peer = latency("/_dash-update-component", method="POST", body=DASH, Content_Type="application/json")
    yield Result(
        "the same chart as a Dash callback, from the same query", f"{peer:.1f} ms; our whole page {page:.1f} ms"
    )
    for how, figure in ours.items():
        times = peer / figure
        what = f"our figure's JSON, {how}, against the Dash callback, throughput"
        yield Result(what, f"{times:.1f} × ({figure:.1f} ms)", "≥ 4 ×", times >= 4)


# --- queries -------------------------------------------------------------------------------


def times_of(url: str) -> dict[str, float]:
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "-m", "tools.bench_query"]
    process = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    times: dict[str, float] = json.loads(process.stdout)
    return times


def sums(url: str) -> Iterator[Result]:
    """Yield the results of 34 provinces over ten years from their communes: read, and added up while reading."""
    times = times_of(url)
    stored, added = times["sums"], times["sums_on_the_fly"]
    yield Result(
        "34 provinces × 120 months from their communes, kept sums", f"{stored:.1f} ms", "≤ 10 ms", stored <= 10
    )
    yield Result("… added up while reading", f"{added:.0f} ms, {added / stored:.0f} × as long")


def growth(small: str, large: str, sizes: tuple[int, int]) -> Iterator[Result]:
    """Yield the same queries on two sizes."""
    before, after = times_of(small), times_of(large)
    names = {"comparison": "comparison query (2 areas, 120 months)", "page": "a page of 50 figures, filtered"}
    for name, words in names.items():
        figures = f"{before[name]:.2f} → {after[name]:.2f} ms, {after[name] / before[name]:.2f} ×"
        what = f"{words}, {sizes[0] / 1e6:.0f} M → {sizes[1] / 1e6:.0f} M figures"
        aim = ("≤ 1.5 ×", after[name] / before[name] <= 1.5) if name == "comparison" else ("", None)
        yield Result(what, figures, *aim)


# --- the report ----------------------------------------------------------------------------

FIRST, LAST = "<!-- make bench: from here -->", "<!-- make bench: to here -->"

HEAD = """{first}
## Files, pages and queries

    {command}

{day}, {cores} cores, {memory} GB, Python {python}, PostgreSQL from the pip wheel, gunicorn with 2 workers of 4 threads. Made-up
figures: 34 provinces, 3,321 communes, 10 years, month by month (`tools/bench_figures.py`). Medians. The machine was shared
(load {load:.0f} at the end): trust the ratios, not the times.

| what | measured | target | |
|---|---|---|---|
"""


def report(results: list[Result], command: str) -> str:
    """Return our part of docs/performance.md."""
    head = HEAD.format(
        first=FIRST,
        day=date.today().isoformat(),
        command=command,
        cores=psutil.cpu_count(),
        memory=round(psutil.virtual_memory().total / 2**30),
        python=platform.python_version(),
        load=os.getloadavg()[0],
    )
    marks = {None: "", True: "reached", False: "**missed**"}
    return head + "".join(f"| {r.what} | {r.found} | {r.target} | {marks[r.reached]} |\n" for r in results) + LAST


def put(text: str, path: Path) -> None:
    """Put our part in its place in the file, or at the end."""
    whole = path.read_text(encoding="utf-8") if path.exists() else "# What was measured\n"
    if FIRST in whole:
        before, rest = whole.split(FIRST)
        whole = before + text + rest.split(LAST)[1]
    else:
        whole = f"{whole.rstrip()}\n\n{text}\n"
    path.write_text(whole, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=0, help="a second size to measure growth; 0: none")
    parser.add_argument("--dash", default="", help="folder of `pip install --target FOLDER dash`")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    url, results = ensure(arguments.rows), []
    parts: list[Iterator[Result]] = [
        pages(url, arguments.dash),
        files(url, arguments.rows, arguments.rounds),
        sums(url),
    ]
    if arguments.large:
        parts.append(growth(url, ensure(arguments.large), (arguments.rows, arguments.large)))
    for part in parts:
        for result in part:
            print(f"{result.what}: {result.found} {result.target}", flush=True)
            results.append(result)
    options = f" --large {arguments.large}" if arguments.large else ""
    put(report(results, f"python -m tools.bench --rows {arguments.rows}{options}"), arguments.output)


if __name__ == "__main__":
    main()

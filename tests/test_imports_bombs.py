"""Workbooks made to do harm: refused within a second, in little memory, and whoever asked lives on."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

from indicators.imports import ChildKilled, read
from indicators.imports.lines import FileLine
from indicators.imports.workbook import Workbook

from .support.importing import KNOWN, line, sheet_of, workbook

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    b'<Override PartName="/xl/worksheets/sheet1.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    b"</Types>"
)
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = (
    b"<workbook " + MAIN + b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = b"<worksheet " + MAIN + b"><sheetData>%s</sheetData></worksheet>"


def book(path: Path, **parts: bytes) -> Path:
    """A workbook by hand, with these parts in place of the usual ones."""
    whole = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": SHEET % b"",
        "xl/sharedStrings.xml": b"<sst " + MAIN + b"/>",
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return path


def _laughs(sheet: bytes) -> bytes:
    """A billion laughs before the sheet."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + entities + b"]>" + sheet


def zeros(path: Path) -> Path:
    """A gigabyte of one row in a megabyte."""
    return book(path, **{"xl/worksheets/sheet1.xml": SHEET % (b'<row r="1"><c r="A1"><v>1</v></c></row>' * 5_000_000)})


def laughs(path: Path) -> Path:
    return book(
        path, **{"xl/worksheets/sheet1.xml": _laughs(SHEET % b'<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>')}
    )


def quadratic(path: Path) -> Path:
    """One long entity, used many times."""
    content = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 100_000
        + b'">]>'
        + SHEET % (b'<row><c t="str"><v>' + b"&a;" * 50_000 + b"</v></c></row>")
    )
    return book(path, **{"xl/worksheets/sheet1.xml": content})


def strings(path: Path) -> Path:
    """Shared strings that fill the memory."""
    return book(path, **{"xl/sharedStrings.xml": b"<sst " + MAIN + b">" + b"<si><t>x</t></si>" * 6_000_000 + b"</sst>"})


def styles(path: Path) -> Path:
    """A style sheet of a hundred megabytes, which every reader reads first."""
    return book(
        path,
        **{
            "xl/styles.xml": b"<styleSheet "
            + MAIN
            + b"><cellXfs>"
            + b'<xf numFmtId="0"/>' * 6_000_000
            + b"</cellXfs></styleSheet>"
        },
    )


def outside(path: Path) -> Path:
    """An entity that reads a file of this machine."""
    sheet = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        + SHEET % b'<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>'
    )
    return book(path, **{"xl/worksheets/sheet1.xml": sheet})


def parts(path: Path) -> Path:
    """A hundred thousand parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"")
        archive.writestr("xl/workbook.xml", BOOK)
    path.write_bytes(file.getvalue())
    return path


BOMBS = (zeros, laughs, quadratic, strings, styles, outside, parts)

#: Reads one file and prints the seconds, the megabytes of itself and of its child, and whether it lives to say so.
READ = """
import re, resource, sys, time
from pathlib import Path
from indicators.imports import ChildKilled, read
from tests.support.importing import KNOWN
begun = time.monotonic()
outcome = read(Path(sys.argv[1]), "a.xlsx", KNOWN)
seconds = time.monotonic() - begun
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(outcome.ok, len(outcome.records), f"{seconds:.2f} {own / 1024:.0f} {child / 1024:.0f}")
"""


@pytest.mark.parametrize("bomb", BOMBS, ids=[bomb.__name__ for bomb in BOMBS])
def test_bomb_is_refused_in_little_memory(tmp_path, bomb):
    path = bomb(tmp_path / "bomb")
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    ok, records, seconds, own, child = done.stdout.split()
    print(f"\n{bomb.__name__}: {float(seconds):.2f} s, {own} MB, child {child} MB")
    assert (ok, records) == ("False", "0")
    assert int(own) + int(child) <= 300, "megabytes"


def test_control_read_as_it_stands_a_bomb_takes_the_memory(tmp_path):
    """What the declared sizes spare: the same sheet, parsed whole in half a gigabyte."""
    path = zeros(tmp_path / "bomb")
    code = (
        "import resource, sys, zipfile, xml.etree.ElementTree as trees\n"
        "resource.setrlimit(resource.RLIMIT_AS, (512 * 1024**2,) * 2)\n"
        "trees.parse(zipfile.ZipFile(sys.argv[1]).open('xl/worksheets/sheet1.xml'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert "MemoryError" in done.stderr


def test_cell_in_the_last_row_costs_nothing(tmp_path):
    rows = b'<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    path = book(tmp_path / "far", **{"xl/worksheets/sheet1.xml": SHEET % rows})
    lines = [event for event in Workbook(path).sheets() if isinstance(event, FileLine)]
    assert [found.number for found in lines] == [1, 1048576]


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.soak)])
def test_child_that_is_killed_is_started_again(tmp_path, kills):
    """kill -9 at random moments, also twice in one reading: the same lines, each once, and the same figures."""
    lines = [line(period=f"{year}-{month:02}", value=year) for year in range(1990, 2090) for month in range(1, 13)]
    path = workbook(tmp_path / "a.xlsx", *sheet_of(*lines))
    chance, killed = random.Random(20261122), 0
    while killed < kills:
        source, seen = Workbook(path), []
        moments = sorted(chance.sample(range(1, 1100), chance.choice([1, 2])))
        for event in source.sheets():
            seen.append(event)
            if moments and len(seen) == moments[0]:
                moments.pop(0)
                killed += kill(source)
        assert [event.number for event in seen if isinstance(event, FileLine)] == list(range(1, 1202))
    assert len(read(path, "a.xlsx", KNOWN).records) == 1200


def kill(source):
    """Whether the reading child was there to be killed: it may have written everything already."""
    alive = psutil.Process(source.pid).status() != psutil.STATUS_ZOMBIE
    os.kill(source.pid, signal.SIGKILL)
    return alive


def test_child_that_is_killed_every_time_is_given_up(tmp_path):
    """A file that kills its reader is told apart from a file that is broken."""
    lines = [line(period=f"{year}-{month:02}", value=year) for year in range(1990, 2090) for month in range(1, 13)]
    source = Workbook(workbook(tmp_path / "a.xlsx", *sheet_of(*lines * 3)))
    with pytest.raises(ChildKilled, match="killed 3 times"):
        kill_at_every_line(source)


def kill_at_every_line(source):
    for _event in source.sheets():
        os.kill(source.pid, signal.SIGKILL)

"""Files made to do harm to whoever reads them, and measuring what one costs."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)


def word(body: bytes, before: bytes = b"") -> bytes:
    """A .docx by hand: its body, and what stands before the document."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        document = b"<w:document " + WORD + b"><w:body>" + body + b"</w:body></w:document>"
        package.writestr("word/document.xml", before + document)
    return content.getvalue()


def spanning(columns: int) -> bytes:
    """One cell over very many columns."""
    span = b'<w:tcPr><w:gridSpan w:val="%d"/></w:tcPr>' % columns
    return word(b"<w:tbl><w:tr><w:tc>" + span + b"<w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")


def merged(rows: int) -> bytes:
    """A column whose every cell goes on from the one above."""
    return word(b"<w:tbl>" + b"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * rows + b"</w:tbl>")


def table(rows: int, columns: int) -> bytes:
    """An honest table, with as much around each figure as Word writes."""
    cell = (
        b'<w:tc><w:tcPr><w:tcW w:w="1200" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:jc w:val="right"/></w:pPr>'
        b'<w:r><w:rPr><w:sz w:val="26"/></w:rPr><w:t>1.250</w:t></w:r></w:p></w:tc>'
    )
    return word(b"<w:tbl>" + (b"<w:tr>" + cell * columns + b"</w:tr>") * rows + b"</w:tbl>")


def laughs() -> bytes:
    """A billion laughs."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    before = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + entities + b"]>"
    return word(b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", before)


def pdf(pieces: int, pages: int = 1) -> bytes:
    """A PDF whose pages each set so many pieces of text."""
    drawing = zlib.compress(b"BT /F1 12 Tf\n" + b"(lao) Tj\n" * pieces + b"ET")
    places = b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + places + b"]/Count %d>>" % pages,
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(drawing) + drawing + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</Font<</F1 4 0 R>>>>/Contents 3 0 R>>"
            for _page in range(pages)
        ],
    ]
    whole, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(whole))
        whole += b"%d 0 obj" % number + content + b"endobj\n"
    begin, size = len(whole), len(objects) + 1
    whole += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return whole + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, begin)


@dataclass(frozen=True)
class Cost:
    """What came of a file: its text or why there is none, seconds of processor and megabytes of the reading child."""

    text: str
    refusal: str
    seconds: float
    megabytes: float


_MEASURE = """
import base64, json, os, resource, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
import django; django.setup()
from django.utils.translation import override
from indicators.reading.apart import UnreadableDocument, text_of
text = refusal = ""
with override("en"):
    try:
        text = text_of(sys.argv[1], base64.b64decode(sys.stdin.read()))
    except UnreadableDocument as error:
        refusal = str(error)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([text, refusal, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def cost(name: str, content: bytes) -> Cost:
    """Read a file as a page does, in a process that starts nothing else."""
    command = [sys.executable, "-c", _MEASURE, name]
    done = subprocess.run(
        command, input=base64.b64encode(content).decode(), cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return Cost(*json.loads(done.stdout.splitlines()[-1]))

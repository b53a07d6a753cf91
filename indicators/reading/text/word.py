"""Take the text out of a Word file: paragraphs, and tables as lines with tabs.

The document's XML is gone through once, and no tree is made of it: what is counted here is all that it can cost. Each
cell that a row holds counts once: one that spans columns is not spread over them, one that goes on from above is empty.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from .unfit import Fault, Unfit

#: Bytes of the document's XML once unpacked. Python never unpacks more than the package declares.
MAX_UNPACKED = 10 * 1024 * 1024
MOST_ENTRIES = 2000
#: Paragraphs, those in cells among them, and cells: a table of 5,000 figures has 5,000 of each, and rows to spare.
MOST_PARTS = 30_000
#: Elements within elements.
DEEPEST = 200

_RELATIONS = "_rels/.rels"
_MAIN = re.compile(rb'<[^<>]*Type="[^"]*/officeDocument"[^<>]*>')
_TARGET = re.compile(rb'Target="/?([^"]*)"')
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_IN_PARAGRAPH = (["p", "r"], ["p", "hyperlink", "r"])


def text_of_word(content: bytes, most: int) -> str:
    """Return the text of a .docx of at most `most` characters. Raises Unfit."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Unfit(Fault.WORD_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _Document(most).text_of(_main_part(package))
    except zipfile.BadZipFile:
        raise Unfit(Fault.NO_WORD) from None
    except (KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, expat.ExpatError):
        raise Unfit(Fault.WORD_DAMAGED) from None


def _main_part(package: zipfile.ZipFile) -> bytes:
    """Return the document's XML, wherever the package says that it is. Raises Unfit for one that is too large."""
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unfit(Fault.WORD_UNPACKS, MAX_UNPACKED // 2**20)
    name = "word/document.xml"
    if _RELATIONS in package.namelist():
        main = _MAIN.search(_part(package, _RELATIONS))
        target = _TARGET.search(main[0]) if main else None
        name = target[1].decode() if target else name
    return _part(package, name)


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > MAX_UNPACKED:
        raise Unfit(Fault.WORD_UNPACKS, MAX_UNPACKED // 2**20)
    return package.read(name)


class _Document:
    """What has been read of a document; its lines are paragraphs and rows."""

    def __init__(self, most: int) -> None:
        self.most, self.length, self.parts = most, 0, 0
        self.path: list[str] = []
        self.lines: list[str] = []
        self.paragraph: list[str] = []
        self.cell: list[str] = []
        self.row: list[str] = []
        self.goes_on = False

    def text_of(self, xml: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._declares
        parser.Parse(xml, True)
        return "\n".join(self.lines)

    def _declares(self, *_nothing: object) -> None:
        """Refuse a document type: Word writes none, and an entity that is declared there may be of any length."""
        raise Unfit(Fault.WORD_DAMAGED)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if len(self.path) == DEEPEST:
            raise Unfit(Fault.WORD_DAMAGED)
        if tag in ("p", "tc"):
            self._count()
        if tag in _SIGNS or tag == "br":
            self._sign(tag, attributes)
        if tag == "vMerge" and self._is_cell(self.path[:-1]):
            self.goes_on = _value(attributes, "val", "continue") == "continue"
        self.path.append(tag)

    def _count(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise Unfit(Fault.WORD_PARTS, MOST_PARTS)

    def _sign(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._add("\n" if _value(attributes, "type", "textWrapping") == "textWrapping" else "")
        else:
            self._add(_SIGNS[tag])

    def _characters(self, text: str) -> None:
        if self.path[-1] == "t":
            self._add(text, 1)

    def _add(self, text: str, below: int = 0) -> None:
        """Take text of a run that is a paragraph's own; `below`: how many elements further in it stands."""
        holder = self.path[: len(self.path) - below]
        for inside in _IN_PARAGRAPH:
            block = holder[: -len(inside)]
            if holder[-len(inside) :] == inside and (self._is_body(block) or self._is_cell(block)):
                self.paragraph.append(text)
                self.length += len(text)
        if self.length > self.most:
            raise Unfit(Fault.LONG)

    def _is_body(self, path: list[str]) -> bool:
        return path == ["document", "body"]

    def _is_cell(self, path: list[str]) -> bool:
        """Return whether a path leads to a cell of the text's own tables; a table in a cell is left out."""
        return path == ["document", "body", "tbl", "tr", "tc"]

    def _end(self, _name: str) -> None:
        tag = self.path.pop()
        if tag == "p" and self._is_body(self.path):
            self.lines.append("".join(self.paragraph))
            self.paragraph = []
        elif tag == "p" and self._is_cell(self.path):
            self.cell.append("".join(self.paragraph))
            self.paragraph = []
        elif tag == "tc" and self._is_cell([*self.path, tag]):
            self.row.append("" if self.goes_on else " ".join(" ".join(self.cell).split()))
            self.cell, self.goes_on = [], False
        elif tag == "tr" and self.path == ["document", "body", "tbl"]:
            self.lines.append("\t".join(self.row))
            self.row = []


def _value(attributes: dict[str, str], name: str, otherwise: str) -> str:
    """Return an attribute by its name without the namespace."""
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), otherwise)

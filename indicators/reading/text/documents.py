"""Read the text of an uploaded report: .txt, .docx or a PDF with text in it.

Word tables become lines with tabs, which `tables` reads.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from docx.table import Table

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024  # what a .docx may hold when unpacked
MAX_PAGES = 200
MAX_CHARACTERS = 400_000
#: A page with fewer letters than this holds pictures, not text.
_LETTERS_OF_A_PAGE = 25


class UnreadableDocument(Exception):
    """An error: the file cannot be read as text. The message is for the person who sent it."""


def text_of(name: str, content: bytes) -> str:
    """Return the text of a file, by the ending of its name. Raises UnreadableDocument."""
    if not content:
        raise UnreadableDocument(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(
            _("The file is larger than %(size)d MB. Paste the text instead.") % {"size": MAX_BYTES // 2**20}
        )
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnreadableDocument(
            _("Only .docx, .pdf and .txt files can be read. Save an old .doc file as .docx first.")
        )
    text = reader(content)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument(_("The report is too long to read at once. Paste the part with the figures."))
    return text


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableDocument(
            _("The text file is not in Unicode (UTF-8). Save it as UTF-8 and try again.")
        ) from None


def _word(content: bytes) -> str:
    _check_package(content)
    import docx
    from docx.table import Table

    try:
        body = docx.Document(io.BytesIO(content)).iter_inner_content()
        return "\n".join(_table(part) if isinstance(part, Table) else part.text for part in body)
    except Exception as error:  # the parser raises whatever the damage leads to
        raise UnreadableDocument(
            _("The Word file is damaged. Open it in Word, save it again and try once more.")
        ) from error


def _check_package(content: bytes) -> None:
    """Refuse what is no .docx, is protected by a password, or unpacks to far more than it weighs."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableDocument(
            _("The Word file is protected by a password or is an old .doc file. Save it as .docx without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except zipfile.BadZipFile:
        raise UnreadableDocument(_("This is not a Word file (.docx).")) from None
    if len(entries) > 2000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise UnreadableDocument(
            _("The Word file unpacks to more than %(size)d MB. Paste the text instead.")
            % {"size": MAX_UNPACKED // 2**20}
        )


def _table(table: Table) -> str:
    return "\n".join("\t".join(_once(cell.text for cell in row.cells)) for row in table.rows)


def _once(texts: Iterable[str]) -> Iterable[str]:
    """Return the cells of a row, each on one line, merged cells once."""
    last = None
    for text in texts:
        line = " ".join(text.split())
        if line != last or not line:
            yield line
        last = line


def _pdf(content: bytes) -> str:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except Exception as error:  # the parser raises whatever the damage leads to
        raise UnreadableDocument(_("The PDF file is damaged. Save it again and try once more.")) from error
    if locked:
        raise UnreadableDocument(_("The PDF file is protected by a password. Save it without one."))
    if sum(letter.isalpha() for text in pages for letter in text) < _LETTERS_OF_A_PAGE * max(1, len(pages)):
        raise UnreadableDocument(
            _("This PDF is a scan: it holds pictures of pages, not text. Use the Word file, or paste the text.")
        )
    return "\n".join(pages)


_READERS = {".txt": _plain, ".docx": _word, ".pdf": _pdf}

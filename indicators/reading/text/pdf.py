"""Take the text out of a PDF that holds text, after a look at how much each page draws."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from .unfit import Fault, Unfit

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 200
#: Bytes that draw a page, once unpacked, and all pages; a page of text takes some ten thousand.
MAX_DRAWING, MAX_DRAWINGS = 2 * 1024 * 1024, 20 * 1024 * 1024
#: Pieces of text on a page, and on all: some writers set each letter by itself.
MOST_PIECES, MOST_PIECES_IN_ALL = 10_000, 60_000
#: A page with fewer letters than this holds pictures, not text.
_LETTERS_OF_A_PAGE = 25
_PIECE = re.compile(rb"(?:Tj|TJ|'|\"|Do)(?=[\s/\[(<]|$)")


def text_of_pdf(content: bytes, most: int) -> str:
    """Return the text of a PDF of at most `most` characters. Raises Unfit."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unfit(Fault.PDF_LOCKED)
        pages = _texts(reader, most)
    except (Unfit, MemoryError, RecursionError):
        raise
    except Exception as error:  # the parser raises whatever the damage leads to
        raise Unfit(Fault.PDF_DAMAGED) from error
    if sum(letter.isalpha() for text in pages for letter in text) < _LETTERS_OF_A_PAGE * max(1, len(pages)):
        raise Unfit(Fault.PDF_SCAN)
    return "\n".join(pages)


def _texts(reader: PdfReader, most: int) -> list[str]:
    """Return the text of each page: all are weighed before the first is read."""
    pages = []
    for page in reader.pages:
        pages.append(page)
        if len(pages) > MAX_PAGES:
            raise Unfit(Fault.PDF_PAGES, MAX_PAGES)
    _weigh(pages)
    texts, length = [], 0
    for page in pages:
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > most:
            raise Unfit(Fault.LONG)
    return texts


def _weigh(pages: list[PageObject]) -> None:
    """Raise Unfit for pages that draw more than any page of a report does."""
    drawings = pieces = 0
    for page in pages:
        drawing, own = 0, 0
        for stream in _streams(page):
            data = stream.get_data()
            drawing += len(data)
            own += sum(1 for _piece in _PIECE.finditer(data))
            if drawing > MAX_DRAWING or own > MOST_PIECES:
                raise Unfit(Fault.PDF_DRAWN)
        drawings, pieces = drawings + drawing, pieces + own
        if drawings > MAX_DRAWINGS or pieces > MOST_PIECES_IN_ALL:
            raise Unfit(Fault.PDF_DRAWN)


def _streams(page: PageObject) -> list[Any]:
    """Return the streams that draw a page."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else []
    parts = contents if isinstance(contents, list) else [contents]
    return [stream for part in parts if hasattr(stream := part.get_object(), "get_data")]

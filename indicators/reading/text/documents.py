"""Take the text out of an uploaded report: .txt, .docx or a PDF with text in it.

For a child process with limits (`apart`): whatever a file leads its parser to, no page waits for it. What is laid out
nowhere is refused before it is: `word` and `pdf` count as they read. Word tables become lines with tabs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from .pdf import text_of_pdf
from .unfit import Fault, Unfit
from .word import text_of_word

MAX_BYTES = 10 * 1024 * 1024
MAX_CHARACTERS = 400_000


def text_of(name: str, content: bytes) -> str:
    """Return the text of a file, by the ending of its name. Raises Unfit."""
    if not content:
        raise Unfit(Fault.EMPTY)
    if len(content) > MAX_BYTES:
        raise Unfit(Fault.LARGE, MAX_BYTES // 2**20)
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Unfit(Fault.OTHER_KIND)
    text = reader(content)
    if len(text) > MAX_CHARACTERS:
        raise Unfit(Fault.LONG)
    return text


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(Fault.NOT_UNICODE) from None


_READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": _plain,
    ".docx": lambda content: text_of_word(content, MAX_CHARACTERS),
    ".pdf": lambda content: text_of_pdf(content, MAX_CHARACTERS),
}

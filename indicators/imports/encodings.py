"""Find the encoding in which a text was saved, never guessing silently.

Unicode in its usual forms and Windows-1258 are read. TCVN3 (ABC, the .VnTime fonts) is recognised and refused: its bytes are
those of other letters, and a program that takes them for Unicode changes names without a word.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .messages import Unreadable, unreadable

_BLOCK = 1 << 20
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

#: ă â ê ô ơ đ and à á as TCVN3 writes them, read as Latin letters: signs that do not stand inside words (quotes stand
#: around them). A word may begin with đ.
_SIGNS = "\u00a8\u00a9\u00aa\u00ab\u00ac\u00ae\u00b5\u00b8"
_PATTERN = f"[A-Za-z][{_SIGNS}][A-Za-z]|\u00ae[a-z]"
TCVN3 = re.compile(_PATTERN)
_TCVN3_BYTES = re.compile(_PATTERN.encode("latin-1"))


def encoding_of(path: Path) -> str:
    """Return the name of a codec that reads the whole file. Raises Unreadable."""
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    encoding = _marked(head) or "utf-8"
    line, non_ascii = _first_undecodable(path, encoding)
    if line == 0:
        _refuse_nul(path, encoding)
        return encoding
    if encoding != "utf-8" or non_ascii:
        raise unreadable(
            f"Dòng {line} có ký tự hỏng: tệp bị cắt hoặc bị trộn nhiều bảng mã. Hãy lưu lại thành “CSV UTF-8”.",
            f"Line {line} holds broken characters: the file was cut or mixes encodings. Save it again as “CSV UTF-8”.",
        )
    return _of_one_byte(path)


def _marked(head: bytes) -> str | None:
    """Return the encoding by the mark at the start, or by the empty half of each UTF-16 character."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    even, odd = head[0:4096:2], head[1:4096:2]
    if max(even.count(0), odd.count(0)) <= len(odd) // 2 or min(even.count(0), odd.count(0)) > len(odd) // 8:
        return None
    return "utf-16-le" if odd.count(0) > even.count(0) else "utf-16-be"


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _first_undecodable(path: Path, encoding: str) -> tuple[int, bool]:
    """Return the line of the first undecodable character (0: none), and whether non-ASCII came before it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, non_ascii = 1, False
    for block in chain(_blocks(path), [b""]):
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            good = error.object[: error.start]
            return line + good.count(b"\n"), non_ascii or not good.isascii()
        line, non_ascii = line + text.count("\n"), non_ascii or not text.isascii()
    return 0, non_ascii


def _refuse_nul(path: Path, encoding: str) -> None:
    line = 1
    with path.open(encoding=encoding, newline="") as file:
        while text := file.read(_BLOCK):
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise unreadable(
                    f"Dòng {line} có ký tự NUL: tệp bị hỏng hoặc không phải tệp văn bản. Hãy xuất lại tệp.",
                    f"Line {line} holds a NUL character: the file is damaged, or is no text. Export it again.",
                )
            line += text.count("\n")


def _of_one_byte(path: Path) -> str:
    """Return windows-1258, if the letters it gives are Vietnamese."""
    if any(_TCVN3_BYTES.search(block) for block in _blocks(path)):
        raise tcvn3()
    try:
        for text in _lines(path, "cp1258"):
            if any(map(unicodedata.combining, unicodedata.normalize("NFC", text))):
                raise _unknown()
    except UnicodeDecodeError:
        raise _unknown() from None
    return "cp1258"


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        yield from file


def tcvn3() -> Unreadable:
    """Return the error for a file whose letters only the .VnTime fonts show."""
    return unreadable(
        "Tệp dùng bảng mã TCVN3 (ABC, phông .VnTime). Hãy chuyển sang Unicode bằng UniKey (Ctrl+Shift+F6), "
        "rồi lưu lại thành .xlsx hoặc “CSV UTF-8”.",
        "The file is in TCVN3 (ABC, the .VnTime fonts). Convert it to Unicode with UniKey (Ctrl+Shift+F6) "
        "and save it as .xlsx or “CSV UTF-8”.",
    )


def _unknown() -> Unreadable:
    return unreadable(
        "Không nhận ra bảng mã của tệp. Hãy mở bằng Excel và lưu lại thành .xlsx hoặc “CSV UTF-8”.",
        "The encoding of this file is not known here. Open it in Excel and save it as .xlsx or “CSV UTF-8”.",
    )

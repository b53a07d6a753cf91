"""Bring the pasted text into one spelling, and keep the way back to what was pasted.

Everything after this module works on `Page.text` and `Page.folded`, which have the same length, and turns
spans back with `Page.raw_span` at the very end.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_SPACES = "\u00a0\u2007\u2009\u202f\u2002\u2003\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_DASHES, "-"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "\r": " ",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "％": "%",
    }
)
#: Soft hyphens, zero-width characters and byte order marks carry no meaning.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TI = re.compile(r"(?<!\w)([tT])ỉ(?!\w)")

#: What no one reads: a run this long holds no word and no number, but would slow every pattern down.
_RUN = re.compile(r"[^\s|]{100,}")

#: "hoà" and "hòa" are one word: the mark is moved to the first vowel in open syllables.
_LATE_TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_LATE_TONE = re.compile(rf"(?<!q)({'|'.join(_LATE_TONES)})(?!\w)")


def fold(text: str) -> str:
    """Return the text in lower case with tone marks in one place, as long as `text`."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return _LATE_TONE.sub(lambda match: _LATE_TONES[match[1]], lowered)


@dataclass(frozen=True)
class Page:
    """A text ready to be read."""

    raw: str
    text: str
    offsets: tuple[int, ...] | None  # place in `text` → place in `raw`; None: the same

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of a stretch of the page in the pasted text."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])


def normalise(raw: str) -> Page:
    """Return the page of a text: NFC, one kind of space and dash, `tỉ` as `tỷ`, wrapped lines joined."""
    text, offsets = _composed(raw)
    text = _TI.sub(r"\1ỷ", text.translate(_ONE_TO_ONE))
    text = _RUN.sub(lambda run: "·" * len(run[0]), text)
    return Page(raw, _unwrapped(text), offsets)


def _composed(raw: str) -> tuple[str, tuple[int, ...] | None]:
    """Return the text as NFC without invisible characters, with offsets where something moved."""
    if unicodedata.is_normalized("NFC", raw) and not _INVISIBLE.search(raw):
        return raw, None
    chars: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(raw):
        composed = _INVISIBLE.sub("", unicodedata.normalize("NFC", raw[start:end]))
        chars.append(composed)
        offsets += [start] * len(composed)
    return "".join(chars), (*offsets, len(raw))


def _clusters(raw: str) -> list[tuple[int, int]]:
    """Return the span of each character with the combining marks that follow it."""
    starts = [i for i, char in enumerate(raw) if i == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(raw)], strict=True))


_LINE = re.compile(r"[^\n]*")
_NEW_ITEM = re.compile(r"\s*(?:[-+*•●▪‣–]|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]\s|\(?[a-zđ]\)|[IVX]+[.)]\s)")
_ENDS_OPEN = re.compile(r"[\w,%]\s*$")


def _unwrapped(text: str) -> str:
    """Replace newlines inside a sentence by spaces: a page copied from a PDF breaks every line."""
    lines = text.split("\n")
    width = _wrap_width(lines)
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        pieces += [" " if _continues(before, line, width) else "\n", line]
    return "".join(pieces)


def _wrap_width(lines: list[str]) -> int:
    """Return the right margin of a hard-wrapped page in characters; 0 where lines are whole paragraphs."""
    lengths = sorted(len(line.rstrip()) for line in lines if len(line) > 40)
    if len(lengths) < 3 or lengths[-1] > 140:
        return 0
    near = [length for length in lengths if length >= 0.75 * lengths[-1]]
    return lengths[-1] if len(near) >= 0.6 * len(lengths) else 0


def _continues(before: str, line: str, width: int) -> bool:
    first = line.lstrip()[:1]
    if not first or not _ENDS_OPEN.search(before) or _NEW_ITEM.match(line) or re.search(r"[|\t]", line + before):
        return False
    if first.islower():
        return len(before.strip()) > 20
    long_enough = width and len(before.rstrip()) >= 0.75 * width
    return bool(long_enough)

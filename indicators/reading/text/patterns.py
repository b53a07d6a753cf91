"""Small pieces from which the patterns of this package are built."""

from __future__ import annotations

import re

#: Digits with their separators.
NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
WORD = r"[^\W\d_]+"


def one_of(words: str) -> str:
    """Return a group of alternatives written `a | b c | d`, over as many lines as needed; a space is any white space.

    Alternatives may be patterns, but without `|` of their own.
    """
    return "(?:" + "|".join(re.sub(r"\s+", r"\\s+", word.strip()) for word in words.split("|")) + ")"


def words(text: str) -> frozenset[str]:
    """Return the set of the words of a text."""
    return frozenset(text.split())


def mark(mask: bytearray, start: int, end: int) -> None:
    """Set a stretch of a mask."""
    mask[start:end] = b"\1" * (end - start)

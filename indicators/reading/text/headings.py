"""Find the headings above each sentence: `II. Kết quả` › `1. Việc làm` › `Trong đó:`.

A heading is a short line without a figure that is numbered, in capitals or ends with a colon. It holds until the next
line that is marked on its own level or further out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from ..candidates import Span
from .normalise import Page
from .sentences import Sentence

LONGEST = 120
#: Signs at the head of a line, from the outermost level in.
_SIGNS = (
    r"(?:[IVX]+[.)/]|[A-Z][.)])\s",
    r"\d{1,2}\.?\s|\d{1,2}[/)]\s?",
    r"\d{1,2}(?:\.\d{1,2})+\.?\s",
    r"[a-zđ]\)|[a-zđ]\.\s",
    r"(?!)",  # a line without a sign that ends with a colon
    r"-",
    r"[+*•●▪‣○]",
)
#: Items that are headings only where they end with a colon.
_ITEM = re.compile(r"\s*[-+•●▪‣○]")
_LEVELS = tuple((level, re.compile(rf"\s*\(?(?:{sign})")) for level, sign in enumerate(_SIGNS, start=1))
_SECTION = 2
_LETTERED = 4
_CAPITALS, _COLON, _BULLET = 0, 5, 6

Chain = tuple[Sentence, ...]


def above(page: Page, sentences: list[Sentence], figures: Iterable[int], rows: Iterable[Span]) -> list[Chain]:
    """Return for each sentence its headings, outermost first; `figures` are places of numbers, `rows` table lines."""
    places, tabled = sorted(figures), sorted(set(rows))
    chains: list[Chain] = []
    open_now: list[tuple[int, Sentence]] = []
    paragraph = -1
    for sentence in sentences:
        begins, paragraph = sentence.paragraph != paragraph, sentence.paragraph
        in_table = _holds(tabled, sentence.start)
        level = _level(page, sentence)
        if begins and not in_table:
            open_now = [
                heading_open for heading_open in open_now if heading_open[0] < (_BULLET if level is None else level)
            ]
        chains.append(tuple(heading for _, heading in open_now))
        rank = None if in_table or _counts(places, sentence) else _rank(page, sentence, level if begins else None)
        if rank is not None:
            open_now = [*(heading_open for heading_open in open_now if heading_open[0] < rank), (rank, sentence)]
    return chains


def items(page: Page, sentences: list[Sentence]) -> list[int]:
    """Return for each sentence the level of the list whose item its line is; 0 for any other."""
    levels: list[int] = []
    paragraph = -1
    for sentence in sentences:
        if sentence.paragraph == paragraph:
            levels.append(levels[-1])
            continue
        paragraph = sentence.paragraph
        level = _level(page, sentence) or 0
        levels.append(level if level >= _LETTERED else 0)
    return levels


def sections(page: Page, sentences: list[Sentence]) -> list[int]:
    """Return for each sentence the number of its section; one begins at each line marked `II.` or `1.`."""
    numbers: list[int] = []
    number, paragraph = 0, -1
    for sentence in sentences:
        begins, paragraph = sentence.paragraph != paragraph, sentence.paragraph
        level = _level(page, sentence) if begins else None
        number += level is not None and level <= _SECTION and "\t" not in sentence.text
        numbers.append(number)
    return numbers


def _counts(places: list[int], sentence: Sentence) -> bool:
    """Return whether a sentence holds a number."""
    return bisect_left(places, sentence.start) != bisect_left(places, sentence.end)


def _holds(rows: list[Span], place: int) -> bool:
    at = bisect_right(rows, place, key=lambda row: row[0]) - 1
    return at >= 0 and place < rows[at][1]


def _level(page: Page, sentence: Sentence) -> int | None:
    """Return how far in the sign at the head of the sentence's line stands; None without a sign."""
    line = page.text.rfind("\n", 0, sentence.start) + 1
    return next((level for level, sign in _LEVELS if sign.match(page.text, line, sentence.start + 4)), None)


def _rank(page: Page, sentence: Sentence, level: int | None) -> int | None:
    """Return the level of a sentence that is a heading; None for any other."""
    text = page.text[sentence.start : sentence.end].rstrip()
    if len(text) >= LONGEST:
        return None
    if "\t" in text or text.count("|") > 1:
        return None
    if text.endswith(":"):
        return _COLON if level is None else level
    if level is not None and not _ITEM.match(page.text, page.text.rfind("\n", 0, sentence.start) + 1):
        return level
    return _CAPITALS if text.isupper() else None

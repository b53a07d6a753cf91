"""Split a page into paragraphs, sentences and clauses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

LONGEST = 2000

#: A full stop after these does not end a sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:tp|tx|tt|ths|ts|gs|pgs|bs|ks|đ/c|mr|st|q|p|h|no|v\.v|tr|kh|k)|^\s*[0-9a-zđIVX.]{1,5})$", re.I
)
_STOP = re.compile(r"(?:[!?…]+|\./\.|\.{1,3})[\"')]*(?=\s|$)")
_CLAUSE = re.compile(r"[;:()]|,(?![0-9])|\s[-+](?=\s)|(?<=[0-9]),(?=\s)")
_BULLET = re.compile(r"\s*(?:[-+*•●▪‣]|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)](?=\s)|\(?[a-zđ][).]|[IVX]+[.)])\s*")


@dataclass(frozen=True)
class Sentence:
    """A sentence of `folded`, the text that it shares with its page."""

    folded: str
    start: int
    end: int
    paragraph: int
    number: int

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Return the places of the punctuation between clauses."""
        return tuple(match.start() for match in _CLAUSE.finditer(self.folded, self.start, self.end))

    def clause(self, place: int) -> tuple[int, int]:
        """Return the stretch without clause punctuation that holds `place`."""
        at = bisect_right(self.breaks, place - 1)
        start = self.breaks[at - 1] + 1 if at else self.start
        return start, self.breaks[at] if at < len(self.breaks) else self.end

    def breaks_between(self, start: int, end: int) -> str:
        """Return the clause punctuation in a stretch, e.g. `,;`."""
        inside = self.breaks[bisect_left(self.breaks, start) : bisect_left(self.breaks, end)]
        return "".join(self.folded[at].strip() or "-" for at in inside)

    @property
    def text(self) -> str:
        return self.folded[self.start : self.end]


def split(text: str, folded: str) -> list[Sentence]:
    """Return the sentences of a page in order; a newline always ends one."""
    sentences: list[Sentence] = []
    start = paragraph = 0
    for line in text.split("\n"):
        for first, last in (piece for sentence in _sentences(line) for piece in _pieces(line, *sentence)):
            sentences.append(Sentence(folded, start + first, start + last, paragraph, len(sentences)))
        paragraph += bool(line.strip())
        start += len(line) + 1
    return sentences


def _sentences(line: str) -> list[tuple[int, int]]:
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else len(line) - len(line.lstrip())
    spans = []
    for stop in _STOP.finditer(line, start):
        if not _ends_sentence(line, start, stop):
            continue
        spans.append((start, stop.end()))
        start = stop.end() + (len(line) - stop.end() - len(line[stop.end() :].lstrip()))
    if line[start:].strip():
        spans.append((start, len(line.rstrip())))
    return spans


def _pieces(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a very long sentence in pieces, so that no step takes time with the square of its length."""
    while end - start > LONGEST:
        cut = max(line.rfind(sign, start, start + LONGEST) for sign in ";, ")
        cut = start + LONGEST if cut <= start else cut + 1
        yield start, cut
        start = cut
    if line[start:end].strip():
        yield start, end


def _ends_sentence(line: str, start: int, stop: re.Match[str]) -> bool:
    """Return whether a sign ends its sentence: not in an abbreviation, before a small letter, or in `10. 600`."""
    after = line[stop.end() :].lstrip()[:1]
    if after.islower() or (stop[0] == "." and _ABBREVIATED.search(line[start : stop.start()])):
        return False
    return not (after.isdigit() and line[stop.start() - 1 : stop.start()].isdigit() and len(line) > stop.end() + 60)


def sentence_at(sentences: list[Sentence], place: int) -> Sentence | None:
    """Return the sentence that holds a place; None between two sentences."""
    at = bisect_right(sentences, place, key=lambda sentence: sentence.start) - 1
    return sentences[at] if at >= 0 and place < sentences[at].end else None

"""Why a file cannot be read as text: by name, for `apart` has the sentences."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """A reason not to read a file."""

    EMPTY = "empty"
    LARGE = "large"
    OTHER_KIND = "other-kind"
    LONG = "long"
    NOT_UNICODE = "not-unicode"
    WORD_DAMAGED = "word-damaged"
    WORD_LOCKED = "word-locked"
    NO_WORD = "no-word"
    WORD_UNPACKS = "word-unpacks"
    WORD_PARTS = "word-parts"
    PDF_DAMAGED = "pdf-damaged"
    PDF_LOCKED = "pdf-locked"
    PDF_SCAN = "pdf-scan"
    PDF_DRAWN = "pdf-drawn"
    PDF_PAGES = "pdf-pages"
    TOO_MUCH = "too-much"


class Unfit(Exception):
    """A file that cannot be read: why, and the bound that it is over, where there is one."""

    def __init__(self, fault: Fault, bound: int = 0) -> None:
        super().__init__(fault, bound)
        self.fault, self.bound = fault, bound

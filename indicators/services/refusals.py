"""Why a write was refused, in the user's language."""

from __future__ import annotations


class Refused(Exception):
    """The write cannot be done. `str()` is a sentence for the person who asked."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))


class NotAllowed(Refused):
    """The person has not the role for it."""

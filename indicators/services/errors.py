"""Why a write was refused, in the language of whoever reads it."""

from __future__ import annotations


class Refused(Exception):
    """A write that cannot be done. `str()` is a sentence for the person who asked, in the language that is active then.

    `sentence` is lazy where a worker may be refused, and `values` fill it in: the reader comes later than the worker.
    """

    def __init__(self, sentence: object, **values: object) -> None:
        super().__init__(sentence, values)

    def __str__(self) -> str:
        sentence, values = self.args
        return str(sentence) % values if values else str(sentence)


class NotAllowed(Refused):
    """A write that the person has not the role for."""

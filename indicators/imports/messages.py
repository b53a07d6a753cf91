"""Say what is wrong with a file, in words for the person who sent it."""

from __future__ import annotations

from dataclasses import dataclass

from ..values.names import Name

#: The most characters of a wrong cell that are shown.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class FileProblem:
    """An error in a file, its place, and what should stand there. `row` 0: the file or sheet as a whole."""

    expected: Name
    sheet: str = ""
    row: int = 0
    column: str = ""
    found: str = ""


class Unreadable(Exception):
    """An error: nothing of the file can be read. `sentence` says why, and what to do."""

    def __init__(self, sentence: Name) -> None:
        super().__init__(sentence.vi)
        self.sentence = sentence


def shown(value: object) -> str:
    """Return a cell's content, short enough for a table and without invisible characters."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in ("" if value is None else str(value)))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def unreadable(vi: str, en: str) -> Unreadable:
    return Unreadable(Name(vi, en))

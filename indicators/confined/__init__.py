"""Work that may do harm, in a child process with limits; and turns, so that not too much of it is done at once."""

from .process import Child, ChildKilled, Ending, Limits, NotDone, TooMuch, answer, started
from .turns import COME_AGAIN, Busy, Turns

__all__ = [
    "COME_AGAIN",
    "Busy",
    "Child",
    "ChildKilled",
    "Ending",
    "Limits",
    "NotDone",
    "TooMuch",
    "Turns",
    "answer",
    "started",
]

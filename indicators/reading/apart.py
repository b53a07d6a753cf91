"""Read documents and texts in a child process with limits, so many at once: a file or an odd text stops nobody."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.utils.translation import gettext_lazy

from ..confined import ChildKilled, Limits, NotDone, TooMuch, Turns, answer
from . import child
from .candidates import Candidate
from .shapes import CANDIDATES, TASK, Task
from .text.documents import MAX_BYTES
from .text.unfit import Fault, Unfit

logger = logging.getLogger(__name__)

_MEMORY = 512 * 1024 * 1024

#: What a document may take.
DOCUMENT = Limits(memory=_MEMORY, cpu=10, clock=20)
#: What a text may take while its page waits, and as background work.
AT_ONCE = Limits(memory=_MEMORY, cpu=2, clock=5)
LATER = Limits(memory=_MEMORY, cpu=60, clock=120)

#: Readings that one process starts at a time. One more may wait: whoever waits holds a thread that pages need.
TURNS = Turns(2, waiting=1)

#: Seconds that it waits. A text is not waited for: it is kept already, and read as background work.
PATIENCE = 10.0

_SENTENCES = {
    Fault.EMPTY: gettext_lazy("The file is empty."),
    Fault.LARGE: gettext_lazy("The file is larger than %(bound)d MB. Paste the text instead."),
    Fault.OTHER_KIND: gettext_lazy(
        "Only .docx, .pdf and .txt files can be read. Save an old .doc file as .docx first."
    ),
    Fault.LONG: gettext_lazy("The report is too long to read at once. Paste the part with the figures."),
    Fault.NOT_UNICODE: gettext_lazy("The text file is not in Unicode (UTF-8). Save it as UTF-8 and try again."),
    Fault.WORD_DAMAGED: gettext_lazy("The Word file is damaged. Open it in Word, save it again and try once more."),
    Fault.WORD_LOCKED: gettext_lazy(
        "The Word file is protected by a password or is an old .doc file. Save it as .docx without a password."
    ),
    Fault.NO_WORD: gettext_lazy("This is not a Word file (.docx)."),
    Fault.WORD_UNPACKS: gettext_lazy(
        "The Word file unpacks to more than %(bound)d MB. Paste the part with the figures."
    ),
    Fault.WORD_PARTS: gettext_lazy(
        "The Word file has more than %(bound)d paragraphs and cells. Paste the part with the figures."
    ),
    Fault.PDF_DAMAGED: gettext_lazy("The PDF file is damaged. Save it again and try once more."),
    Fault.PDF_LOCKED: gettext_lazy("The PDF file is protected by a password. Save it without one."),
    Fault.PDF_SCAN: gettext_lazy(
        "This PDF is a scan: it holds pictures of pages, not text. Use the Word file, or paste the text."
    ),
    Fault.PDF_DRAWN: gettext_lazy(
        "A page of this PDF draws more than can be read as text. Use the Word file, or paste the part with the figures."
    ),
    Fault.PDF_PAGES: gettext_lazy("The PDF has more than %(bound)d pages. Paste the part with the figures."),
    Fault.TOO_MUCH: gettext_lazy(
        "Reading this file takes too much time or memory. Paste the part with the figures instead."
    ),
}


class UnreadableDocument(Exception):
    """An error: the file cannot be read as text. The message is for the person who sent it."""


class UnreadText(Exception):
    """An error: a text was not read to its end within the limits."""


def text_of(name: str, content: bytes) -> str:
    """Return the text of a file, by the ending of its name. Raises UnreadableDocument; Busy where no turn comes."""
    try:
        if len(content) > MAX_BYTES:
            raise Unfit(Fault.LARGE, MAX_BYTES // 2**20)
        with TURNS.turn(PATIENCE):
            return _text_of(name, content)
    except Unfit as unfit:
        raise UnreadableDocument(_SENTENCES[unfit.fault] % {"bound": unfit.bound}) from None


def _text_of(name: str, content: bytes) -> str:
    try:
        answered = answer(
            child.__name__, "document", given=json.dumps(name).encode() + b"\n" + content, limits=DOCUMENT
        )
    except (NotDone, ChildKilled):
        raise Unfit(Fault.TOO_MUCH) from None
    said: dict[str, Any] = json.loads(answered)
    if "fault" in said:
        raise Unfit(Fault(said["fault"]), said["bound"])
    return str(said["text"])


def read_apart(task: Task, knowledge: bytes, limits: Limits) -> list[Candidate]:
    """Return the candidates of a text read against `shapes.knowledge_json`. Raises UnreadText."""
    try:
        said = answer(child.__name__, "text", given=TASK.dump_json(task) + b"\n" + knowledge, limits=limits)
    except (NotDone, ChildKilled) as error:
        if not isinstance(error, TooMuch):
            logger.exception("a text of %s characters could not be read", len(task.text))
        raise UnreadText from error
    return CANDIDATES.validate_json(said)


def read_now(task: Task, knowledge: bytes) -> list[Candidate]:
    """Return the candidates of a text while a page waits. Raises UnreadText; Busy where others are read just now."""
    with TURNS.turn(0):
        return read_apart(task, knowledge, AT_ONCE)

"""Read a document or a text in a child process: `work`, which `apart` starts."""

from __future__ import annotations

import json
import sys

from .text.unfit import Unfit


def work(what: str) -> None:
    """Read what stands on standard input (`document`: its name, then its bytes; `text`: a task, then what is known)."""
    first = sys.stdin.buffer.readline()
    _WORK[what](first, sys.stdin.buffer.read())


def _document(name: bytes, content: bytes) -> None:
    """Write the text of a document, or why there is none, as JSON."""
    from .text.documents import text_of

    try:
        said: dict[str, object] = {"text": text_of(json.loads(name), content)}
    except Unfit as unfit:
        said = {"fault": unfit.fault, "bound": unfit.bound}
    sys.stdout.write(json.dumps(said))


def _text(task: bytes, knowledge: bytes) -> None:
    """Write the candidates of a text as JSON."""
    sys.stdout.buffer.write(candidates_of(task, knowledge))


def candidates_of(task: bytes, knowledge: bytes) -> bytes:
    """Return the candidates of a text as JSON, from a task and what is known as JSON."""
    from .reader import read
    from .shapes import CANDIDATES, TASK, knowledge_of

    given = TASK.validate_json(task)
    words, areas = knowledge_of(knowledge)
    candidates = read(given.text, vocabulary=words, areas=areas, default_area=given.area, report_date=given.day)
    return CANDIDATES.dump_json(candidates)


_WORK = {"document": _document, "text": _text}

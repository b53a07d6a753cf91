"""Read a workbook's rows through a child process that can be killed without harm."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..confined import Child, ChildKilled, Ending, Limits, started
from ..confined.process import STARTS
from . import child
from .archive import broken, check_archive
from .lines import BadCell, FileLine, FileSheet, PercentCell
from .messages import Unreadable, unreadable

LIMITS = Limits(memory=512 * 1024 * 1024, cpu=120, clock=180)


@dataclass
class Workbook:
    """A workbook that is being read. `pid` is the child's, for as long as it runs."""

    path: Path
    pid: int | None = None

    def sheets(self) -> Iterator[FileSheet | FileLine]:
        """Yield each sheet, then its lines. Raises Unreadable or ChildKilled, which makes void what came before."""
        check_archive(self.path)
        done = 0
        for _ in range(STARTS):
            try:
                for place, event in enumerate(self._events()):
                    if place >= done:  # the same file gives the same events again
                        done = place + 1
                        yield event
                return
            except ChildKilled:
                continue
        raise ChildKilled(f"the reader of {self.path.name} was killed {STARTS} times")

    def _events(self) -> Iterator[FileSheet | FileLine]:
        with started(child.__name__, str(self.path), limits=LIMITS) as reader:
            self.pid = reader.process.pid
            try:
                complete = yield from _read(reader)
            finally:
                self.pid = None
            if not complete:
                raise _ending(reader.ending())


def _read(reader: Child) -> Generator[FileSheet | FileLine, None, bool]:
    """Yield the child's events; return whether it came to its end."""
    assert reader.process.stdout is not None
    for text in reader.process.stdout:
        if text == b"{}\n":
            return True
        if not text.endswith(b"\n"):
            break  # killed in mid-line
        yield _event(json.loads(text))
    return False


def _event(event: Any) -> FileSheet | FileLine:
    if isinstance(event, dict):
        if "end" in event:
            return FileSheet(event["end"], ended=True, merged=tuple(event["merged"]), formulas=event["formulas"])
        return FileSheet(event["sheet"], hidden=event["hidden"], total=event["total"])
    number, hidden, cells = event
    width = cells[-1][0] if cells else 0
    values: list[Any] = [""] * width
    for column, kind, text in cells:
        values[column - 1] = _value(kind, text)
    return FileLine(number, values, hidden)


def _value(kind: str, text: str) -> Any:
    if kind == "s":
        return text
    if kind in {"n", "p"}:
        number = float(text) if "." in text or "e" in text or "n" in text else Decimal(text)
        return PercentCell(number) if kind == "p" else number
    if kind == "d":
        moment = datetime.fromisoformat(text) if len(text) > 8 and text[4:5] == "-" else None
        return moment.date() if moment and not (moment.hour or moment.minute) else BadCell("date", text)
    return BadCell({"b": "boolean", "e": "error", "f": "formula"}[kind], text)


def _ending(ending: Ending) -> Unreadable | ChildKilled:
    """Return what to say of a child that did not come to its end."""
    if ending is Ending.TOO_MUCH:
        return unreadable(
            "Tệp Excel cần quá nhiều bộ nhớ hoặc thời gian để đọc. "
            "Hãy chép riêng bảng số liệu sang một sổ mới, hoặc lưu thành CSV UTF-8.",
            "Reading this workbook takes too much memory or time. "
            "Copy the table alone into a new one, or save it as CSV UTF-8.",
        )
    return broken() if ending is Ending.BROKEN else ChildKilled(ending)

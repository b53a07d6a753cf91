"""Read a workbook's rows through a child process that can be killed without harm."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from threading import Event, Timer
from typing import Any

from . import child
from .archive import broken, check_archive
from .lines import BadCell, FileLine, FileSheet, PercentCell
from .messages import Unreadable, unreadable

#: What the child may use: address space in bytes, processor and clock in seconds.
MEMORY, CPU, CLOCK = 512 * 1024 * 1024, 120, 180

#: How often a child that somebody else killed is started again.
STARTS = 3


class ChildKilled(Exception):
    """An error: the child was killed again and again, and not by its limits."""


@dataclass
class Workbook:
    """A workbook that is being read. `pid` is the child's, for as long as it runs."""

    path: Path
    pid: int | None = None
    started: list[int] = field(default_factory=list)

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
        command = [sys.executable, "-I", child.__file__, str(self.path), str(MEMORY), str(CPU)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
            late = Event()
            clock = Timer(CLOCK, _stop, [process, late])
            clock.start()
            self.pid = process.pid
            try:
                complete = yield from _read(process)
            finally:
                clock.cancel()
                process.kill()
                self.pid = None
        if not complete:
            raise _ending(process.returncode, late.is_set())


def _stop(process: subprocess.Popen[str], late: Event) -> None:
    late.set()
    process.kill()


def _read(process: subprocess.Popen[str]) -> Generator[FileSheet | FileLine, None, bool]:
    """Yield the child's events; return whether it came to its end."""
    assert process.stdout is not None
    for text in process.stdout:
        if text == "{}\n":
            return True
        if not text.endswith("\n"):
            break  # killed in mid-line
        yield _event(json.loads(text))
    process.wait()
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


def _ending(status: int, late: bool) -> Unreadable | ChildKilled:
    """Return what to say of a child that did not come to its end."""
    if late or status in {child.TOO_MUCH, -signal.SIGXCPU}:
        return unreadable(
            "Tệp Excel cần quá nhiều bộ nhớ hoặc thời gian để đọc. "
            "Hãy chép riêng bảng số liệu sang một sổ mới, hoặc lưu thành CSV UTF-8.",
            "Reading this workbook takes too much memory or time. "
            "Copy the table alone into a new one, or save it as CSV UTF-8.",
        )
    return broken() if status == child.BROKEN else ChildKilled(str(status))

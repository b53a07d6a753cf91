"""What a reader meets meanwhile."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..support.production import Reader


@dataclass
class Watch:
    """Asks for a page every quarter of a second, each time by a new connection; use it with `with`."""

    base: str
    page: str = "/"
    met: list[tuple[float, str]] = field(default_factory=list)

    def __enter__(self) -> Watch:
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.over.set()
        self.thread.join(70)

    def look(self) -> None:
        while not self.over.wait(0.25):
            begun = time.monotonic()
            try:
                answer = Reader(self.base).ask(self.page)
                self.met.append((begun, str(answer.status)))
            except OSError as error:
                self.met.append((begun, f"no answer: {error}"))

    @property
    def counted(self) -> Counter[str]:
        return Counter(what for _, what in self.met)

    def away(self) -> float:
        """Seconds between the first and the last answer that was no page."""
        times = [when for when, what in self.met if what != "200"]
        return times[-1] - times[0] if times else 0.0

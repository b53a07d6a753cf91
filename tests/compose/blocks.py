"""The blocks of docs/deploy.md that are typed in a shell, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..support.production import ROOT

FENCE = re.compile(r"^## (?P<heading>[^\n]+)$|^```(?P<kind>sh|ini)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """`kind`: sh is typed, ini goes into .env. (bash is for the server's own systemd, and is not typed here.)"""

    heading: str
    number: int
    kind: str
    text: str

    def filled(self, own: Mapping[str, str]) -> str:
        """Its text with what is ours in place of what the page leaves open."""
        text = self.text
        for placeholder, value in own.items():
            text = text.replace(placeholder, value)
        assert not re.search(r"…|\bNAME\b|X\.Y\.Z", text), text
        return text


def blocks() -> Iterator[Block]:
    heading, number = "", 0
    for match in FENCE.finditer((ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")):
        if match["heading"]:
            heading, number = match["heading"], 0
        else:
            number += 1
            yield Block(heading, number, match["kind"], match["text"])

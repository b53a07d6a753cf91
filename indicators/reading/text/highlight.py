"""Mark the figures that were read from a report's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of text, end exclusive. `key` names the element (`span-KEY`); `kind` is its class."""

    start: int
    end: int
    key: str
    title: str
    kind: str = "read"


def highlighted(text: str, highlights: Iterable[Highlight]) -> SafeString:
    """Return the text, escaped, with each highlight as a `<mark>`; of two that overlap, the first stays."""
    pieces: list[SafeString] = []
    at = 0
    for highlight in sorted(highlights, key=lambda highlight: (highlight.start, -highlight.end, highlight.key)):
        if highlight.start < at or highlight.end > len(text):
            continue
        pieces += [format_html("{}", text[at : highlight.start]), _mark(text, highlight)]
        at = highlight.end
    pieces.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _mark(text: str, highlight: Highlight) -> SafeString:
    template = '<mark id="span-{}" class="{}" title="{}">{}</mark>'
    return format_html(template, highlight.key, highlight.kind, highlight.title, text[highlight.start : highlight.end])

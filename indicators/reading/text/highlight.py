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
    for one in sorted(highlights, key=lambda one: (one.start, -one.end, one.key)):
        if one.start < at or one.end > len(text):
            continue
        pieces += [format_html("{}", text[at : one.start]), _mark(text, one)]
        at = one.end
    pieces.append(format_html("{}", text[at:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _mark(text: str, one: Highlight) -> SafeString:
    template = '<mark id="span-{}" class="{}" title="{}">{}</mark>'
    return format_html(template, one.key, one.kind, one.title, text[one.start : one.end])

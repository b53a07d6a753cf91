"""Charts as inline SVG, drawn by the server: a Comparison in, markup out.

Safe to put in a page as it is: every text is escaped, there is no script and no style.
"""

from __future__ import annotations

from ..picture import Kind, kind, plotted
from ..series import Comparison
from ..wording import EMPTY
from .bars import bar_body
from .frame import SIZES, Size, image
from .lines import line_body
from .panels import panel_body
from .parts import FAINT, text

__all__ = ["chart", "plotted"]


def chart(comparison: Comparison, lang: str, variant: str = "wide", key: str = "") -> str:
    """The chart in one of two variants: `wide` (760 px) or `narrow` (340 px, for phones).

    `key` starts the element ids; needed only where one page shows the same selection twice.
    """
    body, size = drawing(comparison, lang, SIZES[variant])
    return image(comparison, lang, size, body, key)


def drawing(comparison: Comparison, lang: str, size: Size) -> tuple[str, Size]:
    """The inside of the picture, and its size: bars and panels are as tall as they need to be."""
    match kind(comparison):
        case Kind.BARS:
            return bar_body(comparison, lang, size)
        case Kind.PANELS:
            return panel_body(comparison, lang, size)
        case Kind.LINES:
            return line_body(comparison, lang, size), size
        case _:
            return _empty(lang, size)


def _empty(lang: str, size: Size) -> tuple[str, Size]:
    small = Size(size.name, size.width, 120, size.font)
    return text(EMPTY.text(lang), size.width / 2, 64, fill=FAINT, text_anchor="middle"), small

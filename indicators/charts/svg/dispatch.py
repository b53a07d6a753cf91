"""Which drawing a comparison gets."""

from __future__ import annotations

from ...values.comparison import Comparison
from ..captions import EMPTY
from ..marks import FAINT, ChartKind, LineMark, kind, lines
from .bars import bar_body
from .frame import Size
from .lines import line_body
from .panels import panel_body
from .parts import text


def drawing(
    comparison: Comparison, lang: str, size: Size, drawn: tuple[LineMark, ...] | None = None
) -> tuple[str, Size]:
    """Draw the inside of the picture, and return its size: bars and panels are as tall as they need to be.

    `drawn`: its lines, where another size has been drawn from them.
    """
    match kind(comparison):
        case ChartKind.BARS:
            return bar_body(comparison, lang, size)
        case ChartKind.PANELS:
            return panel_body(comparison, lang, size, drawn or lines(comparison, lang))
        case ChartKind.LINES:
            return line_body(comparison, lang, size, drawn or lines(comparison, lang)), size
        case _:
            return _empty(lang, size)


def _empty(lang: str, size: Size) -> tuple[str, Size]:
    small = Size(size.name, size.width, 120, size.font)
    return text(EMPTY.text(lang), size.width / 2, 64, fill=FAINT, text_anchor="middle"), small

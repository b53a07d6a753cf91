"""The chart as a file of its own: title, subtitle, footnotes, source and release travel with it (C9)."""

from __future__ import annotations

from ...values.comparison import Comparison
from ..captions import footnotes, headline, release_note, source_note, subtitle
from ..marks import FAINT
from .dispatch import drawing
from .frame import WIDE, Size, Words, image_of
from .parts import lines_of_text, tag, wrapped

_MARGIN = 24
_TEXT_WIDTH = WIDE.width


def standalone(comparison: Comparison, lang: str) -> str:
    """Build a whole SVG document, 808 px wide, on white."""
    head, chart_top = _stacked(_head(comparison, lang), 0)
    body, size = drawing(comparison, lang, WIDE)
    foot, bottom = _stacked(_foot(comparison, lang), chart_top + 10 + size.height + 16)
    chart = tag("g", body, transform=f"translate(0 {chart_top + 10:.0f})")
    width, height = WIDE.width + 2 * _MARGIN, bottom + 2 * _MARGIN
    page = tag("rect", width=width, height=height, fill="#fff")
    inside = page + tag("g", head + chart + foot, transform=f"translate({_MARGIN} {_MARGIN})")
    name, words, size = (
        comparison.indicator.name.text(lang),
        Words.of(comparison, lang),
        Size("file", width, height, WIDE.font),
    )
    document = image_of(name, words, inside, size, "chart-svg", "file")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'


def _head(comparison: Comparison, lang: str) -> list[tuple[str, float, str, str]]:
    """Return the texts from the top: words, size, weight, colour."""
    return [
        (headline(comparison, lang), 20, "700", "#1d2733"),
        (subtitle(comparison, lang), 15, "400", FAINT),
    ]


def _foot(comparison: Comparison, lang: str) -> list[tuple[str, float, str, str]]:
    notices = (notice.text(lang) for notice in comparison.notices)
    origin = (source_note(comparison, lang), release_note(comparison.release, lang))
    lines = (*notices, *footnotes(comparison, lang), *origin)
    return [(line, 13, "400", FAINT) for line in lines if line]


def _stacked(texts: list[tuple[str, float, str, str]], top: float) -> tuple[str, float]:
    """Wrap texts under each other from `top`; return the markup and where it ends, in pixels."""
    blocks = []
    for words, size, weight, colour in texts:
        rows, leading = wrapped(words, _TEXT_WIDTH, size, 6), size * 1.3
        blocks.append(lines_of_text(rows, 0, top + size, leading, font_size=size, font_weight=weight, fill=colour))
        top += len(rows) * leading + 4
    return "".join(blocks), top

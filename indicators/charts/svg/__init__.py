"""Charts as inline SVG, drawn by the server: a Comparison in, markup out.

Safe to put in a page as it is: every text is escaped, there is no script and no style.
"""

from __future__ import annotations

from ...values.comparison import Comparison
from ..marks import LineMark, plotted
from .dispatch import drawing
from .frame import SIZES, Words, image
from .sparkline import bullet, sparkline
from .standalone import standalone

__all__ = ["Words", "bullet", "chart", "plotted", "sparkline", "standalone"]


def chart(
    comparison: Comparison,
    lang: str,
    variant: str = "wide",
    key: str = "",
    words: Words | None = None,
    drawn: tuple[LineMark, ...] | None = None,
) -> str:
    """Draw the chart in one of two variants: `wide` (760 px) or `narrow` (340 px, for phones).

    Lines for up to four series, small multiples for more, bars for shares and for figures of one period.
    `key` starts the element ids; needed only where one page shows the same selection twice. `words` and `drawn` (its
    lines): where the caller has them already.
    """
    body, size = drawing(comparison, lang, SIZES[variant], drawn)
    return image(comparison, lang, size, body, key, words or Words.of(comparison, lang))

"""The two sizes of a chart, its outer element with title and description, and the plot inside it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import NamedTuple

from ...values.comparison import Comparison
from ..axes import Tick, ValueAxis
from ..captions import description, headline
from ..marks import FAINT, GRID, INK, Dot
from .parts import FONTS, num, tag, text, text_width


@dataclass(frozen=True, slots=True)
class Size:
    """A variant in its own pixels; `font` stays at 12 CSS pixels or more where the variant is shown."""

    name: str
    width: float
    height: float
    font: float


WIDE = Size("wide", 760, 400, 15)
#: Shown down to a 320 px window, where it is 296 px wide: 14.5 × 296/340 = 12.6 px.
NARROW = Size("narrow", 340, 320, 14.5)
SIZES = {size.name: size for size in (WIDE, NARROW)}


@dataclass(frozen=True)
class Plot:
    """The rectangle that data units are mapped to; `first` … `last` across, the value axis upwards."""

    left: float
    top: float
    right: float
    bottom: float
    first: Decimal
    last: Decimal
    values: ValueAxis

    def x(self, at: Decimal | int) -> float:
        start, step = self._across
        return start + step * float(at)

    def y(self, value: Decimal) -> float:
        start, step = self._upwards
        return start - step * float(value)

    def places(self, dots: Iterable[Dot]) -> list[str]:
        """Write each dot as `x y`, to a tenth of a pixel; written out, for a page has hundreds of them twice."""
        (x, step_x), (y, step_y) = self._across, self._upwards
        return [f"{x + step_x * dot.x:.1f} {y - step_y * float(dot.value):.1f}" for dot in dots]

    @cached_property
    def _across(self) -> tuple[float, float]:
        """Return where 0 would stand, and pixels from one place to the next: floats, for a drawing maps a thousand values."""
        step = self.spacing
        return self.left - step * float(self.first), step

    @cached_property
    def _upwards(self) -> tuple[float, float]:
        low, high = float(self.values.low), float(self.values.high)
        step = (self.bottom - self.top) / (high - low)
        return self.bottom + step * low, step

    @property
    def spacing(self) -> float:
        """Return the pixels from one place to the next."""
        return (self.right - self.left) / float(self.last - self.first)


def identity(comparison: Comparison) -> str:
    """Make a short id, the same for the same selection, so that two charts on one page do not share element ids."""
    series = ((s.area.code, s.part.code if s.part else "", s.basis) for s in comparison.series)
    return f"c{zlib.crc32(repr((comparison.indicator.slug, comparison.view, *series)).encode()):08x}"


class Words(NamedTuple):
    """What a chart says in words: made once for a page's two variants and the text around them."""

    headline: str
    description: tuple[str, ...]

    @classmethod
    def of(cls, comparison: Comparison, lang: str) -> Words:
        return cls(headline(comparison, lang), description(comparison, lang))


def image(comparison: Comparison, lang: str, size: Size, body: str, key: str, words: Words) -> str:
    """Wrap a variant of the chart as an element of a page."""
    name = f"{key or identity(comparison)}-{size.name}"
    return image_of(comparison.indicator.name.text(lang), words, body, size, f"chart-svg chart-{size.name}", name)


def image_of(what: str, words: Words, body: str, size: Size, look: str, name: str) -> str:
    """Build the outer element: a picture to assistive technology, named and described from the data."""
    titles = (
        f'<title id="{name}-t">{escape(f"{what}. {words.headline}", quote=False)}</title>'
        f'<desc id="{name}-d">{escape(" ".join(words.description), quote=False)}</desc>'
    )
    return tag("svg", titles + body, **root(size.width, size.height, size.font),
               class_=look, role="img", aria_labelledby=f"{name}-t {name}-d")  # fmt: skip


def root(width: float, height: float, font: float) -> dict[str, str | float]:
    """Return the attributes that every picture of ours begins with."""
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewbox": f"0 0 {num(width)} {num(height)}",
        "font_family": FONTS,
        "font_size": font,
        "fill": INK,
    }


def grid(plot: Plot, size: Size, title: str) -> str:
    """Draw the horizontal grid with the value labels at its left, the unit above it."""
    lines = "".join(f"M{num(plot.left)} {num(plot.y(tick.at))}H{num(plot.right)}" for tick in plot.values.ticks)
    labels = "".join(text(tick.label, plot.left - 6, plot.y(tick.at) + size.font * 0.35) for tick in plot.values.ticks)
    return (
        tag("path", d=lines, stroke=GRID)
        + tag("g", labels, fill=FAINT, text_anchor="end")
        + (text(title, 0, size.font, fill=FAINT) if title else "")
    )


def across(plot: Plot, size: Size, ticks: tuple[Tick, ...]) -> str:
    """Draw the horizontal axis: its line, ticks, and labels kept inside the picture."""
    marks = "".join(f"M{num(plot.x(tick.at))} {num(plot.bottom)}v5" for tick in ticks)
    labels = "".join(
        text(tick.label, _inside(plot.x(tick.at), tick.label, size), plot.bottom + size.font + 6) for tick in ticks
    )
    line = f"M{num(plot.left)} {num(plot.bottom)}H{num(plot.right)}"
    return tag("path", d=line + marks, stroke=FAINT) + tag("g", labels, fill=FAINT, text_anchor="middle")


def _inside(x: float, label: str, size: Size) -> float:
    half = text_width(label, size.font) / 2
    return min(max(x, half), size.width - half)


def label_room(ticks: tuple[Tick, ...], size: Size) -> float:
    """Return the width in pixels that the value labels need."""
    return max(text_width(tick.label, size.font) for tick in ticks) + 8

"""The two sizes of a chart, its outer element with title and description, and the plot inside it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from ..scales import Tick, ValueAxis
from ..series import Comparison
from ..wording import description, headline
from .parts import FAINT, FONTS, GRID, INK, num, tag, text, text_width


@dataclass(frozen=True, slots=True)
class Size:
    """A variant in its own pixels; `font` stays at 12 CSS pixels or more where the variant is shown."""

    name: str
    width: int
    height: int
    font: float


WIDE = Size("wide", 760, 400, 15)
#: Shown down to a 320 px window, where it is 296 px wide: 14.5 × 296/340 = 12.6 px.
NARROW = Size("narrow", 340, 320, 14.5)
SIZES = {size.name: size for size in (WIDE, NARROW)}


@dataclass(frozen=True, slots=True)
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
        return self.left + float((at - self.first) / (self.last - self.first)) * (self.right - self.left)

    def y(self, value: Decimal) -> float:
        low, high = self.values.low, self.values.high
        return self.bottom - float((value - low) / (high - low)) * (self.bottom - self.top)

    @property
    def spacing(self) -> float:
        """Pixels from one place to the next."""
        return (self.right - self.left) / float(self.last - self.first)


def identity(comparison: Comparison) -> str:
    """A short id, the same for the same selection, so that two charts on one page do not share element ids."""
    series = ((s.area.code, s.category.code if s.category else "", s.basis) for s in comparison.series)
    return f"c{zlib.crc32(repr((comparison.indicator.slug, comparison.view, *series)).encode()):08x}"


def image(comparison: Comparison, lang: str, size: Size, body: str, key: str = "") -> str:
    """A variant of the chart as an element of a page."""
    name = f"{key or identity(comparison)}-{size.name}"
    look = f"chart-svg chart-{size.name}"
    return image_of(comparison, lang, body, size.width, size.height, size.font, look, name)


def image_of(
    comparison: Comparison, lang: str, body: str, width: float, height: float, font: float, look: str, name: str
) -> str:
    """The outer element: a picture to assistive technology, named and described from the data."""
    titles = (
        f'<title id="{name}-t">{escape(_title(comparison, lang), quote=False)}</title>'
        f'<desc id="{name}-d">{escape(" ".join(description(comparison, lang)), quote=False)}</desc>'
    )
    return tag("svg", titles + body, **root(width, height, font),
               class_=look, role="img", aria_labelledby=f"{name}-t {name}-d")  # fmt: skip


def _title(comparison: Comparison, lang: str) -> str:
    return f"{comparison.indicator.name.text(lang)}. {headline(comparison, lang)}"


def root(width: float, height: float, font: float) -> dict[str, str | float]:
    """Attributes that every picture of ours begins with."""
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewbox": f"0 0 {num(width)} {num(height)}",
        "font_family": FONTS,
        "font_size": font,
        "fill": INK,
    }


def grid(plot: Plot, size: Size, title: str) -> str:
    """Horizontal grid with the value labels at its left, the unit above it."""
    lines = "".join(f"M{num(plot.left)} {num(plot.y(tick.at))}H{num(plot.right)}" for tick in plot.values.ticks)
    labels = "".join(text(tick.label, plot.left - 6, plot.y(tick.at) + size.font * 0.35) for tick in plot.values.ticks)
    return (
        tag("path", d=lines, stroke=GRID)
        + tag("g", labels, fill=FAINT, text_anchor="end")
        + (text(title, 0, size.font, fill=FAINT) if title else "")
    )


def across(plot: Plot, size: Size, ticks: tuple[Tick, ...]) -> str:
    """The horizontal axis: its line, ticks, and labels kept inside the picture."""
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
    """Width that the value labels need."""
    return max(text_width(tick.label, size.font) for tick in ticks) + 8

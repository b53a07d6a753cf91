"""Small multiples: one small chart a series, all on the same scales."""

from __future__ import annotations

from decimal import Decimal

from ...values.comparison import Comparison
from ...values.formatting import decimals, number_text
from ..marks import FAINT, GRID, LineMark, axis, axis_title, break_lines, extent, style
from .frame import Plot, Size, label_room
from .lines import line_of, rule, time_ticks
from .parts import num, tag, text, wrapped

_GAP = 18


def panel_body(comparison: Comparison, lang: str, size: Size, drawn: tuple[LineMark, ...]) -> tuple[str, Size]:
    """Draw the inside of small multiples, and return it with the size it needs."""
    values = axis(comparison, lang, steps=3)
    columns = panel_columns(len(drawn), size.name)
    left, height = label_room(values.ticks, size), 150 if size.name == "wide" else 128
    width = (size.width - left - _GAP * (columns - 1)) / columns
    first, last = extent(comparison)
    half = Decimal("0.5")
    body = [text(axis_title(comparison, lang, values), 0, size.font, fill=FAINT)]
    for i, line in enumerate(drawn):
        x, y = left + (i % columns) * (width + _GAP), size.font * 1.6 + (i // columns) * height
        plot = Plot(x, y + size.font * 2.7, x + width, y + height - 30, first - half, last + half, values)
        body.append(_panel(line, plot, comparison, lang, size, edge=i % columns == 0))
    rows = -(-len(drawn) // columns)
    return "".join(body), Size(size.name, size.width, int(size.font * 1.6 + rows * height) + 4, size.font)


def panel_columns(panels: int, variant: str) -> int:
    """Return how many panels stand beside each other: two on a phone; elsewhere three, or four where there are many."""
    return 2 if variant == "narrow" else (3 if panels <= 9 else 4)


def _panel(line: LineMark, plot: Plot, comparison: Comparison, lang: str, size: Size, *, edge: bool) -> str:
    """Draw one panel: name and last value above, value labels on the left edge only, first and last month below."""
    top = plot.top - size.font * 1.6
    name = wrapped(line.label, plot.right - plot.left, size.font, 1)
    shown = [text(row, plot.left, top, font_weight="600") for row in name]
    if line.dots:
        value = number_text(line.dots[-1].point, lang, decimals(comparison))
        shown.append(text(value, plot.left, top + size.font * 1.15, fill=FAINT))
    plain = line_of(LineMark(line.label, line.series, style(0), line.runs, line.missing), plot)
    broken = "".join(rule(plot, at, size) for at in break_lines(comparison))
    return tag("g", "".join(shown) + _frame(plot, comparison, lang, size, edge) + broken + plain, class_="panel")


def _frame(plot: Plot, comparison: Comparison, lang: str, size: Size, edge: bool) -> str:
    ticks = plot.values.ticks
    lines_ = "".join(f"M{num(plot.left)} {num(plot.y(tick.at))}H{num(plot.right)}" for tick in ticks)
    labels = "".join(text(t.label, plot.left - 6, plot.y(t.at) + size.font * 0.35) for t in ticks) if edge else ""
    ends = time_ticks(comparison, lang, plot, size)
    first, last = ends[0], ends[-1]
    below = text(first.label, plot.left, plot.bottom + size.font + 2) + (
        text(last.label, plot.right, plot.bottom + size.font + 2, text_anchor="end") if last != first else ""
    )
    return (
        tag("path", d=lines_, stroke=GRID)
        + (tag("g", labels, fill=FAINT, text_anchor="end") if labels else "")
        + tag("g", below, fill=FAINT)
    )

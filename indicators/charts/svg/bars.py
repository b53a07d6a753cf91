"""Horizontal bars from 0: shares by category, or one period across areas."""

from __future__ import annotations

from ...values.comparison import Comparison
from ...values.formatting import decimals, mark, missing_text, number_text
from ..axes import ValueAxis
from ..marks import FAINT, INK, Bar, Bars, axis_title, bar_axis, bars, style
from .frame import Plot, Size, identity
from .parts import num, tag, text, text_width, wrapped

_THICK = 17  # of one bar, in pixels


def bar_body(comparison: Comparison, lang: str, size: Size) -> tuple[str, Size]:
    """Draw the inside, and return it with the size it needs: a chart of bars is as tall as its rows."""
    chart, values = bars(comparison, lang), bar_axis(comparison, lang)
    labels = [wrapped(row, _row_room(size), size.font, 3) for row in chart.rows]
    top = size.font * 1.6 * (1 + (len(chart.columns) if len(chart.columns) > 1 else 0))
    rows = _row_tops(chart, labels, size, top)
    tall = Size(size.name, size.width, int(rows[-1]) + 8, size.font)
    prefix = f"{identity(comparison)}-{size.name}"
    body = [text(axis_title(comparison, lang, values), 0, size.font, fill=FAINT)]
    if len(chart.columns) > 1:
        body.append(_legend(chart, size, prefix))
    plot = _plot(chart, labels, values, comparison, lang, tall)
    body += [_row(chart, i, labels[i], rows[i], plot, comparison, lang, size, prefix) for i in range(len(chart.rows))]
    return _patterns(chart, prefix) + "".join(body), tall


def _row_room(size: Size) -> float:
    """Return the pixels for a row's label: beside the bars where the chart is wide, else above them."""
    return size.width * (0.3 if size.name == "wide" else 1)


def _row_tops(chart: Bars, labels: list[list[str]], size: Size, top: float) -> list[float]:
    """Return the top of each row in pixels, and the end of the last."""
    tops = [top + 6]
    for row, words in enumerate(labels):
        stacked = _THICK * len([bar for bar in chart.bars if bar.row == row])
        beside = max(stacked, len(words) * size.font * 1.15)
        above = stacked + len(words) * size.font * 1.2
        tops.append(tops[-1] + (beside if size.name == "wide" else above) + 12)
    return tops


def _plot(
    chart: Bars, labels: list[list[str]], values: ValueAxis, comparison: Comparison, lang: str, size: Size
) -> Plot:
    words = max(text_width(line, size.font) for lines in labels for line in lines)
    left = words * 1.06 + 10 if size.name == "wide" else 1  # the reader's font may run wider than the guess
    room = max(text_width(bar_label(bar, comparison, lang), size.font) for bar in chart.bars) + 10
    return Plot(left, 0, size.width - room, size.height, values.low, values.high, values)


def bar_label(bar: Bar, comparison: Comparison, lang: str) -> str:
    """Write the value at the bar's end, with its marks in full: a bar has the room."""
    if bar.point.value is None:
        return f"× {missing_text(bar.point._replace(missing_reason=''), lang)}"
    number = number_text(bar.point, lang, decimals(comparison))
    unit = "%" if (comparison.unit or comparison.indicator.unit).name.vi == "%" else ""
    return f"{number}{unit} {mark(bar.point, lang)}".strip()


def _row(
    chart: Bars, row: int, words: list[str], top: float, plot: Plot,
    comparison: Comparison, lang: str, size: Size, prefix: str,
) -> str:  # fmt: skip
    narrow = size.name == "narrow"
    leading = size.font * 1.15
    name = "".join(
        text(line, 0 if narrow else plot.left - 8, top + size.font * 0.9 + i * leading,
             text_anchor=None if narrow else "end")
        for i, line in enumerate(words)
    )  # fmt: skip
    start = top + (len(words) * size.font * 1.2 + 2 if narrow else 0)
    in_row = [bar for bar in chart.bars if bar.row == row]
    zero = f"M{num(plot.x(0))} {num(start - 3)}v{num(len(in_row) * _THICK + 3)}"
    return (
        name
        + tag("path", d=zero, stroke=FAINT)
        + "".join(
            _bar(bar, start + i * _THICK, plot, bar_label(bar, comparison, lang), size, prefix)
            for i, bar in enumerate(in_row)
        )
    )


def _bar(bar: Bar, top: float, plot: Plot, label: str, size: Size, prefix: str) -> str:
    look = style(bar.column)
    ends = sorted((plot.x(0), plot.x(bar.value)))
    fill = "#fff" if bar.hollow else (f"url(#{prefix}-p{bar.column})" if look.pattern else look.colour)
    if bar.point.value is None:
        return text(label, ends[0] + 5, top + size.font * 0.82, fill=look.colour)
    box = tag("rect", class_="bar", x=ends[0], y=top, width=ends[1] - ends[0], height=_THICK - 3,
              fill=fill, stroke=look.colour, stroke_dasharray="3 2" if bar.hollow else None)  # fmt: skip
    return box + text(label, ends[1] + 5, top + size.font * 0.82, fill=INK)


# Patterns, so that columns differ in black and white too


def _patterns(chart: Bars, prefix: str) -> str:
    """Draw the fills of the second column on; the first is plain."""
    fills = [_pattern(f"{prefix}-p{i}", style(i).colour, style(i).pattern) for i in range(1, len(chart.columns))]
    return tag("defs", "".join(fills)) if fills else ""


def _pattern(name: str, colour: str, shape: str) -> str:
    ground = tag("path", d="M0 0h6v6H0z", fill="#fff")
    shapes = {
        "/": tag("path", d="M0 6L6 0M-1 1L1-1M5 7L7 5", stroke=colour, stroke_width=2),
        ".": tag("circle", cx=3, cy=3, r=1.6, fill=colour),
        "x": tag("path", d="M0 0L6 6M0 6L6 0", stroke=colour, stroke_width=1.2),
    }
    inside = ground + shapes[shape] if shape else tag("path", d="M0 0h6v6H0z", fill=colour)
    return tag("pattern", inside, id=name, width=6, height=6, patternUnits="userSpaceOnUse")


def _legend(chart: Bars, size: Size, prefix: str) -> str:
    rows = []
    for i, label in enumerate(chart.columns):
        look, y = style(i), size.font * 1.6 * (1 + i)
        fill = f"url(#{prefix}-p{i})" if look.pattern else look.colour
        rows.append(tag("rect", x=0.5, y=y, width=14, height=14, fill=fill, stroke=look.colour))
        rows.append(text(label, 22, y + size.font * 0.82))
    return tag("g", "".join(rows), class_="legend")

"""A line chart: up to four series in time, each labelled where it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import compress

from ...values.comparison import Comparison, View
from ...values.formatting import decimals, number_text, short_marks
from ...values.periods import Month
from ..axes import Tick, ValueAxis, month_of_year_ticks, month_ticks, spread, year_ticks
from ..colours import FAINT, INK, PAPER
from ..marks import Dot, LevelMark, LineMark, axis, axis_title, break_lines, extent, levels
from .frame import Plot, Size, across, grid, label_room
from .parts import lines_of_text, num, tag, text, text_width, wrapped

_HALF = Decimal("0.5")
_BOLD = 1.15  # bold letters beside plain ones, in the widest face (DejaVu Sans)
_LABEL_SHARE = 0.27  # of the width, at most, for the labels at the lines' ends


@dataclass(frozen=True, slots=True)
class _EndLabel:
    line: LineMark
    rows: list[str]
    at: float  # where it should stand: the last dot's height
    top: float = 0.0


def line_body(comparison: Comparison, lang: str, size: Size, line_marks: tuple[LineMark, ...]) -> str:
    """Draw everything inside the outer element of a line chart."""
    values = axis(comparison, lang, steps=5 if size.name == "wide" else 4)
    labels = _label_rows(line_marks, comparison, lang, size)
    plot = _plot(comparison, values, labels, size)
    return "".join(
        (
            grid(plot, size, axis_title(comparison, lang, values)),
            across(plot, size, time_ticks(comparison, lang, plot, size)),
            "".join(rule(plot, at, size) for at in break_lines(comparison)),
            "".join(line_of(line, plot) for line in line_marks),
            "".join(_level(plot, level, size, line_marks) for level in levels(comparison, lang)),
            "".join(_notes(line, plot, size) for line in line_marks),
            _end_labels(line_marks, labels, plot, size),
        )
    )


def _plot(comparison: Comparison, values: ValueAxis, labels: list[list[str]], size: Size) -> Plot:
    room = max((text_width(row, size.font) * _BOLD for rows in labels for row in rows), default=0)
    first, last = extent(comparison)
    return Plot(
        left=label_room(values.ticks, size),
        top=size.font * 2.1,
        right=size.width - room - 12,
        bottom=size.height - size.font - 12,
        first=first - _HALF,
        last=last + _HALF,
        values=values,
    )


def time_ticks(comparison: Comparison, lang: str, plot: Plot, size: Size) -> tuple[Tick, ...]:
    """Label as many months as there is room for."""
    if comparison.view == View.YEARS:
        return month_of_year_ticks(lang, most=int((plot.right - plot.left) / (size.font * 2.6)))
    first, last = extent(comparison)
    if comparison.scale == View.YEAR:
        return year_ticks(first, last, most=int((plot.right - plot.left) / (size.font * 3)))
    most = max(2, int((plot.right - plot.left) / (size.font * 5.2)))
    return month_ticks(_month(first), _month(last), lang, most=most)


def _month(index: int) -> Month:
    return Month(index // 12, index % 12 + 1)


# Lines


def line_of(line: LineMark, plot: Plot) -> str:
    """Draw runs as one path and dots, filled or hollow where illustrative; × at the axis where not available."""
    runs = [plot.places(run) for run in line.runs]
    path = "".join("M" + "L".join(run) for run in runs if len(run) > 1)
    strokes = tag("path", d=path, fill="none", stroke_dasharray=line.style.dash or None) if path else ""
    ranges = "".join(_range(dot, plot) for dot in line.dots if dot.point.value_high is not None)
    radius = min(3.5, max(1.8, plot.spacing * 0.38))
    places = [place for run in runs for place in run]
    parts = (
        strokes,
        tag("path", d=ranges, stroke_width=5, stroke_opacity="0.35") if ranges else "",
        _dots([place for place, ring in zip(places, line.hollow, strict=True) if not ring], radius),
        _hollow(list(compress(places, line.hollow)), radius),
        "".join(_absent(x, plot) for x, _ in line.missing),
    )
    return tag("g", "".join(parts), class_="line", stroke=line.style.colour, stroke_width=2.2)


def _dots(places: list[str], radius: float, **look: str) -> str:
    """Draw dots as round ends of strokes of next to no length: one element, where a circle each would be hundreds."""
    if not places:
        return ""
    d = "M" + "h.01M".join(places) + "h.01"
    return tag("path", d=d, class_="dots", stroke_width=2 * radius, stroke_linecap="round", **look)


def _hollow(places: list[str], radius: float) -> str:
    """Draw rings: a white dot on a larger one."""
    return _dots(places, radius + 0.7) + _dots(places, radius - 0.7, stroke=PAPER)


def _range(dot: Dot, plot: Plot) -> str:
    return f"M{num(plot.x(dot.x))} {num(plot.y(dot.value))}V{num(plot.y(dot.point.value_high or dot.value))}"


def _absent(x: int, plot: Plot) -> str:
    left, top = plot.x(x) - 3, plot.bottom - 9
    return tag("path", d=f"M{num(left)} {num(top)}l6 6m0-6l-6 6", stroke_width=1.6)


def _notes(line: LineMark, plot: Plot, size: Size) -> str:
    """Write marks beside their dots: above, or below where the line dips. Made-up figures show by being hollow."""
    marks = []
    for at, codes in line.marked:
        dot = line.dots[at]
        y = plot.y(dot.value) + size.font * (1.25 if line.dips(at) else -0.5)
        marks.append(text(codes, plot.x(dot.x), y, fill=line.style.colour, text_anchor="middle", **HALO))
    return "".join(marks)


# Levels and breaks


def _level(plot: Plot, level: LevelMark, size: Size, line_marks: tuple[LineMark, ...]) -> str:
    """Draw a thin line with its label beside it: as much of it as its piece has room for."""
    left = plot.left if level.first is None else plot.x(level.first - _HALF)
    right = plot.right if level.last is None else plot.x(level.last + _HALF)
    label = _fitting(level, right - left, size)
    y, width = plot.y(level.value), text_width(label, size.font)
    colour = level.style.colour if level.style else INK
    first = max(plot.left, min(left + 4, plot.right - width))
    starts = (plot.right - width, first) if level.first is None else (first,)
    start, baseline = _free(starts, y, width, plot, size, line_marks)
    line = tag("path", d=f"M{num(left)} {num(y)}H{num(right)}", stroke=colour, stroke_width=2, stroke_dasharray="2 3")
    return tag("g", line + text(label, start, baseline, fill=colour, **HALO), class_="level")


def _free(
    starts: tuple[float, ...], y: float, width: float, plot: Plot, size: Size, line_marks: tuple[LineMark, ...]
) -> tuple[float, float]:
    """Return the place where a label covers the fewest dots: rather above its line, rather at an earlier start."""
    dots = [(plot.x(dot.x), plot.y(dot.value)) for line in line_marks for dot in line.dots]
    places = [(start, baseline) for baseline in (y - 5, y + size.font + 2) for start in starts]
    places = [place for place in places if place[1] < plot.bottom]

    def covered(place: tuple[float, float]) -> int:
        start, baseline = place
        return sum(
            start - 4 < across < start + width + 4 and baseline - size.font < up < baseline + 4 for across, up in dots
        )

    return min(places or [(starts[0], y - 5)], key=covered)


def _fitting(level: LevelMark, room: float, size: Size) -> str:
    """Choose the longest label that its piece has room for."""
    if level.first is None:
        return level.label
    labels = [label for label in (level.label, level.short, level.amount) if label]
    return next((label for label in labels if text_width(label, size.font) <= room - 4), labels[-1])


#: A white edge that keeps a label legible on top of lines.
HALO: dict[str, str | float | None] = {
    "stroke": PAPER, "stroke_width": 3.5, "stroke_linejoin": "round", "paint_order": "stroke",
}  # fmt: skip


def rule(plot: Plot, at: Decimal, size: Size) -> str:
    x = min(plot.x(at), plot.right)
    anchor = "end" if x > size.width - size.font else "middle"
    line = tag("path", d=f"M{num(x)} {num(plot.top)}V{num(plot.bottom)}", stroke=FAINT, stroke_dasharray="6 3")
    return tag("g", line + text("[b]", x, plot.top - 4, fill=FAINT, text_anchor=anchor), class_="break")


# Labels at the lines' ends


def _label_rows(line_marks: tuple[LineMark, ...], comparison: Comparison, lang: str, size: Size) -> list[list[str]]:
    """Write each line's name, then its last value with its marks."""
    room, places = size.width * _LABEL_SHARE, decimals(comparison)
    return [
        [*wrapped(line.label, room, size.font, 3), *_last_value(line, lang, places)] if line.dots else []
        for line in line_marks
    ]


def _last_value(line: LineMark, lang: str, places: int) -> list[str]:
    point = line.dots[-1].point
    return [f"{number_text(point, lang, places)} {short_marks(point)}".strip()]


def _end_labels(line_marks: tuple[LineMark, ...], rows: list[list[str]], plot: Plot, size: Size) -> str:
    labels = [_EndLabel(line, r, plot.y(line.dots[-1].value)) for line, r in zip(line_marks, rows, strict=True) if r]
    return "".join(_end_label(label, plot, size) for label in _spread(labels, plot, size))


def _spread(labels: list[_EndLabel], plot: Plot, size: Size) -> list[_EndLabel]:
    """Place labels beside their dots where there is room, none over another."""
    leading = size.font * 1.15
    heights = [len(label.rows) * leading + 4 for label in labels]
    tops = spread([label.at - leading * 0.6 for label in labels], heights, plot.bottom + leading)
    return [replace(label, top=top) for label, top in zip(labels, tops, strict=True)]


def _end_label(label: _EndLabel, plot: Plot, size: Size) -> str:
    """Draw a label in the margin, or right behind a line that ends early; a thin line leads to a dot that is apart."""
    leading, dot = size.font * 1.15, label.line.dots[-1]
    colour, end = label.line.style.colour, plot.x(dot.x)
    width = max(text_width(row, size.font) * _BOLD for row in label.rows)
    early = plot.right - end > width + 24
    x, target = (end if early else plot.right) + 10, label.top + leading * 0.6
    apart = abs(target - label.at) > leading * 0.7 or x - end > 34
    leader = f"M{num(end + 5)} {num(label.at)}L{num(x - 3)} {num(target)}"
    line = tag("path", d=leader, stroke=colour, stroke_width=0.8, stroke_opacity="0.6") if apart else ""
    look = {"fill": colour, "font_weight": "600", **(HALO if early else {})}
    return line + lines_of_text(label.rows, x, label.top + size.font * 0.85, leading, **look)

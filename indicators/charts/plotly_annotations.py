"""What stands in an interactive chart besides its figures: names at the lines' ends, levels, breaks, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from ..values.comparison import Comparison, View
from ..values.formatting import decimals, missing_text, number_text, short_marks
from ..values.series import Point
from .axes import ValueAxis, spread
from .colours import FAINT, INK, PAPER
from .marks import LevelMark, LineMark, axis_title, extent

Json = dict[str, Any]

#: Of the chart: what a level's label takes at most, on a phone.
_LABEL_WIDTH, _LABEL_HEIGHT = 0.35, 0.08


def end_labels(line_marks: Iterable[LineMark], comparison: Comparison, lang: str, values: ValueAxis) -> list[Json]:
    """Write name and last value at each line's end, pushed apart where they would lie over each other."""
    ended = [line for line in line_marks if line.dots]
    height = float(values.high - values.low) * 0.11
    # Downwards, as `spread` counts: a label's start is its upper edge.
    ideal = [float(values.high - line.dots[-1].value) - height / 2 for line in ended]
    tops = spread(ideal, [height] * len(ended), float(values.high - values.low) + height / 2)
    return [
        _end_label(line, float(values.high) - top - height / 2, comparison, lang)
        for line, top in zip(ended, tops, strict=True)
    ]


def _end_label(line: LineMark, y: float, comparison: Comparison, lang: str) -> Json:
    point = line.dots[-1].point
    value = f"{number_text(point, lang, decimals(comparison))} {short_marks(point)}".strip()
    place: Json = {"x": 1.01, "xref": "paper"}
    if _ends_early(line, comparison):
        place = {"x": position(line.dots[-1].x, comparison), "xshift": 8, "bgcolor": PAPER}
    font = {"color": line.style.colour, "weight": 600}
    return note(f"{plain(line.label)}<br>{value}", y=y, xanchor="left", align="left", font=font, **place)


def _ends_early(line: LineMark, comparison: Comparison) -> bool:
    """Whether there is room for the label right behind the line, before the chart ends."""
    first, last = extent(comparison)
    return (last - line.dots[-1].x) * 3 > last - first


def unit_note(comparison: Comparison, lang: str, values: ValueAxis) -> Json:
    title = plain(axis_title(comparison, lang, values))
    return note(title, x=0, y=1, paper=True, xanchor="left", yanchor="bottom", yshift=14, font={"color": FAINT})


def level_shape(level: LevelMark, comparison: Comparison) -> Json:
    colour = level.style.colour if level.style else INK
    line = {"color": colour, "width": 2, "dash": "2px,3px"}
    y = number(level.value)
    if level.first is None or level.last is None:
        return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}
    half = Decimal("0.5")
    ends = {"x0": position(level.first - half, comparison), "x1": position(level.last + half, comparison)}
    return {"type": "line", **ends, "y0": y, "y1": y, "line": line}


def level_note(level: LevelMark, line_marks: Sequence[LineMark], comparison: Comparison, values: ValueAxis) -> Json:
    """Label a level above or below its line, at the end where it covers the fewest dots."""
    right, above = _corner(level, line_marks, comparison, values)
    place: Json = {"x": int(right), "xref": "paper"}
    if level.first is not None and level.last is not None:
        place = {"x": position(level.last if right else level.first, comparison)}
    anchors: Json = {"xanchor": "right" if right else "left", "yanchor": "bottom" if above else "top"}
    font = {"color": level.style.colour if level.style else INK}
    return note(plain(level.short or level.label), y=number(level.value), font=font, **anchors, **place)


def _corner(
    level: LevelMark, line_marks: Sequence[LineMark], comparison: Comparison, values: ValueAxis
) -> tuple[bool, bool]:
    """Whether the label stands at the right end, and whether above: at the right and above where nothing is there."""
    whole = extent(comparison)
    first, last = (whole[0] if level.first is None else level.first), (whole[1] if level.last is None else level.last)
    wide, high = (whole[1] - whole[0]) * _LABEL_WIDTH, float(values.high - values.low) * _LABEL_HEIGHT
    dots = [(dot.x, float(dot.value)) for line in line_marks for dot in line.dots]

    def covered(corner: tuple[bool, bool]) -> int:
        right, above = corner
        start, low = (last - wide if right else first), float(level.value) - (0 if above else high)
        return sum(start <= x <= start + wide and low <= y <= low + high for x, y in dots)

    return min(((True, True), (False, True), (True, False), (False, False)), key=covered)


def break_shape(at: Decimal, comparison: Comparison) -> Json:
    x = _break_at(at, comparison)
    line = {"color": FAINT, "width": 1, "dash": "6px,3px"}
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def break_note(at: Decimal, comparison: Comparison) -> Json:
    return note("[b]", x=_break_at(at, comparison), y=1, yref="paper", yanchor="bottom", font={"color": FAINT})


def _break_at(at: Decimal, comparison: Comparison) -> str | float:
    """Return the middle of the month before a break, as a date; between years, their middle."""
    if comparison.scale == View.YEAR:
        return float(at)
    year, rest = divmod(at, 12)
    return f"{int(year):04d}-{int(rest) + 1:02d}-16"


def absent_note(x: int, point: Point, line: LineMark, comparison: Comparison, lang: str) -> Json:
    why = plain(f"{line.label}: {missing_text(point, lang)}")
    look: Json = {"font": {"color": line.style.colour}, "hovertext": why}
    return note("×", x=position(x, comparison), y=0, yref="paper", yanchor="bottom", **look)


def note(text: str, *, x: Any, y: Any, paper: bool = False, **more: Any) -> Json:
    refs = {"xref": "paper", "yref": "paper"} if paper else {}
    return {"text": text, "x": x, "y": y, "showarrow": False} | refs | more


# Common parts


def position(place: int | Decimal, comparison: Comparison) -> str | float:
    """Return a place on the horizontal axis as Plotly takes it: a date, a year, or the month's number."""
    if comparison.scale in (View.YEARS, View.YEAR):
        return float(place)
    year, rest = divmod(Decimal(place), 12)
    day = 1 if rest == int(rest) else 16
    return f"{int(year):04d}-{int(rest) + 1:02d}-{day:02d}"


def number(value: Decimal) -> int | float:
    """Return a value as JSON knows it: whole numbers stay whole, others become floats."""
    return int(value) if value == value.to_integral_value() else float(value)


def plain(text: str) -> str:
    """Escape a text for Plotly, which reads `<` as the start of markup: none may come from the catalogue.

    Of Plotly's own markup only `<br>` is used: `<b>` would set a style attribute, which the CSP refuses.
    """
    return escape(text, quote=False)

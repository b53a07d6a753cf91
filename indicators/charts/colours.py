"""Colours and styles of every drawing: the one home of them, which `static/css/tokens.css` repeats for pages."""

from __future__ import annotations

from dataclasses import dataclass

#: Words and axes, what is less than them, and the lines behind the figures.
INK, FAINT, GRID = "#1d2733", "#59636e", "#d5dae0"
#: The ground of a chart and the inside of a hollow dot; the empty part of a bullet bar.
PAPER, TRACK = "#fff", "#dfe5ec"


@dataclass(frozen=True, slots=True)
class Style:
    """How one series looks; told apart without colour by its dash or its pattern."""

    colour: str
    dash: str  # SVG stroke-dasharray
    plotly_dash: str
    pattern: str  # Plotly's fill pattern of a bar; its SVG twin is drawn in charts/svg/bars.py


STYLES = (
    Style("#1f5fa8", "", "solid", ""),
    Style("#b3450f", "7 4", "dash", "/"),
    Style("#2f7d32", "2 3", "dot", "."),
    Style("#6a3d9a", "9 3 2 3", "dashdot", "x"),
)


def style(number: int) -> Style:
    """Return the look of the series with this number, from 0; more series than styles begin anew."""
    return STYLES[number % len(STYLES)]

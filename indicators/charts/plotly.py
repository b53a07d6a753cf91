"""The interactive chart: a Comparison in, a Plotly figure as plain dicts out.

Plain dicts on purpose: building through `plotly.graph_objects` makes a page 17 times slower than an empty one,
dicts make it about 4 times slower. The tests hand every figure to `graph_objects`, which refuses unknown keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from textwrap import wrap

from ..values.comparison import Comparison, View
from ..values.formatting import decimals, missing_text, number_text, period_label, said, short_marks
from .axes import Tick, ValueAxis, month_of_year_ticks, year_ticks
from .captions import EMPTY
from .colours import FAINT, GRID, INK, PAPER, style
from .marks import (
    Bar,
    Bars,
    ChartKind,
    Dot,
    LineMark,
    axis,
    axis_title,
    bar_axis,
    bars,
    break_lines,
    extent,
    kind,
    levels,
    lines,
)
from .plotly_annotations import (
    Json,
    absent_note,
    break_note,
    break_shape,
    end_labels,
    level_note,
    level_shape,
    note,
    number,
    plain,
    position,
    unit_note,
)

_AXIS: Json = {"gridcolor": GRID, "linecolor": FAINT, "zeroline": False, "automargin": True}
#: All that our charts share; the package's default template would add 7 KB to each.
TEMPLATE: Json = {
    "layout": {
        "font": {"family": "system-ui, sans-serif", "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "hoverlabel": {"bgcolor": PAPER, "font": {"size": 14}},
        "xaxis": _AXIS | {"showgrid": False, "ticks": "outside", "showline": True},
        "yaxis": _AXIS,
    }
}
#: Nothing leaves the page: no cloud, no logo, no link. The picture to keep is the server's, which has its source.
CONFIG: Json = {
    "displaylogo": False,
    "showLink": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "modeBarButtonsToRemove": ["toImage", "sendDataToCloud", "select2d", "lasso2d", "autoScale2d"],
}
_PANEL_COLUMNS = 2
_MOST_YEARS = 16  # labelled ones, across a page
_PANEL_HEIGHT, _PANEL_GAP = 180, 56  # in pixels; the gap holds a name and the months of the panel above


def figure(comparison: Comparison, lang: str) -> Json:
    """Build the figure `{"data": […], "layout": {…}}`, ready for JSON; the same values as the SVG and the table."""
    builders = {ChartKind.LINES: _line_figure, ChartKind.PANELS: _panel_figure, ChartKind.BARS: _bar_figure}
    data, layout = builders.get(kind(comparison), _empty_figure)(comparison, lang)
    return {"data": data, "layout": _common(lang) | layout}


def config(lang: str) -> Json:
    """Return Plotly's configuration; `static/js/chart.js` registers the `vi` locale that it names."""
    return CONFIG | {"locale": "en" if lang.startswith("en") else "vi"}


def payload(comparison: Comparison, lang: str) -> Json:
    """Bundle figure and configuration for the page's script."""
    return figure(comparison, lang) | {"config": config(lang)}


def _common(lang: str) -> Json:
    return {
        "template": TEMPLATE,
        "separators": ".," if lang.startswith("en") else ",.",
        "height": 420,
        "margin": {"l": 10, "r": 20, "t": 40, "b": 40},
    }


def _empty_figure(comparison: Comparison, lang: str) -> tuple[list[Json], Json]:
    hidden = {"visible": False}
    return [], {"xaxis": hidden, "yaxis": hidden, "annotations": [note(EMPTY.text(lang), x=0.5, y=0.5, paper=True)]}


# Lines


def _line_figure(comparison: Comparison, lang: str) -> tuple[list[Json], Json]:
    line_marks, values = lines(comparison, lang), axis(comparison, lang)
    notes = [unit_note(comparison, lang, values), *end_labels(line_marks, comparison, lang, values)]
    notes += [level_note(level, line_marks, comparison, values) for level in levels(comparison, lang)]
    notes += [break_note(at, comparison) for at in break_lines(comparison)]
    notes += [absent_note(x, point, line, comparison, lang) for line in line_marks for x, point in line.missing]
    longest = max((len(line.label) for line in line_marks), default=0)
    layout = {
        "xaxis": _time_axis(comparison, lang),
        "yaxis": _value_axis(values, comparison),
        "hovermode": "closest",
        "margin": {"l": 10, "r": min(150, 30 + 9 * max(longest, 6)), "t": 40, "b": 40},
        "shapes": [level_shape(level, comparison) for level in levels(comparison, lang)]
        + [break_shape(at, comparison) for at in break_lines(comparison)],
        "annotations": notes,
    }
    return [_trace(line, comparison, lang) for line in line_marks], layout


def _trace(line: LineMark, comparison: Comparison, lang: str) -> Json:
    """Build the trace of one series; a `None` between runs keeps the gap open."""
    dots = _with_gaps(line)
    marks = [short_marks(dot.point) if dot else "" for dot in dots]
    trace: Json = {
        "type": "scatter",
        "mode": "lines+markers+text" if any(marks) else "lines+markers",
        "name": plain(line.label),
        "x": [position(dot.x, comparison) if dot else None for dot in dots],
        "y": [number(dot.value) if dot else None for dot in dots],
        "connectgaps": False,
        "line": {"color": line.style.colour, "dash": line.style.plotly_dash, "width": 2.2},
        "marker": {
            "size": 7,
            "color": [PAPER if dot and dot.hollow else line.style.colour for dot in dots],
            "line": {"color": line.style.colour, "width": 1.4},
        },
        "hovertext": [_hover(line, dot, comparison, lang) if dot else "" for dot in dots],
        "hoverinfo": "text",
    }
    if any(marks):
        trace |= {"text": marks, "textposition": _mark_places(line, dots)}
    return trace | _range_bars(dots)


def _mark_places(line: LineMark, dots: Sequence[Dot | None]) -> list[str]:
    below = {dot for i, dot in enumerate(line.dots) if line.dips(i)}
    return ["bottom center" if dot in below else "top center" for dot in dots]


def _with_gaps(line: LineMark) -> list[Dot | None]:
    dots: list[Dot | None] = []
    for run in line.runs:
        dots += [None, *run] if dots else run
    return dots


def _range_bars(dots: Sequence[Dot | None]) -> Json:
    """Draw the upper ends of values printed as a range."""
    tops = [number(d.point.value_high - d.value) if d and d.point.value_high is not None else 0 for d in dots]
    if not any(tops):
        return {}
    return {"error_y": {"type": "data", "symmetric": False, "array": tops, "arrayminus": [0] * len(tops)}}


def _hover(line: LineMark, dot: Dot, comparison: Comparison, lang: str) -> str:
    period = period_label(line.series.basis, dot.point.month, lang)
    return plain(f"{line.label}, {period}: {said(dot.point, comparison, lang)}")


def _time_axis(comparison: Comparison, lang: str) -> Json:
    half = Decimal("0.5")
    first, last = extent(comparison)
    span = {"range": [position(first - half, comparison), position(last + half, comparison)]}
    if comparison.view == View.YEARS:
        return span | _ticked(month_of_year_ticks(lang, most=12))
    if comparison.scale == View.YEAR:
        return span | {"type": "linear", "tickangle": 0} | _ticked(year_ticks(first, last, most=_MOST_YEARS))
    return span | {"type": "date", "tickangle": 0, "tickformat": "%b %Y" if lang.startswith("en") else "T%-m/%Y"}


def _ticked(ticks: tuple[Tick, ...]) -> Json:
    return {"tickvals": [int(t.at) for t in ticks], "ticktext": [t.label for t in ticks]}


def _value_axis(values: ValueAxis, comparison: Comparison) -> Json:
    """Copy the SVG's range and ticks; a plain axis keeps Plotly's own ticks, which follow a zoom."""
    axis_layout: Json = {"range": [number(values.low), number(values.high)]}
    if values.note:
        return axis_layout | {
            "tickvals": [number(t.at) for t in values.ticks],
            "ticktext": [t.label for t in values.ticks],
        }
    return axis_layout | {"tickformat": f",.{decimals(comparison)}~f"}


# Small multiples


def _panel_figure(comparison: Comparison, lang: str) -> tuple[list[Json], Json]:
    """Build one pair of axes a series, all of one range."""
    line_marks, values = lines(comparison, lang), axis(comparison, lang, steps=3)
    rows = -(-len(line_marks) // _PANEL_COLUMNS)
    top, inside = 64, _PANEL_HEIGHT * rows
    data: list[Json] = []
    layout: Json = {"height": top + inside + 40, "margin": {"l": 10, "r": 20, "t": top, "b": 40}}
    layout |= {"hovermode": "closest", "shapes": []}
    layout["annotations"] = [unit_note(comparison, lang, values) | {"yshift": 26}]
    for i, line in enumerate(line_marks):
        suffix = str(i + 1) if i else ""
        across, up = (
            _domain(i % _PANEL_COLUMNS, _PANEL_COLUMNS, 0.05),
            _domain(rows - 1 - i // _PANEL_COLUMNS, rows, _PANEL_GAP / inside),
        )
        panel = LineMark(line.label, line.series, style(0), line.runs, line.missing)
        data.append(_trace(panel, comparison, lang) | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        layout[f"xaxis{suffix}"] = _time_axis(comparison, lang) | {"domain": across, "anchor": f"y{suffix}"}
        layout[f"yaxis{suffix}"] = _value_axis(values, comparison) | {
            "domain": up, "anchor": f"x{suffix}", "showticklabels": i % _PANEL_COLUMNS == 0, "nticks": 4,
        }  # fmt: skip
        layout["annotations"].append(_panel_title(panel, suffix))
        refs: Json = {"xref": f"x{suffix}", "yref": f"y{suffix} domain"}
        layout["annotations"] += [absent_note(x, p, panel, comparison, lang) | refs for x, p in panel.missing]
        layout["shapes"] += [break_shape(at, comparison) | refs for at in break_lines(comparison)]
    return data, layout


def _domain(place: int, places: int, gap: float) -> list[float]:
    width = (1 - gap * (places - 1)) / places
    return [round(place * (width + gap), 4), round(place * (width + gap) + width, 4)]


def _panel_title(line: LineMark, suffix: str) -> Json:
    refs: Json = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain"}
    font = {"weight": 600}
    return note(plain(line.label), x=0, y=1, xanchor="left", yanchor="bottom", font=font, **refs)


# Bars


def _bar_figure(comparison: Comparison, lang: str) -> tuple[list[Json], Json]:
    """Build a trace a column; rows from the top, as in the SVG."""
    chart, values = bars(comparison, lang), bar_axis(comparison, lang)
    height = 120 + len(chart.rows) * (22 * len(chart.columns) + 18)
    layout = {
        "height": height,
        "margin": {"l": 10, "r": 60, "t": 60, "b": 50},
        "barmode": "group",
        "hovermode": "closest",
        "showlegend": len(chart.columns) > 1,
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "xaxis": _value_axis(values, comparison) | {"title": {"text": plain(axis_title(comparison, lang, values))}},
        "yaxis": {
            "autorange": "reversed",
            "tickvals": list(range(len(chart.rows))),
            "ticktext": ["<br>".join(wrap(plain(row), 22)) for row in chart.rows],
            "ticklabelstandoff": 6,
        },
    }
    return [_bar_trace(chart, i, comparison, lang) for i in range(len(chart.columns))], layout


def _bar_trace(chart: Bars, column: int, comparison: Comparison, lang: str) -> Json:
    column_bars = [bar for bar in chart.bars if bar.column == column]
    look = style(column)
    return {
        "type": "bar",
        "orientation": "h",
        "name": plain(chart.columns[column]),
        "x": [None if bar.point.value is None else number(bar.value) for bar in column_bars],
        "y": [bar.row for bar in column_bars],
        "marker": {
            "color": [PAPER if bar.hollow else look.colour for bar in column_bars],
            "line": {"color": look.colour, "width": 1.4},
            "pattern": {"shape": ["" if bar.hollow else look.pattern for bar in column_bars], "bgcolor": PAPER},
        },
        "text": [_bar_text(bar, comparison, lang) for bar in column_bars],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [_bar_hover(chart, bar, comparison, lang) for bar in column_bars],
        "hoverinfo": "text",
    }


def _bar_hover(chart: Bars, bar: Bar, comparison: Comparison, lang: str) -> str:
    value = missing_text(bar.point, lang) if bar.point.value is None else said(bar.point, comparison, lang)
    place = ", ".join(part for part in (chart.rows[bar.row], chart.columns[bar.column]) if part)
    return plain(f"{place}: {value}")


def _bar_text(bar: Bar, comparison: Comparison, lang: str) -> str:
    if bar.point.value is None:
        return "×"
    return f"{number_text(bar.point, lang, decimals(comparison))} {short_marks(bar.point)}".strip()

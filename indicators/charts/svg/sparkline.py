"""Pictures the size of a word: a sparkline and a bullet bar."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from ...values.comparison import View
from ...values.formatting import month_label
from ...values.labels import ILLUSTRATIVE_MARK
from ...values.names import Name
from ...values.numbers import format_number, format_percent
from ...values.periods import Basis
from ...values.series import Break, Series
from ..axes import ValueAxis, bounds
from ..colours import FAINT, INK, PAPER, TRACK, style
from ..marks import Dot, runs
from .frame import Plot, root
from .parts import num, tag

_SPARK = (160, 40)
_BULLET = (160, 16)
#: A bullet bar reaches this far past the target before it is cut.
_BULLET_END = Decimal("1.25")


def sparkline(series: Series, lang: str, decimals: int = 0, breaks: Iterable[Break] = ()) -> str:
    """Draw the course of one series without axes, its last dot marked. Empty text when there is nothing.

    No room for a hollow dot each: where any figure is made up, the picture's name says so, and the page beside it.
    """
    pieces = runs(series, View.MONTH, breaks)
    dots = [dot for run in pieces for dot in run]
    if not dots:
        return ""
    plot = _spark_plot(dots)
    paths = "".join(_run(run, plot) for run in pieces)
    last = dots[-1]
    mark = tag("circle", cx=plot.x(last.x), cy=plot.y(last.value), r=3,
               fill=PAPER if last.hollow else style(0).colour, stroke=style(0).colour)  # fmt: skip
    body = tag("path", d=paths, fill="none", stroke=style(0).colour, stroke_width=1.8, stroke_linecap="round") + mark
    return _picture(_spark_title(dots, series.basis, lang, decimals), body, "sparkline", *_SPARK)


def _spark_plot(dots: list[Dot]) -> Plot:
    """Build the plot from 0, so that a small wobble does not look like a cliff."""
    low, high = bounds([dot.value for dot in dots])
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    first, last = Decimal(dots[0].x), Decimal(dots[-1].x)
    axis = ValueAxis(low, high if high > low else low + 1, ())
    width, height = _SPARK
    return Plot(4, 4, width - 5, height - 4, first, last if last > first else first + 1, axis)


def _run(run: tuple[Dot, ...], plot: Plot) -> str:
    """Write a run's path; a lone dot becomes a line of no length, which a round cap shows as a point."""
    return "M" + "L".join(f"{num(plot.x(d.x))} {num(plot.y(d.value))}" for d in (run if len(run) > 1 else run * 2))


def _spark_title(dots: list[Dot], basis: Basis, lang: str, decimals: int) -> str:
    low, high = bounds([dot.value for dot in dots])
    ends = dots[0].point.month, dots[-1].point.month
    months = [str(month.year) if basis == Basis.YEAR else month_label(month, lang) for month in ends]
    template = Name("{}–{}: thấp nhất {}, cao nhất {}", "{}–{}: lowest {}, highest {}").text(lang)
    title = template.format(*months, format_number(low, lang, decimals), format_number(high, lang, decimals))
    return f"{title} {ILLUSTRATIVE_MARK.text(lang)}" if any(dot.hollow for dot in dots) else title


def bullet(value: Decimal, target: Decimal, lang: str) -> str:
    """Draw the share of a target reached as a bar with a mark at 100 %. `target` must be above 0."""
    share = value / target
    width, height = _BULLET
    scale = width / float(max(_BULLET_END, min(share, _BULLET_END)))
    reached = float(min(max(share, Decimal(0)), _BULLET_END)) * scale
    body = (
        tag("rect", x=0, y=4, width=scale, height=8, fill=TRACK)
        + tag("rect", class_="bar", x=0, y=4, width=reached, height=8, fill=style(0).colour)
        + tag("path", d=f"M{num(scale)} 0v16", stroke=INK, stroke_width=2)
        + (tag("path", d=f"M{num(width - 6)} 2l6 6l-6 6", fill="none", stroke=FAINT) if share > _BULLET_END else "")
    )
    title = Name("Đạt {} kế hoạch năm", "{} of the year's target").text(lang)
    return _picture(title.format(format_percent(share * 100, lang, 1)), body, "bullet", width, height)


def _picture(title: str, body: str, name: str, width: int, height: int) -> str:
    return tag("svg", f"<title>{escape(title, quote=False)}</title>{body}", **root(width, height, 12),
               class_=name, role="img", aria_label=title, width=width, height=height)  # fmt: skip

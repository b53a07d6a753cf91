"""`{% load charts %}`: a comparison as a chart with its words, sparklines, bullet bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..charts import captions, marks, plotly, svg
from ..charts.svg.frame import identity
from ..models.named import language
from ..values.comparison import Comparison
from ..values.series import Break, Series

register = template.Library()


@register.inclusion_tag("indicators/_chart.html")
def chart(
    comparison: Comparison,
    downloads: Sequence[tuple[str, str]] = (),
    figure_url: str = "",
    heading: int = 2,
    key: str = "",
) -> dict[str, Any]:
    """Render a whole chart: headline, picture, notes, source, description, downloads as (label, address).

    Without `figure_url` the interactive figure travels in the page. `key` is needed only where
    one page shows the same selection twice.
    """
    lang = language()
    words, lines = svg.Words.of(comparison, lang), marks.lines(comparison, lang)
    return {
        "key": key or identity(comparison),
        "heading": f"h{heading}",
        "headline": words.headline,
        "subtitle": captions.subtitle(comparison, lang),
        "wide": markup(svg.chart(comparison, lang, "wide", key, words, lines)),
        "narrow": markup(svg.chart(comparison, lang, "narrow", key, words, lines)),
        "description": words.description,
        "footnotes": captions.footnotes(comparison, lang),
        "notices": [notice.text(lang) for notice in comparison.notices],
        "source": captions.source_note(comparison, lang),
        "release": captions.release_note(comparison.release, lang),
        "payload": None if figure_url else plotly.payload(comparison, lang),
        "figure_url": figure_url,
        "downloads": downloads,
        "empty": not any(p.value is not None for s in comparison.series for p in s.points),
    }


@register.simple_tag
def sparkline(series: Series, decimals: int = 0, breaks: Iterable[Break] = ()) -> SafeString:
    return markup(svg.sparkline(series, language(), decimals, breaks))


@register.simple_tag
def bullet(value: Decimal, target: Decimal) -> SafeString:
    return markup(svg.bullet(value, target, language()))


def markup(text: str) -> SafeString:
    """Mark a drawing as safe: the svg package escapes every text that it is given."""
    return mark_safe(text)

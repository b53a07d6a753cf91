"""`{% load cards %}`: a card with its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context

from .. import links
from ..charts import captions, svg
from ..models.named import language
from ..summaries.cards import Card
from ..summaries.insights import Insight
from ..values import formatting
from ..values.comparison import Comparison
from ..values.labels import ILLUSTRATIVE_MARK
from ..values.periods import Basis
from ..values.series import Direction
from .charts import markup
from .links import past

register = template.Library()
MOST_DRAWN = 4  # courses of an area that are charts too


@register.inclusion_tag("indicators/_card.html", takes_context=True)
def card(context: Context, card: Card) -> dict[str, Any]:
    """Render one card: figure, change on last year, share of the target, course, source."""
    lang = language()
    indicator = card.shown.indicator
    return {
        "name": indicator.name.text(lang),
        "as_of": context.get("as_of"),
        "slug": indicator.slug,
        "value": formatting.number_text(card.now, lang, indicator.decimals),
        "unit": formatting.unit_name(card.shown, lang),
        "percent": formatting.unit_name(card.shown, lang).startswith("%"),
        "marks": formatting.mark(card.now, lang),
        "period": formatting.period_phrase(card.series.basis, card.now.month, lang),
        "change": captions.change_on_year(card.series, card.shown, lang) if card.before else "",
        "broken": card.broken,
        "verdict": verdict(card),
        "attained": card.attained,
        "share": formatting.said(card.attained, card.plan, lang) if card.attained else "",
        "target": card.target,
        "target_text": formatting.number_text(card.target, lang, indicator.decimals) if card.target else "",
        "course": card.course,
        "breaks": card.shown.breaks,
        "course_mark": ILLUSTRATIVE_MARK.text(lang) if card.course_made_up else "",
        "decimals": indicator.decimals,
        "span": _span(card, lang),
        "source": card.now.source,
    }


@register.inclusion_tag("indicators/_small_charts.html", takes_context=True)
def small_charts(context: Context, cards: Sequence[Card]) -> dict[str, Any]:
    """Render the courses of the first few cards that have one, as small charts."""
    charts = [(card, course) for card in cards if (course := card.drawn)][:MOST_DRAWN]
    notes = [note for _card, course in charts for note in captions.footnotes(course, language())]
    return {
        "as_of": context.get("as_of"),
        "charts": [_small_chart(card, course) for card, course in charts],
        "footnotes": dict.fromkeys(notes),
    }


def _small_chart(card: Card, course: Comparison) -> dict[str, Any]:
    lang = language()
    return {
        "name": course.indicator.name.text(lang),
        "slug": course.indicator.slug,
        "area": card.area.code,
        "headline": captions.headline(course, lang),
        "picture": markup(svg.chart(course, lang, "narrow")),
        "source": captions.source_note(course, lang),
    }


def verdict(card: Card) -> str:
    """Say `better` or `worse` where the catalogue says which way is good, else empty."""
    before, good = card.before, card.shown.indicator.direction
    if before is None or before.value is None or card.now.value in (None, before.value) or good == Direction.NONE:
        return ""
    return "better" if (card.now.value > before.value) == (good == Direction.UP) else "worse"


def _span(card: Card, lang: str) -> list[str]:
    """Label the first and the last month, or year, of the course; empty where there is too little to draw."""
    points = card.course.points
    if card.drawn is None:
        return []
    ends = [points[at].month for at in (0, -1)]
    yearly = card.course.basis == Basis.YEAR
    return [str(month.year) if yearly else formatting.month_label(month, lang) for month in ends]


@register.simple_tag(takes_context=True)
def insight_url(context: Context, insight: Insight) -> str:
    """Return the address of the chart that shows an insight."""
    return links.address("compare", as_of=past(context), **insight.query)


@register.simple_tag
def insight_text(insight: Insight) -> str:
    return insight.text.text(language())

"""`{% load links %}`: links that keep the release that the page is seen as of."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from .. import links

register = template.Library()


def past(context: Context) -> int | None:
    """Return the release that the page was asked for, None where it shows the newest (or none, as the staff's pages)."""
    return getattr(context.get("as_of"), "past", None)


@register.simple_tag(takes_context=True)
def link(context: Context, page: str, *parts: object, **query: Any) -> str:
    """Write an address as `{% url %}` does, with parameters by name: `{% link 'compare' indicator=indicator.slug %}`."""
    return links.address(page, *parts, **{"as_of": past(context), **query})

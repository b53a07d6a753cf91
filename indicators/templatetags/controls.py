"""`{% load controls %}`: long lists of a page, written at once; a template takes ten times as long for each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import links
from ..values.series import Source
from ..views.filters import Option
from .figures import day
from .links import past

register = template.Library()


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """Write the inside of a `<select>`; neighbours of one group stand under its heading."""
    groups = (
        (group, "".join(map(_option, members))) for group, members in groupby(choices, key=lambda option: option.group)
    )
    parts = (f'<optgroup label="{escape(group)}">{inside}</optgroup>' if group else inside for group, inside in groups)
    return SafeString("".join(parts))


def _option(option: Option) -> str:
    chosen = " selected" if option.chosen else ""
    return f'<option value="{escape(option.value)}"{chosen}>{escape(option.label)}</option>'


@register.simple_tag
def boxes(name: str, choices: Iterable[Option]) -> SafeString:
    """Write list items, each with a box to tick."""
    return SafeString("".join(_box(escape(name), option) for option in choices))


def _box(name: str, option: Option) -> str:
    chosen = " checked" if option.chosen else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(option.value)}"{chosen}>'
    return f"<li><label>{box} {escape(option.label)}</label></li>"


@register.simple_tag(takes_context=True)
def source_items(context: Context, sources: Sequence[Source]) -> SafeString:
    """Write list items: each report with its date, whether it was made up, and the release that brought it."""
    links_to = links.addresses("report", (source.report for source in sources), as_of=past(context))
    release, made_up = escape(_("release %(number)s")), f' <span class="mark">{escape(_("[illustrative]"))}</span>'
    origins = _origins(sources, past(context))
    return SafeString(
        "\n".join(
            f"<li>{_named(source, url)}{made_up if source.illustrative else ''}{origins.get(source.origin, '')}"
            f" · {release % {'number': source.release}}</li>"
            for source, url in zip(sources, links_to, strict=True)
        )
    )


def _origins(sources: Iterable[Source], as_of: int | None) -> dict[int | None, str]:
    """Return the link to the page of each source that is one, by its number."""
    numbers = list({source.origin for source in sources if source.origin})
    urls, words = links.addresses("source", numbers, as_of=as_of), escape(_("see the source"))
    return {number: f' · <a href="{url}">{words}</a>' for number, url in zip(numbers, urls, strict=True)}


def _named(source: Source, url: str) -> str:
    """Link a report; its address and its day are our own words, with nothing to escape."""
    published = f", {day(source.published_on)}" if source.published_on else ""
    return f'<a href="{url}">{escape(source.title)}</a>{published}'

"""The newest figure of each area, and a province's month."""

from __future__ import annotations

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..charts.dataset import Dataset, Observation
from ..summaries.bulletin import BulletinCell, BulletinLine
from ..values.formatting import change_text, made_up_change, period_label
from ..values.names import Ref
from .plain import page_link, percent_text, plain_table, value_text


def latest_table(dataset: Dataset, lang: str, as_of: int | None = None) -> tables.Table:
    """Lay out the newest figure of each area with its source. `as_of`: the past release that its links keep."""
    newest = [(place, observation) for place in dataset.places if (observation := dataset.newest(place))]
    heads = [_("Area"), _("Value"), _("Period"), _("Source")]
    rows = (_latest_row(place, observation, dataset, lang, as_of) for place, observation in newest)
    return plain_table(heads, rows, gettext("The newest figure in each area"), numbers={1}, quiet=True)


def _latest_row(
    place: Ref, observation: Observation, dataset: Dataset, lang: str, as_of: int | None
) -> list[SafeString | str]:
    point, source = observation.point, observation.point.source
    area = page_link(place.name.text(lang), "area", place.code, as_of)
    link = page_link(source.title, "report", source.report, as_of) if source else ""
    value = value_text(point, lang, dataset.indicator.decimals)
    return [area, value, period_label(observation.basis, point.month, lang), link]


def bulletin_table(lines: Sequence[BulletinLine], lang: str, as_of: int | None = None) -> tables.Table:
    """Lay out a province's month: in it, since January, each with its change on last year, and the share of the plan.

    A column without a single entry is left out.
    """
    heads = [
        _("Indicator"), _("In the month, or at its end"), _("On last year"), _("Since January"), _("On last year"),
        _("Of the year’s target"),
    ]  # fmt: skip
    rows = [_bulletin_row(line, lang, as_of) for line in lines]
    filled = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    cells = ([row[place] for place in filled] for row in rows)
    return plain_table([heads[place] for place in filled], cells, gettext("The figures of the month"), quiet=True)


def _bulletin_row(line: BulletinLine, lang: str, as_of: int | None) -> list[SafeString | str]:
    cells = [text for cell in (line.month, line.ytd) for text in _with_change(cell, line, lang)]
    attained = line.attained
    share = percent_text(attained, lang) if attained and attained.value is not None else ""
    return [_bulletin_name(line, lang, as_of), *cells, share]


def _bulletin_name(line: BulletinLine, lang: str, as_of: int | None) -> SafeString:
    if line.category:
        return format_html('<span class="part">{}</span>', line.category.name.text(lang))
    link = page_link(line.indicator.name.text(lang), "indicator", line.indicator.slug, as_of)
    return format_html("{} ({})", link, line.indicator.unit.name.text(lang))


def _with_change(cell: BulletinCell | None, line: BulletinLine, lang: str) -> tuple[SafeString | str, str]:
    if cell is None:
        return "", ""
    return value_text(cell.point, lang, line.indicator.decimals), _change(cell, line, lang)


def _change(cell: BulletinCell, line: BulletinLine, lang: str) -> str:
    if cell.before is None:
        return ""
    in_points = line.indicator.unit.name.vi.startswith("%")
    change = change_text(cell.point, cell.before, lang, points=in_points)
    return f"{change}{made_up_change(cell.point, cell.before, lang)}" if change else ""

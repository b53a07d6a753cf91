"""Cells, and tables whose rows are text already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Any

import django_tables2 as tables
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..links import address
from ..values.formatting import mark, missing_text, number_text
from ..values.series import Point, Status

MOST_ROWS = 200
NUMBER = {"th": {"class": "value"}, "td": {"class": "value"}}
LONG = {"td": {"class": "long"}}
SHORT = {"th": {"class": "short"}, "td": {"class": "short"}}


def percent_text(point: Point, lang: str) -> SafeString:
    """Write a share with its marks: `14,8%`."""
    return format_html('{}% <span class="mark">{}</span>', number_text(point, lang, 1), mark(point, lang))


def value_text(point: Point | None, lang: str, places: int) -> SafeString | str:
    """Write a point as a cell shows it. Empty: nothing was published; a dash with a reason: not available."""
    if point is None:
        return ""
    if point.value is None:
        return format_html('<abbr class="missing" title="{0}">—</abbr> <small>{0}</small>', missing_text(point, lang))
    marks = mark(point, lang) + (" *" if point.status == Status.DERIVED else "")
    text = number_text(point, lang, places)  # digits and their signs: nothing to escape
    return SafeString(f'{text} <span class="mark">{escape(marks)}</span>' if marks else text)


class _Plain(tables.Table):
    """Rows of cells that are text already; the first column is the row's heading."""

    class Meta:
        template_name = "indicators/table.html"
        orderable = False
        default = ""  # a dash says "not available": that is another thing than nothing

    caption = ""
    quiet = False  # a heading shows the caption already
    body: SafeString  # its rows as they stand on the page: cell by cell through a template they would take ten times as long


def plain_table(
    heads: Sequence[str | Promise],
    rows: Iterable[Sequence[Any]],
    caption: str,
    numbers: Collection[int] | None = None,
    *,
    quiet: bool = False,
) -> tables.Table:
    """Lay out rows of finished text; `numbers`: which columns hold numbers, by default all but the first."""
    names = [f"column{number}" for number in range(len(heads))]
    columns = [
        (
            name,
            tables.Column(
                verbose_name=head, orderable=False, attrs=NUMBER if (place in numbers if numbers else place) else {}
            ),
        )
        for place, (name, head) in enumerate(zip(names, heads, strict=True))
    ]
    cells = [list(row) for row in rows]
    data = [dict(zip(names, row, strict=True)) for row in cells]
    table = _Plain(data, extra_columns=columns, empty_text=_("Nothing has been published for this selection."))
    table.caption, table.quiet = caption, quiet
    table.body = _body(cells, [bool(place in numbers if numbers else place) for place in range(len(heads))])
    return table


def _body(rows: Iterable[Sequence[Any]], numbers: Sequence[bool]) -> SafeString:
    """Write the rows, the first cell of each its heading. One pattern for all: a page has a thousand cells."""
    cells = "".join(f'<td class="{"value" if number else ""}">%s</td>' for number in numbers[1:])
    pattern = f'<tr><th scope="row">%s</th>{cells}</tr>'
    return SafeString("\n".join(pattern % tuple(map(_escaped, row)) for row in rows))


def _escaped(cell: object) -> str:
    """Escape as `format_html` would, in a tenth of the time."""
    return cell if isinstance(cell, SafeString) else escape(str(cell))


def page_link(text: str, page: str, part: object, as_of: int | None) -> SafeString:
    return format_html('<a href="{}">{}</a>', address(page, part, as_of=as_of), text)

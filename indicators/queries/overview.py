"""What an overview of some areas stands on: the newest figure of every course, and the cards made from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from ..models import Figure
from ..summaries.cards import Card, Latest, card, chosen, newest_of
from ..values.periods import Basis, Month
from ..values.rows import Row, Selection
from .as_of import standing
from .datasets import extracts
from .figures import figures_sql
from .metadata import MetadataCache, uncached
from .sql import stands, statement

BY_MONTH = (Basis.MONTH.value, Basis.YTD.value, Basis.AS_OF.value)
MOST_MONTHS = 24

#: The last of each course: area, indicator, category and basis, made-up figures apart from reported ones.
_SQL = """
SELECT DISTINCT ON (q.area_code, q.indicator, q.category, q.basis, r.illustrative) q.*, r.published_on, r.illustrative
FROM ({figures}) q JOIN indicators_report r ON r.id = q.report
ORDER BY q.area_code, q.indicator, q.category, q.basis, r.illustrative, q.period_end DESC, q.period_start
"""


@dataclass(frozen=True, slots=True)
class Newest:
    """The last figure of one course, with what a row of a file does not say."""

    row: Row
    published_on: date | None  # of the document
    made_up: bool

    @property
    def latest(self) -> Latest:
        """Return what tells how new the figure is, and of what, for `summaries.cards`."""
        row = self.row
        return Latest(row.indicator, row.area_code, Basis(row.basis), Month.of(row.period_end), self.made_up)


def newest(*, areas: Sequence[str], as_of: int, until: Month | None = None) -> tuple[Newest, ...]:
    """Return the last figure (up to `until`) of each area, indicator, category and basis: one query.

    Made-up ones stand beside reported ones.
    """
    inner, values = figures_sql(Selection(areas=tuple(areas), as_of=as_of, until=until))
    if not areas:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(statement(_SQL, figures=inner), values)
        return tuple(_newest(row) for row in cursor.fetchall())


def _newest(row: tuple[Any, ...]) -> Newest:
    *columns, published_on, made_up = row
    return Newest(Row._make(columns), published_on, made_up)


_YEARS_IN_COMMON = statement(
    """
SELECT slug, count(*) FROM (
    SELECT i.slug, extract(year FROM f.period) AS year
    FROM indicators_figure f
    JOIN indicators_area a ON a.id = f.area_id
    JOIN indicators_indicator i ON i.id = f.indicator_id
    JOIN indicators_report r ON r.id = f.report_id
    WHERE a.public_code = ANY(%(areas)s::text[]) AND f.category_id IS NULL AND f.since IS NULL AND f.value IS NOT NULL
        AND NOT r.illustrative AND {stands}
        AND (f.basis = 'year' OR (f.basis = 'as_of' AND i.measure <> 'flow' AND extract(month FROM f.period) = 12))
    GROUP BY i.slug, year HAVING count(DISTINCT a.id) = cardinality(%(areas)s::text[])
) common GROUP BY slug
""",
    stands=stands("f"),
)


def years_in_common(*, areas: Sequence[str], as_of: int) -> dict[str, int]:
    """Return by indicator (slug) of how many years every one of `areas` (public codes) has a reported total: one query."""
    with connection.cursor() as cursor:
        return dict(cursor.execute(_YEARS_IN_COMMON, {"areas": list(areas), "as_of": as_of}).fetchall())


def months(area: str, as_of: int) -> list[Month]:
    """Return the months that the area has figures of, the newest first; at most MOST_MONTHS."""
    figures = Figure.objects.filter(standing(as_of), area__public_code=area, basis__in=BY_MONTH)
    days = figures.order_by("-period").values_list("period", flat=True).distinct()[:MOST_MONTHS]
    return [Month.of(day) for day in days]


def cards(
    figures: Iterable[Newest],
    topics: Sequence[Sequence[str]],
    *,
    areas: Sequence[str],
    as_of: int,
    cache: MetadataCache = uncached,
) -> dict[str, list[Card]]:
    """Return the cards of the indicators that matter now by area, in the catalogue's order: one query.

    `figures`: the newest of the areas, `topics`: the indicators' slugs by topic.
    """
    groups: dict[tuple[str, str], list[Latest]] = defaultdict(list)
    for figure in figures:
        if not figure.row.category:
            groups[figure.row.area_code, figure.row.indicator].append(figure.latest)
    tops = {key: top for key, group in groups.items() if (top := newest_of(group))}
    datasets = extracts(indicators=chosen(tops.values(), topics), areas=areas, as_of=as_of, cache=cache)
    by_area: dict[str, list[Card]] = {area: [] for area in areas}
    for slug, dataset in datasets.items():
        for area in areas:
            area_card = card(dataset, tops[area, slug]) if (area, slug) in tops else None
            if area_card is not None:
                by_area[area].append(area_card)
    return by_area

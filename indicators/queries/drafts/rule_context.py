"""What stands around a report's figures: the published months before, the population, the breakdowns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from ...models import Breakdown, Figure, FormLine
from ...rules import BreakdownParts as BreakdownValue
from ...rules import Context
from ...values.cells import FigureKey
from ...values.periods import FIRST_MONTH, Basis, Month, months_before, step
from ...values.series import POPULATION
from ..population import by_year

#: How far back rules and comparisons look: to the same month of last year, with the history that rules ask for.
MONTHS_BACK = 24

#: What a reported figure may be held against: made-up ones are of invented areas; those of real ones are an earlier version's.
_FIT = ~Q(status="illustrative") | Q(area__invented=True)


def surroundings(*, places: dict[int, str], month: Month, indicators: Iterable[int], form: int | None) -> Context:
    """Return the rules' context for cells of these indicators (primary keys), from what is public now.

    `places`: the cells' areas, public codes by primary key. A breakdown's categories are those that the form (a primary key)
    requires, or all of them where it asks for none.
    """
    measured = set(indicators)
    return Context(
        figures=_published(places, month, measured),
        population=_population(places, month),
        breakdowns=_breakdowns(measured, form),
    )


def _published(places: dict[int, str], month: Month, indicators: set[int]) -> dict[FigureKey, Decimal]:
    figures = Figure.objects.filter(
        Q(period__range=((months_before(month, MONTHS_BACK) or FIRST_MONTH).first_day, month.last_day))
        | Q(period=Month(month.year, 12).first_day, basis=Basis.TARGET.value),
        _FIT,
        area__in=places,
        indicator__in=indicators,
        superseded_in=None,
        since=None,
        value__isnull=False,
    ).order_by()
    rows = figures.values_list("area_id", "indicator__slug", "category__slug", "basis", "period", "value")
    return {
        FigureKey(places[area], indicator, category, Basis(basis), Month.of(period)): value
        for area, indicator, category, basis, period, value in rows
        if value is not None
    }


def _population(places: dict[int, str], month: Month) -> dict[tuple[str, int], Decimal]:
    """Return the public population by area and year, of the month's year and of each before.

    Rules take the newest, for hardly a year is counted in time.
    """
    figures = Figure.objects.filter(
        _FIT,
        area__in=places,
        indicator__slug=POPULATION,
        category=None,
        superseded_in=None,
        since=None,
        value__isnull=False,
        period__lte=Month(month.year, 12).first_day,
    )
    rows = figures.order_by("period", "id").values_list("area_id", "basis", "period", "value")
    totals = (
        (places[area], Basis(basis), Month.of(day), value) for area, basis, day, value in rows if value is not None
    )
    return {(area, year): value for area, values in by_year(totals).items() for year, value in values.items()}


def _breakdowns(indicators: set[int], form: int | None) -> dict[str, tuple[BreakdownValue, ...]]:
    required: dict[tuple[int, int], list[str]] = defaultdict(list)
    lines = FormLine.objects.filter(form=form, indicator__in=indicators, required=True, category__isnull=False)
    rows = lines.order_by("position", "id").values_list("indicator_id", "category__dimension_id", "category__slug")
    for indicator, dimension, slug in rows:
        if slug not in required[indicator, dimension]:
            required[indicator, dimension].append(slug)
    by_indicator: dict[str, list[BreakdownValue]] = defaultdict(list)
    for (indicator, slug, dimension, complete), whole in _whole(indicators).items():
        parts = required.get((indicator, dimension)) or whole
        by_indicator[slug].append(BreakdownValue(tuple(parts), complete))
    return {slug: tuple(values) for slug, values in by_indicator.items()}


def _whole(indicators: set[int]) -> dict[tuple[int, str, int, bool], list[str]]:
    """Return the categories (slugs) by breakdown: its indicator, that one's slug, its dimension, whether it is complete."""
    categories: dict[tuple[int, str, int, bool], list[str]] = defaultdict(list)
    breakdowns = Breakdown.objects.filter(indicator__in=indicators)
    rows = breakdowns.order_by(*_ORDER).values_list(
        "indicator_id", "indicator__slug", "dimension_id", "complete", _PART + "slug"
    )
    for *breakdown, category in rows:
        parts = categories[tuple(breakdown)]
        if category is not None:
            parts.append(category)
    return categories


_PART = "dimension__categories__"
_ORDER = ("indicator_id", "position", "dimension__position", "dimension__slug", _PART + "position", _PART + "slug")


#: Months (or quarters, or years) shown of one series.
LAST = 12


def last_figures(key: FigureKey) -> list[tuple[Month, Figure | None]]:
    """Return the twelve published figures before a cell's own period, oldest first; None for a gap."""
    apart = step(key.basis)
    months = [month for back in range(LAST, 0, -1) if (month := months_before(key.month, apart * back))]
    figures = Figure.objects.filter(
        _FIT,
        area__public_code=key.area,
        indicator__slug=key.indicator,
        category__slug=key.category,
        basis=key.basis.value,
        period__in=[month.first_day for month in months],
        superseded_in=None,
        since=None,
    ).select_related("indicator")
    by_month = {figure.month: figure for figure in figures}
    return [(month, by_month.get(month)) for month in months]

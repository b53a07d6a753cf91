"""What a file for a report is read against."""

from __future__ import annotations

from collections import defaultdict

from ...imports import Known, KnownArea, KnownCategory, KnownIndicator
from ...models import Area, Breakdown, Indicator, Report
from ...models.area import within


def known_for(report: Report) -> Known:
    """Return what a report's files are read against: its area with all within it, past and present, and the catalogue."""
    areas = {area.pk: _area(area) for area in Area.objects.filter(within([report.area_id])).order_by("pk")}
    parts = _categories()
    indicators = Indicator.objects.select_related("unit").order_by("pk")
    return Known(
        area=areas[report.area_id],
        month=report.month,
        areas=tuple(areas.values()),
        indicators=tuple(_indicator(indicator, parts.get(indicator.pk, ())) for indicator in indicators),
        illustrative=report.illustrative,
    )


def _area(area: Area) -> KnownArea:
    names = (area.name_vi, area.bare_name, f"{area.type_vi} {area.bare_name}", area.name_en)
    return KnownArea(area.pk, area.public_code, names, area.valid_from, area.valid_to)


def _categories() -> dict[int, tuple[KnownCategory, ...]]:
    """Return the categories of each indicator, by its primary key."""
    by_indicator: dict[int, list[KnownCategory]] = defaultdict(list)
    for breakdown in Breakdown.objects.select_related("dimension").prefetch_related("dimension__categories"):
        for category in breakdown.dimension.categories.all():
            by_indicator[breakdown.indicator_id].append(
                KnownCategory(category.pk, category.slug, (category.name_vi, category.name_en))
            )
    return {indicator: tuple(categories) for indicator, categories in by_indicator.items()}


def _indicator(row: Indicator, categories: tuple[KnownCategory, ...]) -> KnownIndicator:
    unit = row.unit
    names, units = (row.name_vi, row.name_en), (unit.name_vi, unit.slug, unit.name_en)
    return KnownIndicator(row.pk, row.slug, names, units, row.facts, categories)

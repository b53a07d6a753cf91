"""The catalogue's words and the areas, as the reader of reports needs them."""

from __future__ import annotations

from ...models import Area, Category, Indicator, IndicatorPhrase
from ...reading import CategoryKey, Gazetteer, GazetteerRow, IndicatorFacts, Phrase, Vocabulary


def vocabulary() -> Vocabulary:
    """Return every phrase of the catalogue; an indicator's Vietnamese name is one of them."""
    indicators = Indicator.objects.select_related("unit").order_by("slug")
    facts = {row.slug: IndicatorFacts(row.slug, row.measure, row.unit.name_vi) for row in indicators}
    names = [Phrase(row.slug, row.name_vi, "name") for row in indicators]
    rows = IndicatorPhrase.objects.select_related("indicator", "category__dimension").order_by("id")
    return Vocabulary(facts, (*names, *map(_phrase, rows)))


def _phrase(row: IndicatorPhrase) -> Phrase:
    return Phrase(row.indicator.slug, row.text, row.kind, float(row.weight), _breakdown(row.category))


def _breakdown(category: Category | None) -> CategoryKey | None:
    return CategoryKey(category.dimension.slug, category.slug) if category else None


def gazetteer() -> Gazetteer:
    """Return every real area that is or was, each with the code of its province."""
    areas = {area.pk: area for area in Area.objects.filter(invented=False).order_by("id")}
    return Gazetteer(_area(area, areas) for area in areas.values())


def _area(area: Area, areas: dict[int, Area]) -> GazetteerRow:
    top = area
    while top.parent_id is not None:
        top = areas[top.parent_id]
    return GazetteerRow(area.code, area.level, area.type_vi, area.bare_name, top.code, area.valid_from, area.valid_to)

"""Load reference data into the database: add what is missing, leave alone what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Model

from .. import reference
from ..models import (
    Area,
    AreaSuccession,
    Body,
    Breakdown,
    Category,
    Dimension,
    Form,
    FormArea,
    FormLine,
    Indicator,
    IndicatorPhrase,
    Responsibility,
    SeriesBreak,
    Topic,
    Unit,
)
from ..reference import AreaRow, BreakRow
from ..reference.files import day


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Add what is missing, all or none; `say` gets a line on each kind of row.

    What hangs on a row (an indicator's breakdowns, a form's lines) is added
    with it only: if someone removed a line in the admin, it stays removed.
    """
    steps = chain(
        load_areas(reference.areas()),
        load_catalogue(reference.catalogue()),
        load_breaks(reference.breaks()),
        load_bodies(reference.bodies()),
        load_forms(reference.forms()),
    )
    for line in steps:
        say(line)


def load_areas(rows: Iterable[AreaRow]) -> Iterator[str]:
    stored = {(area.code, area.valid_from): area for area in Area.objects.all()}
    new_rows: dict[tuple[str, Any], AreaRow] = {row.key: row for row in rows if row.key not in stored}
    for level in Area.Level.values:
        areas = [_area(row, stored) for row in new_rows.values() if row.level == level]
        Area.objects.bulk_create(areas, batch_size=1000)
        stored |= {(area.code, area.valid_from): area for area in areas}
    AreaSuccession.objects.bulk_create(
        AreaSuccession(predecessor=stored[row.key], successor=stored[successor], on=successor[1])
        for row in new_rows.values()
        for successor in row.successors
    )
    yield _said(len(new_rows), "areas")


def _area(row: AreaRow, stored: dict[tuple[str, Any], Area]) -> Area:
    area = Area(
        code=row.code,
        public_code=row.public_code,
        level=row.level,
        type_vi=row.type_vi,
        name_vi=row.name_vi if row.level == "province" else f"{row.type_vi} {row.name_vi}",
        name_en=row.name_en,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        parent=stored[row.parent] if row.parent else None,
        invented=row.invented,
    )
    area.fill_keys()
    return area


def load_catalogue(catalogue: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    for model, name in ((Topic, "topics"), (Unit, "units"), (Dimension, "dimensions")):
        yield _said(len(_add_slugged(model, catalogue[name])), name)
    yield _said(_add_categories(catalogue["dimensions"]), "categories")
    added = _add_slugged(Indicator, catalogue["indicators"], _indicator_fields())
    _add_breakdowns(catalogue["indicators"], added)
    _add_phrases(added | {row.slug: row for row in Indicator.objects.filter(phrases__isnull=True)})
    yield _said(len(added), "indicators")


def _add_slugged(model: type[Any], rows: list[dict[str, Any]], fields: Any = None) -> dict[str, Any]:
    """Return the rows whose slug was missing, now stored, by slug. Position is the place in the file."""
    slugs = set(model.objects.values_list("slug", flat=True))
    new = [
        model(slug=row["slug"], name_vi=row["vi"], name_en=row["en"], position=place, **(fields(row) if fields else {}))
        for place, row in enumerate(rows, start=1)
        if row["slug"] not in slugs
    ]
    for row in new:
        if hasattr(row, "fill_keys"):
            row.fill_keys()
    return {row.slug: row for row in model.objects.bulk_create(new)}


def _add_categories(rows: list[dict[str, Any]]) -> int:
    slugs = set(Category.objects.values_list("dimension__slug", "slug"))
    dimensions = _by_slug(Dimension)
    new = [
        Category(
            dimension=dimensions[row["slug"]], slug=part["slug"], name_vi=part["vi"], name_en=part["en"], position=place
        )
        for row in rows
        for place, part in enumerate(row["categories"], start=1)
        if (row["slug"], part["slug"]) not in slugs
    ]
    return len(Category.objects.bulk_create(new))


def _indicator_fields() -> Any:
    topics, units = _by_slug(Topic), _by_slug(Unit)

    def fields(row: dict[str, Any]) -> dict[str, Any]:
        why = row.get("why", {"vi": "", "en": ""})
        return {
            "topic": topics[row["topic"]],
            "unit": units[row["unit"]],
            "measure": row["measure"],
            "direction": row["direction"],
            "decimals": row.get("decimals", 0),
            "maximum": row.get("maximum"),
            "definition_vi": row["definition"]["vi"],
            "definition_en": row["definition"]["en"],
            "why_vi": why["vi"],
            "why_en": why["en"],
        }

    return fields


def _add_breakdowns(rows: list[dict[str, Any]], added: dict[str, Indicator]) -> None:
    dimensions = _by_slug(Dimension)
    Breakdown.objects.bulk_create(
        Breakdown(
            indicator=added[row["slug"]],
            dimension=dimensions[part["dimension"]],
            complete=part["complete"],
            position=place,
        )
        for row in rows
        if row["slug"] in added
        for place, part in enumerate(row.get("breakdowns", ()), start=1)
    )


def _add_phrases(added: dict[str, Indicator]) -> None:
    categories = categories_by_indicator()
    IndicatorPhrase.objects.bulk_create(
        IndicatorPhrase(
            indicator=added[row.indicator],
            category=categories[row.indicator][row.category] if row.category else None,
            text=row.text,
            kind=row.kind,
            weight=row.weight,
        )
        for row in reference.phrases()
        if row.indicator in added
    )


def categories_by_indicator() -> dict[str, dict[str, Category]]:
    """Return each indicator's categories by slug, over all its breakdowns."""
    categories: dict[str, dict[str, Category]] = {}
    breakdowns = Breakdown.objects.select_related("indicator").prefetch_related("dimension__categories")
    for breakdown in breakdowns:
        parts = categories.setdefault(breakdown.indicator.slug, {})
        parts |= {part.slug: part for part in breakdown.dimension.categories.all()}
    return categories


def load_breaks(rows: Iterable[BreakRow]) -> Iterator[str]:
    """Add the breaks of indicators that have none: where someone removed or added one in the admin, theirs stay."""
    indicators = {row.slug: row for row in Indicator.objects.filter(breaks__isnull=True)}
    areas = provinces()
    new = SeriesBreak.objects.bulk_create(
        SeriesBreak(
            indicator=indicators[row.indicator],
            area=areas[row.area] if row.area else None,
            period=date(row.year, 1, 1),
            note_vi=row.vi,
            note_en=row.en,
        )
        for row in rows
        if row.indicator in indicators
    )
    yield _said(len(new), "breaks")


def load_bodies(data: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    added = _add_slugged(Body, data["bodies"], _dates)
    indicators = list(Indicator.objects.select_related("topic"))
    areas = provinces()
    Responsibility.objects.bulk_create(
        Responsibility(indicator=indicator, area=areas[row["area"]], body=added[row["body"]], **_dates(row))
        for row in data["responsibilities"]
        if row["body"] in added
        for indicator in indicators
        if row.get("topic") == indicator.topic.slug or row.get("indicator") == indicator.slug
    )
    yield _said(len(added), "bodies")


def _dates(row: dict[str, Any]) -> dict[str, Any]:
    return {"valid_from": day(row.get("valid_from")), "valid_to": day(row.get("valid_to"))}


def load_forms(rows: list[dict[str, Any]]) -> Iterator[str]:
    added = _add_slugged(Form, rows, _form_fields)
    areas, indicators, categories = provinces(), _by_slug(Indicator), categories_by_indicator()
    for row in (row for row in rows if row["slug"] in added):
        form = added[row["slug"]]
        FormArea.objects.bulk_create(FormArea(form=form, area=areas[code]) for code in row["areas"])
        FormLine.objects.bulk_create(
            FormLine(
                form=form,
                indicator=indicators[line["indicator"]],
                category=categories[line["indicator"]][line["category"]] if "category" in line else None,
                basis=line["basis"],
                required=line.get("required", True),
                position=place,
            )
            for place, line in enumerate(row["lines"], start=1)
        )
    yield _said(len(added), "forms")


def _form_fields(row: dict[str, Any]) -> dict[str, Any]:
    names = ("frequency", "lock_day", "lock_offset", "due_day", "due_offset")
    return {name: row[name] for name in names if name in row}


def provinces() -> dict[str, Area]:
    """Return the provinces by public code."""
    return {area.public_code: area for area in Area.objects.filter(level=Area.Level.PROVINCE)}


def _by_slug(model: type[Model]) -> dict[str, Any]:
    return {row.slug: row for row in model._default_manager.all()}  # type: ignore[attr-defined]


def _said(count: int, what: str) -> str:
    return f"{what}: {count} added" if count else f"{what}: nothing new"

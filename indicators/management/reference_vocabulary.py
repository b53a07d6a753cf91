"""Build vocabulary and gazetteer from the reference files: enough to read a report without a database."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..reading import CategoryKey, Gazetteer, GazetteerRow, IndicatorFacts, Phrase, Vocabulary
from ..reference import files


@cache
def reference_vocabulary() -> Vocabulary:
    """Return the phrases of `phrases.csv` with the facts of `indicators.json`; names of indicators are phrases too."""
    catalogue = files.catalogue()
    units = {unit["slug"]: unit["vi"] for unit in catalogue["units"]}
    facts = {
        row["slug"]: IndicatorFacts(row["slug"], row["measure"], units[row["unit"]]) for row in catalogue["indicators"]
    }
    categories = _categories(catalogue)
    names = [Phrase(row["slug"], row["vi"], "name") for row in catalogue["indicators"]]
    rows = [
        Phrase(row.indicator, row.text, row.kind, float(row.weight), categories[row.category] if row.category else None)
        for row in files.phrases()
    ]
    return Vocabulary(facts, (*names, *rows))


def _categories(catalogue: dict[str, list[dict[str, Any]]]) -> dict[str, CategoryKey]:
    return {
        category["slug"]: CategoryKey(dimension["slug"], category["slug"])
        for dimension in catalogue["dimensions"]
        for category in dimension["categories"]
    }


@cache
def reference_gazetteer() -> Gazetteer:
    """Return the areas of `areas.csv`."""
    rows = files.areas()
    parents = {row.key: row.parent for row in rows}
    return Gazetteer(_area(row, parents) for row in rows)


def _area(row: files.AreaRow, parents: dict[tuple[str, Any], tuple[str, Any] | None]) -> GazetteerRow:
    top = row.key
    while (above := parents.get(top)) is not None:
        top = above
    return GazetteerRow(row.code, row.level, row.type_vi, row.name_vi, top[0], row.valid_from, row.valid_to)

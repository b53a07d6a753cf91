"""What the addresses give."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from .exact_json import Number


class Named(Schema):
    """A name in both languages."""

    name_vi: str
    name_en: str


class Area(Named):
    """A province, district or commune, between two dates. `code` is unique; `official_code` was given again after 2025."""

    code: str
    official_code: str
    level: str
    type_vi: str
    parent: str | None = Field(description="Code of the area above.")
    valid_from: date | None
    valid_to: date | None
    successors: list[str] = Field(description="Codes of the areas that took over its territory.")


class Areas(Schema):
    items: list[Area]
    next: str | None


class Category(Named):
    """A part of a breakdown."""

    slug: str


class Breakdown(Named):
    """A way in which an indicator is broken down. `complete`: its categories add up to the total."""

    slug: str
    complete: bool
    categories: list[Category]


class Indicator(Named):
    """What is measured."""

    slug: str
    definition_vi: str
    definition_en: str
    topic: str
    unit: str
    unit_vi: str
    unit_en: str
    decimals: int
    measure: str = Field(description="flow, stock or rate")
    direction: str = Field(description="up, down or none: which way is good")
    breakdowns: list[Breakdown]


class Indicators(Schema):
    items: list[Indicator]
    next: str | None


class _Placed(Schema):
    """What a figure or a sum speaks about: the first columns of the CSV."""

    area_code: str
    area_vi: str
    area_en: str
    indicator: str
    indicator_vi: str
    indicator_en: str
    category: str = Field(description="Empty: the total.")
    category_vi: str
    category_en: str
    unit: str
    basis: str
    period: str = Field(description="YYYY-MM; YYYY for a year and for a target.")
    period_start: date
    period_end: date


class Figure(_Placed):
    """One published figure: the columns of the CSV."""

    value: Number | None
    value_high: Number | None
    qualifier: str
    status: str
    missing_reason: str
    note: str
    source_title: str
    source_url: str
    report: int
    release: int
    released_at: datetime
    confidence: str = Field(description="high; medium where the period or scope is partly inferred.")
    second_sources: str = Field(
        description="Addresses (titles where there is none) of other sources that print the same figure, ' | ' between."
    )


class Figures(Schema):
    """A page of figures, all as of the same release, also if another is made while you read on."""

    as_of: int
    items: list[Figure]
    next: str | None


class Sum(_Placed):
    """Published figures of the areas below a province, added up. Derived: no report says it."""

    area_code: str = Field(description="The province.")
    value: Number
    reporting: int = Field(description="How many areas have a figure.")
    areas: int = Field(description="How many areas there were on the last day of the period.")
    hedged: bool = Field(description="Some of the figures are not exact.")
    status: str = Field(description="derived; illustrative where some of the figures are made up.")
    own_figure: bool = Field(description="The province has published a figure of its own for this: use that.")
    release: int = Field(description="The release that made this sum what it is.")


class Sums(Schema):
    """A page of sums, all as of the same release."""

    as_of: int
    items: list[Sum]
    next: str | None


class File(Schema):
    """A bulk file of a release."""

    format: str
    url: str
    sha256: str
    size: int
    rows: int


class Release(Schema):
    """A moment at which figures became public. `report` is the first of `reports`, null for a withdrawal."""

    number: int
    released_at: datetime
    kind: str = Field(description="publish, amend or withdraw")
    reason: str
    loaded: bool = Field(description="Whether the figures were printed elsewhere before, and were loaded from there.")
    report: int | None
    reports: list[int]
    figures_added: int
    figures_ended: int


class ReleaseWithFiles(Release):
    files: list[File]


class Releases(Schema):
    items: list[Release]
    next: str | None


class Report(Schema):
    """A source document."""

    id: int
    title: str
    url: str
    area: str
    month: str
    published_on: date | None
    body_vi: str
    body_en: str
    release: int
    released_at: datetime
    amends: int | None
    reason: str
    illustrative: bool
    figures: int


class Reports(Schema):
    items: list[Report]
    next: str | None


class Said(Schema):
    """What a release said of a figure."""

    value: Number | None
    value_high: Number | None
    qualifier: str
    status: str
    missing_reason: str
    report: int
    release: int


class Change(Schema):
    """A figure that differs between two releases. `old` is null for a new one, `new` for one withdrawn."""

    kind: str = Field(description="added, revised, confirmed (published again, unchanged) or withdrawn")
    area_code: str
    indicator: str
    category: str
    basis: str
    period_start: date
    period_end: date
    old: Said | None
    new: Said | None
    release: int = Field(description="The last release that touched it.")
    reason: str = Field(description="The public reason of that release.")


class Changes(Schema):
    since: int
    until: int
    items: list[Change]
    next: str | None

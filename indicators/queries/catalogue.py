"""What there is to choose from: indicators, areas, categories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from ..models import (
    Area,
    Body,
    Breakdown,
    Category,
    Figure,
    FigureSeries,
    FormArea,
    FormerLabel,
    Indicator,
    SeriesBreak,
    Topic,
    Unit,
)
from ..values.collation import fold
from ..values.names import Name, Ref

MOST = 500
MOST_FOUND = 50
MOST_OF_ONE = 60  # areas on an indicator's page
INSTEAD_OF_HOME = 2  # provinces to show first where no form says who reports here
M = TypeVar("M", Area, Indicator)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of a page offer. `categories`: by indicator slug."""

    topics: tuple[tuple[Ref, tuple[Ref, ...]], ...]
    areas: tuple[Ref, ...]
    categories: dict[str, tuple[Ref, ...]]
    category_codes: frozenset[str]  # of every indicator, former ones too
    home: tuple[str, ...]  # public codes of the provinces that report here
    inside: dict[str, tuple[Ref, ...]]  # by a province's code, its districts and communes that have figures
    decimals: dict[str, int]  # by indicator slug
    units: dict[str, Name]  # by unit slug
    first_indicator: str  # what a comparison shows when none is named
    invented: tuple[str, ...] = ()  # public codes of the areas that are none, with made-up figures

    @property
    def slugs(self) -> tuple[tuple[str, ...], ...]:
        """Return the indicators' slugs by topic, in the catalogue's order."""
        return tuple(tuple(indicator.code for indicator in group) for _topic, group in self.topics)

    @property
    def places(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Return the place in the catalogue (two numbers) of each indicator's total, category "", and its parts."""
        slugs = [slug for group in self.slugs for slug in group]
        parts = {slug: ("", *(part.code for part in self.categories.get(slug, ()))) for slug in slugs}
        return {(slug, part): (at, i) for at, slug in enumerate(slugs) for i, part in enumerate(parts[slug])}

    def are_invented(self, codes: Iterable[str]) -> bool:
        """Whether any of these public codes is of an invented area."""
        return not set(self.invented).isdisjoint(codes)

    @property
    def home_refs(self) -> tuple[Ref, ...]:
        """Return the provinces that report here, with their names."""
        by_code = {area.code: area for area in self.areas}
        return tuple(by_code[code] for code in self.home if code in by_code)


def choices(past: int | None = None) -> Choices:
    """Return every indicator by topic, the areas with a published figure, and each indicator's categories.

    `past`: the release by which the figure was published; None: any.
    At most `MOST` areas, provinces first, then districts: pages say where their list is cut.
    """
    topics, areas = _topics(), _areas(past)
    return Choices(
        topics=topics,
        areas=tuple(Ref(area.public_code, area.told_apart) for area in areas),
        inside=_inside(areas),
        categories=_categories(),
        category_codes=_category_codes(),
        home=home_areas() or tuple(area.public_code for area in areas if area.level == "province")[:INSTEAD_OF_HOME],
        decimals=dict(Indicator.objects.order_by().values_list("slug", "decimals")),
        units={unit.slug: unit.names for unit in Unit.objects.all()},
        first_indicator=next((indicator.code for _, group in topics for indicator in group), ""),
        invented=tuple(
            Area.objects.filter(invented=True).order_by("public_code").values_list("public_code", flat=True)
        ),
    )


def _topics() -> tuple[tuple[Ref, tuple[Ref, ...]], ...]:
    indicators = Prefetch("indicators", Indicator.objects.order_by("position", "slug"))
    topics = Topic.objects.prefetch_related(indicators)
    return tuple((topic.ref, tuple(indicator.ref for indicator in topic.indicators.all())) for topic in topics)


def _areas(past: int | None) -> list[Area]:
    series = FigureSeries.objects.order_by()
    if past is not None:
        of_series = Figure.objects.order_by().filter(indicator=OuterRef("indicator"), area=OuterRef("area"))
        series = series.filter(Exists(of_series.filter(release__lte=past)))
    shown = Q(pk__in=series.values("area").distinct()) | Q(form_areas__isnull=False)
    areas = Area.objects.filter(shown, invented=False).distinct()
    provinces_first = Case(When(level="province", then=0), When(level="district", then=1), default=2)
    return list(areas.select_related("parent").order_by(provinces_first, "sort_key", "id")[:MOST])


def _inside(areas: list[Area]) -> dict[str, tuple[Ref, ...]]:
    inside: dict[str, list[Ref]] = defaultdict(list)
    for area in areas:
        if area.parent is not None:
            inside[area.parent.public_code].append(area.ref)
    return {code: tuple(refs) for code, refs in inside.items()}


def _categories() -> dict[str, tuple[Ref, ...]]:
    ordered = Prefetch("dimension__categories", Category.objects.order_by("position", "slug"))
    categories: dict[str, list[Ref]] = defaultdict(list)
    for breakdown in Breakdown.objects.select_related("indicator", "dimension").prefetch_related(ordered):
        categories[breakdown.indicator.slug] += [category.ref for category in breakdown.dimension.categories.all()]
    return {slug: tuple(refs) for slug, refs in categories.items()}


def _category_codes() -> frozenset[str]:
    """Return every code that a category has or had: an address that names another is a mistake."""
    former = FormerLabel.objects.filter(kind=FormerLabel.Kind.CATEGORY)
    return frozenset(
        [*Category.objects.order_by().values_list("slug", flat=True), *former.order_by().values_list("code", flat=True)]
    )


def home_areas() -> tuple[str, ...]:
    """Return the public codes of the provinces that report here, in the order of their forms.

    Provinces alone: a form can be given to a commune too.
    """
    provinces = FormArea.objects.filter(area__level="province", area__invented=False)
    codes = provinces.order_by("form__position", "id").values_list("area__public_code", flat=True)
    return tuple(dict.fromkeys(codes))


def indicators() -> QuerySet[Indicator]:
    """Return every indicator with topic and unit at hand, in the catalogue's order."""
    return Indicator.objects.select_related("topic", "unit")


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator as its page shows it, with the public codes of the areas that ever had a figure of it."""

    indicator: Indicator
    breakdowns: tuple[Breakdown, ...]
    breaks: tuple[SeriesBreak, ...]
    areas: tuple[str, ...]


def entry(slug: str) -> Entry | None:
    """Return the indicator with this slug, as its page shows it; None where there is none."""
    indicator = Indicator.objects.select_related("topic", "unit").filter(slug=slug).first()
    if indicator is None:
        return None
    parts = Prefetch("dimension__categories", Category.objects.order_by("position", "slug"))
    return Entry(
        indicator=indicator,
        breakdowns=tuple(
            indicator.breakdowns.select_related("dimension").prefetch_related(parts).order_by("position", "id")
        ),
        breaks=tuple(breaks(indicator)),
        areas=_areas_of(indicator),
    )


def _areas_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the public codes of the areas with a figure of an indicator, the provinces that report here first."""
    with_figures = FigureSeries.objects.order_by().filter(indicator=indicator).values("area")
    home = home_areas()
    places = [When(public_code=code, then=place) for place, code in enumerate(home)]
    first = [Case(*places, default=len(home))] if home else []  # a bare number would name a column to sort by
    areas = Area.objects.filter(pk__in=with_figures, invented=False).order_by(*first, "sort_key", "id")
    return tuple(areas.values_list("public_code", flat=True)[:MOST_OF_ONE])


def with_figures(as_of: int) -> set[str]:
    """Return the slugs of the indicators of which anything had been published by release `as_of`.

    One look into an index for each.
    """
    published = Figure.objects.order_by().filter(indicator=OuterRef("pk"), release__lte=as_of)
    return set(Indicator.objects.order_by().filter(Exists(published)).values_list("slug", flat=True))


_FINER = """
SELECT count(*), max(decimals) FROM (
    SELECT greatest(scale(trim_scale(value)), scale(trim_scale(value_high))) AS decimals
    FROM indicators_figure WHERE indicator_id = %s
) f WHERE decimals > %s
"""


def finer_than(decimals: int, indicator: Indicator) -> tuple[int, int]:
    """Return how many figures of an indicator have more than `decimals` decimals, and the most that one has.

    Figures of every release count.
    """
    with connection.cursor() as cursor:
        count, needed = cursor.execute(_FINER, [indicator.pk, decimals]).fetchone()
    return count, needed or 0


def breaks(indicator: Indicator | None = None) -> QuerySet[SeriesBreak]:
    """Return the breaks of an indicator's series, those of all indicators among them; without `indicator` every break."""
    rows = SeriesBreak.objects.select_related("indicator", "area").order_by("period", "id")
    return rows.filter(Q(indicator=indicator) | Q(indicator=None)) if indicator else rows


def bodies() -> QuerySet[Body]:
    """Return who issues figures, with the dates between which each did."""
    return Body.objects.order_by("position", "slug")


def search_indicators(text: str) -> QuerySet[Indicator]:
    """Return the indicators whose name holds every word of `text`, diacritics or not; none without a word."""
    return _holding(
        Indicator.objects.select_related("topic", "unit").order_by("topic__position", "position", "slug"), text
    )


def search_areas(text: str) -> QuerySet[Area]:
    """Return the areas whose name or code holds every word of `text`, those that exist now first; none without a word."""
    areas = Area.objects.filter(invented=False).select_related("parent", "parent__parent")
    return _holding(areas.order_by(F("valid_to").desc(nulls_first=True), "sort_key", "id"), text)


def _holding(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Return at most `MOST_FOUND` of `rows`, those whose folded name holds every word of `text`."""
    words = fold(text).split()
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows[:MOST_FOUND]

"""Nothing is ever computed from reported and made-up figures together (D5), whatever the catalogue holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.charts import captions
from indicators.charts.dataset import Dataset, Observation
from indicators.queries.datasets import of_one_origin
from indicators.summaries.bulletin import lines
from indicators.summaries.cards import Latest, card
from indicators.summaries.insights import insights
from indicators.values.comparison import View
from indicators.values.derive import MixedOrigins, are_made_up, lineage
from indicators.values.names import Ref
from indicators.values.periods import YEARLY, Basis, Month
from indicators.values.series import Measure, Point, Series, Status

from .support.comparisons import JOBS, LAI_CHAU, LOAN, RELEASE, SELF, SON_LA

AREAS, PARTS = (SON_LA, LAI_CHAU), (None, LOAN, SELF)
ORIGINS = (Status.PUBLISHED, Status.REVISED, Status.ILLUSTRATIVE)


class Catalogue(NamedTuple):
    """The figures of one indicator, and the people that live in its areas."""

    measure: Measure
    figures: tuple[Observation, ...]
    people: tuple[Observation, ...]


def observation(area: Ref, part: Ref | None, basis: Basis, month: Month, value: int, status: Status) -> Observation:
    filed = Month(month.year, 12) if basis in YEARLY else month
    return Observation(area, part, basis, Point(filed, Decimal(value), status=status))


months = st.builds(Month, st.integers(2022, 2024), st.integers(1, 12))
bases = st.sampled_from([Basis.MONTH, Basis.YTD, Basis.YEAR, Basis.AS_OF, Basis.TARGET])
values = st.integers(0, 5000)
figures = st.builds(
    observation, st.sampled_from(AREAS), st.sampled_from(PARTS), bases, months, values, st.sampled_from(ORIGINS)
)
people = st.builds(
    observation, st.sampled_from(AREAS), st.none(), st.just(Basis.YEAR), months, values, st.sampled_from(ORIGINS)
)


def different(observations: list[Observation]) -> tuple[Observation, ...]:
    """Of each place one figure, as the database holds them."""
    places = {(o.area.code, o.category and o.category.code, o.basis, o.point.month): o for o in observations}
    return tuple(places.values())


catalogues = st.builds(
    Catalogue,
    st.sampled_from(Measure),
    st.lists(figures, max_size=40).map(different),
    st.lists(people, max_size=6).map(different),
)


def dataset(catalogue: Catalogue, *, guarded: bool = True) -> Dataset:
    """What a page would take from the catalogue; with or without what keeps origins apart."""
    shown, counted = catalogue.figures, catalogue.people
    if guarded:
        shown, counted = of_one_origin(shown, counted)
    lived = tuple(
        Series(area, Basis.YEAR, points)
        for area in AREAS
        if (points := tuple(o.point for o in counted if o.area == area))
    )
    return Dataset(replace(JOBS, measure=catalogue.measure), AREAS, shown, lived, release=RELEASE)


def everything(whole: Dataset) -> None:
    """Compute all that pages, pictures, sentences and files say of a dataset; MixedOrigins where it rests on both."""
    for view in View:
        shown = whole.view(view)
        are_made_up(point for line in (*shown.series, *shown.targets) for point in line.points)
        captions.headline(shown, "vi"), captions.description(shown, "vi")
    for area in AREAS:
        found = whole.newest(area)
        made = found and card(whole, Latest(JOBS.slug, area.code, found.basis, found.point.month))
        if made:
            insights([made])
            lines([whole], made.now.month)


@given(catalogues)
def test_nothing_is_computed_of_reported_and_made_up_figures_together(catalogue: Catalogue) -> None:
    everything(dataset(catalogue))


@given(catalogues)
def test_figures_of_both_origins_are_refused_where_nothing_keeps_them_apart(catalogue: Catalogue) -> None:
    """Control: without the guard the same catalogues are refused, each that holds both."""
    origins = {o.point.status == Status.ILLUSTRATIVE for o in (*catalogue.figures, *catalogue.people)}
    if len(origins) > 1:
        with pytest.raises(MixedOrigins):
            everything(dataset(catalogue, guarded=False))
    else:
        everything(dataset(catalogue, guarded=False))


@given(catalogues)
def test_a_reported_figure_is_never_left_out_for_a_made_up_one(catalogue: Catalogue) -> None:
    reported = [o for o in catalogue.figures if o.point.status != Status.ILLUSTRATIVE]
    kept, _people = of_one_origin(catalogue.figures, catalogue.people)
    assert list(kept) == (reported or list(catalogue.figures))


def test_the_origin_of_a_computed_figure_is_that_of_all_its_inputs() -> None:
    real, made_up = (Point(Month(2024, 1), Decimal(1), status=status) for status in ORIGINS[1:])
    assert lineage(real, real) == Status.DERIVED
    assert lineage(made_up, made_up) == Status.ILLUSTRATIVE
    with pytest.raises(MixedOrigins):
        lineage(real, made_up)

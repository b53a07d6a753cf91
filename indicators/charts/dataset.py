"""A dataset: every figure of one indicator in a few areas, as of one release. Each view of it (C5) is made from here.

Read once, shown in many ways: the page's chart, its table, a card's course and a finding's sentence all take the
same dataset, so they cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ..values.comparison import Comparison, View
from ..values.derive import merged, months_from_ytd, years_from_december, ytd_from_months
from ..values.names import Name, Ref
from ..values.periods import FIRST_MONTH, LAST_MONTH, Basis, Month
from ..values.series import Break, IndicatorRef, Measure, Point, ReleaseRef, Series, SpanFigure, Status
from . import transform

#: More small multiples than this are not compared by eye.
MOST_SERIES = 16
#: Bases of figures that follow each other in time, in the order in which they are tried.
_COURSES = (Basis.MONTH, Basis.AS_OF, Basis.YTD, Basis.QUARTER, Basis.YEAR)
_RUNNING = frozenset({View.YTD, View.TARGET, View.PER_CAPITA})
#: What speaks in December of the whole year, beside the figure filed for the year.
_YEAR_ENDS = {Measure.FLOW: (Basis.YTD,), Measure.STOCK: (Basis.AS_OF,), Measure.RATE: (Basis.AS_OF, Basis.YTD)}
#: Views that show figures as reported; the others compute theirs, or lay the same ones out anew.
_AS_REPORTED = (View.MONTH, View.YTD, View.YEAR)


class Observation(NamedTuple):
    """One figure of a dataset. `category is None`: the total. `dimension`: what the category is a part of."""

    area: Ref
    category: Ref | None
    basis: Basis
    point: Point
    dimension: Name | None = None


@dataclass(frozen=True)
class Dataset:
    """The figures of one indicator in `places`, in the order asked for; categories in the catalogue's order."""

    indicator: IndicatorRef
    places: tuple[Ref, ...]
    observations: tuple[Observation, ...]
    populations: tuple[Series, ...] = ()
    breaks: tuple[Break, ...] = ()
    release: ReleaseRef | None = None
    notices: tuple[Name, ...] = ()
    spans: tuple[SpanFigure, ...] = ()

    def view(
        self,
        view: View | None = View.MONTH,
        *,
        basis: Basis | None = None,
        categories: Sequence[str] = (),
        since: Month | None = None,
        until: Month | None = None,
    ) -> Comparison:
        """View the figures in one way. Flows are shown by month, or since January for the views that need running
        totals; what was reported only the other way is derived and marked so. `basis` asks for one as reported.
        No view: the one with the most reported figures.
        """
        view = view or self._opening(basis, categories, since, until)
        if view == View.SHARE and (narrower := self._few_places() or self._one_dimension(categories)):
            return narrower.view(view, basis=basis, categories=categories, since=since, until=until)
        categories_shown = self._wanted(view, categories)
        series = self._shown(view, basis, categories_shown)
        shown = series if view == View.SHARE else series[:MOST_SERIES]
        whole = Comparison(
            indicator=self.indicator,
            view=view,
            series=shown,
            targets=self._all(Basis.TARGET, categories_shown, derive=False),
            breaks=self.breaks,
            release=self.release,
            notices=(*self.notices, *self._absent(series), *_cut(series, shown)),
            spans=tuple(f for f in self.spans if f.category in categories_shown) if view == View.YEAR else (),
        )
        return transform.for_view(_between(whole, since, until), view, self.populations)

    def _opening(
        self, basis: Basis | None, categories: Sequence[str], since: Month | None, until: Month | None
    ) -> View:
        """Choose the view with the most reported figures, of several the first. Years count where they have a view."""
        if basis == Basis.YEAR:
            return View.YEAR

        def count(view: View) -> int:
            shown = self.view(view, basis=basis, categories=categories, since=since, until=until)
            courses = (s for s in shown.series if view == View.YEAR or s.basis != Basis.YEAR)
            return sum(_is_reported(point) for series in courses for point in series.points)

        return max(_AS_REPORTED, key=count)

    def at(self, *areas: Ref) -> Dataset:
        """Narrow the dataset to some of its places."""
        observations = tuple(observation for observation in self.observations if observation.area in areas)
        codes = {None, *(area.code for area in areas)}
        breaks = tuple(change for change in self.breaks if change.area in codes)
        ended = {change.note for change in self.breaks} - {change.note for change in breaks}
        notices = tuple(notice for notice in self.notices if notice not in ended)
        spans = tuple(figure for figure in self.spans if figure.area in areas)
        return replace(self, places=areas, observations=observations, breaks=breaks, notices=notices, spans=spans)

    def newest(self, area: Ref) -> Observation | None:
        """Return an area's last total: reported before made-up, targets aside."""
        mine = [e for e in self.observations if e.area == area and e.category is None and e.basis != Basis.TARGET]
        return max(mine, key=lambda e: (e.point.status != Status.ILLUSTRATIVE, e.point.month, e.basis), default=None)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Return the bases on which something was reported, targets aside."""
        reported = {observation.basis for observation in self.observations}
        return tuple(basis for basis in _COURSES if basis in reported)

    @property
    def categories(self) -> tuple[Ref, ...]:
        """Return the categories that have figures."""
        return tuple(dict.fromkeys(observation.category for observation in self.observations if observation.category))

    def series(self, area: Ref, basis: Basis, category: Ref | None = None, *, derive: bool = True) -> Series | None:
        """Return one course in time; months and running totals also from each other. None where there is nothing."""
        course = self._reported(area, basis, category)
        derive = derive and self.indicator.measure == Measure.FLOW  # rates and stocks do not add up
        if derive and basis == Basis.MONTH:
            course = merged(course, months_from_ytd(self._reported(area, Basis.YTD, category)))
        if derive and basis == Basis.YTD:
            course = merged(course, ytd_from_months(self._reported(area, Basis.MONTH, category)))
        return course if course.points else None

    def years(self, area: Ref, category: Ref | None = None, basis: Basis | None = None) -> Series | None:
        """Return a course of years; None where there is nothing. `basis`: only what was reported on it.

        Beside figures of the year, what December says of the whole year is derived; alone, stocks stay what they are.
        """
        bases = [each for each in (Basis.YEAR, *_YEAR_ENDS[self.indicator.measure]) if basis in (None, each)]
        courses = [self.series(area, each, category, derive=basis is None) for each in bases]
        found = [course for each in courses if each is not None if (course := _ends_of_years(each)).points]
        if [course.basis for course in found] == [Basis.AS_OF]:
            return found[0]
        whole = Series(area, Basis.YEAR, (), category)
        for course in reversed(found):
            whole = merged(course if course.basis == Basis.YEAR else years_from_december(course), whole)
        return whole if whole.points else None

    def _reported(self, area: Ref, basis: Basis, category: Ref | None) -> Series:
        points = self._points.get((area.code, category.code if category else None, basis), ())
        return Series(area, basis, tuple(points), category)

    @cached_property
    def _points(self) -> dict[tuple[str, str | None, Basis], list[Point]]:
        """Group the points into courses in time order, by area, category and basis: every view asks for several."""
        courses: dict[tuple[str, str | None, Basis], list[Point]] = defaultdict(list)
        for observation in sorted(self.observations, key=lambda observation: observation.point.month):
            category = observation.category.code if observation.category else None
            courses[observation.area.code, category, observation.basis].append(observation.point)
        return courses

    def _wanted(self, view: View, categories: Sequence[str]) -> tuple[Ref | None, ...]:
        """Return the categories to draw; None is the total, which shares need beside the parts."""
        chosen = tuple(ref for ref in self.categories if ref.code in categories)
        if view == View.SHARE:
            return (None, *(chosen or self.categories))
        return chosen or (None,)

    def _few_places(self) -> Dataset | None:
        """Narrow to as many areas as styles can tell apart. None where there are no more."""
        if len(self.places) <= transform.MAX_LINES:
            return None
        few_vi = ", ".join(place.name.vi for place in self.places[: transform.MAX_LINES])
        few_en = ", ".join(place.name.en for place in self.places[: transform.MAX_LINES])
        notice = Name(f"Tỷ trọng chỉ hiện cho: {few_vi}.", f"Shares are shown for these only: {few_en}.")
        return replace(self, places=self.places[: transform.MAX_LINES], notices=(*self.notices, notice))

    def _one_dimension(self, categories: Sequence[str]) -> Dataset | None:
        """Narrow to the first breakdown asked for, since each adds up to the whole. None where there is only one."""
        parts = set(self._wanted(View.SHARE, categories)) - {None}
        dimensions = dict.fromkeys(e.dimension for e in self.observations if e.category in parts and e.dimension)
        if len(dimensions) < 2:
            return None
        first = next(iter(dimensions))
        notice = Name(
            f"Chỉ tiêu này có nhiều cách phân tổ; hình này theo: {first.vi}. Chọn các phân tổ khác để xem cách khác.",
            f"There are several breakdowns; this one is by: {first.en}. Choose other categories to see another.",
        )
        observations = tuple(e for e in self.observations if e.category is None or e.dimension == first)
        return replace(self, observations=observations, notices=(*self.notices, notice))

    def _absent(self, shown: Sequence[Series]) -> tuple[Name, ...]:
        """Name each place that was asked for and is not drawn."""
        areas = {series.area for series in shown}
        return tuple(
            Name(
                f"{place.name.vi}: chưa có số liệu công bố theo cách xem này.",
                f"{place.name.en}: nothing has been published that this view could show.",
            )
            for place in self.places
            if areas and place not in areas
        )

    def _shown(self, view: View, basis: Basis | None, categories: Sequence[Ref | None]) -> tuple[Series, ...]:
        if view == View.YEAR:
            years = (self.years(place, category, basis) for place in self.places for category in categories)
            return tuple(course for course in years if course is not None)
        if basis is not None:
            return self._all(basis, categories, derive=False)
        parts: set[Ref | None] = {ref for ref in categories if ref} or set(categories)
        tried = (self._all(candidate, categories) for candidate in self._tried(view))
        first = next((every for every in tried if any(series.category in parts for series in every)), ())
        yearly = self._all(Basis.YEAR, categories) if view == View.INDEX else ()
        return max(first, yearly, key=_count_points)  # an index of two months says nothing beside ten years

    def _tried(self, view: View) -> Iterable[Basis]:
        """Return the bases to try: running totals where the view needs them, else all courses in order."""
        running = view in _RUNNING and self.indicator.measure == Measure.FLOW
        return (Basis.YTD, Basis.YEAR) if running else _COURSES

    def _all(self, basis: Basis, categories: Sequence[Ref | None], *, derive: bool = True) -> tuple[Series, ...]:
        every = (self.series(place, basis, category, derive=derive) for place in self.places for category in categories)
        return tuple(series for series in every if series is not None)


def _ends_of_years(course: Series) -> Series:
    """Keep the figures filed under a December."""
    return replace(course, points=tuple(point for point in course.points if point.month.month == 12))


def _count_points(every: Sequence[Series]) -> int:
    return sum(len(series.points) for series in every)


def _is_reported(point: Point) -> bool:
    return point.value is not None and point.status in (Status.PUBLISHED, Status.REVISED)


def _cut(series: Sequence[Series], shown: Sequence[Series]) -> tuple[Name, ...]:
    if len(shown) == len(series):
        return ()
    vi = f"Để hình dễ đọc, chỉ hiện {MOST_SERIES} trong {len(series)} chuỗi số liệu; trang Số liệu có đủ."
    en = f"To keep the chart legible, {MOST_SERIES} of {len(series)} series are shown; the Data page has them all."
    return (Name(vi, en),)


def _between(whole: Comparison, since: Month | None, until: Month | None) -> Comparison:
    """Keep only the figures from `since` to `until`, and the targets of those years."""
    first, last = since or FIRST_MONTH, until or LAST_MONTH

    def kept(series: Series) -> Series:
        return replace(series, points=tuple(p for p in series.points if first <= p.month <= last))

    def kept_years(series: Series) -> Series:
        return replace(series, points=tuple(p for p in series.points if first.year <= p.month.year <= last.year))

    series = tuple(s for s in map(kept, whole.series) if s.points)
    spans = tuple(figure for figure in whole.spans if first <= figure.point.month <= last)
    targets = tuple(s for s in map(kept_years, whole.targets) if s.points)
    return replace(whole, series=series, targets=targets, spans=spans)

"""A card: one indicator in one area at its newest figure, with what it is measured against. Datasets in, cards out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..charts.dataset import Dataset
from ..values.comparison import Comparison, View
from ..values.names import Ref
from ..values.periods import SEVERAL_YEARS, Basis, Month, months_before, step
from ..values.series import Measure, Point, Series, Status

MOST = 8
_OF_A_TOPIC = 2
_COURSE = 36  # months, quarters or years in a sparkline
_WORTH_DRAWING = 5  # values


@dataclass(frozen=True, slots=True)
class Latest:
    """That an indicator has a figure on `basis` for `month`, the newest of its kind."""

    indicator: str
    area: str
    basis: Basis
    month: Month
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The newest figure (`shown` ends with it) and the views beside it, each of this area alone."""

    area: Ref
    shown: Comparison
    plan: Comparison  # share of the year's target, up to the same month
    shares: Comparison  # by category, up to the same month
    course: Series  # what the sparkline draws, up to the same month
    target: Point | None

    @property
    def series(self) -> Series:
        return self.shown.series[0]

    @property
    def now(self) -> Point:
        return self.series.points[-1]

    @property
    def before(self) -> Point | None:
        """The point of the same period of the year before; None without one, and behind a break."""
        point = self.year_ago
        return None if point is None or self.broken else point

    @property
    def year_ago(self) -> Point | None:
        """The point of the same period of the year before, comparable or not."""
        point = self.series.at(months_before(self.now.month, 12))
        return point if point and point.value is not None else None

    @property
    def broken(self) -> bool:
        """Whether the series breaks between the year before and now."""
        before = self.year_ago
        return before is not None and not self.shown.compares(self.series, before.month, self.now.month)

    @property
    def reported(self) -> bool:
        """Whether the newest figure itself is real."""
        return not made_up(self.now)

    @property
    def rests_on_made_up(self) -> bool:
        """Whether the figure, what it is measured against or the course beside it is illustrative."""
        return made_up(self.now, self.before, self.attained) or (self.drawn is not None and self.course_made_up)

    @property
    def course_made_up(self) -> bool:
        """Whether any figure of the course is illustrative."""
        return made_up(*(point for point in self.course.points if point.value is not None))

    @property
    def drawn(self) -> Comparison | None:
        """The course as a chart of its own; None where there is too little to draw."""
        if sum(point.value is not None for point in self.course.points) < _WORTH_DRAWING:
            return None
        view = View.YEAR if self.course.basis == Basis.YEAR else View.MONTH
        return replace(self.shown, view=view, series=(self.course,), targets=(), notices=(), unit=None, spans=())

    @property
    def attained(self) -> Point | None:
        """The share of the year's target reached, in per cent."""
        point = self.plan.series[0].at(self.now.month) if self.plan.series else None
        return point if point and point.value is not None else None

    @property
    def elapsed(self) -> Decimal | None:
        """The share of the year that has passed, in per cent; only a running total is measured against it."""
        if not self.plan.series or self.plan.series[0].basis != Basis.YTD:
            return None
        return Decimal(self.now.month.month) * 100 / 12


def chosen(
    latest: Iterable[Latest], topics: Sequence[Sequence[str]], *, most: int = MOST, of_a_topic: int = _OF_A_TOPIC
) -> list[str]:
    """Choose at most `most` indicators (slugs): those that most areas have, few of one topic, in the catalogue's order."""
    spread = Counter(slug for slug, _area in {(item.indicator, item.area) for item in latest})
    ranked = sorted((-spread[slug], at, place) for at, group in enumerate(topics) for place, slug in enumerate(group))
    places: list[tuple[int, int]] = []
    for shared, at, place in ranked:
        room_left = sum(topic == at for topic, _place in places) < of_a_topic
        if shared and room_left and len(places) < most:
            places.append((at, place))
    return [topics[at][place] for at, place in sorted(places)]


def newest_of(figures: Iterable[Latest]) -> Latest | None:
    """Choose a reported figure before a made-up one; then the one that ends last; then the one that counts longest."""
    fit = [item for item in figures if item.basis != Basis.TARGET and item.basis not in SEVERAL_YEARS]
    return max(fit, key=lambda item: (not item.made_up, item.month, _length(item)), default=None)


def _length(item: Latest) -> int:
    return item.month.month if item.basis == Basis.YTD else step(item.basis)


def card(dataset: Dataset, latest: Latest) -> Card | None:
    """Build the card of one area; None where its dataset holds no value there."""
    area = next((place for place in dataset.places if place.code == latest.area), None)
    if area is None:
        return None
    own, until = dataset.at(area), latest.month
    shown = _shown(own, latest)
    if not shown.series or shown.series[0].points[-1].month != until or shown.series[0].points[-1].value is None:
        return None
    return Card(
        area=area,
        shown=shown,
        plan=own.view(View.TARGET, until=until),
        shares=own.view(View.SHARE, until=until),
        course=_course(own, area, latest),
        target=_target(own, area, until),
    )


def _shown(own: Dataset, latest: Latest) -> Comparison:
    """View the newest figure's basis; months and running totals also from each other, to have a year before."""
    if latest.basis == Basis.YTD:
        return own.view(View.YTD, until=latest.month)
    if latest.basis == Basis.MONTH:
        return own.view(View.MONTH, until=latest.month)
    if latest.basis == Basis.YEAR:
        return own.view(View.YEAR, until=latest.month)
    return own.view(View.MONTH, basis=latest.basis, until=latest.month)


def _course(own: Dataset, area: Ref, latest: Latest) -> Series:
    """Return the course to draw, month by month where there are months."""
    flow, by_year = own.indicator.measure == Measure.FLOW, latest.basis == Basis.YEAR
    by_month = own.series(area, Basis.MONTH) if flow and not by_year else None
    series = by_month or own.series(area, latest.basis) or Series(area, latest.basis, ())
    reach = _COURSE * step(series.basis)
    points = (p for p in series.points if latest.month.index - reach < p.month.index <= latest.month.index)
    return replace(series, points=tuple(points))


def _target(own: Dataset, area: Ref, month: Month) -> Point | None:
    targets = own.series(area, Basis.TARGET)
    point = targets.at(Month(month.year, 12)) if targets else None
    return point if point and point.value else None


def made_up(*points: Point | None) -> bool:
    """Whether any of the points is illustrative."""
    return any(point.status == Status.ILLUSTRATIVE for point in points if point)


def main_month(cards: Iterable[Card]) -> Month | None:
    """Return the month that most reported figures of the cards are of, the newest of several; None without any."""
    months = Counter(card.now.month for card in cards if card.reported)
    return max(months, key=lambda month: (months[month], month), default=None)

"""From the figures of a comparison to those of a view (C5): values in, values out.

Every computed point is marked derived, or illustrative where any of its inputs was made up, and keeps their hedges
and ranges.
What cannot be computed stays a gap, and a notice says why. Values keep four decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ..values.comparison import Comparison, View
from ..values.derive import computed, ends
from ..values.formatting import month_label
from ..values.names import Name, Ref
from ..values.periods import Basis, Month, last_month, months_before
from ..values.series import IndicatorRef, Measure, Point, Series, stretches

MAX_LINES = 4
PERCENT = Ref("percent", Name("%", "%"))
_PLACES = Decimal("0.0001")


def for_view(comparison: Comparison, view: View, populations: Sequence[Series] = ()) -> Comparison:
    """Transform `comparison`, whose series are reported or derived figures on one basis, into what `view` shows.

    `populations`: one yearly series of people per area, for `View.PER_CAPITA` only.
    """
    if view == View.PER_CAPITA:
        return per_thousand(comparison, populations)
    views: dict[View, Callable[[Comparison], Comparison]] = {
        View.YEARS: same_months,
        View.TARGET: attainment,
        View.INDEX: index,
        View.SHARE: shares,
    }
    return views[view](comparison) if view in views else replace(comparison, view=view)


def same_months(comparison: Comparison) -> Comparison:
    """Split into one series per year, newest first, so that the same months lie above each other; at most four lines."""
    allowed = max(1, MAX_LINES // max(1, len(comparison.series)))
    years = sorted({p.month.year for s in comparison.series for p in s.points})
    newest = years[-allowed:]
    series = tuple(_in_year(s, year) for s in comparison.series for year in reversed(newest))
    notices = [_YEARS_LEFT_OUT.filled(first=newest[0])] if len(newest) < len(years) else []
    return _as(comparison, View.YEARS, tuple(s for s in series if s.points), notices)


def attainment(comparison: Comparison) -> Comparison:
    """Divide each figure by the same year's target of the same area and category, in per cent."""
    notices: list[Name] = []
    series = tuple(_attained(s, comparison.targets, notices) for s in comparison.series)
    return _as(comparison, View.TARGET, series, notices, unit=PERCENT)


def index(comparison: Comparison) -> Comparison:
    """Divide each series by its value in the first month that all share, which becomes 100; only since its last break."""
    newest = [stretches(s, comparison.breaks)[-1] for s in comparison.series]
    base = _common_base(newest)
    if base is None:
        return _as(comparison, View.INDEX, (), [_NO_COMMON_MONTH] if comparison.series else [])
    cut = [_SINCE_BREAK] if any(map(_shorter, newest, comparison.series)) else []
    by_year = all(s.basis == Basis.YEAR for s in newest)
    vi, en = (str(base.year) if by_year else month_label(base, lang) for lang in ("vi", "en"))
    unit = Ref("index", Name(f"chỉ số ({vi} = 100)", f"index ({en} = 100)"))
    return _as(comparison, View.INDEX, tuple(_indexed(s, base) for s in newest), cut, unit=unit)


def per_thousand(comparison: Comparison, populations: Sequence[Series]) -> Comparison:
    """Divide each figure by the area's population of the same year, per 1,000 people; none where there is no such."""
    if comparison.indicator.measure == Measure.RATE:
        return _as(comparison, View.PER_CAPITA, (), [_RATE_HAS_NO_PER_CAPITA])
    people = {s.area.code: s for s in populations}
    notices: list[Name] = []
    series = tuple(_per_head(s, people.get(s.area.code), notices) for s in comparison.series)
    return _as(comparison, View.PER_CAPITA, series, notices, unit=_per_thousand_unit(comparison.indicator))


def shares(comparison: Comparison) -> Comparison:
    """Divide each category by its area's total in the same period, in per cent.

    Shows the newest period with a breakdown; for a single area also the same period a year before.
    Needs the totals (series without a category) beside the categories.
    """
    totals = {s.area.code: s for s in comparison.series if s.category is None}
    parts = [s for s in comparison.series if s.category is not None]
    if not parts:
        return _as(comparison, View.SHARE, (), [_NO_BREAKDOWN] if comparison.series else [], unit=PERCENT)
    notices: list[Name] = []
    months = {area: _share_months(area, parts) for area in dict.fromkeys(s.area.code for s in parts)}
    series = tuple(_shared(s, totals.get(s.area.code), months[s.area.code], notices) for s in parts)
    return _as(comparison, View.SHARE, tuple(s for s in series if s.points), notices, unit=PERCENT)


# Same months of several years


def _in_year(series: Series, year: int) -> Series:
    """Return the part of a series that lies in `year`, perhaps without a point."""
    return replace(series, year=year, points=tuple(point for point in series.points if point.month.year == year))


# Per cent of the target


def _attained(series: Series, targets: Iterable[Series], notices: list[Name]) -> Series:
    plan = next((t for t in targets if (t.area, t.category) == (series.area, series.category)), None)
    years = {p.month.year: p for p in plan.points} if plan else {}
    return _ratio(series, years, notices, _NO_TARGET)


def _ratio(series: Series, years: dict[int, Point], notices: list[Name], why: _Template, scale: int = 100) -> Series:
    """Divide points by their year's denominator; a notice for each year without one."""
    points = []
    for point in series.points:
        below = years.get(point.month.year)
        if below is None or not below.value:
            _tell(notices, why.filled(area=series.area.name, year=point.month.year))
            continue
        points.append(_over(point, below, scale))
    return replace(series, points=tuple(points))


def _per_head(series: Series, people: Series | None, notices: list[Name]) -> Series:
    years = {p.month.year: p for p in people.points} if people else {}
    return _ratio(series, years, notices, _NO_POPULATION, scale=1000)


def _per_thousand_unit(indicator: IndicatorRef) -> Ref:
    name = indicator.unit.name
    return Ref("per_1000", Name(f"{name.vi} trên 1.000 dân", f"{name.en} per 1,000 people"))


# Index


def _common_base(series: Sequence[Series]) -> Month | None:
    """Return the first month that can be 100 in every series: one number, no range, no 0."""
    shared = [{p.month for p in s.points if p.value and p.value_high is None} for s in series]
    return min(set.intersection(*shared), default=None) if shared else None


def _shorter(part: Series, whole: Series) -> bool:
    return len(part.points) < len(whole.points)


def _indexed(series: Series, base: Month) -> Series:
    first = series.at(base)
    if first is None or not first.value:
        return replace(series, points=())
    return replace(series, points=tuple(_over(p, first) for p in series.points if p.month >= base))


# Shares


def _share_months(area: str, parts: Sequence[Series]) -> frozenset[Month]:
    months = {p.month for s in parts if s.area.code == area for p in s.points if p.value is not None}
    if not months:
        return frozenset()
    newest = max(months)
    alone = len({s.area.code for s in parts}) == 1
    return frozenset({newest, months_before(newest, 12) or newest} & months if alone else {newest})


def _shared(part: Series, total: Series | None, months: frozenset[Month], notices: list[Name]) -> Series:
    points = []
    for point in (p for p in part.points if p.month in months):
        whole = total.at(last_month(part.basis, point.month)) if total else None
        if whole is None or not whole.value:
            month = point.month
            _tell(notices, _NO_TOTAL.filled(area=part.area.name, month=month.month, year=month.year))
            continue
        points.append(_over(point, whole))
    return replace(part, points=tuple(points))


# Common parts


def _over(point: Point, below: Point, scale: int = 100) -> Point:
    """Return `point` times `scale` over `below`, which is not 0; a gap stays a gap with its reason."""
    if point.value is None:
        return point
    denominator = [(top * (scale / bottom)).quantize(_PLACES) for bottom in ends(below) for top in ends(point)]
    return computed(point, (min(denominator), max(denominator)), against=(below,))


def _as(
    comparison: Comparison,
    view: View,
    series: tuple[Series, ...],
    notices: Sequence[Name],
    *,
    unit: Ref | None = None,
) -> Comparison:
    return replace(
        comparison,
        view=view,
        series=series,
        targets=(),
        unit=unit or comparison.unit,
        notices=(*comparison.notices, *notices),
    )


def _tell(notices: list[Name], notice: Name) -> None:
    if notice not in notices:
        notices.append(notice)


class _Template:
    """A sentence in both languages with holes; a hole filled with a Name takes its language's half."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en

    def filled(self, **holes: Name | int) -> Name:
        return Name(*(getattr(self, lang).format(**_holes(holes, lang)) for lang in ("vi", "en")))


def _holes(holes: dict[str, Name | int], lang: str) -> dict[str, str | int]:
    return {key: hole.text(lang) if isinstance(hole, Name) else hole for key, hole in holes.items()}


_YEARS_LEFT_OUT = _Template(
    "Để hình dễ đọc, chỉ hiện các năm từ {first}.", "To keep the chart legible, only the years from {first} are shown."
)
_NO_TARGET = _Template(
    "{area}: không có chỉ tiêu kế hoạch năm {year}, nên không tính được tỷ lệ thực hiện.",
    "{area}: there is no target for {year}, so the share of the target cannot be computed.",
)
_NO_POPULATION = _Template(
    "{area}: không có số dân của năm {year}, nên không tính được trên 1.000 dân.",
    "{area}: there is no population of {year}, so a figure per 1,000 people cannot be computed.",
)
_NO_TOTAL = _Template(
    "{area}: không có tổng số của kỳ {month}/{year}, nên không tính được tỷ trọng.",
    "{area}: there is no total for {year}-{month:02d}, so shares cannot be computed.",
)
_SINCE_BREAK = Name(
    "Chỉ số chỉ tính từ sau điểm gián đoạn gần nhất của chuỗi số liệu.",
    "The index is computed only since the newest break of the series.",
)
_NO_COMMON_MONTH = Name(
    "Không có tháng nào mà mọi chuỗi số liệu đều có một con số khác 0, nên không lấy được gốc so sánh (= 100).",
    "There is no month in which all series have one number other than 0, so there is no base (= 100) to compare from.",
)
_RATE_HAS_NO_PER_CAPITA = Name(
    "Chỉ tiêu này đã là một tỷ lệ, nên không tính trên 1.000 dân.",
    "This indicator is a rate already, so it is not computed per 1,000 people.",
)
_NO_BREAKDOWN = Name(
    "Không có số liệu phân tổ cho lựa chọn này, nên không tính được tỷ trọng.",
    "There is no breakdown for this selection, so shares cannot be computed.",
)

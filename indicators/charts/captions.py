"""The words around a chart, made from its figures, in Vietnamese and English.

One place for headline, subtitle, description and footnotes, so that page, picture and file say the same.
A sentence is only made when its figures are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ..values.comparison import Comparison, View, shown_breaks, shown_targets
from ..values.formatting import (
    change_text,
    date_text,
    made_up_change,
    mark,
    marks,
    missing_text,
    month_label,
    period_label,
    period_phrase,
    said,
    series_labels,
    span_label,
    unit_name,
)
from ..values.labels import (
    BASIS_PHRASES,
    COMPUTED_MARK_MEANINGS,
    ILLUSTRATIVE_MARK,
    ILLUSTRATIVE_MEANING,
    MARK_MEANINGS,
    VIEW_PHRASES,
)
from ..values.names import Name, Ref
from ..values.periods import Basis, Month, months_before
from ..values.series import Break, Point, ReleaseRef, Series, Source, SpanFigure, Status, last_break, stretches
from .axes import starts_at_zero

__all__ = ["description", "footnotes", "headline", "mark", "release_note", "source_note", "subtitle"]

EMPTY = Name("Chưa có số liệu cho lựa chọn này", "There are no figures for this selection")
_UNRANKED = Name(
    "{} – một số chuỗi số liệu có điểm gián đoạn, nên không xếp cao thấp",
    "{} – some of the series have a break behind them, so they are not ranked",
)
#: More series than this are summed up by their highest and lowest.
_NAMED = 2
_SPANS_NAMED = 3

ON_LAST_YEAR = Name("so với cùng kỳ năm trước", "on the same period last year")
ON_YEAR_BEFORE = Name("so với năm trước", "on the year before")
#: `tables` marks each computed figure with the star; a drawn dot carries none.
_DERIVED = Name(
    "* Số liệu được tính từ các số đã công bố, không phải số in trong báo cáo.",
    "* Figures computed from published ones, not printed in a report.",
)
_YEARS_DERIVED = Name(
    "* Năm chưa có số cả năm: lấy số lũy kế đến hết tháng 12 (hoặc tổng đủ 12 tháng), số có tại tháng 12; không phải số "
    "in trong báo cáo cho cả năm.",
    "* Years without a figure of their own: the running total up to December (or the sum of all twelve months), or what "
    "there was in December; not printed in a report for the year.",
)
_SPANS = Name("Số liệu của nhiều năm, không vẽ thành năm: {}", "Figures of several years, not drawn as years: {}")
CUT_AXIS = Name("Trục tung không bắt đầu từ 0.", "The vertical axis does not start at 0.")
TARGET_LINE = Name("Đường chấm ngang: chỉ tiêu kế hoạch năm.", "Dotted level line: the year’s target.")
_MISSING = Name("× Không có số liệu: {}", "× Not available: {}")


# Headline


def headline(comparison: Comparison, lang: str) -> str:
    """Say the newest figure of each series and its change on the same period last year."""
    if not _valued(comparison.series):
        return EMPTY.text(lang)
    if comparison.view == View.SHARE:
        return _largest_shares(comparison, lang)
    whole = _joined_years(comparison) if comparison.view == View.YEARS else comparison
    if len(_valued(whole.series)) > _NAMED:
        return _extremes(whole, lang)
    return _latest_of_each(whole, lang)


def _latest_of_each(comparison: Comparison, lang: str) -> str:
    """Write one clause a series; a period that all share is written once, in front."""
    labelled = zip(comparison.series, series_labels(comparison, lang), strict=True)
    pairs = [(series, label) for series, label in labelled if _valued([series])]
    valued = [series for series, _ in pairs]
    shared = len({(s.basis, _latest(s).month) for s in valued}) == 1
    clauses = [_clause(series, label, comparison, lang, dated=not shared) for series, label in pairs]
    if not shared:
        return "; ".join(clauses)
    period = _capital(period_phrase(valued[0].basis, _latest(valued[0]).month, lang))
    counted = f", {unit_name(comparison, lang)}" if comparison.view == View.INDEX else ""
    return f"{period}{counted} – {'; '.join(clauses)}"


def _clause(series: Series, label: str, comparison: Comparison, lang: str, *, dated: bool) -> str:
    latest = _latest(series)
    change = change_on_year(series, comparison, lang)
    period = f" ({period_phrase(series.basis, latest.month, lang)})" if dated else ""
    return f"{label}: {achieved(latest, comparison, lang)}{period}{f', {change}' if change else ''}"


def achieved(point: Point, comparison: Comparison, lang: str) -> str:
    """Write a value with its unit as the view means it: `đạt 95,1% kế hoạch năm`."""
    text = said(point, comparison, lang)
    if comparison.view == View.TARGET:
        return Name(f"đạt {text} kế hoạch năm", f"{text} of the year's target").text(lang)
    return text


def change_on_year(series: Series, comparison: Comparison, lang: str) -> str:
    """Write the change on last year: `tăng 5,2% so với cùng kỳ năm trước`.

    Empty without a figure of that period, and where a break lies between.
    """
    latest = _latest(series)
    before = series.at(months_before(latest.month, 12))
    if before and not comparison.compares(series, before.month, latest.month):
        return ""
    change = change_text(latest, before, lang, points=_in_points(comparison)) if before else ""
    since = ON_YEAR_BEFORE if by_year(series, comparison) else ON_LAST_YEAR
    return f"{change} {since.text(lang)}{made_up_change(latest, before, lang)}" if change and before else ""


def by_year(series: Series, comparison: Comparison) -> bool:
    """Whether a series goes year by year: before a figure stands a year, not a period of one."""
    return comparison.view == View.YEAR or series.basis == Basis.YEAR


def _in_points(comparison: Comparison) -> bool:
    return comparison.view in (View.TARGET, View.SHARE) or unit_name(comparison, "vi").startswith("%")


def _extremes(comparison: Comparison, lang: str) -> str:
    """Name the highest and the lowest of many series, in the newest period; neither where a break is behind only some."""
    month = max(_latest(s).month for s in _valued(comparison.series))
    labelled = zip(comparison.series, series_labels(comparison, lang), strict=True)
    figures = [(p, s, label) for s, label in labelled if (p := s.at(month)) and p.value is not None]
    ranked = sorted(figures, key=lambda figure: figure[0].value or 0)
    period = _capital(period_phrase(figures[0][1].basis, month, lang))
    (low, _, lowest), (high, _, highest) = ranked[0], ranked[-1]
    if len({last_break(comparison.breaks, s.area, month) for _, s, _ in figures}) > 1:
        return _UNRANKED.text(lang).format(period)
    if len(ranked) == 1:
        return f"{period} – {highest}: {achieved(high, comparison, lang)}"
    text = Name("{} – cao nhất: {} ({}); thấp nhất: {} ({})", "{} – highest: {} ({}); lowest: {} ({})").text(lang)
    values = (said(high, comparison, lang), said(low, comparison, lang))
    return text.format(period, highest, values[0], lowest, values[1])


def _largest_shares(comparison: Comparison, lang: str) -> str:
    areas = dict.fromkeys(s.area for s in _valued(comparison.series))
    clauses = []
    for area in areas:
        of_area = [s for s in _valued(comparison.series) if s.area == area]
        largest = max(of_area, key=lambda s: (_latest(s).month, _latest(s).value))
        name = largest.category.name.text(lang) if largest.category else ""
        point = _latest(largest)
        period = period_phrase(largest.basis, point.month, lang)
        template = Name("{} ({}): nhiều nhất là {}, {}", "{} ({}): the largest part is {}, {}").text(lang)
        clauses.append(template.format(area.name.text(lang), period, name, said(point, comparison, lang)))
    return "; ".join(clauses)


def _joined_years(comparison: Comparison) -> Comparison:
    """Put the lines of several years back together, one series an area and category."""
    joined: dict[tuple[Ref, Ref | None], Series] = {}
    for series in comparison.series:
        known = joined.get((series.area, series.category))
        points = (*(known.points if known else ()), *series.points)
        whole = replace(series, year=None, points=tuple(sorted(points, key=_month)))
        joined[series.area, series.category] = whole
    return replace(comparison, view=View.MONTH, series=tuple(joined.values()))


# Subtitle


def subtitle(comparison: Comparison, lang: str) -> str:
    """Write measure, unit, counting, places and period, with dots between."""
    unit = Name("đơn vị: {}", "unit: {}").text(lang).format(unit_name(comparison, lang))
    parts = [_measure(comparison, lang), unit, _counted(comparison).text(lang), _places(comparison, lang)]
    return " · ".join(part for part in (*parts, _span(comparison, lang)) if part)


def _measure(comparison: Comparison, lang: str) -> str:
    """Name the indicator, and its category where all series are of the same one."""
    name = comparison.indicator.name.text(lang)
    categories = {s.category for s in comparison.series}
    only = categories.pop() if len(categories) == 1 else None
    return f"{name}: {only.name.text(lang)}" if only else name


def _counted(comparison: Comparison) -> Name:
    bases = {s.basis for s in comparison.series}
    basis = bases.pop() if len(bases) == 1 else None
    if comparison.view == View.MONTH and basis in BASIS_PHRASES:
        return BASIS_PHRASES[basis]
    if comparison.view == View.MONTH and basis == Basis.YTD:
        return VIEW_PHRASES[View.YTD]
    return VIEW_PHRASES[comparison.view]


def _places(comparison: Comparison, lang: str) -> str:
    names = list(dict.fromkeys(s.area.name.text(lang) for s in comparison.series))
    if len(names) <= 4:
        return ", ".join(names)
    return Name("{} địa bàn", "{} areas").text(lang).format(len(names))


def _span(comparison: Comparison, lang: str) -> str:
    if comparison.extent is None:
        return ""
    first, last = comparison.extent
    basis = next(s.basis for s in comparison.series if s.points and s.points[0].month == first)
    if comparison.scale == View.YEAR:
        labels = [str(first.year), str(last.year)]
    elif basis in (Basis.YEAR, Basis.QUARTER):
        labels = [period_label(basis, first, lang), period_label(basis, last, lang)]
    else:
        labels = [month_label(first, lang), month_label(last, lang)]
    return "–".join(dict.fromkeys(labels))


# Description


def description(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """Write one sentence a series (from break to break) for those who do not see the picture: first, last,
    change, highest, lowest.
    """
    if not _valued(comparison.series):
        return (f"{EMPTY.text(lang)}.",)
    if comparison.view == View.SHARE:
        return _shares_in_words(comparison, lang)
    labelled = zip(comparison.series, series_labels(comparison, lang), strict=True)
    return tuple(
        _course(part, label, comparison, lang) for s, label in labelled for part in stretches(s, comparison.breaks)
    )


def _course(series: Series, label: str, comparison: Comparison, lang: str) -> str:
    points = [p for p in series.points if p.value is not None]
    if not points:
        return Name(f"{label}: không có số liệu.", f"{label}: no figures.").text(lang)
    if len(points) == 1:
        return f"{label}: {_dated(points[0], series, comparison, lang)}."
    if all(p.status == Status.ILLUSTRATIVE for p in points):
        label += f" {ILLUSTRATIVE_MARK.text(lang)}"  # said once, not with every figure
        points = [p._replace(status=Status.PUBLISHED) for p in points]
    low, high = min(points, key=_value), max(points, key=_value)
    first, last = (_dated(p, series, comparison, lang) for p in (points[0], points[-1]))
    change = _course_change(series, points, comparison, lang)
    text = Name(
        "{}: kỳ đầu {}, kỳ cuối {}{}; cao nhất {}; thấp nhất {}.",
        "{}: first {}, last {}{}; highest {}; lowest {}.",
    ).text(lang)
    extremes = (_dated(p, series, comparison, lang) for p in (high, low))
    return text.format(label, first, last, f", {change}" if change else "", *extremes)


def _course_change(series: Series, points: list[Point], comparison: Comparison, lang: str) -> str:
    """Write the change from first to last; of a running total, which begins anew each January, the change on last year."""
    if series.basis == Basis.YTD and points[0].month.month != points[-1].month.month:
        return change_on_year(series, comparison, lang) if comparison.view != View.YEARS else ""
    change = change_text(points[-1], points[0], lang, points=_in_points(comparison))
    return f"{change}{made_up_change(points[-1], points[0], lang)}" if change else ""


def _shares_in_words(comparison: Comparison, lang: str) -> tuple[str, ...]:
    labels = zip(comparison.series, series_labels(comparison, lang), strict=True)
    return tuple(f"{label}: {_all_dated(s, comparison, lang)}." for s, label in labels if s.points)


def _all_dated(series: Series, comparison: Comparison, lang: str) -> str:
    return "; ".join(_dated(p, series, comparison, lang) for p in series.points if p.value is not None)


def _dated(point: Point, series: Series, comparison: Comparison, lang: str) -> str:
    return f"{said(point, comparison, lang)} ({period_phrase(series.basis, point.month, lang)})"


# Footnotes


def footnotes(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """Explain the marks in use, in both languages, then breaks and reasons for what is missing."""
    points = [p for s in (*comparison.series, *comparison.targets) for p in s.points]
    points += [figure.point for figure in comparison.spans]
    notes = [*_mark_notes(points, lang), *_break_notes(shown_breaks(comparison), lang)]
    if shown_targets(comparison):
        notes.append(TARGET_LINE.text(lang))
    if _is_cut(comparison):
        notes.append(CUT_AXIS.text(lang))
    if any(p.status == Status.DERIVED for p in points):
        notes.append((_YEARS_DERIVED if comparison.view == View.YEAR else _DERIVED).text(lang))
    if comparison.spans:
        notes.append(_SPANS.text(lang).format(_spans_said(comparison, lang)))
    reasons = dict.fromkeys(p.missing_reason for p in points if p.value is None and p.missing_reason)
    return (*notes, *(_MISSING.text(lang).format(reason) for reason in reasons))


def _spans_said(comparison: Comparison, lang: str) -> str:
    """Name the newest few figures of several years: `Sơn La 2021–2025: 97.500 lao động`, and how many more there are."""
    newest = sorted(comparison.spans, key=lambda figure: figure.point.month, reverse=True)
    said_each = [_span_said(figure, comparison, lang) for figure in newest[:_SPANS_NAMED]]
    more = len(newest) - _SPANS_NAMED
    rest = Name(f"và {more} số khác (xem bảng)", f"and {more} more (see the table)").text(lang)
    return "; ".join([*said_each, rest] if more > 0 else said_each)


def _span_said(figure: SpanFigure, comparison: Comparison, lang: str) -> str:
    value = said(figure.point, comparison, lang) if figure.point.value is not None else missing_text(figure.point, lang)
    part = f", {figure.category.name.text(lang)}" if figure.category else ""
    return f"{figure.area.name.text(lang)}{part}, {span_label(figure, lang)}: {value}"


def _mark_notes(points: Sequence[Point], lang: str) -> list[str]:
    codes = {sign.vi for point in points for sign in marks(point)}
    legend = COMPUTED_MARK_MEANINGS if any(p.status == Status.DERIVED and marks(p) for p in points) else MARK_MEANINGS
    notes = [f"{code} {_both(meaning, lang)}" for code, meaning in legend.items() if code in codes]
    if ILLUSTRATIVE_MARK.vi in codes:
        notes.insert(0, f"{ILLUSTRATIVE_MARK.text(lang)} {_both(ILLUSTRATIVE_MEANING, lang)}")
    return notes


def _is_cut(comparison: Comparison) -> bool:
    values = [p.value for s in comparison.series for p in s.points if p.value is not None]
    return bool(values) and comparison.view != View.SHARE and not starts_at_zero(comparison, min(values), max(values))


def _both(name: Name, lang: str) -> str:
    other = name.vi if name.text(lang) == name.en else name.en
    return f"{name.text(lang)} ({other})"


def _break_notes(breaks: Iterable[Break], lang: str) -> list[str]:
    return [f"[b] {month_label(b.month, lang)}: {_both(b.note, lang)}" for b in breaks]


# Where it comes from

_SOURCES_NAMED = 3


def source_line(source: Source, lang: str) -> str:
    """Write a report's title and date, the date as each language does: `Title (05/09/2024)`."""
    day = source.published_on
    return f"{source.title} ({date_text(day, lang)})" if day else source.title


def source_note(comparison: Comparison, lang: str) -> str:
    """Name the newest three reports and how many more: `Nguồn: …`. Empty when nothing is shown."""
    sources = comparison.sources
    if not sources:
        return ""
    named = "; ".join(source_line(source, lang) for source in sources[:_SOURCES_NAMED])
    more = len(sources) - _SOURCES_NAMED
    rest = Name(f"; và {more} báo cáo khác", f"; and {more} other {'reports' if more > 1 else 'report'}").text(lang)
    return f"{Name('Nguồn: ', 'Source: ').text(lang)}{named}{rest if more > 0 else ''}"


def release_note(release: ReleaseRef | None, lang: str) -> str:
    """Name the release: `Lần công bố số 7, 06/09/2024`; empty without one."""
    if release is None:
        return ""
    day = date_text(release.day, lang)
    return Name(f"Lần công bố số {release.number}, {day}", f"Release {release.number}, {day}").text(lang)


# Common parts


def _valued(series: Iterable[Series]) -> list[Series]:
    return [s for s in series if any(p.value is not None for p in s.points)]


def _latest(series: Series) -> Point:
    return next(p for p in reversed(series.points) if p.value is not None)


def _month(item: Point | Break) -> Month:
    return item.month


def _value(point: Point) -> Decimal:
    return point.value or Decimal(0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

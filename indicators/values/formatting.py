"""Small pieces of text in both languages: months, periods, values, changes, marks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from .comparison import Comparison, View
from .labels import ILLUSTRATIVE_MARK, QUALIFIER_MARKS, QUALIFIER_PHRASES, ROUGH, STATUS_MARKS, TOTAL
from .names import Name
from .numbers import format_number
from .periods import Basis, Month
from .series import Point, Qualifier, Series, SpanFigure, Status

_MONTHS = ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December")  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")


def is_english(lang: str) -> bool:
    """Whether a language is English; anything else is shown in Vietnamese, as `Name.text` does."""
    return lang.startswith("en")


def month_label(month: Month, lang: str) -> str:
    """Write a month in short, for axes: `T1/2024`, `Jan 2024`."""
    return f"{_MONTHS[month.month - 1][:3]} {month.year}" if is_english(lang) else f"T{month.month}/{month.year}"


def month_of_year_label(number: int, lang: str) -> str:
    """Write a month without its year, for an axis of the twelve months: `T1`, `Jan`."""
    return _MONTHS[number - 1][:3] if is_english(lang) else f"T{number}"


def period_label(basis: Basis, month: Month, lang: str) -> str:
    """Write a period in short, for tables and labels: `T8/2024`, `Quý III/2024`, `T1–T8/2024`, `2024`."""
    if basis in (Basis.YEAR, Basis.TARGET):
        return str(month.year)
    if basis == Basis.QUARTER:
        return _quarter(month, lang, "Quý {roman}/{year}", "Q{number} {year}")
    if basis == Basis.YTD and month.month > 1:
        return f"Jan–{month_label(month, lang)}" if is_english(lang) else f"T1–{month_label(month, lang)}"
    return month_label(month, lang)


def span_label(figure: SpanFigure, lang: str) -> str:
    """Write which years a figure of several counts, and how: `2021–2025 (bình quân một năm)`."""
    kinds = {
        Basis.AVERAGE: Name("bình quân một năm", "a year on average"),
        Basis.AVERAGE_TARGET: Name("kế hoạch bình quân một năm", "the plan for a year on average"),
        Basis.TARGET: Name("kế hoạch", "target"),
    }
    first, last = Month.of(figure.since), figure.point.month
    whole = (first.month, last.month) == (1, 12)
    ends = (str(first.year), str(last.year)) if whole else (month_label(first, lang), month_label(last, lang))
    kind = kinds.get(figure.basis)
    return f"{'–'.join(ends)} ({kind.text(lang)})" if kind else "–".join(ends)


def period_phrase(basis: Basis, month: Month, lang: str) -> str:
    """Write a period for a sentence: `tháng 8/2024`, `8 tháng đầu năm 2024`, `January–August 2024`."""
    name, year = _MONTHS[month.month - 1], month.year
    phrases = {
        Basis.MONTH: Name(f"tháng {month.month}/{year}", f"{name} {year}"),
        Basis.YTD: _ytd_phrase(month),
        Basis.YEAR: Name(f"năm {year}", f"{year}"),
        Basis.AS_OF: Name(f"tính đến tháng {month.month}/{year}", f"as of {name} {year}"),
        Basis.TARGET: Name(f"kế hoạch năm {year}", f"the target for {year}"),
        Basis.SPAN: Name(f"giai đoạn đến năm {year}", f"the years up to {year}"),
        Basis.AVERAGE: Name(f"bình quân mỗi năm của giai đoạn đến năm {year}", f"a year on average, up to {year}"),
        Basis.AVERAGE_TARGET: Name(
            f"kế hoạch bình quân mỗi năm của giai đoạn đến năm {year}",
            f"the target for a year on average, up to {year}",
        ),
    }
    if basis == Basis.QUARTER:
        return _quarter(month, lang, "quý {roman}/{year}", "Q{number} {year}")
    return phrases[basis].text(lang)


def _ytd_phrase(month: Month) -> Name:
    year = month.year
    if month.month == 12:
        return Name(f"cả năm {year}", f"the whole of {year}")
    if month.month == 1:
        return Name(f"tháng 1/{year}", f"January {year}")
    return Name(f"{month.month} tháng đầu năm {year}", f"January–{_MONTHS[month.month - 1]} {year}")


def _quarter(month: Month, lang: str, vi: str, en: str) -> str:
    number = (month.month + 2) // 3
    return Name(vi, en).text(lang).format(number=number, roman=_ROMAN[number - 1], year=month.year)


def date_text(day: date, lang: str) -> str:
    """Write a day: `06/09/2024`, `6 September 2024`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if is_english(lang) else f"{day:%d/%m/%Y}"


# Values


def decimals(comparison: Comparison) -> int:
    """Return how many decimals to print: the indicator's own, or those of a computed view."""
    return {View.TARGET: 1, View.INDEX: 1, View.SHARE: 1, View.PER_CAPITA: 2}.get(
        comparison.view, comparison.indicator.decimals
    )


def unit_name(comparison: Comparison, lang: str) -> str:
    return (comparison.unit or comparison.indicator.unit).name.text(lang)


def number_text(point: Point, lang: str, places: int) -> str:
    """Write a value, a range with a dash (once where its ends print alike); empty when there is none."""
    if point.value is None:
        return ""
    text = format_number(point.value, lang, places)
    high = text if point.value_high is None else format_number(point.value_high, lang, places)
    return text if high == text else f"{text}–{high}"


def with_unit(text: str, unit: str) -> str:
    """Put the unit behind a number: `2.478 lao động`, `14,8%`."""
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def said(point: Point, comparison: Comparison, lang: str) -> str:
    """Write a value for a sentence, with its hedge, unit and marks: `gần 8.000 người [≈]`."""
    unit = "" if comparison.view == View.INDEX else unit_name(comparison, lang)
    text = with_unit(number_text(point, lang, decimals(comparison)), unit)
    hedge = QUALIFIER_PHRASES.get(point.qualifier)
    marks = mark(point, lang)
    return f"{hedge.text(lang).format(text) if hedge else text}{f' {marks}' if marks else ''}"


def mark(point: Point, lang: str) -> str:
    """Write the marks of one figure (C4): `[p]`, `[e]`, `[≈]`, `[r]`, `[minh hoạ]`, in this order; often empty."""
    return _mark(point.status, point.qualifier, lang)


@lru_cache(maxsize=200)
def _mark(status: Status, qualifier: Qualifier, lang: str) -> str:
    """Write marks, kept: a thousand points of a page have a handful of them."""
    return "".join(name.text(lang) for name in _marks(status, qualifier))


def short_marks(point: Point) -> str:
    """Write the marks beside a drawn dot; a made-up figure is told by its hollow dot instead."""
    return "" if point.status == Status.ILLUSTRATIVE else mark(point, "vi")


def marks(point: Point) -> tuple[Name, ...]:
    """Return the marks of one figure, each in both languages."""
    return _marks(point.status, point.qualifier)


def _marks(status: Status, qualifier: Qualifier) -> tuple[Name, ...]:
    return STATUS_MARKS.get(status, ()) + QUALIFIER_MARKS.get(qualifier, ())


def missing_text(point: Point, lang: str) -> str:
    """Say why a figure is known to be unavailable."""
    text = Name("không có số liệu", "not available").text(lang)
    return f"{text}: {point.missing_reason}" if point.missing_reason else text


# Changes


def made_up_change(now: Point, before: Point, lang: str) -> str:
    """Mark a change that rests on a made-up figure where `now`, which stands beside it, has no mark; else empty."""
    made_up = before.status == Status.ILLUSTRATIVE != now.status
    return f" {ILLUSTRATIVE_MARK.text(lang)}" if made_up else ""


def change_text(now: Point, before: Point, lang: str, *, points: bool) -> str:
    """Write a change: `tăng 5,2%`; of shares and rates (`points`) in percentage points. Empty without both values."""
    if now.value is None or before.value is None:
        return ""
    if now.value == before.value:
        return _about(Name("không đổi", "unchanged").text(lang), lang, now, before)
    if points or not before.value:
        return _difference(now, before, now.value - before.value, lang, points)
    percent = (now.value - before.value) * 100 / before.value
    if now.value >= before.value * 3:
        times = format_number(now.value / before.value, lang, 1)
        return Name(f"gấp {_about(times, lang, now, before)} lần", f"up {_about(times, lang, now, before)}-fold").text(
            lang
        )
    if abs(percent) < Decimal("0.05"):
        return Name("gần như không đổi", "almost unchanged").text(lang)
    return _moved(percent > 0, _about(f"{format_number(abs(percent), lang, 1)}%", lang, now, before), lang)


def _difference(now: Point, before: Point, by: Decimal, lang: str, points: bool) -> str:
    unit = Name(" điểm phần trăm", " percentage points").text(lang) if points else ""
    return _moved(by > 0, _about(f"{format_number(abs(by), lang, 1 if points else 0)}{unit}", lang, now, before), lang)


def _moved(up: bool, amount: str, lang: str) -> str:
    return (Name("tăng {}", "up {}") if up else Name("giảm {}", "down {}")).text(lang).format(amount)


def _about(text: str, lang: str, *inputs: Point) -> str:
    """Say "about" of a change between hedged figures, or from or to a range."""
    rough = any(p.qualifier in ROUGH or p.value_high is not None for p in inputs)
    return QUALIFIER_PHRASES[Qualifier.ABOUT].text(lang).format(text) if rough else text


# Labels


def series_labels(comparison: Comparison, lang: str) -> list[str]:
    """Label each series by no more than tells them apart: the area, the category, or both."""
    areas = {s.area for s in comparison.series}
    categories = {s.part for s in comparison.series}
    by_category = len(categories) > 1 or comparison.view == View.YEARS
    return [_series_label(s, lang, len(areas) > 1, by_category) for s in comparison.series]


def _series_label(series: Series, lang: str, by_area: bool, by_category: bool) -> str:
    area = series.area.name.text(lang)
    category = series.part.name.text(lang) if series.part else TOTAL.text(lang)
    if not by_category:
        return area
    return f"{area}, {category}" if by_area else category

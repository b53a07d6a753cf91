"""One-line filters: figures, months and days as the page's language writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from ..models import Figure, Release, Source
from ..models.named import language
from ..queries.areas import AreaPlace
from ..tables.figures import period_text
from ..tables.plain import value_text
from ..values import formatting
from ..values.names import Ref
from ..values.numbers import format_number
from ..values.periods import Basis, Month
from ..values.series import Point, Qualifier, Status

register = template.Library()


@register.filter
def month(value: Month) -> str:
    """Write a month in short: `T5/2022`, `May 2022`."""
    return formatting.month_label(value, language())


@register.filter
def month_name(value: Month) -> str:
    """Write a month in full: `tháng 5/2022`, `May 2022`."""
    return formatting.period_phrase(Basis.MONTH, value, language())


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day: `11/05/2022`, `11 May 2022`; empty without a date."""
    if value is None:
        return ""
    return formatting.date_text(timezone.localdate(value) if isinstance(value, datetime) else value, language())


@register.filter
def source_date(source: Source) -> str:
    """Write the date of a source to its precision: `2019`, `10/2024`, `14/10/2025`; empty without one."""
    day = source.published_on
    return formatting.dated(day, source.precision, language()) if day else ""


@register.filter
def moment(value: datetime) -> str:
    """Write a day with its time, in Vietnam: `08:30, 11/05/2022`."""
    return f"{timezone.localtime(value):%H:%M}, {day(value)}"


@register.filter
def figure_value(figure: Figure) -> SafeString | str:
    """Write a published figure's value with its marks."""
    point = Point(
        figure.month, figure.value, figure.value_high, Qualifier(figure.qualifier), Status(figure.status),
        figure.missing_reason, inferred=figure.inferred,
    )  # fmt: skip
    return value_text(point, language(), figure.indicator.decimals)


@register.filter
def figure_period(figure: Figure) -> str:
    """Write a figure's period in short: `T5/2022`, `T1–T5/2022`, `target 2024`."""
    return period_text(Basis(figure.basis), figure.month, figure.since, language())


@register.filter
def ended_in(figure: Figure, as_of: int) -> Release | None:
    """Return the release that ended a figure, where it had by release `as_of`; None for one that stood."""
    ended = figure.superseded_in
    return ended if ended and ended.number <= as_of else None


@register.simple_tag
def named(ref: Ref) -> str:
    """Write a name in the page's language."""
    return ref.name.text(language())


@register.simple_tag
def place_name(place: AreaPlace) -> str:
    """Write a place with its kind in Vietnamese: `Tỉnh Sơn La`; English names say it where they need to."""
    name = place.ref.name.text(language())
    return f"{place.kind} {name}" if language() == "vi" and place.kind and not name.startswith(place.kind) else name


@register.filter
def of(mapping: dict[str, Any] | str | None, key: str) -> Any:
    """Return the value of a key, None without one. (A table without `sorts` gives an empty text.)"""
    return mapping.get(key) if isinstance(mapping, dict) else None


@register.filter
def whole(value: int) -> str:
    """Write a whole number: `2.664`, `2,664`."""
    return format_number(Decimal(value), language(), 0)

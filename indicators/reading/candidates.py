"""What the reader hands over: plain values, ready to be shown on a page or printed as JSON."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

Span = tuple[int, int]


class AmountKind(StrEnum):
    """A sort of number that a candidate can be."""

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    MASS = "mass"
    TARGET = "target"
    PCT_OF_TARGET = "pct_of_target"
    CHANGE_PCT = "change_pct"
    CHANGE_PP = "change_pp"  # percentage points
    CHANGE_ABS = "change_abs"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class AreaName:
    """A place as far as the text says it: `code` is None where the gazetteer does not know it."""

    level: str  # country, province, district, commune
    name: str
    code: str | None = None
    province: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"level": self.level, "name": self.name, "code": self.code, "province": self.province}


@dataclass(frozen=True, slots=True)
class When:
    """The span of time of a candidate; `type` is month, quarter, ytd, year, range or as-of (which has only `date`)."""

    type: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    date: datetime.date | None = None

    def as_json(self) -> dict[str, str | None]:
        days = {"start": self.start, "end": self.end, "date": self.date}
        return {"type": self.type, **{name: day.isoformat() if day else None for name, day in days.items()}}


@dataclass(frozen=True, slots=True)
class CategoryKey:
    """A category by its dimension's and its own slug."""

    dimension: str
    category: str

    def as_json(self) -> dict[str, str]:
        return {"dimension": self.dimension, "category": self.category}


@dataclass(frozen=True, slots=True)
class Reason:
    """The grounds on which a candidate reads as it does: spans in the pasted text, and rules by name."""

    cues: tuple[Span, ...] = ()  # words that chose indicator and category
    period: str = "none"  # stated, attached, carried, report-date, comparison, stock, none
    period_span: Span | None = None
    area: str = "none"  # stated, paragraph, document, none
    sum: str = ""  # of a total and of its parts: matches, differs
    of: Decimal | None = None  # the whole in "59.788/63.442 hồ sơ"
    flags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "cues": [list(span) for span in self.cues],
            "period": self.period,
            "period_span": list(self.period_span) if self.period_span else None,
            "area": self.area,
            "sum": self.sum or None,
            "of": plain(self.of),
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed figure. `value` in base units, signed for changes; spans are places in the pasted text."""

    start: int
    end: int
    text_span: str
    value: Decimal
    value_high: Decimal | None
    unit: str
    qualifier: str
    kind: AmountKind
    indicator: str | None
    area: AreaName | None
    period: When | None
    breakdown: CategoryKey | None
    target: Decimal | None
    confidence: float  # chance that value, kind, qualifier, period and area are all right
    reason: Reason = field(default_factory=Reason)

    def as_json(self) -> dict[str, Any]:
        """Return the object that `read_report --json` prints for this candidate."""
        return {
            "start": self.start,
            "end": self.end,
            "text_span": self.text_span,
            "value": plain(self.value),
            "value_high": plain(self.value_high),
            "unit": self.unit,
            "qualifier": self.qualifier,
            "kind": str(self.kind),
            "indicator": self.indicator,
            "area": self.area.as_json() if self.area else None,
            "period": self.period.as_json() if self.period else None,
            "breakdown": self.breakdown.as_json() if self.breakdown else None,
            "target": plain(self.target),
            "confidence": self.confidence,
            "reason": self.reason.as_json(),
        }


def plain(value: Decimal | None) -> int | float | None:
    """Return a decimal as a JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

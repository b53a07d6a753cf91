"""Says what a few cards show, in sentences called insights. No sentence that the figures do not support.

Three kinds: how a figure moved on the same period last year, where it stands against the year's plan, and which part
of a breakdown moved or leads. What rests on made-up figures is marked, and comes after what does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ..charts.captions import ON_LAST_YEAR, ON_YEAR_BEFORE, by_year, change_on_year
from ..values.comparison import Comparison, View
from ..values.derive import ends
from ..values.formatting import period_phrase, said
from ..values.names import Name
from ..values.numbers import format_number, format_percent
from ..values.periods import Basis, Month, months_before
from ..values.series import Direction, Point, Series
from .cards import Card

#: Fewer than this many things a year before: a change in per cent says little, and is told last.
_FEW = 20
#: Nearer to the plan than this many percentage points is "as planned".
_NEAR = Decimal(2)
_HUNDRED = Decimal(100)
#: A share that moved less than this, in percentage points, is printed as not moved.
_STILL = Decimal("0.05")
#: Parts of more than this many per cent together overlap: no one of them is "the largest".
_WHOLE = Decimal(101)
#: The view of these says itself which figures it shows; others are asked for.
_DEFAULT = frozenset({Basis.MONTH, Basis.YTD, Basis.AS_OF, Basis.YEAR})


class InsightKind(StrEnum):
    """What an insight is about, in the order in which they are told."""

    PLAN = "plan"
    CHANGE = "change"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Insight:
    """A sentence and the chart that shows it. `size`: how much it matters among its kind."""

    kind: InsightKind
    text: Name
    indicator: str
    area: str
    view: View
    until: Month
    made_up: bool
    size: Decimal
    basis: Basis | None = None

    @property
    def query(self) -> dict[str, str]:
        """The comparison that shows it, as the parameters of its address."""
        basis = {"basis": self.basis.value} if self.basis else {}
        return {"indicator": self.indicator, "area": self.area, "view": self.view.value, **basis, "to": str(self.until)}


def insights(cards: Iterable[Card], most: int = 3) -> tuple[Insight, ...]:
    """Choose the `most` that matter: reported before made-up, each kind once before any twice."""
    ranked: list[tuple[bool, int, int, int, Insight]] = []
    every = [insight for card in cards for insight in _of(card)]
    for place, kind in enumerate(InsightKind):
        alike = sorted((f for f in every if f.kind == kind), key=lambda f: (f.made_up, -f.size))
        ranked += [(insight.made_up, turn, place, len(ranked), insight) for turn, insight in enumerate(alike)]
    return tuple(rank[-1] for rank in sorted(ranked, key=lambda rank: rank[:-1])[:most])


def _of(card: Card) -> Iterator[Insight]:
    for insight in (_against_plan(card), _on_last_year(card), _by_part(card)):
        if insight is not None:
            yield insight


# On the same period last year


def _on_last_year(card: Card) -> Insight | None:
    before = card.before
    if before is None or before.value is None or card.now.value is None:
        return None
    text = Name(*(_changed(card, lang) for lang in ("vi", "en")))
    share = abs(card.now.value - before.value) * 100 / abs(before.value) if before.value else Decimal(0)
    size = share if abs(before.value) >= _FEW or "%" in card.shown.indicator.unit.name.vi else Decimal(0)
    return _insight(InsightKind.CHANGE, text, card, card.shown, size)


def _changed(card: Card, lang: str) -> str:
    change = change_on_year(card.series, card.shown, lang)
    return f"{_opening(card, card.series, lang)}: {said(card.now, card.shown, lang)}, {change}."


# Against the plan


def _against_plan(card: Card) -> Insight | None:
    """Compare with the plan, only where more is better: a plan of "at most" is not met by being fast."""
    reached, passed = card.attained, card.elapsed
    if reached is None or reached.value is None or passed is None or card.shown.indicator.direction == Direction.DOWN:
        return None
    if reached.inferred:  # a period or scope that is partly inferred judges nobody
        return None
    if not _one_sided(reached, passed, card.now.month):
        return None
    gap = reached.value - passed
    text = Name(*(_planned(card, reached, passed, lang) for lang in ("vi", "en")))
    return _insight(InsightKind.PLAN, text, card, card.plan, abs(gap))


def _one_sided(reached: Point, passed: Decimal, month: Month) -> bool:
    """Whether both ends of a range stand alike to the time passed; one number always does."""
    return len({_pace(reached._replace(value=end), passed, month, "vi") for end in ends(reached)}) == 1


def _planned(card: Card, reached: Point, passed: Decimal, lang: str) -> str:
    share = Name("đạt {} kế hoạch năm", "{} of the year’s target").text(lang).format(said(reached, card.plan, lang))
    return f"{_opening(card, card.plan.series[0], lang)}: {share}, {_pace(reached, passed, card.now.month, lang)}."


def _pace(reached: Point, passed: Decimal, month: Month, lang: str) -> str:
    """Say whether a share is ahead of, behind or in step with the part of the year that has passed."""
    assert reached.value is not None
    gap = reached.value - passed
    if reached.value >= _HUNDRED:
        return Name("đã hoàn thành kế hoạch", "so the plan is fulfilled").text(lang)
    if abs(gap) < _NEAR:
        words = Name("sát tiến độ thời gian ({}/12 tháng, {})", "in step with the time passed ({} of 12 months, {})")
    elif gap > 0:
        words = Name("nhanh hơn tiến độ thời gian ({}/12 tháng, {})", "ahead of the time passed ({} of 12 months, {})")
    else:
        words = Name("chậm hơn tiến độ thời gian ({}/12 tháng, {})", "behind the time passed ({} of 12 months, {})")
    return words.text(lang).format(month.month, format_percent(passed, lang, 1))


# By part


def _by_part(card: Card) -> Insight | None:
    """Choose the part whose share moved most on last year, else the largest; None where the parts overlap."""
    parts = _newest_parts(card.shares)
    if len(parts) < 2 or sum(_last(part) for part in parts) > _WHOLE:
        return None
    moved, leads = max(parts, key=lambda part: abs(_movement(part, card))), max(parts, key=_last)
    return _part_moved(card, moved) if abs(_movement(moved, card)) >= _STILL else _part_leads(card, leads)


def _newest_parts(shares: Comparison) -> list[Series]:
    parts = [part for part in shares.series if part.category and part.points and part.points[-1].value is not None]
    newest = max((part.points[-1].month for part in parts), default=None)
    return [part for part in parts if part.points[-1].month == newest]


def _last(part: Series) -> Decimal:
    return part.points[-1].value or Decimal(0)


def _year_before(part: Series, card: Card) -> Point | None:
    point = part.at(months_before(part.points[-1].month, 12))
    compares = point is not None and card.shares.compares(part, point.month, part.points[-1].month)
    return point if point and compares and point.value is not None else None


def _movement(part: Series, card: Card) -> Decimal:
    """Return percentage points on the same period last year; 0 where there is none to compare with."""
    before = _year_before(part, card)
    return _last(part) - before.value if before and before.value is not None else Decimal(0)


def _part_moved(card: Card, part: Series) -> Insight:
    by = _movement(part, card)
    text = Name(*(_moved(card, part, by, lang) for lang in ("vi", "en")))
    return _insight(InsightKind.PART, text, card, card.shares, abs(by))


def _moved(card: Card, part: Series, by: Decimal, lang: str) -> str:
    template = Name(
        "{}: tỷ trọng “{}” {} {} điểm phần trăm {}, {} {}.", "{}: the share of “{}” {} {} percentage points {}, {} {}."
    ).text(lang)
    since = ON_YEAR_BEFORE if by_year(part, card.shares) else ON_LAST_YEAR
    way, to = (Name("tăng", "rose"), Name("lên", "to")) if by > 0 else (Name("giảm", "fell"), Name("còn", "to"))
    return template.format(
        _opening(card, part, lang), _category(part, lang), way.text(lang), format_number(abs(by), lang, 1),
        since.text(lang), to.text(lang), said(part.points[-1], card.shares, lang),
    )  # fmt: skip


def _part_leads(card: Card, part: Series) -> Insight:
    template = Name("{}: phần lớn nhất là “{}”, chiếm {}.", "{}: the largest part is “{}”, with {}.")
    shares = card.shares
    text = Name(
        *(
            template.text(lang).format(
                _opening(card, part, lang), _category(part, lang), said(part.points[-1], shares, lang)
            )
            for lang in ("vi", "en")
        )
    )
    return _insight(InsightKind.PART, text, card, shares, Decimal(0))


def _category(part: Series, lang: str) -> str:
    return part.category.name.text(lang) if part.category else ""


# Common parts


def _opening(card: Card, series: Series, lang: str) -> str:
    """Name the indicator and the period: `Số lao động được giải quyết việc làm, 5 tháng đầu năm 2022`."""
    name = card.shown.indicator.name.text(lang)
    return f"{name[:1].upper()}{name[1:]}, {period_phrase(series.basis, series.points[-1].month, lang)}"


def _insight(kind: InsightKind, text: Name, card: Card, shown: Comparison, size: Decimal) -> Insight:
    basis = card.series.basis if kind == InsightKind.CHANGE and card.series.basis not in _DEFAULT else None
    return Insight(
        kind=kind,
        text=text,
        indicator=card.shown.indicator.slug,
        area=card.area.code,
        view=shown.view,
        until=card.now.month,
        made_up=not card.reported,
        size=size,
        basis=basis,
    )

"""The draft of a candidate, which the passes of `reader` fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .amounts.amounts import Amount
from .amounts.groups import GroupMember
from .amounts.kinds import AmountSort
from .candidates import AmountKind, AreaName, CategoryKey, Span, When
from .text.sentences import Sentence
from .text.tables import TableCell
from .time.when import Mention

#: Kinds that speak of another figure.
INHERITS = (
    AmountKind.PCT_OF_TARGET,
    AmountKind.CHANGE_PCT,
    AmountKind.CHANGE_ABS,
    AmountKind.CHANGE_PP,
    AmountKind.RATIO,
)


@dataclass
class Draft:
    """A figure of a page, as far as it is known; the passes of `reader` fill it in."""

    amount: Amount
    sentence: Sentence
    sort: AmountSort
    period: When | None = None
    period_rule: str = "none"
    period_mention: Mention | None = None
    area: AreaName | None = None
    area_rule: str = "none"
    indicator: str | None = None
    score: float = 0.0
    category: CategoryKey | None = None
    cues: tuple[Span, ...] = ()
    target: Decimal | None = None
    sum: str = ""
    flags: list[str] = field(default_factory=list)
    cell: TableCell | None = None
    listed: bool = False  # one of the parts of a total
    base: Draft | None = None  # the figure that this one speaks of, or the total that it is a part of

    def call(self, indicator: str | None, score: float, cues: tuple[Span, ...]) -> None:
        """Name what the figure counts, and the words that say so."""
        self.indicator, self.score, self.cues = indicator, score, cues

    @property
    def kind(self) -> AmountKind:
        return self.sort.kind

    @property
    def leans(self) -> bool:
        """Return whether the figure describes the one before it: an attainment, a change, last year's number."""
        return self.kind in INHERITS or bool(self.sort.against)

    @property
    def placed(self) -> bool:
        """Return whether the figure is no part of a total, or a part with a category or an indicator of its own."""
        if not self.listed or self.base is None or self.indicator is None:
            return True
        return self.category is not None or self.indicator != self.base.indicator

    @property
    def member(self) -> GroupMember:
        aside = bool(self.sort.against) or self.cell is not None
        return GroupMember(
            self.sort.start, self.sort.end, self.sort.value, self.kind, self.amount.family, self.sentence, aside
        )

"""Find the time of a plan: mostly a year or several, but also a month or a quarter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ..amounts.kinds import AmountSort
from ..candidates import When
from ..draft import Draft
from .clock import Clock, planned
from .spans import ChosenTime
from .when import PARTS, Mention, TimeForm

#: `giao chỉ tiêu năm`, `mục tiêu cả năm`: of the whole year, whenever that was said.
_OF_YEAR = re.compile(r"(?<!\w)năm(?!\w)")
#: `đạt 80% kế hoạch tháng`, `1.200/1.500 lao động, đạt 80% kế hoạch quý`
_OF_PART = re.compile(r"\d[^;.]*?(?<!\w)(?:kế hoạch|kh|chỉ tiêu)\s+(?:của\s+)?(?:tháng|quý|tuần|6 tháng)(?!\w)")


def is_of_part(folded: str, start: int, end: int) -> bool:
    """Return whether the words behind a figure measure it by the plan of a part of the year."""
    return bool(_OF_PART.search(folded, start, end))


def is_dated(folded: str, sort: AmountSort, choice: ChosenTime) -> bool:
    """Return whether the time beside a plan is the plan's: behind its words, or a part of a year before them."""
    mention = choice.mention
    if mention is None or mention.start > sort.plan_at:
        return mention is not None
    of_year = _OF_YEAR.search(folded, sort.plan_at, sort.start)
    return choice.rule == "stated" and mention.form in PARTS and not of_year


def beside(folded: str, draft: Draft, period: When, own: Iterable[Mention], clock: Clock) -> When | None:
    """Return the time of a plan beside its figure: `kế hoạch giai đoạn 2021-2025 (75.000 lao động)`, else its year."""
    start = draft.base.sort.start if draft.base else draft.sentence.start
    if is_of_part(folded, start, draft.sort.start):
        return period
    for mention in own:
        within = start < mention.start and mention.end <= draft.sort.start
        if within and mention.form is TimeForm.RANGE and mention.year and mention.until:
            return When("range", date(mention.year, 1, 1), date(mention.until, 12, 31))
    return planned(period, clock.year, share=draft.amount.family == "percent")

"""Tell stocks from flows: by the indicator's measure, else by the words around the figure."""

from __future__ import annotations

import re

from ..candidates import AmountKind
from ..draft import Draft
from ..subject.vocabulary import Vocabulary
from ..text.patterns import one_of

_NOW = re.compile(r"(?<!thực )(?<!\w)(?:hiện|đang|hiện có|còn có)(?!\w)[^;]*$")
_INSURED = r"(?:bảo hiểm|bhxh|bhyt|bhtn)"
#: Words of what there is, before the figure in its clause or right behind its unit.
_KEPT = one_of(
    """đang (?:được )?(?:quản lý|điều trị|nuôi dưỡng|chăm sóc|học|sinh sống|sinh hoạt|làm việc|hưởng|hoạt động)
    | (?:được )?quản lý sau cai | có hồ sơ quản lý | còn sống | trong diện quản lý | thuộc diện quản lý
    | có thẻ | đang cai"""
)
_KEPT_BEFORE = re.compile(rf"(?<!\w){_KEPT}(?!\w)[^;.]{{0,40}}$")
_KEPT_BEHIND = re.compile(rf"\s*(?:[^\W\d]+\s+){{0,3}}{_KEPT}(?!\w)")
_MEMBERS = re.compile(r"(?<!lượt )(?:người|số|lao động|đối tượng)\s+(?:đang\s+)?tham gia(?!\w)")
#: `200 cơ sở, tăng 67 cơ sở so với cuối năm 2014`: what is measured against a moment is of a moment.
_AGAINST_MOMENT = re.compile(
    r"[\s,(]*(?:và\s+)?(?:tăng|giảm)[^;.]{1,40}?so\s+(?:với\s+)?(?:thời điểm\s+)?(?:(?:cuối|đầu)\s+(?:năm|tháng|quý)|ngày|thời điểm)"
)
#: `406 hộ nghèo vay được vốn`, `hỗ trợ 45 hộ nghèo xây nhà`: who received something, not how many there are.
_RECEIVES = re.compile(
    r"\s*(?:(?:cận|mới thoát)\s+nghèo\s+)?(?:đã\s+|được\s+)*(?:vay|nhận|hỗ trợ|tiếp cận|cấp|trao|tặng|thụ hưởng|xây|sửa)(?!\w)"
)
_SERVED = re.compile(r"(?<!\w)(?:đến với|vay cho|hỗ trợ cho|trợ giúp cho|tặng quà cho|trợ cấp cho)\s+(?:[^\W\d]+\s)?$")
#: `5.732 lượt hộ nghèo, 4.570 hộ cận nghèo`: the second was counted as the first.
_TIMES_BEFORE = re.compile(r"\d\s+lượt\s[^,;:.()\d]{1,30}(?:,|\svà)\s+(?:(?:gần|hơn|trên)\s)?$")


def steady(draft: Draft, vocabulary: Vocabulary, folded: str) -> bool | None:
    """Return True for a stock or a rate, False for a flow, None where neither indicator nor words say so."""
    if draft.kind is AmountKind.RATE:
        return True
    if draft.kind in (AmountKind.CHANGE_ABS, AmountKind.CHANGE_PCT, AmountKind.CHANGE_PP):
        return False
    if is_passing(draft, folded):
        return False
    if draft.kind is AmountKind.COUNT and is_membership(draft, folded):
        return True
    facts = vocabulary.indicators.get(draft.indicator or "")
    if facts:
        return facts.measure != "flow"
    return True if _says_stock(draft, folded) else None


def is_out_of_time(draft: Draft, vocabulary: Vocabulary) -> bool:
    """Return whether a stock has a span of time, or a flow only a moment: one of the two is wrong."""
    facts = vocabulary.indicators.get(draft.indicator or "")
    if facts is None or draft.period is None:
        return False
    if facts.measure == "flow":
        return draft.kind in (AmountKind.COUNT, AmountKind.MONEY) and draft.period.type == "as-of"
    spanned = draft.period.type in ("month", "quarter", "ytd")
    return draft.kind is AmountKind.COUNT and facts.measure == "stock" and spanned


def is_passing(draft: Draft, folded: str) -> bool:
    """Return whether a figure counts times (`lượt`) or who received something: never what there is."""
    unit = draft.amount.unit
    if unit and folded[draft.amount.digits_end : draft.amount.unit_end].lstrip().startswith("lượt"):
        return True
    if draft.amount.family != "household" or draft.kind is not AmountKind.COUNT:
        return False
    head = folded[draft.sentence.start : draft.sort.start]
    return bool(_RECEIVES.match(folded, draft.amount.end) or _SERVED.search(head) or _TIMES_BEFORE.search(head))


def _says_stock(draft: Draft, folded: str) -> bool:
    start = max(draft.sentence.start, draft.sort.start - 60)
    head = folded[start : draft.sort.start]
    if _NOW.search(head) or _AGAINST_MOMENT.match(folded, draft.sort.end, draft.sentence.end):
        return True
    if draft.kind is not AmountKind.COUNT:
        return False
    return bool(_KEPT_BEFORE.search(head) or _KEPT_BEHIND.match(folded, draft.amount.end))


def is_membership(draft: Draft, folded: str) -> bool:
    """Return whether a figure counts members of an insurance: `Số người tham gia BHXH: 206.810 người`."""
    if draft.cell:
        beside = folded[slice(*draft.cell.header)]
    else:
        beside = folded[max(draft.sentence.start, draft.sort.start - 60) : draft.amount.end + 24]
    return bool(_MEMBERS.search(beside) and re.search(_INSURED, draft.sentence.text))

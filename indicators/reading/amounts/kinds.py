"""Read the words around an amount and return its sort: a count, a share, a plan, an attainment, a change.

The words right before and right behind the number decide; a plan also needs to hear whether the sentence speaks of
what is wanted or of what was done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from ..candidates import AmountKind
from ..text.patterns import one_of
from ..text.sentences import Sentence
from . import bare_numbers
from .amounts import Amount


@dataclass(frozen=True, slots=True)
class AmountSort:
    """The kind and signed value of an amount, and the span that its words cover."""

    kind: AmountKind
    value: Decimal
    high: Decimal | None
    start: int
    end: int
    flags: tuple[str, ...] = ()
    planned: bool = False  # the sentence speaks of what is wanted
    plan_at: int = 0  # where the words of the plan stand
    against: str = ""  # "plan" or "year": what the figure before is measured against


@dataclass
class PrecedingFigure:
    """The part of a sentence before an amount, as far as its kind depends on it."""

    previous: AmountKind | None = None
    previous_end: int = 0
    has_whole: bool = False
    has_target: bool = False
    sign: int = 1  # of a change


_PLAN_NOUN = one_of(
    r"""kế hoạch | kh(?!\w) | chỉ tiêu | mục tiêu(?! quốc gia) | dự toán | nghị quyết | nhiệm vụ năm | định mức giao
    | tổng vốn giao | vốn giao"""
)
_OF_PLAN = re.compile(rf"\s*(?:\)\s*)?(?:so\s+(?:với\s+)?)?(?:(?:tổng\s+)?số\s+)?(?P<noun>{_PLAN_NOUN})")
_PLAN_WORD = re.compile(rf"(?<!\w){_PLAN_NOUN}")
_HEDGED = r"(?:(?:mức|trên|hơn|gần|khoảng)\s+)?"
_ABOVE = re.compile(rf"(?<!\w)(?P<verb>vượt|tăng|cao hơn|giảm|thấp hơn|hụt)\s+{_HEDGED}$")
_ABOVE_PLAN = re.compile(rf"(?<!\w)vượt\s+(?:so\s+với\s+)?{_PLAN_NOUN}[^,;:.0-9]{{0,40}}$")

_LEVEL = re.compile(r"(?:xuống|còn|lên|thành)(?:\s+(?:còn|mức|đến|tới|được|là))*\s*$")
_ADVERB = one_of(
    """thêm | được | mạnh | nhẹ | tới | đến | nhanh | bình quân | trung bình | mỗi năm | hằng năm | hàng năm | tương ứng
    | so với cùng kỳ | so với năm trước | từ | khoảng | là | :"""
)
_CHANGE = re.compile(rf"(?<!\w)(?P<verb>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|hạ|vượt)(?:\s+{_ADVERB})*\s*$")
_NOT_A_CHANGE = re.compile(r"(?:việc làm|làm)\s+$")
_DOWN = frozenset({"giảm", "thấp hơn", "ít hơn", "hạ", "hụt"})
#: `tăng 570 người, tương đương 9,8%`
_THAT_IS = re.compile(rf"(?:tương đương|tương ứng|tức|hay|\()\s*(?:với\s+|là\s+)?{_HEDGED}$")

_BASE = one_of("cùng | năm | tháng | quý | giai đoạn | thời điểm | cuối | đầu | kết quả | thực hiện | ngày | số")
_COMPARED = re.compile(rf"\s*(?:\)\s*)?(?:(?:với\s+)?(?:cùng\s+kỳ|năm\s+(?:trước|ngoái))|so\s+(?:với\s+)?{_BASE})")
_EQUALS = re.compile(
    rf"(?<!\w){one_of('bằng | đạt | đạt tỷ lệ | bằng khoảng | tương đương | = | đạt được | hoàn thành | thực hiện')}\s*$"
)
_SHARE = re.compile(rf"(?<!\w){one_of('tỷ lệ | tỷ trọng | tỷ suất | độ bao phủ | độ che phủ | chỉ số')}(?!\w)")
#: No noun behind the percentage that it could be a share of.
_STANDS_FREE = re.compile(
    rf"\s*(?:[^\w\s]|$|\n|{one_of('và | so | trong | nhưng | với | năm | do | cao | thấp | tăng | giảm | là | cả')}(?!\w))"
)
_OF_POOR = re.compile(r"\s*(?:số\s+)?hộ\s+(?:cận\s+)?nghèo")
_YEARLY = re.compile(r"\s*/\s*(?:năm|tháng|quý)(?!\w)|\s+(?:mỗi|một)\s+(?:năm|tháng)(?!\w)")

_OF_AIM = one_of(
    r"""là | đến | năm | cả năm | trong | cụ thể | của | đề | đặt | giai | mỗi | bình | giải | tạo | đưa | giảm | đào | hằng | hàng
    | phấn | tuyển | giữ | duy | chung | tháng | quý | \d+ tháng"""
)
_OF_NUMBER = one_of(
    r"""của | giảm | tăng | giao | được giao | đề ra | là | đặt ra | năm | cả năm | phấn đấu | đào tạo | tuyển sinh | giải quyết | tạo | đưa
    | 6 tháng | tháng | quý | giai đoạn | hằng | gần | trên | hơn | khoảng | \d"""
)
_OF_ORDER = one_of(
    r"""chỉ tiêu | kế hoạch | năm | tuyển | đào | giải | tỉnh | giảm | hỗ trợ | tạo | đưa | xây | sửa | xóa | thu
    | vận động | tư vấn | giới thiệu | dạy | bồi dưỡng | trợ giúp | cai nghiện | \d"""
)
#: `kế hoạch năm (32.000 người)`, `(kế hoạch 1.500 người)`: the plan that the figure before is measured by.
_PLAN_BESIDE = re.compile(
    rf"(?:(?<!\w){_PLAN_NOUN}[^,;:.()]{{0,25}}\(\s*(?:là\s+)?|\(\s*{_PLAN_NOUN}[^,;:.()]{{0,25}}[\s:])\s*$"
)
_PLAN_IN_BRACKETS = re.compile(
    rf"(?:\(\s*{_PLAN_NOUN}[^,;:.()]{{0,25}}[\s:]"
    rf"|(?<!\w)(?:so\s+với|cách|thấp hơn|cao hơn)\s+{_PLAN_NOUN}[^,;:.()]{{0,30}}\(\s*(?:là\s+)?)\s*$"
)
#: `kém 0,4% so với chỉ tiêu được giao (35,5%)`: how far apart two figures are that both stand there.
_APART = re.compile(rf"(?<!\w)(?:kém|thiếu|hụt|thấp hơn|cao hơn|nhiều hơn|ít hơn|vượt|hơn)\s+{_HEDGED}$")
_FROM_PLAN = re.compile(rf"\s*so\s+với\s+{_PLAN_NOUN}[^,;:.()]{{0,30}}\(\s*(?:là\s+)?\d[\d.,]*\s*%")
#: `21.700 người, vượt 4,5%;`: of a plan that is not named.
_EXCEEDS = re.compile(rf"[^,;:.()\d]{{0,50}}[,(]\s*(?:đã\s+)?vượt\s+{_HEDGED}")
_REACHES = re.compile(r"[^,;:.()\d]{0,80},\s*(?:đạt|bằng|hoàn thành)\s*")
#: `cùng kỳ năm 2023 là 7.900 người`, `so với cùng kỳ (7.900 người)`: last year's number itself.
_LAST_YEAR = r"cùng\s+kỳ(?:\s+(?:các\s+)?(?:năm\s+)?(?:(?:19|20)\d{2}|trước|ngoái))?"
_YEAR_BESIDE = re.compile(
    rf"(?:{_LAST_YEAR}\s*(?:\(\s*|:\s*)(?:là\s+|đạt\s+|có\s+)?|{_LAST_YEAR}\s+(?:chỉ\s+)?(?:là|đạt|có)\s+|\(\s*{_LAST_YEAR}\s+)\s*$"
)
#: Words that turn a sentence to what is wanted …
_WANTED = re.compile(
    r"(?<!\w)(?:phấn đấu|đặt (?:ra )?(?:mục tiêu|chỉ tiêu)|(?:đề|đưa) ra (?:mục tiêu|chỉ tiêu|kế hoạch)|hướng tới"
    rf"|mục tiêu(?! quốc gia)(?=\s{_OF_AIM}|:)|(?:kế hoạch|kh|chỉ tiêu)(?=\s{_OF_NUMBER}|:)"
    rf"|(?<!bàn )(?<!chuyển )giao(?=\s{_OF_ORDER})|nhiệm vụ(?= (?:\d|năm|trọng tâm|quý|tháng|những))"
    r"|theo (?:kế hoạch|chỉ tiêu)(?! số)|lên kế hoạch|xây dựng kế hoạch|dự kiến đến năm|sẽ)(?!\w)"
)
#: … and words that turn it back to what was done.
_DONE_WORDS = one_of(
    """đã | kết quả | đến nay | tính đến | thực hiện | ước đạt | ước thực hiện | hiện nay | hiện có | kết thúc | đạt được
    | lũy kế | vừa | giải ngân | chi trả"""
)
_DONE = re.compile(rf"(?<!\w){_DONE_WORDS}(?!\w)")
_OF_RESULT = re.compile(r"(?:%|đạt|bằng|vượt|so với|so|hoàn thành|quá|xong)\s*(?:được\s+)?$")


def sort(
    folded: str, amount: Amount, sentence: Sentence, before: PrecedingFigure, *, inherited_plan: bool = False
) -> AmountSort | None:
    """Return the sort of an amount; None where it is no figure after all."""
    if (
        amount.family in ("time", "permille")
        or _is_year(folded, amount)
        or (amount.family == "bare" and not bare_numbers.stands_alone(folded, amount, sentence))
    ):
        return None
    if amount.family == "place" and _WHERE.match(folded, amount.end):
        return None
    if amount.family == "place" and _LIES_IN.search(folded, max(sentence.start, amount.start - 60), amount.start):
        return None
    if amount.family == "percent" and _is_difference(folded, amount, sentence):
        return None
    if amount.family == "times":
        return _multiple(folded, amount)
    if beside := _beside(folded, amount, sentence):
        return beside
    planned = plan_at(folded, amount, sentence, inherited=inherited_plan)
    reading = _found(folded, amount, sentence, before, planned is not None)
    return replace(reading, plan_at=planned) if reading and planned is not None else reading


def _found(
    folded: str, amount: Amount, sentence: Sentence, before: PrecedingFigure, planned: bool
) -> AmountSort | None:
    if amount.family in ("percent", "points"):
        return _share(folded, amount, sentence, before, planned)
    return _quantity(folded, amount, sentence, before, planned)


#: `130 lao động của 9 xã`: where, not how many.
_LIES_IN = re.compile(r"\d[^,;:.()]*\s(?:của|thuộc|đến từ|ở|tại)\s+(?:cả\s+)?$")


#: `6 huyện miền núi có 27.300 hộ`
_WHERE = re.compile(r"[^,;:.()\d]{0,40}\s(?:có|đạt|với)\s+(?:(?:gần|hơn|trên|khoảng)\s+)?\d")


def _beside(folded: str, amount: Amount, sentence: Sentence) -> AmountSort | None:
    """Return the sort of a plan or of last year's number that stands beside the figure measured by it."""
    head = folded[max(sentence.start, amount.start - 70) : amount.start]
    if _YEAR_BESIDE.search(head) and not _OF_PLAN.match(folded, amount.end):
        return replace(_plain(_LEVELS.get(amount.family, AmountKind.COUNT), amount), against="year")
    if (_PLAN_BESIDE if amount.family != "percent" else _PLAN_IN_BRACKETS).search(head):
        return replace(_plain(AmountKind.TARGET, amount, planned=True), against="plan")
    return None


_LEVELS = {"money": AmountKind.MONEY, "mass": AmountKind.MASS, "percent": AmountKind.RATE}


def _quantity(folded: str, amount: Amount, sentence: Sentence, before: PrecedingFigure, planned: bool) -> AmountSort:
    if before.previous is AmountKind.CHANGE_PCT and _same_said(folded, amount, before):
        return AmountSort(
            AmountKind.CHANGE_ABS, amount.value * before.sign, None, amount.start, amount.end, amount.flags
        )
    change = _change(folded, amount)
    if change and not planned and not _YEARLY.match(folded, amount.end):
        return _signed(AmountKind.CHANGE_ABS, amount, change)
    if planned:
        return _plain(AmountKind.TARGET, amount, planned=True)
    return _plain(_LEVELS.get(amount.family, AmountKind.COUNT), amount)


def _share(folded: str, amount: Amount, sentence: Sentence, before: PrecedingFigure, planned: bool) -> AmountSort:
    of_plan = _OF_PLAN.match(folded, amount.end)
    head = folded[sentence.start : amount.start]
    above = _ABOVE.search(head)
    if _ABOVE_PLAN.search(head) or (of_plan and above):
        return _attainment(amount, of_plan, above, head, folded)
    if of_plan:
        return _plain(AmountKind.PCT_OF_TARGET, amount, end=of_plan.end("noun"))
    change = _change(folded, amount)
    if change:
        points = amount.family == "points" or _about_a_share(folded, sentence, amount, before)
        if planned:
            return _plain(AmountKind.TARGET, amount, start=change[1], planned=True)
        return _signed(AmountKind.CHANGE_PP if points else AmountKind.CHANGE_PCT, amount, change)
    return _level(folded, amount, sentence, before, planned)


def _is_difference(folded: str, amount: Amount, sentence: Sentence) -> bool:
    head = folded[max(sentence.start, amount.start - 30) : amount.start]
    return bool(_FROM_PLAN.match(folded, amount.end) and _APART.search(head))


def _level(folded: str, amount: Amount, sentence: Sentence, before: PrecedingFigure, planned: bool) -> AmountSort:
    """Return the sort of a percentage that is no change: ratio to last year, attainment of a plan, or rate."""
    head = folded[sentence.start : amount.start]
    if before.previous is AmountKind.CHANGE_ABS and _same_said(folded, amount, before):
        return AmountSort(
            AmountKind.CHANGE_PCT, amount.value * before.sign, None, amount.start, amount.end, amount.flags
        )
    if not planned and _exceeds(folded, amount, before):
        return _attainment(amount, None, _ABOVE.search(head), head, folded)
    if _EQUALS.search(head):
        if _COMPARED.match(folded, amount.end):
            return _plain(AmountKind.RATIO, amount)
        same = head.rstrip().endswith("tương đương") and not _PLAN_WORD.search(head)
        if not same and _STANDS_FREE.match(folded, amount.end) and _attains(head, sentence, before):
            return _plain(AmountKind.PCT_OF_TARGET, amount)
    return _plain(AmountKind.TARGET if planned else AmountKind.RATE, amount, planned=planned)


def _exceeds(folded: str, amount: Amount, before: PrecedingFigure) -> bool:
    """Return whether a share says how far a result is above the plan: `21.700 người, vượt 4,5%`."""
    return (
        before.previous in (AmountKind.COUNT, AmountKind.MONEY, AmountKind.MASS, AmountKind.RATE)
        and bool(_EXCEEDS.fullmatch(folded, before.previous_end, amount.start))
        and bool(_STANDS_FREE.match(folded, amount.end))
    )


def _same_said(folded: str, amount: Amount, before: PrecedingFigure) -> bool:
    """Return whether an amount repeats the change before it in another unit: `tăng 570 người, tương đương 9,8%`."""
    return bool(_THAT_IS.search(folded, before.previous_end, amount.start))


def _attains(head: str, sentence: Sentence, before: PrecedingFigure) -> bool:
    """Return whether a percentage is an attainment: `…, đạt 105%` behind a count, or behind words of a plan."""
    since = head[max(0, before.previous_end - sentence.start) :]
    if before.previous is None or _SHARE.search(since):
        return bool(_PLAN_WORD.search(head)) and not _SHARE.search(since) and before.previous is not AmountKind.RATE
    if before.has_whole and not before.has_target:
        return False
    if before.previous is AmountKind.PCT_OF_TARGET:
        return since.lstrip().startswith(";")
    close = len(since) < 40 or bool(_REACHES.fullmatch(since)) or bool(_PLAN_WORD.search(since))
    return close and before.previous in (
        AmountKind.COUNT,
        AmountKind.MONEY,
        AmountKind.TARGET,
        AmountKind.CHANGE_ABS,
        AmountKind.CHANGE_PCT,
    )


def _attainment(
    amount: Amount, of_plan: re.Match[str] | None, above: re.Match[str] | None, head: str, folded: str
) -> AmountSort:
    """Return an attainment in per cent of the plan: `vượt 43,3% kế hoạch` is 143,3."""
    sign = -1 if above and above["verb"] in _DOWN else 1
    start = amount.start - (len(head) - above.start()) if above and of_plan else amount.start
    end = of_plan.end("noun") if of_plan else amount.end
    flags = (*amount.flags, "above-plan")
    high = 100 + sign * amount.high if amount.high is not None else None
    return AmountSort(AmountKind.PCT_OF_TARGET, 100 + sign * amount.value, high, start, end, flags)


def _change(folded: str, amount: Amount) -> tuple[int, int] | None:
    """Return sign and start of the verb right before an amount that says by how much something changed."""
    head = folded[max(0, amount.start - 60) : amount.start]
    if _LEVEL.search(head) or bare_numbers.FROM.search(head):
        return None
    match = _CHANGE.search(head)
    if not match or (match["verb"] == "tăng" and _NOT_A_CHANGE.search(head[: match.start()])):
        return None
    if match["verb"] == "vượt" and amount.family == "percent" and not _COMPARED.match(folded, amount.end):
        return None
    adverb = match.end("verb") < len(head.rstrip()) and amount.family not in ("percent", "points")
    start = amount.start if adverb else amount.start - (len(head) - match.start())
    return (-1 if match["verb"] in _DOWN else 1), start


def _about_a_share(folded: str, sentence: Sentence, amount: Amount, before: PrecedingFigure) -> bool:
    since = folded[max(sentence.start, before.previous_end) : amount.start]
    if _SHARE.search(since) or _OF_POOR.match(folded, amount.end):
        return True
    return before.previous in (AmountKind.RATE, AmountKind.CHANGE_PP) and not re.search(r"(?:số|tổng|lượng)\s", since)


def _signed(kind: AmountKind, amount: Amount, change: tuple[int, int]) -> AmountSort:
    sign, start = change
    high = sign * amount.high if amount.high is not None else None
    return AmountSort(kind, sign * amount.value, high, start, amount.end, amount.flags)


def _plain(
    kind: AmountKind, amount: Amount, *, start: int | None = None, end: int | None = None, planned: bool = False
) -> AmountSort:
    first = amount.start if start is None else start
    return AmountSort(kind, amount.value, amount.high, first, end or amount.end, amount.flags, planned)


def more_than(sort: AmountSort, attained: Iterable[Decimal]) -> AmountSort | None:
    """Return `vượt 50% kế hoạch` in a headline as "more than 50 %", if the text goes on to print 52,8 %, not 150 %."""
    above = sort.value - 100
    others = list(attained)
    if "above-plan" not in sort.flags or any(abs(other - sort.value) < 2 for other in others):
        return None
    return replace(sort, value=above) if any(above <= other < above + 10 for other in others) else None


_TIMES = re.compile(r"(?<!\w)(?:gấp|tăng|bằng|giảm)(?:\s+(?:gấp|khoảng|hơn|gần|trên))*\s*$")


def _multiple(folded: str, amount: Amount) -> AmountSort | None:
    """Return the ratio of `gấp 1,5 lần`; None for `một lần` and `2 lần`, which are no figures."""
    match = _TIMES.search(folded, max(0, amount.start - 24), amount.start)
    return (
        AmountSort(AmountKind.RATIO, amount.value, amount.high, match.start(), amount.end, amount.flags)
        if match
        else None
    )


def plan_at(folded: str, amount: Amount, sentence: Sentence, *, inherited: bool = False) -> int | None:
    """Return where the words before an amount begin to speak of a plan; None where they speak of what was done.

    The nearest of both sorts of words wins. `inherited`: what the sentence before or the heading above speaks of.
    """
    head = folded[sentence.start : amount.start]
    clause = folded[sentence.start : amount.digits_start + 1]
    plans = [m.start() for m in _WANTED.finditer(clause) if _speaks_of_plan(head, m.start())]
    results = [m.start() for m in _DONE.finditer(head)]
    if not plans:
        return sentence.start if inherited and not results else None
    return sentence.start + max(plans) if not results or max(plans) > max(results) else None


#: `Thực hiện kế hoạch tháng 5, …`, `Kết quả nhiệm vụ quý I: …`
_CARRIED_OUT = re.compile(r"(?<=thực hiện )(?:kế hoạch|kh|chỉ tiêu|nhiệm vụ) (?:tháng|quý|giai đoạn)")


def _speaks_of_plan(head: str, place: int) -> bool:
    """Return whether words announce a plan: not `đạt 5% kế hoạch`, which measures, nor in a closed bracket."""
    before = head[:place]
    if _OF_RESULT.search(before) or _CARRIED_OUT.match(head, place) or before.rstrip().endswith("/"):
        return False
    return not (before.count("(") > before.count(")") and ")" in head[place:])


_PLAN_HEADING = re.compile(r"(?<!\w)(?:mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ|kế hoạch|phấn đấu)(?!\w)")
_RESULT_HEADING = re.compile(
    r"(?<!\w)(?:kết quả|thực hiện|đánh giá|tình hình|tổng kết|báo cáo|đạt|ban hành|tổng hợp|thống kê|số liệu)(?!\w)"
)
_GOES_ON = re.compile(
    r"\s*(?:trong đó|cụ thể|mỗi năm|bình quân|hằng năm|hàng năm|đồng thời|cùng với đó|ngoài ra|đến năm|riêng)(?!\w)"
)


def plans_below(heading: str) -> bool:
    """Return whether a heading announces plans: `II. Mục tiêu năm 2025`, but not `Kết quả thực hiện chỉ tiêu`."""
    return bool(_PLAN_HEADING.search(heading) and not _RESULT_HEADING.search(heading))


def results_below(heading: str) -> bool:
    """Return whether a heading announces results."""
    return bool(_RESULT_HEADING.search(heading))


def goes_on(sentence: Sentence) -> bool:
    """Return whether a sentence only continues the one before."""
    return bool(_GOES_ON.match(sentence.text))


def _is_year(folded: str, amount: Amount) -> bool:
    digits = folded[amount.digits_start : amount.digits_end]
    return amount.family in ("other", "bare") and digits.isdigit() and 1900 <= amount.value <= 2100

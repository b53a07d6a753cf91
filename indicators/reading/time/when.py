"""Find phrases of time in a text: `6 tháng đầu năm`, `tính đến ngày 15/6/2023`, `giai đoạn 2021-2025`.

This module only finds them; `spans.py` decides which one a figure speaks about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count, pairwise
from typing import NamedTuple

from ..text.words import read_words


class TimeForm(Enum):
    """A sort of time that a phrase can state by itself."""

    YTD = auto()  # n months since January, or "từ đầu năm"
    HALF = auto()  # the last n months of a year
    MONTH = auto()
    QUARTER = auto()
    YEAR = auto()
    RANGE = auto()  # whole years, or since a year
    DAYS = auto()  # from a day to a day
    STRETCH = auto()  # months or quarters together; no `first` where it begins within a month, or on no date
    CUT_DAY = auto()  # up to a day
    CUT_MONTH = auto()
    CUT_QUARTER = auto()
    CUT_YEAR = auto()
    START = auto()  # the first day of a year
    NOW = auto()
    EVENT = auto()  # on a day
    SAME = auto()  # "cùng thời gian", "dịp này": what was said before
    COMPARED = auto()  # what a figure is compared with
    LABEL = auto()  # part of a name


class FirstDay(NamedTuple):
    """The first day of a stretch; month and year are None where they are those of its end."""

    day: int
    month: int | None
    year: int | None


#: Less than a year, and not what has been reached of it.
PARTS = frozenset({TimeForm.MONTH, TimeForm.QUARTER, TimeForm.HALF, TimeForm.STRETCH})


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of time; parts that it does not print are None."""

    form: TimeForm
    start: int
    end: int
    text: str
    day: int | None = None
    month: int | None = None
    year: int | None = None
    until: int | None = None  # last year of a range
    months: int | None = None
    quarter: int | None = None
    first: FirstDay | None = None  # where days, months or quarters together begin
    relative: int | None = None  # years from the report's own: 0 this, -1 last, 1 next
    opens: bool = False  # heads its clause or follows a preposition: it rules what comes after


#: Placeholders of the patterns below. A space stands for any white space; `/` for the signs between parts of a date.
_PLACES = {
    "Y": r"(?:19|20)[0-9]{2}",
    "Z": r"(?:19|20)[0-9]{2}",  # the last year of a range
    "M": r"(?:0?[1-9]|1[0-2])",
    "D": r"(?:0?[1-9]|[12][0-9]|3[01])",
    "N": r"(?:[0-9]{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s(?:một|hai))?)",
    "Q": r"(?:iv|i{1,3}|[1-4]|một|hai|ba|bốn)(?!\w|[.,][0-9])",
    "A": r"(?:0?[1-9]|[12][0-9]|3[01])",  # day, month, quarter and year that a stretch begins with
    "B": r"(?:0?[1-9]|1[0-2])",
    "P": r"(?:iv|i{1,3}|[1-4]|một|hai|ba|bốn)(?!\w)",
    "C": r"(?:19|20)[0-9]{2}",
    "H": r"(?:[1-4]|một|hai|ba|bốn)",  # so many quarters
}
_MACROS = {
    "DATE": r"(?:{D}/{M}(?:/{Y})?|{D} tháng {M}(?:(?: năm |/){Y})?)(?![0-9]|[.,/][0-9])",
    "MONTH": r"{M}(?:(?:/| năm | của năm ){Y}|(?: năm)? nay| (?:của )?năm {AGO})?(?![0-9]|[.,/][0-9])",
    "OFYEAR": r"(?: (?:của )?(?:năm )?{Y}|/{Y}| \({Y}\)|(?: năm)? nay| (?:của )?(?:năm )?{AGO})?",
    "AGO": r"(?:trước|ngoái)(?! (?:nữa|đó|đây|khi))",
    "AT": r"(?: hết| cuối| đầu| giữa| {TEN_DAYS})?(?: ngày)?",
    "TEN_DAYS": r"(?:(?:thượng|trung|hạ) tuần)",
    "FROM_MONTH": r"(?:tháng |t){B}(?:(?:/| năm ){C}| năm {AGO})?",
    "FROM_DAY": r"(?:ngày )?(?:{A}/{B}(?:/{C})?|{A} tháng {B}(?: năm {C})?)(?: năm {AGO})?",
    "TO": r"(?: ?(?:đến|tới|-) ?(?:hết |cuối |đầu |giữa )?)",
    "DATED_MONTH": r"(?:(?:tháng |t){MONTH}|{M}(?:/| năm ){Y})",
    "WITH": r"(?:,? và |, ?| ?\+ ?)",
    "ALONE": r"(?= ?[,:;](?![0-9])| (?:toàn tỉnh|cả tỉnh|giải quyết|đã|ước)(?!\w))",
    "ALL": r"(?:(?:trong|cả|riêng|qua|tính|tổng|cộng) )*",
    "CLOCK": r"(?: [0-9]{1,2} ?(?:h|giờ)(?: ?[0-9]{2})?,?)?",
    "BY": r"(?:(?:tính|cập nhật|lũy kế|cộng dồn|chốt số liệu) )?(?:đến|tới)(?: thời điểm)?",
    "FIXED": r"(?:số liệu )?chốt(?: số liệu)?(?: đến| tại| vào)?",
    "UNTIL": r"(?:tính hết|hết|{FIXED}{AT}|{BY}{CLOCK}{AT}|(?:(?:tại|vào) )?thời điểm{AT}|(?:vào )?cuối)",
    "THING": r"(?:cả|cuối|đầu|giữa|hết|kế hoạch|kết quả|thực hiện|số liệu|bình quân|thời điểm|của)",
    "LAST": r"(?:{Y}|trước|ngoái|qua)",
    "HERE": r"(?:đang|có|toàn|tỉnh|trên|còn|huyện|trung|cơ|ở|lập|tại|quản|ngành|số)",
    "NOW": r"(?:nay|thời điểm(?: (?:này|hiện tại|hiện nay|báo cáo))?)",
    "SUM": r"(?:lũy kế |cộng dồn )?",
    "SINCE": r"(?:tính |kể )?từ",
    "AT_START": r"(?:(?:ở |tại |vào )?thời điểm |vào |hồi )?",
    "YEAR_ENDS": r"(?= ?[,;:.)|\t]| (?:còn|đạt|giảm|tăng|xuống|có|toàn)| (?!20[0-9]{2})[0-9]|$)",
    "GOES_ON": r"(?:xuống|còn|lên|đến|là|có|toàn|tỉnh|huyện)",
}

#: In this order: the first pattern to claim a place keeps it.
_PATTERNS: tuple[tuple[TimeForm, str], ...] = (
    (TimeForm.MONTH, r"(?<!với\s)tháng {M} cùng kỳ năm (?:{Y}|{AGO})"),
    (TimeForm.COMPARED, r"(?:so )?(?:với )?cùng (?:kỳ|thời điểm)(?: (?:của )?(?:(?:các )?năm )?{LAST}| {N} tháng(?: đầu)? năm {LAST})?"),
    (TimeForm.COMPARED, r"so (?:với )?(?:{THING} )*(?:năm {LAST}|tháng (?:{MONTH}|trước)|quý (?:{Q}{OFYEAR}|trước))"),
    (TimeForm.COMPARED, r"so (?:với )?(?:{THING} )*(?:(?:ngày )?{DATE}|giai đoạn {Y} ?- ?{Z}|{N} tháng(?: đầu)?(?: năm)? {LAST})"),
    (TimeForm.DAYS, r"từ (?:{FROM_DAY}|ngày {A}) ?(?:đến|tới|-) ?(?:hết )?(?:ngày )?(?:{DATE}(?: năm nay)?|nay)(?![0-9/])"),
    (TimeForm.STRETCH, r"{SINCE} {FROM_DAY}{TO}tháng {MONTH}"),
    (TimeForm.STRETCH, r"(?:{SINCE} )?(?:(?:đầu|cuối|giữa|{TEN_DAYS}) )?{FROM_MONTH}{TO}{DATED_MONTH}"),
    (TimeForm.STRETCH, r"{SINCE} (?:(?:đầu|cuối|giữa|{TEN_DAYS}) )?(?:{FROM_MONTH}|{B}/{C}){TO}{NOW}"),
    (TimeForm.STRETCH, r"{SINCE} quý {P}(?:(?:/| năm ){C})?{TO}(?:quý {Q}{OFYEAR}|tháng {MONTH}|{NOW})"),
    (TimeForm.STRETCH, r"(?:{SINCE}|giai đoạn)(?: (?:đầu|cuối|giữa))?(?: năm)? {C}{TO}(?:{DATED_MONTH}|quý {Q}{OFYEAR})"),
    (TimeForm.STRETCH, (r"{ALL}(?:(?:các|{N}) )?{FROM_MONTH}(?:, ?(?:tháng )?[0-9]{1,2}(?:/20[0-9]{2})?)*"
     r"{WITH}(?:{DATED_MONTH}|{M}{ALONE})")),
    (TimeForm.STRETCH, (r"{ALL}(?:(?:các|{N}) )?quý {P}(?:/{C})?(?:, ?(?:quý )?(?:iv|i{1,3}|[1-4]))*"
     r"(?:{WITH}| ?- ?)(?:quý |(?=i)){Q}{OFYEAR}")),
    (TimeForm.STRETCH, r"{ALL}quý {P}(?:(?:/| năm ){C})?{WITH}tháng {MONTH}"),
    (TimeForm.YTD, r"{SUM}{SINCE} đầu năm(?: {C}| nay)? (?:đến|tới){AT} (?:tháng {MONTH}|{DATE}|{NOW})"),
    (TimeForm.YTD, r"{SUM}{SINCE} đầu năm(?: {Y}| nay)?(?! {AGO})"),
    (TimeForm.STRETCH, r"{N} tháng (?:đầu|cuối)(?: của)? quý(?: {Q}{OFYEAR})?|{N} tháng đầu (?:triển khai|hoạt động)"),
    (TimeForm.YTD, r"(?:{H} )?quý đầu(?: của)? năm{OFYEAR}"),
    (TimeForm.YTD, r"{N} tháng đầu(?: của)?(?: năm)?{OFYEAR}|(?:(?:những|các|mấy) )?tháng đầu(?: tiên)?(?: của)? năm{OFYEAR}"),
    (TimeForm.YTD, r"(?:lũy kế|cộng dồn|cộng chung|tính chung|ước|ước tính)(?: đến hết| thực hiện| th| cả| trong)? {N} tháng{OFYEAR}"),
    (TimeForm.YTD, r"(?:thực hiện|th|kết quả) {N} tháng{OFYEAR}"),
    (TimeForm.YTD, r"{N} tháng (?:của )?(?:(?:năm )?{Y}|năm nay|năm {AGO})"),
    (TimeForm.YTD, r"{N} tháng (?:đã |vừa )?qua"),
    (TimeForm.YTD, r"(?:cộng|tính|tổng|sau|qua) {N} tháng(?= ?,| là| đã)"),
    (TimeForm.YTD, r"(?<!đào\stạo\s)(?<!thời\sgian\s)(?<!thời\shạn\s)(?<!dưới\s)(?<!từ\s){N} tháng(?= là| ước| lên| đạt| tăng| giảm)"),
    (TimeForm.YTD, r"(?<=[:.;]\s){N} tháng(?=, |,? (?:đã|ước|toàn|cả|tỉnh|có|giải quyết|đạt))"),
    (TimeForm.YTD, r"(?:(?<![^\n])|(?<=\n[\-+*]\s)|(?<=\A[\-+*]\s)){N} tháng(?=, |,? (?:đã|toàn|cả|tỉnh|có|giải quyết|đạt))"),
    (TimeForm.YTD, r"(?:trong|qua|sau) {N} tháng(?= ?,| đã| toàn| tỉnh| cơ sở| triển khai| thực hiện| hoạt động)"),
    (TimeForm.YTD, r"(?:lũy kế|cộng dồn)(?: đến nay| từ đầu năm)?(?! (?:đến|từ|tới|kể|cả|[0-9]+ năm))"),
    (TimeForm.YTD, r"{N} tháng(?= (?:đã )?(?:thực hiện|toàn tỉnh|cả tỉnh))"),
    (TimeForm.YTD, r"nửa đầu(?: của)? năm{OFYEAR}"),
    (TimeForm.HALF, r"{N} tháng (?:còn lại|cuối)(?: của)?(?: năm)?{OFYEAR}|nửa cuối năm{OFYEAR}"),
    (TimeForm.HALF, r"(?:{H} )?quý cuối(?: của)?(?: năm)?{OFYEAR}|tháng cuối(?: cùng)?(?: của)? năm{OFYEAR}"),
    (TimeForm.RANGE, r"{SINCE}(?: đầu| cuối)?(?: năm)? {Y} ?(?:đến|tới|-) ?(?:hết |cuối )?(?:năm )?(?:{Z}|{NOW})"),
    (TimeForm.CUT_MONTH, r"{UNTIL} (?:tháng |t){MONTH}"),
    (TimeForm.CUT_DAY, r"{UNTIL} {DATE}"),
    (TimeForm.CUT_QUARTER, r"{UNTIL} quý {Q}{OFYEAR}"),
    (TimeForm.CUT_YEAR, r"(?:{UNTIL}|vào cuối|cuối|hết) năm (?:{Y}|nay|ngoái|sau)(?! ?- ?[0-9])"),
    (TimeForm.CUT_YEAR, r"(?:{UNTIL} (?:cuối |hết )?năm|(?:vào )?cuối năm){YEAR_ENDS}"),
    (TimeForm.START, r"(?<!từ\s)(?<!với\s)(?<!dịp\s)(?<!ngày\s){AT_START}đầu năm(?: {Y}| nay)?(?= ?[;:,)|\t]| {GOES_ON}| [0-9]+[.,%])"),
    (TimeForm.STRETCH, r"{SINCE} (?:(?:(?:đầu|giữa|cuối) )?tháng {MONTH}|quý {Q}{OFYEAR}|năm {Y}(?= ?,))"),
    (TimeForm.MONTH, r"{SINCE} đầu tháng (?:đến|tới) {NOW}"),
    (TimeForm.STRETCH, r"(?:{SINCE} )?đầu nhiệm kỳ(?: (?:đến|tới) {NOW})?"),
    (TimeForm.STRETCH, r"{SINCE} (?:đầu|giữa|cuối|sau|khi|lúc|ngày|thời điểm|đó) (?:[^\W\d]+ ){0,6}(?:đến|tới) {NOW}"),
    (TimeForm.STRETCH, r"{ALL}(?:{N} ngày (?:đầu|cuối)|nửa (?:đầu|cuối)|{TEN_DAYS})(?: của)? tháng(?: {MONTH}| này)?"),
    (TimeForm.STRETCH, r"(?:vào |hồi )?(?:đầu|giữa) tháng {MONTH}"),
    (TimeForm.RANGE, r"(?:trong |cả |sang )?(?:giai đoạn|nhiệm kỳ|thời kỳ|khóa)(?: từ)?(?: năm)? {Y} ?(?:-|đến|tới) ?(?:năm )?(?:{Z}|nay)"),
    (TimeForm.LABEL, r"năm học {Y}(?: ?- ?{Z})?"),
    (TimeForm.RANGE, r"(?:(?:trong )?{N} năm,? ?)?\(?(?:các )?(?:năm )?{Y} ?(?:-|đến|tới) ?(?:năm )?(?:{Z}|nay)\)?"),
    (TimeForm.RANGE, r"(?:cộng )?(?:cả |trong )?(?:{N} |các )?năm {Y}(?:, ?(?:năm )?{Y})* và (?:năm )?{Z}"),
    (TimeForm.RANGE, r"(?:cả |trong )?(?:{N} |các )năm \(?{Y}(?:, ?(?:năm )?{Y})*(?:, ?| và )(?:năm )?{Z}\)?"),
    (TimeForm.SAME, r"cùng thời (?:gian|điểm)(?: (?:này|trên))?|(?:cũng )?(?:nhân |trong )?dịp này"),
    (TimeForm.RANGE, r"sau(?: gần| hơn)? {N} năm(?= ?,| (?:thực hiện|triển khai))"),
    (TimeForm.SAME, r"trong thời gian (?:này|trên)"),
    (TimeForm.SAME, r"cũng (?:trong )?{N} năm (?:vừa |trở lại |gần )?(?:qua|đây)"),
    (TimeForm.RANGE, r"(?:(?:trong|sau|suốt|qua) )?(?:(?:gần|hơn) )?{N} năm (?:vừa |trở lại |gần )?(?:qua|đây)"),
    (TimeForm.QUARTER, r"(?:trong |riêng )?quý {Q}{OFYEAR}"),
    (TimeForm.STRETCH, r"(?:trong )?quý (?:trước|sau|tới)"),
    (TimeForm.QUARTER, r"trong quý|quý này"),
    (TimeForm.EVENT, r"(?:trong |vào )?(?:ngày|sáng|chiều|tối|hôm)(?: nay,?)? \(?{DATE}"),
    (TimeForm.MONTH, r"(?:riêng |trong )*tháng {MONTH}|t{M}/{Y}"),
    (TimeForm.MONTH, r"trong tháng(?=[\s,:])(?! (?:[0-9]{1,2}(?![0-9.,])|đầu|qua|hành|công|tết))|trong kỳ(?=[\s,])(?! (?:họp|thi))"),
    (TimeForm.MONTH, r"tháng (?:này|trước(?! khi))"),
    (TimeForm.STRETCH, r"(?:(?:{N} )?tháng (?:hè|cao điểm|mưa|tết)|mùa [^\W\d]+(?: [^\W\d]+)?) năm {Y}"),
    (TimeForm.YEAR, r"(?:trong |cả |riêng |chỉ tính |tính )*năm (?:{Y}|nay)(?![0-9])"),
    (TimeForm.YEAR, r"(?:trong|cả)(?: cả)? năm(?= ?[,:]| (?:đã|toàn|tỉnh|huyện|có|ước|là|đạt|được|sẽ|đơn vị|ngành))"),
    (TimeForm.YEAR, r"cả năm(?= (?:(?:gần|trên|hơn|khoảng) )?[0-9])"),
    (TimeForm.YEAR, r"(?<=kế\shoạch\s){Y}(?= (?:là|giao|:))"),
    (TimeForm.STRETCH, r"(?:một|nửa) năm (?:vừa |đã )?qua"),
    (TimeForm.YEAR, r"(?:trong )?năm (?:qua|vừa qua|{AGO})"),
    (TimeForm.LABEL, r"(?:năm|lần) thứ [\w]+"),
    (TimeForm.EVENT, r"{D}/{M}/{Y}|{Y}-{M}-{D}"),
    (TimeForm.MONTH, r"(?<![0-9/.,\-]){M}[/\-]{Y}(?![0-9/\-])"),
    (TimeForm.YEAR, r"\( ?(?:năm )?{Y} ?\)"),
    (TimeForm.NOW, r"(?:tính |cho )?(?:đến|tới) {NOW}|hiện (?:nay|tại)|hiện(?= ?,| {HERE})"),
)  # fmt: skip

_RELATIVE = (
    (re.compile(r"nay|này"), 0),
    (re.compile(r"năm (?:trước|ngoái|qua|vừa qua)"), -1),
    (re.compile(r"năm (?:sau|tới)"), 1),
)


def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern with its placeholders filled in, each as a group of its own (`Y_1`, `Y_2`, …)."""
    while (opened := re.sub(r"\{([A-Z_]{2,})\}", lambda match: _MACROS[match[1]], pattern)) != pattern:
        pattern = opened
    numbers = count()
    pattern = re.sub(r"\{([A-Z])\}/\{([A-Z])\}", r"{\1} ?[/.\-] ?{\2}", pattern)
    pattern = re.sub(r"(?<=[)}])(\(\?:)?/\{", r"\1 ?[/.\-] ?{", pattern)
    pattern = pattern.replace(" ?", r"\s?").replace(" ", r"\s+")
    pattern = re.sub(r"\{([A-Z])\}", lambda match: f"(?P<{match[1]}_{next(numbers)}>{_PLACES[match[1]]})", pattern)
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


_COMPILED = tuple((form, _compiled(pattern)) for form, pattern in _PATTERNS)

#: A phrase of time after one of these, or at the head of a clause, rules the figures after it.
_OPENER = re.compile(
    r"(?:^|[,;:.(\-\"\n]|(?<!\w)(?:trong|cả|riêng|qua|tính|chỉ|kết quả|thống kê|cộng|lũy kế|vào|ở|sau|sang|ước|dự kiến"
    r"|cộng dồn|thực hiện|theo|thấy|và|từ|là|tỉnh|huyện|nguồn vốn|kỳ|báo cáo|của|cũng|bình quân|trung bình))\s*$"
)
_OWN_OPENER = re.compile(r"(?:trong|cả|riêng|lũy kế|cộng|từ|tính|chỉ|đến|tới|kể|hiện|cập nhật|vào|sang|cuối|hết)(?!\w)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4}


def mentions(folded: str) -> list[Mention]:
    """Return every phrase of time, in the order of the text."""
    mask = bytearray(len(folded))
    phrases = []
    for form, pattern in _COMPILED:
        for match in pattern.finditer(folded):
            if not any(mask[match.start() : match.end()]):
                mask[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                phrases.append(_mention(form, match))
    phrases += _again(folded, mask, {mention.months for mention in phrases if mention.form is TimeForm.YTD})
    return sorted(phrases, key=lambda mention: mention.start)


_MONTHS = re.compile(r"(?<!từ )(?<!dưới )(?<!trên )(?<!đào tạo )(?<!thời hạn )(?<![\w.,/-])([0-9]{1,2})\s+tháng(?!\w)")


def _again(folded: str, mask: bytearray, months: set[int | None]) -> Iterator[Mention]:
    """Yield `9 tháng` alone, in a text that has spoken of the first nine months of a year."""
    for match in _MONTHS.finditer(folded):
        if int(match[1]) in months and not any(mask[match.start() : match.end()]):
            yield Mention(TimeForm.YTD, match.start(), match.end(), match[0], months=int(match[1]), opens=_opens(match))


def _mention(form: TimeForm, match: re.Match[str]) -> Mention:
    parts = {place: _first(match, place) for place in _PLACES}
    quarter = _quarter(parts["Q"])
    month, first = _number(parts["M"]), _begins(parts, match[0])
    unsaid = form is TimeForm.RANGE and (_VAGUE.search(match[0]) or not _gapless(match[0], _YEARS))
    year = None if unsaid else _number(parts["Y"])
    return Mention(
        form, match.start(), match.end(), match[0],
        day=_number(parts["D"]), month=month, year=year or _end_year(form, first, month or (quarter or 0) * 3),
        until=_number(parts["Z"]), months=_months(parts, match[0]), quarter=quarter,
        first=first, relative=_relative(match[0]), opens=_opens(match),
    )  # fmt: skip


def _first(match: re.Match[str], place: str) -> str | None:
    """Return the printed text of a placeholder, the first where it stands several times (`các năm 2021, 2022`)."""
    texts = [text for name, text in match.groupdict().items() if name[0] == place and text]
    return texts[0] if texts else None


#: `từ giữa tháng 4 đến nay`, `từ tháng 3 đến đầu tháng 5`: within a month; `từ tháng 3 năm trước đến …`: in which year?
_VAGUE = re.compile(r"giữa|tuần|từ cuối|(?:đến|tới) đầu|(?:trước|ngoái)\s?(?:đến|tới|-)")


def _begins(parts: dict[str, str | None], text: str) -> FirstDay | None:
    """Return the first day of several days, months or quarters; None where the words do not give it."""
    quarter, year = _quarter(parts["P"]), _number(parts["C"])
    month = _number(parts["B"]) or (quarter * 3 - 2 if quarter else None)
    day = _number(parts["A"])
    if not (day or month or year) or _VAGUE.search(text) or not _gapless(text):
        return None
    return FirstDay(day or 1, month or (None if day else 1), year)


_PARTED = re.compile(r"(?<![\w/])(?:iv|i{1,3}|[0-9]{1,2})(?!\w)")
_YEARS = re.compile(r"(?<!\w)[0-9]{4}(?!\w)")


def _gapless(text: str, listed: re.Pattern[str] = _PARTED) -> bool:
    """Return whether a list names each month, quarter or year from its first to its last: `tháng 3, 4 và 5/2024`."""
    if re.search(r"đến|tới|-", text) or not re.search(r",|\+|và", text):
        return True
    named = re.split(r"tháng|quý|năm", text, maxsplit=1)[-1]
    numbers = [_quarter(number) or 0 for number in listed.findall(named)]
    return len(numbers) > 1 and all(last - first in (1, -11, -3) for first, last in pairwise(numbers))


def _end_year(form: TimeForm, first: FirstDay | None, month: int) -> int | None:
    """Return the year of an end that prints none, after its beginning: `từ tháng 10/2023 đến tháng 5`."""
    if first is None or first.year is None or not (month or form is TimeForm.YTD):
        return None
    return first.year + (0 < month < (first.month or 1))


#: `nửa đầu năm`, `quý cuối năm`: months that words without a number stand for.
_LENGTHS = {"nửa": 6, "quý": 3, "tháng": 1}


def _months(parts: dict[str, str | None], text: str) -> int | None:
    if parts["N"] or parts["H"]:
        return _number(parts["N"]) or (_quarter(parts["H"]) or 0) * 3
    words = text.split()
    return _LENGTHS.get(words[0]) if words[1:2] in (["đầu"], ["cuối"]) else None


def _quarter(text: str | None) -> int | None:
    return _QUARTERS.get(text or "") or _number(text)


def _number(text: str | None) -> int | None:
    return None if not text else int(text) if text.isdigit() else read_words(text)


def _relative(text: str) -> int | None:
    return next((years for pattern, years in _RELATIVE if pattern.search(text)), None)


def _opens(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 14) : match.start()]
    return not before.strip() or bool(_OPENER.search(before) or _OWN_OPENER.match(match[0]))

"""Choose the area of a figure among the places that its text names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..candidates import AreaName
from ..text.normalise import Page
from ..text.patterns import one_of
from ..text.sentences import Sentence
from .gazetteer import Gazetteer, key, unaccented
from .places import TYPES, NamedPlace, unknown

COUNTRY = AreaName("country", "Việt Nam", None, None)
_SMALL = ("district", "commune")
_REACH = 4000  # how far back a paragraph speaks for a sentence

#: `toàn tỉnh`, `trên địa bàn huyện`, `cả nước`
_WHOLE = re.compile(
    r"(?<!\w)(?:(?P<province>(?:toàn|cả|trên địa bàn|trong toàn|trong) tỉnh|tỉnh (?=đã|có|ta))"
    r"|(?P<smaller>(?:toàn|cả|trên địa bàn) (?:huyện|thị xã|xã|thành phố|quận|phường))"
    r"|(?P<country>cả nước|toàn quốc|trên phạm vi cả nước))(?!\w)"
)
_TYPE_WORD = one_of(r"tỉnh | huyện | xã | thành phố | tp\.? | thị xã | phường | quận")
#: A place heads its clause, or is where the figure was counted.
_HEADS = re.compile(
    r"(?:^|[.;:\n(+*•●▪]|,\s*(?:riêng|tại|ở|trong đó)?|(?<!\w)(?:riêng|tại|ở|của|trong đó|trên địa bàn|địa bàn|đó"
    rf"|phòng [^,.;:]{{0,60}}|ubnd|lãnh đạo))\s*(?:{_TYPE_WORD}\s*)?[\"'\-]*\s*$"
)
_HEADING = re.compile(r"^\s*(?:ubnd|ủy ban nhân dân|[0-9ivx]{1,4}[.)]|[a-zđ][.)])\s*")
#: Where people go to or come from.
_AWAY = re.compile(
    rf"(?<!\w){one_of('sang | đi | cho | tới | đến | với | từ | về | ra | vào | như | khỏi | nhất là | phía')}\s+"
    rf"(?:làm việc\s+)?(?:tại\s+|ở\s+)?(?:các\s+)?(?:{_TYPE_WORD}\s*)?$"
)
_ELSEWHERE = one_of(
    """đi | sang | ngoài tỉnh | cung ứng | xuất khẩu | thị trường | nước ngoài | công ty | trường | trung tâm | nhà máy
    | hợp tác xã"""
)
_DESTINED = re.compile(rf"(?<!\w){_ELSEWHERE}(?!\w)")
_SPEECH = re.compile(r"[^.;:\n]{0,80}?(?:cho biết|chia sẻ|cho hay|nói|thông tin|khẳng định|cho rằng)")
_DOES = re.compile(r"\s*(?:đã\s|hiện\s)?(?:giải quyết|có|tạo|đạt|đưa|đào tạo|tuyển|hỗ trợ|còn|là\s\d|\d|:)")
_NAME_BEFORE = re.compile(
    r"(?:(?P<kind>[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Tt]hị xã|TX\.?|[Tt]hành phố|TP\.?|[Xx]ã|[Pp]hường|[Tt]hị trấn)[ ])?"
    r"(?P<name>[^\W\d_]+(?:[ ][^\W\d_]+){1,2}?)\s*(?:[:(]|có|là|đạt|với|được)?\s*"
)


_VENUE = re.compile(r"(?<!\w)(?:mở|tổ chức|phiên|ngày hội|hội nghị|lớp|lưu động)(?!\w)[^,;.:\n]{0,40}\s(?:tại|ở)\s+$")
_TOTAL = re.compile(r"\s*(?:tổng|cộng|toàn|cả|chung|bình quân)(?!\w)")


def _name_before(head: str) -> re.Match[str] | None:
    """Return a capitalised name, with or without its type word, that ends a stretch of text."""
    words = [match.start() for match in re.finditer(r"[^\W\d_]+", head)][-6:]
    for start in words:
        match = _NAME_BEFORE.fullmatch(head, start)
        if match and all(word[0].isupper() for word in match["name"].split()):
            return match
    return None


def _clause_of(head: str) -> str:
    """Return the text since the last comma, semicolon or full stop."""
    return re.split(r"[,;.](?!\d)", head)[-1]


@dataclass
class Atlas:
    """The places of one page, to be asked for the area of each figure."""

    page: Page
    areas: Gazetteer
    document: AreaName | None
    places: list[NamedPlace]

    @cached_property
    def _starts(self) -> list[int]:
        return [place.start for place in self.places]

    def choose(self, start: int, sentence: Sentence, paragraph_start: int) -> tuple[AreaName | None, str]:
        """Return the area of the figure that starts at `start`, and the rule: stated, paragraph, document, none."""
        beside = self._beside(start, sentence)
        if beside:
            return beside, "stated"
        ruler = self._ruling(sentence.start, start)
        if ruler:
            return ruler, "stated"
        if earlier := self._lasting(paragraph_start, sentence):
            return earlier, "paragraph"
        if above := bisect_left(self._heading_starts, start):
            return self.headings[above - 1].area, "heading"
        return (self.document, "document") if self.document else (None, "none")

    def row(self, start: int, end: int, level: str | None) -> AreaName | None:
        """Return the place in the first cells of a table's row; None for `Tổng cộng` and the like."""
        name = self.page.text[start:end].strip(" .:*")
        if _TOTAL.match(self.page.folded, start) or not name[:1].isupper():
            return None
        areas = [place.area for place in self.places if start <= place.start < end]
        if areas:
            return areas[0]
        province = self.areas.find(self.document.province or "", "province", None) if self.document else None
        code = province.code if province else None
        rows = [row for small in _SMALL if (row := self.areas.find(name, small, None, code)) and row.province == code]
        below = "commune" if self.document and self.document.level == "district" else "district"
        return self.areas.named(rows[0]) if rows and not level else unknown(self.areas, name, level or below, code)

    @cached_property
    def headings(self) -> list[NamedPlace]:
        """Return the places below a province that fill a line of their own and rule the text after it."""
        return [
            place for place in self.places if place.typed and place.area.level in _SMALL and self._fills_line(place)
        ]

    @cached_property
    def _heading_starts(self) -> list[int]:
        return [place.start for place in self.headings]

    def _fills_line(self, place: NamedPlace) -> bool:
        start, end = self.page.text.rfind("\n", 0, place.start) + 1, self.page.text.find("\n", place.end)
        end = len(self.page.text) if end < 0 else end
        line = _HEADING.sub("", self.page.folded[start:end]).strip(" :-*.")
        return len(line) <= place.end - place.start

    def _beside(self, start: int, sentence: Sentence) -> AreaName | None:
        """Return the place right before a figure, as in `Phù Yên 120 người, Mai Sơn: 95 người`."""
        head = self.page.text[sentence.start : start]
        match = _name_before(head)
        if not match or _DESTINED.search(_clause_of(head[: match.start()].lower())) or self.document is None:
            return None
        if not match["kind"] and key(match["name"]) == key(self.document.province or ""):
            return None  # a province is more often meant than its town of the same name
        kind = TYPES.get(key(match["kind"] or "").strip(". "))
        province = self.areas.find(self.document.province or "", "province", None)
        for level in _SMALL if kind in (None, "city") else (kind,):
            row = self.areas.find(match["name"], level, None, province.code if province else None)
            if row and (match["kind"] or (province and row.province == province.code)):
                return self.areas.named(row)
        return unknown(self.areas, match["name"], kind, province.code if province else None) if kind else None

    def _ruling(self, first: int, last: int, *, lasting: bool = False) -> AreaName | None:
        """Return the last place that rules a stretch: one that heads its clause, or "toàn tỉnh".

        `lasting`: for the sentences after it, so not where only one thing was held.
        """
        rulers: list[tuple[int, AreaName | None]] = [
            (place.start, place.area)
            for place in self.places[bisect_right(self._starts, first - 1) : bisect_right(self._starts, last - 1)]
            if place.alone and self._rules(place) and not (lasting and self._is_venue(place))
        ]
        rulers += [
            (first + match.start(), self._whole(match, first + match.start()))
            for match in _WHOLE.finditer(self.page.folded[first:last])
        ]
        return max(rulers, key=lambda item: item[0])[1] if rulers else None

    def _is_venue(self, place: NamedPlace) -> bool:
        """Return whether a place is only where an event was held: `…, mở 1 phiên tại huyện Bù Đăng`."""
        return bool(_VENUE.search(self.page.folded, max(0, place.start - 60), place.start))

    def _lasting(self, paragraph_start: int, sentence: Sentence) -> AreaName | None:
        """Return the subject of the paragraph: its last "toàn huyện", or its only place."""
        paragraph_start = max(paragraph_start, sentence.start - _REACH)
        if self._several(paragraph_start, sentence.end):
            wholes = list(_WHOLE.finditer(self.page.folded, paragraph_start, sentence.start))
            return self._whole(wholes[-1], wholes[-1].start()) if wholes else None
        return self._ruling(paragraph_start, sentence.start, lasting=True)

    def _several(self, first: int, last: int) -> bool:
        """Return whether a paragraph goes from place to place, so that none of them lasts beyond its sentence."""
        stretch = self.places[bisect_right(self._starts, first - 1) : bisect_right(self._starts, last - 1)]
        return len({p.area for p in stretch if p.alone and p.area.level in _SMALL and self._rules(p)}) > 1

    def _rules(self, place: NamedPlace) -> bool:
        head = self.page.folded[max(0, place.start - 90) : place.start]
        if self._qualifies_smaller(place):
            return False
        if self.document and place.area.code == self.document.code and place.area.code:
            return True
        if _AWAY.search(head):
            return False
        if place.area.level == "province":
            return self._heads_clause(place, head) and not self._within_document(place)
        return place.typed and bool(_HEADS.search(head) or _SPEECH.match(self.page.folded, place.end))

    def _qualifies_smaller(self, place: NamedPlace) -> bool:
        """Return whether a province only says where the place before it lies: `huyện Con Cuông (Nghệ An)`."""
        before = self.places[bisect_left(self._starts, place.start) - 1] if place.start > self._starts[0] else None
        near = before is not None and re.fullmatch(r"\s*[,(]?\s*", self.page.folded[before.end : place.start])
        return bool(near and before and before.area.level in _SMALL and place.area.level != before.area.level)

    def _heads_clause(self, place: NamedPlace, head: str) -> bool:
        """Return whether a province heads its sentence, or a clause with a verb of doing or a number."""
        if re.search(r"(?:^|[.;\n])\s*(?:(?:tại|ở|riêng)\s+)?$", head):
            return True
        return bool(
            re.search(r",\s*$", head) and _DOES.match(self.page.folded, place.end) and not _DESTINED.search(head)
        )

    def _within_document(self, place: NamedPlace) -> bool:
        """Return whether the place is the province of a district's report."""
        return bool(self.document and self.document.level != "province" and place.area.name == self.document.province)

    def _whole(self, match: re.Match[str], at: int) -> AreaName | None:
        if match["country"]:
            return COUNTRY
        if match["province"] or ("thành phố" in match[0] and self.document and self._is_city(self.document)):
            return self._province()
        commune = re.search(r"\s(?:xã|phường)$", match[0]) and "thị xã" not in match[0]
        named = self.places[: bisect_right(self._starts, at)]
        before = [place.area for place in named if place.area.level == ("commune" if commune else "district")]
        return before[-1] if before else self.document

    def _is_city(self, area: AreaName) -> bool:
        row = self.areas.find(area.name, area.level, None)
        return area.level == "province" and bool(row and key(row.kind) == "thành phố")

    def _province(self) -> AreaName | None:
        if self.document is None or self.document.level in ("province", "country"):
            return self.document
        row = self.areas.find(self.document.province or "", "province", None)
        return self.areas.named(row) if row else self.document


def document_area(page: Page, places: list[NamedPlace], areas: Gazetteer, on: date | None) -> AreaName | None:
    """Return the area of a text for which nobody gave one: the area it names first and most.

    A district only where its name heads the text; a place below a province also speaks for its province.
    """
    votes: Counter[AreaName] = Counter()
    for place in places:
        if not _AWAY.search(page.folded, max(0, place.start - 40), place.start):
            votes[place.area] += _vote(place)
            if place.area.level != "province" and (row := areas.find(place.area.province or "", "province", on)):
                votes[areas.named(row)] += 1
    smaller = next(
        (place.area for place in places if place.start < 120 and place.area.level == "district" and place.alone), None
    )
    if smaller and places[0].area == smaller:
        return smaller
    provinces = [area for area in votes if area.level == "province"]
    return max(provinces, key=lambda area: votes[area], default=None) or _from_site(page, areas, on)


def _vote(place: NamedPlace) -> int:
    if not place.alone:
        return 1
    return (4 if place.start < 250 else 1) + (2 if place.typed and place.area.level == "province" else 0)


_SITE = re.compile(r"\b[a-z][a-z0-9]*(?:\.[a-z]+)*\.vn\b")


def _from_site(page: Page, areas: Gazetteer, on: date | None) -> AreaName | None:
    """Return the province in the name of the site, `baosonla.vn`, where the text names none."""
    for site in _SITE.findall(page.folded[:1500]):
        for row in areas.rows:
            if row.level == "province" and unaccented(row.name) in site:
                return areas.named(areas.find(row.name, "province", on) or row)
    return None

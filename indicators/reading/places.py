"""Places named in a text, and which of them a figure belongs to.

Provinces are known by name alone, smaller areas by their type word (`huyện Phù Yên`) or, where the gazetteer has them,
by a name at the head of a clause. A name that changed level or code is resolved by the date of the report.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .candidates import AreaName
from .normalise import Page, fold
from .sentences import Sentence


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the gazetteer: `kind` is its type word (tỉnh, huyện, xã …), `province` a code."""

    code: str
    level: str
    kind: str
    name: str
    province: str
    valid_from: date | None = None
    valid_to: date | None = None

    def valid(self, on: date | None) -> bool:
        if on is None:
            return self.valid_to is None
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


#: Other spellings of province names in the press.
_ALIASES = {
    "thừa thiên huế": "huế", "thừa thiên - huế": "huế", "hcm": "hồ chí minh", "sài gòn": "hồ chí minh",
    "bà rịa-vũng tàu": "bà rịa - vũng tàu", "bà rịa vũng tàu": "bà rịa - vũng tàu", "bắc cạn": "bắc kạn",
    "đăk lăk": "đắk lắk", "đắc lắc": "đắk lắk", "đắc lắk": "đắk lắk", "đăk nông": "đắk nông", "đắc nông": "đắk nông", "kontum": "kon tum",
}  # fmt: skip
_TYPES = {
    "tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "tx": "district", "thành phố": "city", "tp": "city",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
}  # fmt: skip
_TYPE = r"(?P<kind>tỉnh|huyện|quận|thị xã|tx|thành phố|tp|xã|phường|thị trấn|đặc khu)"
_TYPED = re.compile(rf"(?<!\w){_TYPE}\.?\s?(?=[^\W\d_])")
_CAPITALS = re.compile(r"[^\W\d_]+(?:[ ][^\W\d_]+){0,3}")
_NAME_BEFORE = re.compile(
    r"(?:(?P<kind>[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Tt]hị xã|TX\.?|[Tt]hành phố|TP\.?|[Xx]ã|[Pp]hường|[Tt]hị trấn)[ ])?"
    r"(?P<name>[^\W\d_]+(?:[ ][^\W\d_]+){1,2})\s*(?:[:(]|có|là|đạt|với|được)?\s*"
)
_DESTINED = re.compile(r"(?<!\w)(?:đi|sang|ngoài tỉnh|cung ứng|xuất khẩu|thị trường|nước ngoài|công ty|trường|trung tâm|nhà máy|hợp tác xã)(?!\w)")
_DOES = re.compile(r"\s*(?:đã\s|hiện\s)?(?:giải quyết|có|tạo|đạt|đưa|đào tạo|tuyển|hỗ trợ|còn|là\s\d|\d|:)")
COUNTRY = AreaName("country", "Việt Nam", None, None)


def key(name: str) -> str:
    return re.sub(r"\s+", " ", fold(name)).strip()


class Gazetteer:
    """Areas by name. Rows may repeat a code or a name at different times."""

    def __init__(self, rows: Iterable[AreaRow]) -> None:
        self.rows = tuple(rows)
        self._by_name: dict[str, list[AreaRow]] = defaultdict(list)
        for row in self.rows:
            self._by_name[key(row.name)].append(row)
        self._province_names = {row.code: row.name for row in self.rows if row.level == "province" and row.valid_to is None}
        for alias, name in _ALIASES.items():
            self._by_name[alias] += [row for row in self._by_name.get(name, []) if row.level == "province"]

    @cached_property
    def provinces(self) -> re.Pattern[str]:
        """Any province name or alias, on folded text."""
        names = {name for name, rows in self._by_name.items() if any(row.level == "province" for row in rows)}
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)(?! dương)")

    def districts_of(self, province: str) -> re.Pattern[str] | None:
        """Names of a province's districts, to be found without their type word."""
        names = {key(row.name) for row in self.rows if row.level == "district" and row.province == province}
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)") if names else None

    def find(self, name: str, level: str | None, on: date | None, province: str | None = None) -> AreaRow | None:
        """The area of a name (and level), preferring the given province and what is valid on a day."""
        rows = [row for row in self._by_name.get(key(name), ()) if level in (None, row.level)]
        if not rows:
            return None
        return max(rows, key=lambda row: (province in (None, row.province), row.valid(on), row.level == "province", row.valid_to is not None))

    def by_code(self, code: str, folded: str = "", on: date | None = None) -> AreaName | None:
        """The area of a code; where a code was reused, the one named in the text, then by date."""
        rows = [row for row in self.rows if row.code == code]
        if not rows:
            return None
        return self.named(max(rows, key=lambda row: (key(row.name) in folded, row.valid(on), row.valid_to is None)))

    def named(self, row: AreaRow, printed: str | None = None) -> AreaName:
        province = row.name if row.level == "province" else self._province_names.get(row.province)
        return AreaName(row.level, printed or row.name, row.code, printed or province if row.level == "province" else province)


@dataclass(frozen=True, slots=True)
class Place:
    """A place named on the page; `alone` is False in a list of places."""

    start: int
    end: int
    area: AreaName
    typed: bool
    alone: bool = True


_LIST = re.compile(r"(?<!\w)(?:các|những|\d+|hai|ba|bốn|gồm)[ ](?:tỉnh|huyện|xã|phường|thành phố|thị xã|quận|địa phương|nước)[^;.:\n]*")
_WHOLE = re.compile(
    r"(?<!\w)(?:(?P<province>(?:toàn|cả|trên địa bàn|trong toàn|trong) tỉnh(?! [A-ZĐ])|tỉnh (?=đã|có|ta))|(?P<smaller>(?:toàn|cả|trên địa bàn) (?:huyện|thị xã|xã|thành phố|quận|phường))"
    r"|(?P<country>cả nước|toàn quốc|trên phạm vi cả nước))(?!\w)"
)
#: A place heads its clause, or is where the figure was counted.
_HEADS = re.compile(r"(?:^|[.;:\n(]|,\s*(?:riêng|tại|ở|trong đó)?|(?<!\w)(?:riêng|tại|ở|của|trong đó|trên địa bàn|địa bàn|đó|phòng [^,.;:]{0,60}|ubnd|lãnh đạo))\s*(?:(?:tỉnh|huyện|xã|thành phố|tp\.?|thị xã|phường|quận)\s*)?[\"'\-]*\s*$")
_HEADING = re.compile(r"^\s*(?:ubnd|ủy ban nhân dân|[0-9ivx]{1,4}[.)]|[a-zđ][.)])\s*")
_AWAY = re.compile(r"(?<!\w)(?:sang|đi|cho|tới|đến|với|từ|về|ra|vào|như|khỏi|nhất là|phía)\s+(?:làm việc\s+)?(?:tại\s+|ở\s+)?(?:các\s+)?(?:tỉnh\s+|huyện\s+|thành phố\s+|tp\.?\s*)?$")
_SPEECH = re.compile(r"[^.;:\n]{0,80}?(?:cho biết|chia sẻ|cho hay|nói|thông tin|khẳng định|cho rằng)")


def find(page: Page, areas: Gazetteer, on: date | None, province: str | None) -> list[Place]:
    """Every place on the page, in order."""
    lists = [match.span() for match in _LIST.finditer(page.folded)]
    found: dict[int, Place] = {}
    typed = list(_typed(page, areas, on, province))
    for place in [*typed, *_bare(page, areas, on), *_repeated(page, typed)]:
        if not any(other.start < place.end and place.start < other.end for other in found.values()):
            alone = not any(start < place.start < end for start, end in lists)
            found[place.start] = Place(place.start, place.end, place.area, place.typed, alone)
    return [found[start] for start in sorted(found)]


def _typed(page: Page, areas: Gazetteer, on: date | None, province: str | None) -> Iterable[Place]:
    for match in _TYPED.finditer(page.folded):
        name = _capitalised(page.text, match.end())
        if name:
            level = _TYPES[match["kind"]]
            area, length = _known(areas, name, level, on, province) or (_unknown(areas, name, level, province), len(name))
            yield Place(match.start(), match.end() + length, area, True)


def _capitalised(text: str, start: int) -> str:
    """The run of capitalised words at `start`."""
    match = _CAPITALS.match(text, start)
    words = match[0].split(" ") if match else []
    kept = []
    for word in words:
        if not word[:1].isupper() or (word.isupper() and len(word) > 3 and not text[start : start + 12].isupper()):
            break
        kept.append(word)
    return " ".join(kept)


def _known(areas: Gazetteer, name: str, level: str, on: date | None, province: str | None) -> tuple[AreaName, int] | None:
    words = name.split(" ")
    for size in range(len(words), 0, -1):
        part = " ".join(words[:size])
        for wanted in ("province", "district") if level == "city" else (level,):
            row = areas.find(part, wanted, on, province)
            if row and not (level == "city" and wanted == "province" and key(row.kind) == "tỉnh"):
                return areas.named(row, part if wanted == "province" else None), len(part)
    return None


def _unknown(areas: Gazetteer, name: str, level: str, province: str | None) -> AreaName:
    level = "district" if level == "city" else level
    name = name.title() if name.isupper() else name
    return AreaName(level, name, None, None if level == "province" else areas._province_names.get(province or ""))


def _bare(page: Page, areas: Gazetteer, on: date | None) -> Iterable[Place]:
    for match in areas.provinces.finditer(page.folded):
        printed = page.text[match.start() : match.end()]
        if all(word[:1].isupper() or word == "-" for word in printed.split()):
            row = areas.find(match[0], "province", on)
            if row:
                name = row.name if printed.isupper() or key(match[0]) in ("hcm", "sài gòn") else printed
                yield Place(match.start(), match.end(), areas.named(row, name), False)


def _repeated(page: Page, typed: list[Place]) -> Iterable[Place]:
    """A district named with its type word elsewhere, here by name alone at the head of a sentence."""
    for area in {place.area for place in typed if place.area.level == "district"}:
        for match in re.finditer(rf"(?:^|[.\n]\s*)({re.escape(key(area.name))})(?!\w)", page.folded):
            if page.text[match.start(1)].isupper():
                yield Place(match.start(1), match.end(1), area, False)


def _name_before(head: str) -> re.Match[str] | None:
    """A capitalised name, with or without its type word, that ends a stretch of text."""
    words = [match.start() for match in re.finditer(r"[^\W\d_]+", head)][-6:]
    for start in words:
        match = _NAME_BEFORE.fullmatch(head, start)
        if match and all(word[0].isupper() for word in match["name"].split()):
            return match
    return None


@dataclass
class Atlas:
    """Answers for each figure which area it belongs to."""

    page: Page
    areas: Gazetteer
    document: AreaName | None
    places: list[Place]
    _memory: dict[int, AreaName] = field(default_factory=dict)

    @cached_property
    def _starts(self) -> list[int]:
        return [place.start for place in self.places]

    def choose(self, start: int, sentence: Sentence, paragraph_start: int) -> tuple[AreaName | None, str]:
        """The area of the figure that starts at `start`, and the rule: stated, paragraph, document, none."""
        beside = self._beside(start, sentence)
        if beside:
            return beside, "stated"
        stated = self._ruling(sentence.start, start)
        if stated:
            return stated, "stated"
        earlier = self._ruling(paragraph_start, sentence.start)
        if earlier and not self._several(paragraph_start, sentence.end):
            return earlier, "paragraph"
        heading = [place.area for place in self.headings if place.start < start]
        if heading:
            return heading[-1], "heading"
        return (self.document, "document") if self.document else (None, "none")

    @cached_property
    def headings(self) -> list[Place]:
        """Places below a province that fill a line of their own: what follows is about them."""
        return [place for place in self.places if place.typed and place.area.level in ("district", "commune") and self._fills_line(place)]

    def _fills_line(self, place: Place) -> bool:
        start, end = self.page.text.rfind("\n", 0, place.start) + 1, (self.page.text + "\n").find("\n", place.end)
        line = _HEADING.sub("", self.page.folded[start:end]).strip(" :-*.")
        return len(line) <= place.end - place.start

    def _beside(self, start: int, sentence: Sentence) -> AreaName | None:
        """The place right before a figure, as in `Phù Yên 120 người, Mai Sơn: 95 người`."""
        head = self.page.text[sentence.start : start]
        match = _name_before(head)
        if not match or _DESTINED.search(head[: match.start()].lower()) or self.document is None:
            return None
        kind = _TYPES.get(key(match["kind"] or "").strip(". "))
        province = self.areas.find(self.document.province or "", "province", None)
        for level in ("district", "commune") if kind in (None, "city") else (kind,):
            row = self.areas.find(match["name"], level, None, province.code if province else None)
            if row and (match["kind"] or (province and row.province == province.code)):
                return self.areas.named(row)
        return _unknown(self.areas, match["name"], kind, province.code if province else None) if kind else None

    def _ruling(self, first: int, last: int) -> AreaName | None:
        """The last word on place in a stretch: a place that heads its clause, or "toàn tỉnh"."""
        said: list[tuple[int, AreaName | None]] = [
            (place.start, place.area)
            for place in self.places[bisect_right(self._starts, first - 1) : bisect_right(self._starts, last - 1)]
            if place.alone and self._rules(place)
        ]
        said += [(first + match.start(), self._whole(match, first + match.start())) for match in _WHOLE.finditer(self.page.folded[first:last])]
        return max(said, key=lambda item: item[0])[1] if said else None

    def _several(self, first: int, last: int) -> bool:
        """Whether a paragraph goes from place to place, so that none of them lasts beyond its sentence."""
        stretch = self.places[bisect_right(self._starts, first - 1) : bisect_right(self._starts, last - 1)]
        return len({p.area for p in stretch if p.alone and p.area.level in ("district", "commune") and self._rules(p)}) > 1

    def _rules(self, place: Place) -> bool:
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

    def _qualifies_smaller(self, place: Place) -> bool:
        """Whether a province only says where the place before it lies: `huyện Con Cuông (Nghệ An)`."""
        before = self.places[bisect_left(self._starts, place.start) - 1] if place.start > self._starts[0] else None
        near = before is not None and re.fullmatch(r"\s*[,(]?\s*", self.page.folded[before.end : place.start])
        return bool(near and before and before.area.level in ("district", "commune") and place.area.level != before.area.level)

    def _heads_clause(self, place: Place, head: str) -> bool:
        """Whether a province is the subject: at the head of a sentence, or of a clause with a verb of doing or a number."""
        if re.search(r"(?:^|[.;\n])\s*(?:(?:tại|ở|riêng)\s+)?$", head):
            return True
        return bool(re.search(r",\s*$", head) and _DOES.match(self.page.folded, place.end) and not _DESTINED.search(head))

    def _within_document(self, place: Place) -> bool:
        """Whether the place is the province of a district's report."""
        return bool(self.document and self.document.level != "province" and place.area.name == self.document.province)

    def _whole(self, match: re.Match[str], at: int) -> AreaName | None:
        if match["country"]:
            return COUNTRY
        if match["province"] or ("thành phố" in match[0] and self.document and self._is_city(self.document)):
            return self._province()
        before = [place.area for place in self.places[: bisect_right(self._starts, at)] if place.area.level in ("district", "commune")]
        if self.document and self.document.level in ("district", "commune"):
            return self.document if not before else before[-1]
        return before[-1] if before else self.document

    def _is_city(self, area: AreaName) -> bool:
        row = self.areas.find(area.name, area.level, None)
        return area.level == "province" and bool(row and key(row.kind) == "thành phố")

    def _province(self) -> AreaName | None:
        if self.document is None or self.document.level in ("province", "country"):
            return self.document
        row = self.areas.find(self.document.province or "", "province", None)
        return self.areas.named(row) if row else self.document


def document_area(page: Page, places: list[Place], areas: Gazetteer, on: date | None) -> AreaName | None:
    """The area a text is about when nobody says so: the one it names first and most.

    A district only where its name heads the text; a place below a province also speaks for its province.
    """
    votes: Counter[AreaName] = Counter()
    for place in places:
        if not _AWAY.search(page.folded, max(0, place.start - 40), place.start):
            votes[place.area] += _vote(place)
            if place.area.level != "province" and (row := areas.find(place.area.province or "", "province", on)):
                votes[areas.named(row)] += 1
    smaller = next((place.area for place in places if place.start < 120 and place.area.level == "district" and place.alone), None)
    if smaller and places[0].area == smaller:
        return smaller
    provinces = [area for area in votes if area.level == "province"]
    return max(provinces, key=lambda area: votes[area], default=None) or _from_site(page, areas, on)


def _vote(place: Place) -> int:
    if not place.alone:
        return 1
    return (4 if place.start < 250 else 1) + (2 if place.typed and place.area.level == "province" else 0)


_SITE = re.compile(r"\b[a-z][a-z0-9]*(?:\.[a-z]+)*\.vn\b")


def _from_site(page: Page, areas: Gazetteer, on: date | None) -> AreaName | None:
    """The province in the name of the site, `baosonla.vn`, where the text names none."""
    for site in _SITE.findall(page.folded[:1500]):
        for row in areas.rows:
            if row.level == "province" and _ascii(row.name) in site:
                return areas.named(areas.find(row.name, "province", on) or row)
    return None


def _ascii(name: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(char))
    return re.sub("[^a-z]", "", plain.replace("đ", "d"))

"""Find the places named in a text.

Provinces are known by name alone, smaller areas by their type word (`huyện Phù Yên`) or, where the gazetteer has them,
by a name at the head of a clause. A name that changed level or code is resolved by the date of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ..candidates import AreaName
from ..text.normalise import Page
from ..text.patterns import one_of
from .gazetteer import Gazetteer, key

TYPES = {
    "tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "tx": "district",
    "thành phố": "city", "tp": "city",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
}  # fmt: skip
_TYPED = re.compile(rf"(?<!\w)(?P<kind>{one_of(' | '.join(TYPES))})\.?\s?(?=[^\W\d_])")
_CAPITALS = re.compile(r"[^\W\d_]+(?:[ ][^\W\d_]+){0,3}")
#: `các huyện A, B và C`: none of them is where a figure was counted.
_LIST = re.compile(
    rf"(?<!\w){one_of('các | những | hai | ba | bốn | gồm')}[ ]{one_of(' | '.join(TYPES) + ' | địa phương | nước')}[^;.:\n]*"
    rf"|(?<!\w)\d+[ ]{one_of(' | '.join(TYPES))}[^;.:\n]*"
)

_AND = re.compile(r"\s*(?:,|và|,\s*và)\s*")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place named on the page; `alone` is False in a list of places."""

    start: int
    end: int
    area: AreaName
    typed: bool
    alone: bool = True


def find(page: Page, areas: Gazetteer, on: date | None, province: str | None) -> list[NamedPlace]:
    """Return every place on the page, in order."""
    lists = [match.span() for match in _LIST.finditer(page.folded)]
    places: list[NamedPlace] = []  # in order, none over another
    typed_places = list(_typed(page, areas, on, province))
    for place in [*typed_places, *_bare(page, areas, on), *_repeated(page, typed_places)]:
        at = bisect_left(places, place.start, key=lambda other: other.start)
        if not any(other.start < place.end and place.start < other.end for other in places[max(0, at - 1) : at + 1]):
            places.insert(at, replace(place, alone=not _is_within(place.start, lists)))
    return _alone(page, places)


def _is_within(at: int, lists: list[tuple[int, int]]) -> bool:
    """Return whether a list of places, of those in order, began before `at` and goes on after it."""
    before = bisect_left(lists, at, key=lambda span: span[0])
    return before > 0 and at < lists[before - 1][1]


def _alone(page: Page, places: list[NamedPlace]) -> list[NamedPlace]:
    """Mark two places of one level that are joined, `huyện A và huyện B`: no figure was counted in one of them."""
    pairs = {
        place
        for pair in pairwise(places)
        if pair[0].area.level == pair[1].area.level and _AND.fullmatch(page.folded, pair[0].end, pair[1].start)
        for place in pair
    }
    return [replace(place, alone=False) if place in pairs else place for place in places]


def _typed(page: Page, areas: Gazetteer, on: date | None, province: str | None) -> Iterable[NamedPlace]:
    for match in _TYPED.finditer(page.folded):
        whole = areas.provinces.match(page.folded, match.end()) if match["kind"] == "tỉnh" else None
        name = page.text[slice(*whole.span())] if whole else _capitalised(page.text, match.end())
        if name and not (match["kind"] == "xã" and name.startswith("HỘI")):  # "THƯƠNG BINH VÀ XÃ HỘI" in capitals
            level = TYPES[match["kind"]]
            area, length = _known(areas, name, level, on, province) or (
                unknown(areas, name, level, province),
                len(name),
            )
            yield NamedPlace(match.start(), match.end() + length, area, True)


def _capitalised(text: str, start: int) -> str:
    """Return the run of capitalised words at `start`."""
    match = _CAPITALS.match(text, start)
    words = match[0].split(" ") if match else []
    name = []
    for word in words:
        if not word[:1].isupper() or (word.isupper() and len(word) > 3 and not text[start : start + 12].isupper()):
            break
        name.append(word)
    return " ".join(name)


def _known(
    areas: Gazetteer, name: str, level: str, on: date | None, province: str | None
) -> tuple[AreaName, int] | None:
    words = name.split(" ")
    for size in range(len(words), 0, -1):
        part = " ".join(words[:size])
        for step in ("province", "district") if level == "city" else (level,):
            row = areas.find(part, step, on, province)
            if row and not (level == "city" and step == "province" and key(row.kind) == "tỉnh"):
                return areas.named(row, part if step == "province" and not part.isupper() else None), len(part)
    return None


def unknown(areas: Gazetteer, name: str, level: str, province: str | None) -> AreaName:
    """Return a place that the gazetteer does not hold, by its printed name."""
    level = "district" if level == "city" else level
    name = name.title() if name.isupper() else name
    return AreaName(level, name, None, None if level == "province" else areas.province_name(province))


def _bare(page: Page, areas: Gazetteer, on: date | None) -> Iterable[NamedPlace]:
    for match in areas.provinces.finditer(page.folded):
        text = page.text[match.start() : match.end()]
        if all(word[:1].isupper() or word == "-" for word in text.split()):
            row = areas.find(match[0], "province", on)
            if row:
                name = row.name if text.isupper() or key(match[0]) in ("hcm", "sài gòn") else text
                yield NamedPlace(match.start(), match.end(), areas.named(row, name), False)


def _repeated(page: Page, places: list[NamedPlace]) -> Iterable[NamedPlace]:
    """Yield each district that is named with its type word elsewhere and by name alone at the head of a sentence."""
    for area in {place.area for place in places if place.area.level == "district"}:
        for match in re.finditer(rf"(?:^|[.\n]\s*)({re.escape(key(area.name))})(?!\w)", page.folded):
            if page.text[match.start(1)].isupper():
                yield NamedPlace(match.start(1), match.end(1), area, False)

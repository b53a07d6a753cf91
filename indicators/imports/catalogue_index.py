"""Look up what the cells of a file name: areas of its report and the catalogue, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from .. import rules
from ..values.names import Name
from ..values.periods import Month
from .columns import tidy


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area inside the report's. `names` are all that people write: with its kind, without, in English."""

    id: int
    code: str  # public
    names: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def existed(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class KnownCategory:
    id: int
    slug: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KnownIndicator:
    """An indicator with the categories that it is broken down by. `unit`: its slug and names."""

    id: int
    slug: str
    names: tuple[str, ...]
    unit: tuple[str, ...]
    facts: rules.IndicatorFacts
    categories: tuple[KnownCategory, ...] = ()


@dataclass(frozen=True)
class Known:
    """The areas and the catalogue against which a file is read. `illustrative`: whether its report may hold made-up figures."""

    area: KnownArea  # the report's own
    month: Month
    areas: tuple[KnownArea, ...]
    indicators: tuple[KnownIndicator, ...]
    illustrative: bool = False


@dataclass
class Lookup:
    """A finder of what cells name. Every answer is one thing, or a sentence that says why not."""

    known: Known
    _areas: dict[str, KnownArea] = field(default_factory=dict)
    _area_names: dict[str, list[KnownArea]] = field(default_factory=lambda: defaultdict(list))
    _indicators: dict[str, KnownIndicator] = field(default_factory=dict)
    _indicator_names: dict[str, list[KnownIndicator]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._areas = {area.code: area for area in self.known.areas}
        for area in self.known.areas:
            for name in {tidy(name) for name in area.names if name}:
                self._area_names[name].append(area)
        self._indicators = {indicator.slug: indicator for indicator in self.known.indicators}
        for indicator in self.known.indicators:
            for name in {tidy(name) for name in indicator.names if name}:
                self._indicator_names[name].append(indicator)

    def area(self, text: str, day: date) -> KnownArea | Name:
        """Return the area of a public code, else of a name among the areas that existed on `day`."""
        name = text.strip()
        by_code = self._areas.get(name) or self._padded(name)
        if by_code:
            return by_code
        named = self._area_names.get(tidy(text), [])
        then = [area for area in named if area.existed(day)]
        if len(then) == 1:
            return then[0]
        return _several(then) if then else self._nowhere(named, day)

    def _padded(self, text: str) -> KnownArea | None:
        """Return the area of a code from whose front a spreadsheet has dropped the zeros."""
        if not text.isascii() or not text.isdigit():
            return None
        areas = {code: area for size in (2, 3, 5) if (area := self._areas.get(code := text.zfill(size)))}
        return next(iter(areas.values())) if len(areas) == 1 else None

    def _nowhere(self, named: list[KnownArea], day: date) -> Name:
        if named:
            codes = ", ".join(f"{area.names[0]} ({area.code})" for area in named)
            return Name(
                f"Địa bàn này không tồn tại vào ngày {day:%d/%m/%Y}. Nếu đúng là {codes}, hãy ghi mã.",
                f"There was no such area on {day:%Y-%m-%d}. If you mean {codes}, write the code.",
            )
        own = self.known.area
        return Name(
            f"Mã hoặc tên một địa bàn thuộc báo cáo này: {own.names[0]} ({own.code}) hoặc bên trong.",
            f"Code or name of an area of this report: {own.names[-1]} ({own.code}) or within it.",
        )

    def same_code_then(self, area: KnownArea, day: date) -> KnownArea | None:
        """Return the former area that had this area's code on `day`, when this one did not exist yet."""
        if area.existed(day):
            return None
        others = (o for o in self.known.areas if o.code.partition("-")[0] == area.code.partition("-")[0])
        return next((other for other in others if other is not area and other.existed(day)), None)

    def indicator(self, text: str) -> KnownIndicator | Name:
        """Return the indicator of a slug or of one of its names, or a sentence that says why not."""
        by_slug = self._indicators.get(text.strip())
        named = [by_slug] if by_slug else self._indicator_names.get(tidy(text), [])
        if len(named) == 1:
            return named[0]
        if named:
            slugs = ", ".join(indicator.slug for indicator in named)
            return Name(f"Mã của một trong các chỉ tiêu cùng tên: {slugs}", f"The code of one of: {slugs}")
        return Name("Mã hoặc tên một chỉ tiêu trong danh mục.", "Code or name of an indicator of the catalogue.")

    def category(self, text: str, indicator: KnownIndicator) -> KnownCategory | Name:
        """Return the category of a slug or name, among the indicator's own, or a sentence that says why not."""
        name = tidy(text)
        categories = [c for c in indicator.categories if c.slug == text.strip()] or [
            c for c in indicator.categories if name in map(tidy, c.names)
        ]
        if len(categories) == 1:
            return categories[0]
        choices = ", ".join(_first(c.slug for c in indicator.categories)) or "–"
        return Name(f"Một phân tổ của chỉ tiêu này: {choices}.", f"A category of this indicator: {choices}.")


def _several(areas: Iterable[KnownArea]) -> Name:
    codes = ", ".join(_first(f"{area.names[0]} ({area.code})" for area in areas))
    return Name(
        f"Tên này có ở nhiều nơi; hãy ghi mã: {codes}.", f"Several areas have this name; write the code: {codes}."
    )


def _first(texts: Iterable[str], most: int = 8) -> Iterator[str]:
    for place, text in enumerate(texts):
        if place == most:
            yield "…"
            return
        yield text

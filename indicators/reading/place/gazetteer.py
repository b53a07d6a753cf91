"""Look areas up by name and code, as of the time that a report speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..candidates import AreaName
from ..text.normalise import fold


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """An area of the gazetteer: `kind` is its type word (tỉnh, huyện, xã …), `province` a code."""

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
    "dak lak": "đắk lắk", "daklak": "đắk lắk", "đắklắk": "đắk lắk", "dak nong": "đắk nông",
    "đăk lăk": "đắk lắk", "đắc lắc": "đắk lắk", "đắc lắk": "đắk lắk", "đăk nông": "đắk nông",
    "đắc nông": "đắk nông", "kontum": "kon tum",
}  # fmt: skip


def key(name: str) -> str:
    """Return a name in the form in which names are compared."""
    return re.sub(r"\s+", " ", fold(name)).strip()


class Gazetteer:
    """An index of areas by name. Rows may repeat a code or a name at different times."""

    def __init__(self, rows: Iterable[GazetteerRow]) -> None:
        self.rows = tuple(rows)
        self._by_name: dict[str, list[GazetteerRow]] = defaultdict(list)
        for row in self.rows:
            self._by_name[key(row.name)].append(row)
        provinces = [row for row in self.rows if row.level == "province"]
        self._province_names = {row.code: row.name for row in sorted(provinces, key=lambda row: row.valid_to is None)}
        for alias, name in _ALIASES.items():
            self._by_name[alias] += [row for row in self._by_name.get(name, []) if row.level == "province"]

    @cached_property
    def provinces(self) -> re.Pattern[str]:
        """Return a pattern that matches any province name or alias on folded text."""
        names = {name for name, rows in self._by_name.items() if any(row.level == "province" for row in rows)}
        return re.compile(
            rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})(?!\w)(?! dương)"
        )

    def find(self, name: str, level: str | None, on: date | None, province: str | None = None) -> GazetteerRow | None:
        """Return the area of a name (and level), preferring the given province and what is valid on a day."""
        rows = [row for row in self._by_name.get(key(name), ()) if level in (None, row.level)]
        if not rows:
            return None
        return max(
            rows,
            key=lambda row: (
                province in (None, row.province),
                row.valid(on),
                row.level == "province",
                row.valid_to is not None,
            ),
        )

    def by_code(self, code: str, folded: str = "", on: date | None = None) -> AreaName | None:
        """Return the area of a code; of a reused code the area named in the text, else the one valid on the day."""
        rows = [row for row in self.rows if row.code == code]
        if not rows:
            return None
        return self.named(max(rows, key=lambda row: (key(row.name) in folded, row.valid(on), row.valid_to is None)))

    def province_name(self, code: str | None) -> str | None:
        return self._province_names.get(code or "")

    def named(self, row: GazetteerRow, name: str | None = None) -> AreaName:
        province = row.name if row.level == "province" else self._province_names.get(row.province)
        return AreaName(
            row.level, name or row.name, row.code, name or province if row.level == "province" else province
        )


def unaccented(name: str) -> str:
    """Return a name as web addresses spell it: `sonla` for `Sơn La`."""
    plain = "".join(char for char in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(char))
    return re.sub("[^a-z]", "", plain.replace("đ", "d"))

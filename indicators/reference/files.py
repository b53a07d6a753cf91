"""Read the files of this folder as plain values."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..values.periods import Basis, Month
from ..values.series import Qualifier

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area between two dates. `parent` and `successors` are (code, valid_from) of other rows."""

    code: str
    level: str
    type_vi: str
    name_vi: str
    name_en: str
    valid_from: date | None
    valid_to: date | None
    parent: tuple[str, date | None] | None = None
    successors: tuple[tuple[str, date], ...] = ()
    public_code: str = ""
    invented: bool = False

    @property
    def key(self) -> tuple[str, date | None]:
        return self.code, self.valid_from


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A printed figure. `period` is the last month of its span; `area` a public code.

    `inferred`: period or scope are partly inferred. `stands`: decided by hand, where sources contradict each other.
    """

    area: str
    indicator: str
    category: str | None
    basis: Basis
    period: Month
    value: Decimal
    since: date | None = None
    value_high: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACT
    inferred: bool = False
    stands: bool = False
    attainment: Decimal | None = None
    note: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A printed report and its figures."""

    id: str
    title: str
    area: str
    period: Month
    figures: tuple[FigureRow, ...]
    body: str | None = None
    publisher: str = ""
    url: str = ""
    published_on: date | None = None
    cut_off: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BreakRow:
    """An indicator's first year that no longer compares with before: in one area (public code), or in all."""

    indicator: str
    year: int
    area: str | None
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """Words by which a text speaks of an indicator, or of one of its categories."""

    indicator: str
    category: str | None
    text: str
    kind: str
    weight: Decimal = Decimal(1)


def load_json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"), parse_float=Decimal)


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """Return topics, units, dimensions with their categories, and indicators, as in indicators.json."""
    return load_json("indicators.json")


def breaks() -> tuple[BreakRow, ...]:
    """Return where an indicator stops comparing with before, as the poverty standards of standards.json say."""
    data = load_json("standards.json")
    begins = [(row["first"], None, f"Từ đây: {row['vi']}", f"From here: {row['en']}") for row in data["standards"]]
    ended = data["standards"][-1]
    ends = (ended["last"] + 1, None, f"Hết: {ended['vi']}", f"Ended: {ended['en']}")
    unnamed = [(row["year"] + 1, area, row["vi"], row["en"]) for row in data["unnamed"] for area in row["areas"]]
    return tuple(BreakRow(indicator, *row) for indicator in data["governs"] for row in (*begins, ends, *unnamed))


def bodies() -> dict[str, list[dict[str, Any]]]:
    """Return the bodies, and who answers for which topic or indicator when, as in bodies.json."""
    return load_json("bodies.json")


def forms() -> list[dict[str, Any]]:
    """Return the reporting forms with their lines, as in forms.json."""
    return load_json("forms.json")["forms"]


def invented_areas() -> tuple[AreaRow, ...]:
    """Return the two invented provinces and their communes, each after its parent."""
    rows = illustration()["areas"]
    return tuple(
        AreaRow(
            row["code"], row["level"], row["type"], row["name_vi"], row["name_en"], None, None,
            parent=(row["parent"], None) if "parent" in row else None, public_code=row["code"], invented=True,
        )
        for row in rows
    )  # fmt: skip


def illustration() -> dict[str, Any]:
    """Return the levels around which the made-up months vary, as in illustration.json."""
    return load_json("illustration.json")


def phrases() -> tuple[PhraseRow, ...]:
    """Return the vocabulary of the reader, as in phrases.csv; none where there is no such file."""
    path = FOLDER / "phrases.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            PhraseRow(row["indicator"], row["category"] or None, row["text"], row["kind"], Decimal(row["weight"] or 1))
            for row in csv.DictReader(lines)
        )


def reports() -> tuple[ReportRow, ...]:
    """Return the published reports, oldest first."""
    return tuple(_report(row) for row in load_json("reports.json")["reports"])


def _report(row: dict[str, Any]) -> ReportRow:
    return ReportRow(
        id=row["id"],
        title=row["title"],
        area=row["area"],
        period=Month.parse(row["period"]),
        figures=tuple(read_figure(figure, row["area"]) for figure in row["figures"]),
        body=row.get("body"),
        publisher=row.get("publisher", ""),
        url=row.get("url", ""),
        published_on=day(row.get("published_on")),
        cut_off=day(row.get("cut_off")),
        note=row.get("note", ""),
    )


def read_figure(row: dict[str, Any], area: str) -> FigureRow:
    """Return a figure as the files write it; `area` is the one it is of where it names none."""
    period = row["period"] if "-" in row["period"] else f"{row['period']}-12"
    return FigureRow(
        area=row.get("area", area),
        indicator=row["indicator"],
        category=row.get("category"),
        basis=Basis(row["basis"]),
        period=Month.parse(period),
        value=Decimal(row["value"]),
        since=day(row.get("since")),
        value_high=Decimal(row["value_high"]) if "value_high" in row else None,
        qualifier=Qualifier(row.get("qualifier", "exact")),
        inferred=row.get("inferred", False),
        stands=row.get("stands", False),
        attainment=Decimal(row["attainment"]) if "attainment" in row else None,
        note=row.get("note", ""),
        span=tuple(row["span"]) if "span" in row else None,
    )


def day(text: str | None) -> date | None:
    """Return the date of `YYYY-MM-DD`; None for an empty text."""
    return date.fromisoformat(text) if text else None


#: How a kind of area is said in English, after its name. Provinces go by the name alone.
_ENGLISH = {
    "Thành phố": "City",
    "Huyện": "District",
    "Thị xã": "Town",
    "Thị trấn": "Township",
    "Phường": "Ward",
    "Xã": "Commune",
    "Đặc khu": "Special Zone",
}
_LEVELS = ("province", "district", "commune")


def areas() -> tuple[AreaRow, ...]:
    """Return all areas, each after its parent."""
    with (FOLDER / "areas.csv").open(encoding="utf-8", newline="") as lines:
        raw = list(csv.DictReader(lines))
    rows = [_area(row) for row in raw]
    by_code: dict[str, list[AreaRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    linked = [_linked(row, source, by_code) for row, source in zip(rows, raw, strict=True)]
    return tuple(sorted(linked, key=lambda row: _LEVELS.index(row.level)))


def _area(row: dict[str, str]) -> AreaRow:
    return AreaRow(
        code=row["code"],
        level=row["level"],
        type_vi=row["type"],
        name_vi=row["name"],
        name_en=_in_english(row),
        valid_from=day(row["valid_from"]),
        valid_to=day(row["valid_to"]),
    )


def _in_english(row: dict[str, str]) -> str:
    if row["level"] == "province" and row["name"] != "Hồ Chí Minh":
        return row["name"]
    return f"{row['name']} {_ENGLISH[row['type']]}"


def _linked(row: AreaRow, source: dict[str, str], by_code: dict[str, list[AreaRow]]) -> AreaRow:
    successors = tuple(_beginning_after(row, code) for code in source["successors"].split("|") if code)
    parent = _standing_with(row, by_code[source["parent"]]) if source["parent"] else None
    return replace(row, parent=parent, successors=successors, public_code=_public_code(row, by_code[row.code]))


def _standing_with(row: AreaRow, candidates: Iterable[AreaRow]) -> tuple[str, date | None]:
    """Return the candidate that stood on the last day of `row`."""
    last = row.valid_to or date.max
    return next(c.key for c in candidates if (c.valid_from or date.min) <= last <= (c.valid_to or date.max))


def _beginning_after(row: AreaRow, code: str) -> tuple[str, date]:
    """Return the area that has `code` from the day after `row` ended."""
    if row.valid_to is None:
        raise ValueError(f"{row.code} has successors but no end")
    return code, row.valid_to + timedelta(days=1)


def _public_code(row: AreaRow, same_code: Iterable[AreaRow]) -> str:
    """Return the code; with the year of its end where another area of the level has it now (`08-2025`)."""
    lives_on = any(other.level == row.level and other.valid_to is None for other in same_code)
    return f"{row.code}-{row.valid_to.year}" if row.valid_to and lives_on else row.code

"""Find where a table stands on its sheet, and what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..values.names import Name
from ..values.periods import Basis, Month
from ..values.rows import COLUMNS, FORMER_COLUMNS
from .columns import code_of, is_code, letter
from .lines import FileLine
from .messages import FileProblem, shown

#: Lines in which a header is looked for.
FIRST_LINES = 50

_NAMES = ("indicator", "indicator_vi", "indicator_en")
_LONG = ("basis", "period", "value")
_BASES = frozenset(basis.value for basis in Basis)


@dataclass(frozen=True, slots=True)
class Layout:
    """A header that was understood.

    Long: a row is a figure. Wide: a row is an indicator or category, and each column of `bases` holds figures of one basis
    and month (None: the form's). `above`: what lines before the header say, such as the period.
    """

    line: int
    headings: tuple[str, ...]
    columns: dict[str, int]
    bases: tuple[tuple[int, Basis, Month | None], ...] = ()
    above: dict[str, Any] = field(default_factory=dict)
    ours: bool = False  # every column of our own files, under its code

    @property
    def wide(self) -> bool:
        return "value" not in self.columns

    def heading(self, column: int) -> str:
        """Return a column as a person finds it: `O (value)`."""
        name = self.headings[column].strip() if column < len(self.headings) else ""
        return f"{letter(column)} ({shown(name)})" if name else letter(column)

    def of(self, code: str) -> str:
        return self.heading(self.columns[code]) if code in self.columns else code


@dataclass
class Search:
    """A search for the header of one sheet, a line at a time."""

    found: Layout | None = None
    above: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    empty: bool = True  # no cell so far holds anything

    def offer(self, line: FileLine) -> bool:
        """Take a line in; False where it is the first below the header."""
        self.seen += 1
        self.empty = self.empty and all(cell == "" for cell in line.cells)
        headings = tuple(str(cell) for cell in line.cells)
        if _is_header(headings) and (self.found is None or sum(map(is_code, headings)) > 2):
            self.found = _layout(line.number, headings, self.above)
            return True
        if self.found is not None:
            return False
        if len(line.cells) > 1 and (code := code_of(headings[0])) in {"area_code", "area_vi", "period"}:
            self.above[str(code)] = next((cell for cell in line.cells[1:] if cell != ""), "")
        return self.seen < FIRST_LINES


def _is_header(headings: Sequence[str]) -> bool:
    codes = [code_of(heading) for heading in headings if heading.strip()]
    figures = any(code == "value" or (code and code.partition("@")[0] in _BASES) for code in codes)
    return figures and any(name in codes for name in _NAMES)


def _layout(line: int, headings: tuple[str, ...], above: dict[str, Any]) -> Layout:
    codes = [code_of(heading) if heading.strip() else None for heading in headings]
    columns = {code: place for place, code in reversed(list(enumerate(codes))) if code in COLUMNS}
    bases = (
        [] if "value" in columns else [(place, *_basis(code)) for place, code in enumerate(codes) if _is_basis(code)]
    )
    ours = set(FORMER_COLUMNS) <= {heading.strip() for heading in headings}
    return Layout(
        line, headings, {str(code): place for code, place in columns.items()}, tuple(bases), dict(above), ours
    )


def _is_basis(code: str | None) -> bool:
    return code is not None and code.partition("@")[0] in _BASES


def _basis(code: str | None) -> tuple[Basis, Month | None]:
    basis, _, month = str(code).partition("@")
    return Basis(basis), Month.parse(month) if month else None


def problems_of(layout: Layout, sheet: str) -> list[FileProblem]:
    """Return what is wrong with a header: columns that are missing or appear twice."""
    problems = []
    missing = [] if layout.wide else [code for code in _LONG if code not in layout.columns]
    if missing:
        names = ", ".join(missing)
        expected = Name(
            f"Thiếu cột: {names}. Hãy thêm cột, hoặc dùng tệp mẫu.",
            f"Missing columns: {names}. Add them, or use the template.",
        )
        problems.append(FileProblem(expected, sheet, layout.line))
    codes = [code_of(heading) for heading in layout.headings if heading.strip()]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        expected = Name("Mỗi cột chỉ được có một lần.", "Each column may be there only once.")
        problems.append(FileProblem(expected, sheet, layout.line, found=str(code)))
    return problems


def unknown_columns(layout: Layout) -> list[str]:
    """Return the headings that mean nothing here; their columns are not read."""
    return [shown(heading) for heading in layout.headings if heading.strip() and code_of(heading) is None]


def no_table(sheet: str, merged: Sequence[str]) -> FileProblem:
    """Return the problem of a sheet in which no header was found."""
    names = "indicator, basis, period, value"
    if merged:
        where = ", ".join(merged[:3])
        return FileProblem(
            Name(
                f"Không tìm thấy dòng tiêu đề. Trang tính có ô gộp ({where}…): hãy bỏ gộp ô, để mỗi cột một tiêu đề.",
                f"No header row was found. The sheet has merged cells ({where}…): unmerge them, a heading for each column.",
            ),
            sheet,
        )
    return FileProblem(
        Name(
            f"Không tìm thấy dòng tiêu đề trong {FIRST_LINES} dòng đầu. Cần các cột {names}, hoặc dùng tệp mẫu.",
            f"No header was found in the first {FIRST_LINES} lines. Columns {names} are needed, or the template.",
        ),
        sheet,
    )

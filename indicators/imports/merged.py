"""Find merged cells that hide figures: only the first of them has content, though a person reads it in all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..values.names import Name
from .columns import place_of
from .layout import Layout
from .messages import FileProblem

#: The columns that say which figure a row holds: empty, they mean another one, such as the total of all parts.
_IDENTIFYING = (
    "area_code", "area_vi", "area_en", "indicator", "indicator_vi", "indicator_en",
    "category", "category_vi", "category_en", "basis", "period", "period_start", "period_end",
)  # fmt: skip
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def covered(layout: Layout, merged: Sequence[str], rows: Sequence[int], sheet: str) -> Iterator[FileProblem]:
    """Yield a problem for each merged range that hides which figure one of `rows` (those with figures) holds."""
    in_order = sorted(rows)
    columns = sorted(layout.columns[code] for code in _IDENTIFYING if code in layout.columns)
    for range_match in filter(None, map(_RANGE.fullmatch, merged)):
        left, top, right, bottom = (
            place_of(range_match[1]),
            int(range_match[2]),
            place_of(range_match[3]),
            int(range_match[4]),
        )
        for column in columns:
            row = _next(in_order, top + (column == left)) if left <= column <= right else None
            if row is not None and row <= bottom:
                yield FileProblem(_expected(range_match[0]), sheet, row, layout.heading(column), range_match[0])
                break


def _next(rows: Sequence[int], first: int) -> int | None:
    """Return the first of `rows` that is `first` or after."""
    place = bisect_left(rows, first)
    return rows[place] if place < len(rows) else None


def _expected(cells: str) -> Name:
    return Name(
        f"Nội dung ghi ở từng dòng: trong vùng gộp {cells} chỉ ô đầu có nội dung, các ô khác là trống. "
        "Hãy bỏ gộp và ghi lại nội dung vào từng ô.",
        f"The content in every row: of the merged cells {cells} only the first holds any, the others are empty. "
        "Unmerge them and write it into each cell.",
    )

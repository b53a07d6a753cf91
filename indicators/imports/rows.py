"""Read one line of a table: its figures, or what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from .. import rules
from ..values.cells import FigureKey
from ..values.csv_injection import restored
from ..values.names import Name
from ..values.number_words import scale_of
from ..values.numbers import Parsed, TextKind
from ..values.periods import FIRST_YEAR, SEVERAL_YEARS, Basis, Month, last_month, may_begin, span
from ..values.series import Qualifier
from .catalogue_index import KnownArea, KnownCategory, KnownIndicator, Lookup
from .cells import day_of, month_of, number_of
from .columns import TOTALS, basis_of, tidy
from .encodings import TCVN3, tcvn3
from .layout import Layout
from .lines import BadCell, FileLine
from .messages import FileProblem, shown
from .record import Record, WrongCell, as_cell

Meaning = TypeVar("Meaning")


#: A column as `WrongCell` names it: a code of the contract, or a place.
Column = str | int


@dataclass
class Rows:
    """A reader of the lines of one table, which works out once what lines have in common."""

    lookup: Lookup
    layout: Layout
    sheet: str = ""
    plain: bool = False  # values have a decimal point
    ragged: bool = False  # every line must have as many cells as the header
    readable: bool = True
    _known: dict[Any, Any] = field(default_factory=dict)

    def read(self, line: FileLine) -> Iterator[Record | FileProblem]:
        """Yield the line's figures and problems."""
        try:
            whole = line._replace(cells=self._whole(line.cells))
            if self.layout.wide:
                yield from self._wide(whole)
            else:
                yield from self._long(whole)
        except WrongCell as wrong:
            yield self._problem(line, wrong)

    def _problem(self, line: FileLine, wrong: WrongCell) -> FileProblem:
        column = self.layout.heading(wrong.column) if isinstance(wrong.column, int) else self.layout.of(wrong.column)
        return FileProblem(wrong.expected, self.sheet, line.number, column, wrong.found)

    def _whole(self, cells: list[Any]) -> list[Any]:
        """Return as many cells as the header has; a text that is cut must not pass for an empty cell."""
        width = len(self.layout.headings)
        if (self.ragged and len(cells) != width) or any(cell != "" for cell in cells[width:]):
            raise WrongCell("", f"{len(cells)}", Name(
                f"Đúng {width} ô như dòng tiêu đề; có thể thừa hoặc thiếu dấu phân cách, hoặc số có dấu phẩy cần đặt trong nháy kép.",
                f"Exactly {width} cells as in the header; a separator may be missing or too many, or a number with a comma needs quotes.",
            ))  # fmt: skip
        return cells if len(cells) == width else [*cells, *[""] * (width - len(cells))]

    def _cell(self, line: FileLine, code: str) -> Any:
        place = self.layout.columns.get(code)
        return "" if place is None else line.cells[place]

    def _text(self, line: FileLine, code: str) -> str:
        cell = self._cell(line, code)
        if isinstance(cell, str):
            return cell
        if isinstance(cell, BadCell):
            raise WrongCell(code, cell, Name("Chữ, không phải lỗi hoặc công thức.", "Text, no error and no formula."))
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)

    def _texts(self, line: FileLine, *codes: str) -> tuple[str, ...]:
        return tuple(self._text(line, code) if code in self.layout.columns else "" for code in codes)

    def _once(self, key: Any, understand: Callable[[], Meaning]) -> Meaning:
        """Return what these cells mean, worked out the first time that they appear."""
        if key not in self._known:
            self._known[key] = understand()
        meaning: Meaning = self._known[key]
        return meaning

    # --- which figure ----------------------------------------------------------------------

    def _what(self, line: FileLine) -> tuple[KnownIndicator, KnownCategory | None]:
        texts = self._texts(line, *_INDICATOR, *_CATEGORY, "unit")
        return self._once(texts, lambda: self._named(texts))

    def _named(self, texts: tuple[str, ...]) -> tuple[KnownIndicator, KnownCategory | None]:
        names, parts, unit = texts[:3], texts[3:6], texts[6]
        indicator, category = self._indicator(names), None
        if (place := _first(parts)) is not None:
            category = _known(self.lookup.category(parts[place], indicator), _CATEGORY[place], parts[place])
            self._agree(parts, _CATEGORY, category)
        self._agree(names, _INDICATOR, indicator, *([category] if category and self.layout.wide else []))
        if unit.strip() and tidy(unit) not in map(tidy, indicator.unit):
            name = indicator.unit[0]
            raise WrongCell(
                "unit", unit, Name(f"Đơn vị tính của chỉ tiêu này là {name}.", f"This indicator's unit is {name}.")
            )
        return indicator, category

    def _indicator(self, names: Sequence[str]) -> KnownIndicator:
        which = _first(names) or 0
        indicator = self.lookup.indicator(names[which])
        if isinstance(indicator, Name) and TOTALS.fullmatch(tidy(names[which])):
            expected = Name(
                "Dòng cộng: hãy xoá dòng này, hệ thống tự cộng.", "A row of totals: delete it, sums are made here."
            )
            raise WrongCell(_INDICATOR[which], names[which], expected)
        return _known(indicator, _INDICATOR[which], names[which])

    def _agree(self, texts: Sequence[str], columns: Sequence[str], *named: KnownIndicator | KnownCategory) -> None:
        """Raise WrongCell where code and names differ. A form has the part's name where the indicator's would be.

        In files of ours a name may be that of an earlier release.
        """
        names = {tidy(name) for entry in named for name in (entry.slug, *entry.names)}
        if self.layout.ours or {tidy(text).rstrip(" *") for text in texts} <= {"", *names}:
            return
        right = f"{named[0].slug}: {named[0].names[0]}"
        raise WrongCell(
            columns[_first(texts) or 0],
            ", ".join(filter(str.strip, texts)),
            Name(f"Mã và tên của cùng một mục; {right}.", f"Code and name of one thing; {right}."),
        )

    def _area(self, line: FileLine, month: Month) -> KnownArea:
        code, vi, en = self._texts(line, "area_code", "area_vi", "area_en")
        return self._once(("area", code, vi, en, month), lambda: self._area_of(code, vi, en, month))

    def _area_of(self, code: str, vi: str, en: str, month: Month) -> KnownArea:
        code, name = (
            code or str(self.layout.above.get("area_code", "")),
            vi or en or str(self.layout.above.get("area_vi", "")),
        )
        if not code and not name:
            return self.lookup.known.area
        column = "area_code" if code else "area_vi" if vi else "area_en"
        area = _known(self.lookup.area(code or name, month.last_day), column, code or name)
        if self.layout.ours:
            return area
        if then := self.lookup.same_code_then(area, month.last_day):
            raise WrongCell(column, code, Name(
                f"Mã này vào {month} là của {then.names[0]}, nay ghi {then.code}. Hãy ghi rõ mã.",
                f"In {month} this code was that of {then.names[0]}, now written {then.code}. Say which.",
            ))  # fmt: skip
        if code and name and tidy(name) not in map(tidy, area.names):
            right = f"{area.code}: {area.names[0]}"
            raise WrongCell(
                column,
                f"{code}, {name}",
                Name(f"Mã và tên của cùng một địa bàn; {right}.", f"Code and name of one area; {right}."),
            )
        return area

    def _when(self, line: FileLine) -> tuple[Basis, Month, date | None]:
        basis_text, status = self._texts(line, "basis", "status")
        period, start, end = (self._cell(line, code) for code in ("period", "period_start", "period_end"))
        return self._once(
            (basis_text, status, period, start, end), lambda: self._span(basis_text, status, period, start, end)
        )

    def _span(
        self, basis_text: str, status: str, period: Any, start: Any, end: Any
    ) -> tuple[Basis, Month, date | None]:
        """Return basis, month and, of several years, their first day; other spans have the days of their period."""
        basis = basis_of(basis_text)
        if basis is None:
            raise WrongCell(
                "basis", basis_text, Name(f"Một trong: {', '.join(Basis)}.", f"One of: {', '.join(Basis)}.")
            )
        month = _known(month_of(period, basis), "period", period)
        since = self._since(basis, month, start)
        for code, cell, right in zip(
            ("period_start", "period_end"), (start, end), span(basis, month, since), strict=True
        ):
            if cell != "" and _known(day_of(cell), code, cell) != right:
                raise WrongCell(code, cell, Name(f"Kỳ này: {right:%Y-%m-%d}.", f"Of this period: {right:%Y-%m-%d}."))
        self._check_status(status)
        return basis, month, since

    def _month(self, line: FileLine) -> Month:
        """Return the month of a line whose basis may be wrong."""
        period = self._cell(line, "period")
        return _known(month_of(period, basis_of(self._text(line, "basis")) or Basis.MONTH), "period", period)

    def _since(self, basis: Basis, month: Month, start: Any) -> date | None:
        """Return the first day of several years together."""
        if start == "":
            if basis not in SEVERAL_YEARS:
                return None
            raise WrongCell(
                "period_start", "", Name("Ngày đầu của khoảng nhiều năm.", "The first day of the several years.")
            )
        first = _known(day_of(start), "period_start", start)
        if basis not in SEVERAL_YEARS and not (basis == Basis.TARGET and first.year < month.year):
            return None
        if first > month.first_day:
            raise WrongCell("period_start", start, Name(
                f"Muộn nhất là {month.first_day:%Y-%m-%d}.", f"On {month.first_day:%Y-%m-%d} or before."
            ))  # fmt: skip
        if not may_begin(basis, month, first):
            raise WrongCell("period_start", start, Name(
                f"Ngày đầu của một tháng, từ năm {FIRST_YEAR}, như 2021-01-01.",
                f"The first day of a month, from {FIRST_YEAR} on, like 2021-01-01.",
            ))  # fmt: skip
        return first

    def _check_status(self, status: str) -> None:
        allowed = {"", "published", "revised", *(["illustrative"] if self.lookup.known.illustrative else [])}
        if tidy(status) not in allowed:
            raise WrongCell("status", status, Name(
                "Số đã báo cáo (published, revised); số hệ thống tính ra hoặc số minh hoạ không được nhập.",
                "A reported figure (published, revised); derived and illustrative ones are not taken.",
            ))  # fmt: skip

    # --- lines -----------------------------------------------------------------------------

    def _long(self, line: FileLine) -> Iterator[Record | FileProblem]:
        place = self.layout.columns["value"]
        try:
            indicator, category = self._what(line)
            basis, month, since = self._when(line)
            yield self._record(line, place, indicator, category, basis, month, since)
        except WrongCell as wrong:
            yield from (self._problem(line, each) for each in self._every_wrong(line, place, wrong))

    def _every_wrong(self, line: FileLine, place: int, first: WrongCell) -> list[WrongCell]:
        """Return the first wrong cell and all others of the line, so that who mends one does not meet the next."""
        wrongs = {str(first.column): first}

        def tried(understand: Callable[[], Meaning]) -> Meaning | None:
            try:
                return understand()
            except WrongCell as wrong:
                wrongs.setdefault(str(wrong.column), wrong)
                return None

        tried(lambda: self._what(line))
        tried(lambda: self._when(line))
        if month := tried(lambda: self._month(line)):
            tried(lambda: self._area(line, month))
        if indicator := tried(lambda: self._indicator(self._texts(line, *_INDICATOR))):
            tried(lambda: self._sound(line.cells[place], place, indicator))
        tried(lambda: self._words(line, "missing_reason", rules.LONGEST_REASON))
        tried(lambda: self._words(line, "note", rules.LONGEST_NOTE))
        return list(wrongs.values())

    def _wide(self, line: FileLine) -> Iterator[Record | FileProblem]:
        filled = [(place, basis, month) for place, basis, month in self.layout.bases if _holds(line.cells[place])]
        reason = self._text(line, "missing_reason").strip()
        if not filled and not reason:
            return  # a heading, or a row that was left open
        indicator, category = self._what(line)
        unused = bool(reason)
        for place, basis, month in filled:
            try:
                record = self._record(line, place, indicator, category, basis, month or self._own(basis, line), None)
                unused = unused and record.value is not None
                yield record
            except WrongCell as wrong:
                unused = False
                yield self._problem(line, wrong)
        if unused:
            raise WrongCell("missing_reason", reason, Name(
                "Ghi dấu … vào ô không có số để biết lý do này của ô nào.",
                "Put … into the cell that has no figure, to say which one this reason is for.",
            ))  # fmt: skip

    def _own(self, basis: Basis, line: FileLine) -> Month:
        """Return the month of the form: as the sheet says above its table, else the report's; filed as its basis is."""
        text = self._cell(line, "period") or self.layout.above.get("period", "")
        month = _known(month_of(text, Basis.MONTH), "period", text) if text != "" else self.lookup.known.month
        return last_month(basis, month)

    # --- how much --------------------------------------------------------------------------

    def _record(
        self, line: FileLine, place: int, indicator: KnownIndicator, category: KnownCategory | None, basis: Basis, month: Month,
        since: date | None,
    ) -> Record:  # fmt: skip
        """Return the line's record. Raises WrongCell with the first hard rule that the figure breaks."""
        cell = line.cells[place]
        parsed = self._number(cell, place, indicator)
        value_high = self._upper(line, parsed, indicator)
        missing = parsed.kind in {TextKind.MISSING, TextKind.EMPTY} or not self.layout.wide
        reason = self._words(line, "missing_reason", rules.LONGEST_REASON)
        note = self._words(line, "note", rules.LONGEST_NOTE) if "note" in self.layout.columns else None
        record = Record(
            self._area(line, month), indicator, category, basis, month, since, parsed.value, value_high,
            self._qualifier(line, parsed), reason if missing else "", note, self.sheet, line.number, place,
        )  # fmt: skip
        if parsed.kind == TextKind.MISSING and not reason:
            raise WrongCell(place, cell, rules.REASONS["unavailable"])
        if rules.errors(as_cell(record, parsed), NOTHING_AROUND):
            raise _broken(as_cell(record, parsed, cell), place, cell)
        return record

    def _sound(self, cell: Any, place: int, indicator: KnownIndicator) -> None:
        """Raise WrongCell where a number cannot be right, whatever else its line says."""
        parsed = self._number(cell, place, indicator)
        key = FigureKey("", indicator.slug, None, Basis.MONTH, self.lookup.known.month)
        alone = rules.CheckedCell(
            key, indicator.facts, parsed.value, parsed.value_high, text=shown(cell).strip(), parsed=parsed
        )
        if parsed.kind not in {TextKind.MISSING, TextKind.EMPTY} and rules.errors(alone, NOTHING_AROUND):
            raise _broken(alone, place, cell)

    def _upper(self, line: FileLine, parsed: Parsed, indicator: KnownIndicator) -> Decimal | None:
        high = "" if self.layout.wide else self._cell(line, "value_high")
        if high == "":
            return parsed.value_high
        upper = self._number(high, "value_high", indicator)
        if upper.value is None or parsed.value_high is not None or parsed.value is None:
            raise WrongCell(
                "value_high",
                high,
                Name("Một số lớn hơn giá trị, hoặc để trống.", "A number above the value, or nothing."),
            )
        return upper.value

    def _number(self, cell: Any, column: Column, indicator: KnownIndicator) -> Parsed:
        facts, contract = indicator.facts, not self.layout.wide
        percent = facts.unit == "percent"
        scale = max(map(scale_of, indicator.unit))
        parsed = number_of(
            cell, decimals=facts.decimals, percent=percent, ours=self.plain, contract=contract, unit_scale=scale
        )
        return _known(parsed, column, cell)

    def _words(self, line: FileLine, code: str, longest: int) -> str:
        text = self._text(line, code)
        if not text:
            return ""
        if len(text) > longest:
            raise WrongCell(code, text, Name(f"Nhiều nhất {longest} ký tự.", f"At most {longest} characters."))
        if TCVN3.search(text) and not self.layout.ours:
            raise WrongCell(code, text, tcvn3().sentence)
        if self.plain:
            return restored(text) if self.ragged else text.strip()
        return unicodedata.normalize("NFC", text.strip())

    def _qualifier(self, line: FileLine, parsed: Parsed) -> Qualifier | None:
        """Return the qualifier, from its column in a long file, beside the number in a form; None without one."""
        if "qualifier" not in self.layout.columns and not self.layout.wide and parsed.qualifier == Qualifier.EXACT:
            return None
        text = self._text(line, "qualifier")
        return self._once(("qualifier", text, parsed.qualifier), lambda: _hedge(tidy(text), parsed.qualifier))


def _broken(figure: rules.CheckedCell, place: int, cell: Any) -> WrongCell:
    """Return the first hard rule that the figure breaks."""
    finding = rules.errors(figure, NOTHING_AROUND)[0]
    return WrongCell(place, cell, Name(finding.text("vi"), finding.text("en")))


NOTHING_AROUND = rules.Context()
_INDICATOR = ("indicator", "indicator_vi", "indicator_en")
_CATEGORY = ("category", "category_vi", "category_en")


def _known(answer: Meaning | Name, column: Column, cell: object) -> Meaning:
    """Return the answer, unless it is a sentence that says why there is none."""
    if isinstance(answer, Name):
        raise WrongCell(column, cell, tcvn3().sentence if TCVN3.search(str(cell)) else answer)
    return answer


def _first(names: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name.strip()), None)


def _hedge(column_text: str, cell_text: str) -> Qualifier:
    """Return the qualifier of the column, or of a word beside the number; the two must not differ."""
    if column_text and column_text not in set(Qualifier):
        raise WrongCell(
            "qualifier", column_text, Name(f"Một trong: {', '.join(Qualifier)}.", f"One of: {', '.join(Qualifier)}.")
        )
    if cell_text != Qualifier.EXACT and column_text not in {"", "exact", cell_text}:
        raise WrongCell(
            "qualifier", column_text, Name(f"Ô số liệu ghi {cell_text}.", f"The figure itself says {cell_text}.")
        )
    return Qualifier(cell_text if cell_text != Qualifier.EXACT else column_text or "exact")


def _holds(cell: Any) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())

"""Read a file and return its figures, or every error with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..values.names import Name
from .catalogue_index import Known, Lookup
from .columns import letter
from .delimited import Delimited
from .kinds import FileKind, kind_of
from .layout import Layout, Search, no_table, problems_of, unknown_columns
from .lines import FileLine, FileSheet
from .merged import covered
from .messages import FileProblem, Unreadable, shown
from .record import Record
from .rows import Rows
from .workbook import Workbook

#: Figures in one file; problems that are kept (all are counted).
MOST_RECORDS = 200_000
MOST_PROBLEMS = 5000

#: A function that is called with the number of lines read, and of about how many.
Progress = Callable[[int, int], None]


@dataclass
class ImportOutcome:
    """The content of a file. `records` count only where there is no problem."""

    records: list[Record] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    problem_count: int = 0
    notices: list[Name] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problem_count

    def wrong(self, problem: FileProblem) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def read(path: Path, name: str, known: Known, progress: Progress = lambda lines, total: None) -> ImportOutcome:
    """Read the file at `path`, called `name` by who sent it. Raises ChildKilled only."""
    reading = _FileReading(Lookup(known), progress)
    try:
        if kind_of(path, name) == FileKind.WORKBOOK:
            reading.take(Workbook(path).sheets())
        else:
            source = Delimited(path)
            reading.take(source.sheets(), source)
        reading.finish()
    except Unreadable as refusal:
        reading.outcome = ImportOutcome()
        reading.outcome.wrong(FileProblem(refusal.sentence))
    return reading.outcome


@dataclass
class _FileReading:
    lookup: Lookup
    progress: Progress
    outcome: ImportOutcome = field(default_factory=ImportOutcome)
    sheet: FileSheet = field(default_factory=FileSheet)
    search: Search = field(default_factory=Search)
    rows: Rows | None = None
    source: Delimited | None = None
    first: dict[tuple[object, ...], int] = field(default_factory=dict)  # place in records
    tables: int = 0
    lines: int = 0
    without: list[FileProblem] = field(default_factory=list)  # sheets in which no table was found
    hidden: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)  # rows of the sheet that hold figures

    def take(self, events: Iterable[FileSheet | FileLine], source: Delimited | None = None) -> None:
        self.source = source
        for event in events:
            if isinstance(event, FileLine):
                self._line(event)
            elif event.ended:
                self._end(event)
            else:
                self._begin(event)

    def _begin(self, sheet: FileSheet) -> None:
        self.sheet, self.search, self.rows = sheet, Search(), None
        self.hidden, self.repeated, self.taken = [], [], []
        if sheet.hidden:
            name = shown(sheet.name)
            self._notice(f"Trang tính ẩn “{name}” không được đọc.", f"The hidden sheet “{name}” was not read.")

    def _line(self, line: FileLine) -> None:
        self.lines += 1
        if self.lines % 500 == 0:
            self.progress(self.lines, self.sheet.total)
        if self.rows is None:
            if self.search.offer(line) or self.search.found is None:
                return
            self.rows = self._rows(self.search.found)
        if not self.rows.readable:
            return
        if line.hidden:
            self.hidden.append(line.number)
        for result in self.rows.read(line):
            if isinstance(result, Record):
                self.taken.append(line.number)
                self._record(result)
            else:
                self.outcome.wrong(result)

    def _rows(self, layout: Layout) -> Rows:
        self.tables += 1
        problems = problems_of(layout, self.sheet.name)
        for problem in problems:
            self.outcome.wrong(problem)
        if unknown := unknown_columns(layout):
            names = ", ".join(unknown[:10])
            self._notice(f"Không đọc các cột: {names}.", f"Columns not read: {names}.")
        comma = self.source is None or self.source.separator == ","
        return Rows(
            self.lookup, layout, self.sheet.name,
            plain=layout.ours and comma, ragged=self.source is not None, readable=not problems,
        )  # fmt: skip

    def _record(self, record: Record) -> None:
        place = self.first.setdefault(record.identity, len(self.outcome.records))
        if place == len(self.outcome.records):
            if place == MOST_RECORDS:
                raise Unreadable(
                    Name(
                        f"Tệp có hơn {MOST_RECORDS} số liệu. Hãy chia tệp theo năm.",
                        f"More than {MOST_RECORDS} figures. Split the file by year.",
                    )
                )
            self.outcome.records.append(record)
            return
        earlier = self.outcome.records[place]
        if earlier.content == record.content:
            self.repeated.append(record.row)
            return
        where = f"{earlier.sheet} {letter(earlier.column)}{earlier.row}".strip()
        expected = Name(
            f"Số liệu này đã có ở {where} với nội dung khác; chỉ giữ một.",
            f"This figure stands at {where} too, with other content; keep one.",
        )
        self.outcome.wrong(FileProblem(expected, record.sheet, record.row, letter(record.column), shown(_said(record))))

    def _end(self, sheet: FileSheet) -> None:
        if self.search.found is None and not self.sheet.hidden and not self.search.empty:
            self.without.append(no_table(sheet.name, sheet.merged))
        elif self.rows is None and self.search.found is not None:
            self.rows = self._rows(self.search.found)
        if self.rows is not None:
            for problem in covered(self.rows.layout, sheet.merged, self.taken, sheet.name):
                self.outcome.wrong(problem)
            self._tell(sheet)

    def _tell(self, sheet: FileSheet) -> None:
        if self.hidden:
            rows = _few(self.hidden)
            self._notice(
                f"Đã đọc cả {len(self.hidden)} dòng đang ẩn: {rows}.",
                f"{len(self.hidden)} hidden rows were read too: {rows}.",
            )
        if self.repeated:
            rows = _few(self.repeated)
            self._notice(
                f"Dòng lặp lại y hệt, chỉ lấy một lần: {rows}.",
                f"Rows that repeat others exactly were taken once: {rows}.",
            )
        if sheet.formulas:
            self._notice(
                f"{sheet.formulas} ô là công thức: đã lấy kết quả lưu trong tệp.",
                f"{sheet.formulas} cells are formulas: the results kept in the file were taken.",
            )
        if sheet.merged:
            cells = ", ".join(sheet.merged[:5])
            self._notice(f"Trang tính có ô gộp: {cells}.", f"The sheet has merged cells: {cells}.")

    def finish(self) -> None:
        """Note the problems of the file as a whole."""
        self.progress(self.lines, self.lines)
        outcome = self.outcome
        if not self.tables:
            for problem in self.without or [no_table("", ())]:
                outcome.wrong(problem)
        elif outcome.ok and not outcome.records:
            outcome.wrong(
                FileProblem(
                    Name(
                        "Tệp không có số liệu nào dưới dòng tiêu đề.", "There is not a single figure below the header."
                    )
                )
            )
        self._tell_others()

    def _tell_others(self) -> None:
        if self.tables and self.without:
            names = ", ".join(f"“{shown(problem.sheet)}”" for problem in self.without)
            self._notice(
                f"Trang tính không được đọc vì không có dòng tiêu đề: {names}.",
                f"Sheets not read, as they have no header row: {names}.",
            )
        scope = self.lookup.known
        months = {record.month for record in self.outcome.records}
        if (
            self.outcome.records
            and scope.month not in months
            and not any(m.year == scope.month.year and m.month == 12 for m in months)
        ):
            first, last = min(months), max(months)
            self._notice(
                f"Số liệu trong tệp là của {first} đến {last}, báo cáo này là tháng {scope.month}.",
                f"The file's figures are of {first} to {last}; this report is of {scope.month}.",
            )

    def _notice(self, vi: str, en: str) -> None:
        self.outcome.notices.append(Name(vi, en))


def _said(record: Record) -> object:
    return record.missing_reason if record.value is None else record.value


def _few(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:10])) + ("…" if len(rows) > 10 else "")

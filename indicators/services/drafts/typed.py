"""Cells as people type them: read again here, whatever the browser made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ... import rules
from ...models import Area, Breakdown, DraftFigure, Indicator, Report, User
from ...models.named import language
from ...values.cells import FigureKey
from ...values.names import Name
from ...values.number_words import scale_of
from ...values.numbers import Number, Parsed, TextKind, parse, plain
from ...values.periods import FIRST_YEAR, SEVERAL_YEARS, Basis, may_begin
from ...values.series import Qualifier
from ..acting import acting
from ..guards import open_report
from .cells import CellToSave, Conflicts, key_of, put_cells

OTHER_AREA = Name(
    "Tài khoản của bạn không được giao nhập số liệu cho địa bàn {area}.",
    "Your account may not enter figures for area {area}.",
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell as sent. None: as it was. `confirmed`: which reading of a doubtful text was chosen.

    `evidence`: where in the report's text the figure stands; `attainment`: the share of the target printed beside it.
    """

    id: FigureKey
    text: str
    version: int | None
    qualifier: str | None = None
    missing_reason: str | None = None
    note: str | None = None
    confirmed: str | None = None
    evidence: tuple[int, int] | None = None
    attainment: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be saved as it was typed: why, and how it might be meant."""

    typed: Typed
    message: str
    readings: tuple[str, ...] = ()


class CellProblems(Exception):
    """The cells because of which nothing was saved."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that someone else changed first: what was typed, and what it holds now (None: emptied)."""

    typed: Typed
    held: DraftFigure | None


class Clashes(Exception):
    """The cells that hold something else than their editor saw: nothing was saved."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(_("Someone else changed these cells meanwhile."))
        self.clashes = tuple(clashes)


def save_typed(*, report: Report, typed: Iterable[Typed], by: User, way: str, seen: int | None = None) -> int:
    """Save what was typed, all of it or nothing; return how many of the cells hold something now.

    `seen`: the version of the document, where the figures were read from its text. Raise CellProblems, Clashes or Refused.
    """
    by_id = _once(typed)
    with acting(by=by, way=way):
        locked_report = open_report(report, by, seen=seen)
        reading = _Reading(locked_report, by_id.values())
        results = [(cell, reading.cell(cell)) for cell in by_id.values()]
        if problems := [result for _typed, result in results if isinstance(result, CellProblem)]:
            raise CellProblems(problems)
        cells = {result.key: (cell, result) for cell, result in results if isinstance(result, CellToSave)}
        saved = [result for _typed, result in cells.values()]
        try:
            put_cells(report=locked_report, cells=saved, now=reading.figures.values(), by=by)
        except Conflicts as conflict_error:
            clashes = [Clash(cells[conflict.sent.key][0], conflict.held) for conflict in conflict_error.conflicts]
            raise Clashes(clashes) from None
        return sum(not cell.is_empty for cell in saved)


def _once(typed: Iterable[Typed]) -> dict[FigureKey, Typed]:
    """Return the cells by id. What was given twice counts once; two numbers for one cell are for a person to choose from."""
    by_id: dict[FigureKey, Typed] = {}
    problems = []
    for cell in typed:
        first = by_id.setdefault(cell.id, cell)
        if first is not cell and replace(cell, evidence=first.evidence, attainment=first.attainment) != first:
            problems.append(
                CellProblem(cell, _("Another number was given for the same cell: %s. Keep one of them.") % first.text)
            )
    if problems:
        raise CellProblems(problems)
    return by_id


class _Reading:
    """The catalogue and what the report holds, as the cells of one request are read against them."""

    def __init__(self, report: Report, typed: Iterable[Typed]) -> None:
        keys = [cell.id for cell in typed]
        indicators = (
            Indicator.objects.filter(slug__in={key.indicator for key in keys}).order_by().select_related("unit")
        )
        self.indicators = {indicator.slug: indicator for indicator in indicators}
        self.areas = _areas(report, {key.area for key in keys})
        self.categories = _categories(indicators) if any(key.category for key in keys) else {}
        figures = DraftFigure.objects.filter(report=report, indicator__in=list(indicators))
        self.figures = {key_of(figure): figure for figure in figures.order_by()}

    def cell(self, typed: Typed) -> CellToSave | CellProblem:
        """Return the cell to save, or what is wrong with it."""
        key = typed.id
        indicator, area = self.indicators.get(key.indicator), self.areas.get(key.area)
        category = self.categories.get((key.indicator, key.category)) if key.category else None
        if indicator is None or area is None or (key.category and category is None):
            return CellProblem(typed, _("There is no such cell. Load the page again."))
        if wrong := _wrong_start(typed.id):
            return CellProblem(typed, wrong)
        if area.outside:
            return CellProblem(typed, OTHER_AREA.text(language()).format(area=key.area))
        scale = scale_of(indicator.unit.name_vi)
        percent = _is_percent(indicator)
        parsed = parse(typed.text, decimals=indicator.decimals, percent=percent, unit_scale=scale)
        parsed = _chosen(parsed, typed.confirmed)
        ids = (area.pk, indicator.pk, category)
        figure = self.figures.get((*ids, key.basis.value, typed.id.month.first_day, typed.id.since))
        reason = _reason(typed, parsed, figure)
        problem = _problem(typed, parsed, indicator, reason)
        if problem:
            return problem
        return _cell(typed, parsed, figure, reason, ids)


def _wrong_start(cell: FigureKey) -> str:
    """Return why a cell cannot be counted from its first day, or "".

    Only what is counted over several years says from when, and it must.
    """
    if cell.since is None and cell.basis in SEVERAL_YEARS:
        return _("A figure over several years has to say from which month on it is counted.")
    if cell.since is None or may_begin(Basis(cell.basis), cell.month, cell.since):
        return ""
    return _(
        "Only a figure or target of several years is counted from another day: the first of a month, in %(year)s or "
        "later; a target's in a year before its own. This one says %(since)s."
    ) % {"year": FIRST_YEAR, "since": f"{cell.since.day:02d}/{cell.since.month:02d}/{cell.since.year:04d}"}


class _Place(NamedTuple):
    """An area that a cell names, and whether it lies outside the report's."""

    pk: int
    outside: bool


def _areas(report: Report, codes: set[str]) -> dict[str, _Place]:
    """Return the areas by public code. Nearly every cell is of the report's own, which is at hand."""
    places = {report.area.public_code: _Place(report.area_id, outside=False)}
    if not (others := codes - set(places)):
        return places
    for area in Area.objects.filter(public_code__in=others).select_related("parent"):
        places[area.public_code] = _Place(area.pk, outside=report.area_id not in area.line)
    return places


def _categories(indicators: Iterable[Indicator]) -> dict[tuple[str, str], int]:
    """Return the categories' primary keys by the slugs of indicator and category."""
    breakdowns = Breakdown.objects.filter(indicator__in=list(indicators), dimension__categories__isnull=False)
    rows = breakdowns.order_by("id").values_list(
        "indicator__slug", "dimension__categories__slug", "dimension__categories"
    )
    return {(indicator, category): pk for indicator, category, pk in rows}


def _is_percent(indicator: Indicator) -> bool:
    return indicator.unit.slug == "percent"


def reading_text(number: Number, lang: str = "vi") -> str:
    """Return a reading as it is offered and confirmed: plain digits, and before decimals what the language has there."""
    texts = [plain(value) for value in (number.value, number.value_high) if value is not None]
    return " to ".join(texts) if lang.startswith("en") else " đến ".join(texts).replace(".", ",")


def _chosen(parsed: Parsed, confirmed: str | None) -> Parsed:
    """Return the reading that the person chose, if it is one of those the text has; else all of them."""
    if parsed.kind != TextKind.AMBIGUOUS or not confirmed:
        return parsed
    # No reading is written with groups: "1.234" of English or of a machine and "1,234" are the same one.
    by_text = {reading_text(reading): reading for reading in parsed.readings}
    chosen = by_text.get(confirmed.replace(".", ",").replace(" to ", " đến "))
    return replace(parsed, kind=TextKind.NUMBER, readings=(chosen,), reason="") if chosen else parsed


def _reason(typed: Typed, parsed: Parsed, figure: DraftFigure | None) -> str:
    """Return why there is no figure: as sent; else as it was, if the cell still holds no value."""
    if typed.missing_reason is not None:
        return typed.missing_reason.strip()
    return figure.missing_reason if figure and parsed.kind in {TextKind.EMPTY, TextKind.MISSING} else ""


def _problem(typed: Typed, parsed: Parsed, indicator: Indicator, reason: str) -> CellProblem | None:
    """Return why a cell cannot be saved as it was typed; None where it can."""
    if parsed.kind == TextKind.MISSING and not reason:
        return CellProblem(typed, _("Say why this figure is not available."))
    if len(reason) > rules.LONGEST_REASON or len(typed.note or "") > rules.LONGEST_NOTE:
        return CellProblem(typed, _("This text is too long."))
    if typed.qualifier is not None and typed.qualifier not in set(Qualifier):
        return CellProblem(typed, _("There is no such qualifier."))
    if parsed.kind in {TextKind.EMPTY, TextKind.MISSING} and not reason:
        return None  # the cell is emptied: no rule speaks of it
    errors = rules.errors(_value(typed, parsed, indicator, reason), rules.Context())
    lang = language()
    readings = (
        tuple(reading_text(number, lang) for number in parsed.readings) if parsed.kind == TextKind.AMBIGUOUS else ()
    )
    return CellProblem(typed, errors[0].text(lang), readings) if errors else None


def _value(typed: Typed, parsed: Parsed, indicator: Indicator, reason: str) -> rules.CheckedCell:
    return rules.CheckedCell(
        typed.id,
        indicator.facts,
        parsed.value,
        parsed.value_high,
        missing_reason=reason,
        text=typed.text.strip(),
        parsed=parsed,
    )


def _cell(
    typed: Typed, parsed: Parsed, figure: DraftFigure | None, reason: str, ids: tuple[int, int, int | None]
) -> CellToSave:
    """Return the cell to save: what was sent, and for the rest what was there."""
    key = typed.id
    evidence = _read_beside(typed, parsed, figure)
    return CellToSave(
        *ids,
        basis=Basis(key.basis),
        period=typed.id.month.first_day,
        since=typed.id.since,
        value=parsed.value,
        value_high=parsed.value_high,
        qualifier=_qualifier(typed, parsed, figure),
        missing_reason=reason,
        note=(typed.note if typed.note is not None else figure.note if figure else "").strip(),
        version=typed.version,
        **evidence,
    )


def _read_beside(typed: Typed, parsed: Parsed, figure: DraftFigure | None) -> dict[str, Any]:
    """Return what is not typed but read: where the figure stands in the text, and the attainment printed beside it.

    Another value did not stand there: it loses both.
    """
    same = figure is not None and (figure.value, figure.value_high) == (parsed.value, parsed.value_high)
    evidence = {
        name: getattr(figure, name) if same else None for name in ("printed_attainment", "text_start", "text_end")
    }
    if typed.evidence is not None:
        evidence["text_start"], evidence["text_end"] = typed.evidence
    if typed.attainment is not None:
        evidence["printed_attainment"] = typed.attainment
    return evidence


def _qualifier(typed: Typed, parsed: Parsed, figure: DraftFigure | None) -> Qualifier:
    """Return the cell's qualifier: a word in the text ("gần 500") says it; else as chosen; else as it was."""
    if parsed.qualifier != Qualifier.EXACT:
        return Qualifier(parsed.qualifier)
    if typed.qualifier is not None:
        return Qualifier(typed.qualifier)
    return Qualifier(figure.qualifier) if figure else Qualifier.EXACT

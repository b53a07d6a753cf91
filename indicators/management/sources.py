"""Publish what sources print: one release for each source, one report in it for each of its areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from ..models import Area, Body, Figure, Release, Report, SecondSource, Source
from ..models.figure import KEY
from ..reference import FigureRow, ReportRow, SourceRow
from ..services import CellToSave, publish_together, request_files, submit_together
from ..values.periods import FIRST_MONTH, Month
from .publishing import WAY, Catalogue, Loader, loader

SUBMIT_NOTE = "Số liệu đã công bố, nhập đúng như bản in."
Key = tuple[Any, ...]


def load_sources(
    rows: Sequence[SourceRow], say: Callable[[str], object], *, each: Callable[[str], object] = str
) -> list[Release]:
    """Publish what is new in `rows`, in their order, each source whole or not at all; return the releases.

    `say` gets a line on each figure that staff published otherwise: theirs stay. `each` gets one on each release.
    """
    load = _Load.begin(rows, say, each)
    releases = [release for row in rows if (release := load.source(row))]
    if releases:
        request_files(release=releases[-1], by=load.by.reviewer)
    return releases


@dataclass(frozen=True, slots=True)
class _Load:
    """What a load knows from its beginning.

    `held`: keys of the figures that are there of a source, by its name. `standing`: the values that were decided on.
    """

    by: Loader
    areas: dict[str, Area]
    catalogue: Catalogue
    bodies: dict[str, Body]
    held: dict[str, set[Key]]
    standing: dict[Key, Decimal]
    say: Callable[[str], object]
    each: Callable[[str], object]

    @classmethod
    def begin(cls, rows: Sequence[SourceRow], say: Callable[[str], object], each: Callable[[str], object]) -> _Load:
        reports = [report for row in rows for report in row.reports]
        codes = {report.area for report in reports} | {figure.area for row in rows for figure in row.figures}
        areas = {area.public_code: area for area in Area.objects.filter(public_code__in=codes)}
        bodies = {body.slug: body for body in Body.objects.all()}
        load = cls(
            loader(areas[code] for code in sorted({report.area for report in reports})),
            areas, Catalogue.read(), bodies, _held(rows), {}, say, each,
        )  # fmt: skip
        decided = (figure for row in rows for figure in row.figures if figure.stands)
        load.standing.update({load.cell(figure).key: figure.value for figure in decided})
        return load

    @transaction.atomic
    def source(self, row: SourceRow) -> Release | None:
        """Publish what is new of one source; None where nothing is."""
        held = self.held.get(name(row), set())
        new = {report: self._new_cells(report, held) for report in row.reports}
        if not any(new.values()):
            return None
        source = _kept(row)
        current = _current(cell for cells in new.values() for cell in cells)
        entered, seconds = [], []
        for report, cells in new.items():
            own, repeated = self._sorted(report, cells, current)
            seconds += [SecondSource(figure=figure, source=source, inferred=cell.inferred) for figure, cell in repeated]
            if own or repeated:
                entered.append((self._report(source, report), own))
        if not entered:
            return None
        reports = submit_together(reports=entered, by=self.by.entry, note=SUBMIT_NOTE, way=WAY)
        release = publish_together(reports=reports, by=self.by.reviewer, way=WAY, seconds=seconds)
        self.each(f"release {release}: {source} ({sum(map(len, new.values()))} figures)")
        return release

    def _new_cells(self, report: ReportRow, held: set[Key]) -> list[CellToSave]:
        cells = [self.cell(figure) for figure in report.figures]
        return [cell for cell in cells if cell.key not in held]

    def _sorted(
        self, report: ReportRow, cells: Sequence[CellToSave], current: dict[Key, Figure]
    ) -> tuple[list[CellToSave], list[tuple[Figure, CellToSave]]]:
        """Return the cells that the report publishes, and those whose value stands already, with the figure."""
        own, repeated = [], []
        for cell in cells:
            figure = current.get(cell.key)
            if figure is None:
                own.append(cell)
            elif (figure.value, figure.value_high) == (cell.value, cell.value_high):
                repeated.append((figure, cell))
            elif not figure.report.external_id:
                self.say(f"left out, staff published another value: {report.area}: {figure} ({report.title})")
            elif cell.key in self.standing and figure.value == self.standing[cell.key] != cell.value:
                self.say(f"left out, another source's value stands: {report.area}: {figure} ({report.title})")
            else:
                own.append(cell)
        return own, repeated

    def _report(self, source: Source, row: ReportRow) -> Report:
        """Return a report that is not stored yet."""
        area = self.areas[row.area]
        return Report(
            area=area, period=_month(row.period, area).first_day, title=row.title, body=self.bodies.get(row.body or ""),
            source=source, url=row.url, published_on=row.published_on, cut_off=row.cut_off, note=row.note,
            external_id=_external_id(source, row),
        )  # fmt: skip

    def cell(self, row: FigureRow) -> CellToSave:
        """Return a printed figure as a cell of its report."""
        start, end = row.span or (None, None)
        return CellToSave(
            area=self.areas[row.area].pk,
            indicator=self.catalogue.indicators[row.indicator].pk,
            category=self.catalogue.category(row.indicator, row.category),
            basis=row.basis,
            period=row.period.first_day,
            since=row.since,
            value=row.value,
            value_high=row.value_high,
            qualifier=row.qualifier,
            note=row.note,
            printed_attainment=row.attainment,
            inferred=row.inferred,
            text_start=start,
            text_end=end,
        )


def name(row: SourceRow) -> str:
    """Return what tells a source from others: its address, or its title without one."""
    return row.url or row.title


def _held(rows: Iterable[SourceRow]) -> dict[str, set[Key]]:
    """Return the keys of what is there of each source: published, amended since, or as a second source.

    Reports that earlier versions loaded have no source; their name in the file tells whose they are.
    """
    names = {_file_name(report): name(row) for row in rows for report in row.reports if report.id}
    held: dict[str, set[Key]] = {}
    fields = [f"{field}_id" if field in {"area", "indicator", "category"} else field for field in KEY]
    mark = Coalesce(NullIf("report__external_id", Value("")), "report__amends__external_id")
    own = Figure.objects.annotate(mark=mark).filter(Q(report__source__isnull=False) | Q(mark__in=names))
    for url, title, marked, *key in own.values_list("report__source__url", "report__source__title", "mark", *fields):
        held.setdefault(url or title or names[marked], set()).add(tuple(key))
    further = SecondSource.objects.values_list("source__url", "source__title", *[f"figure__{f}" for f in fields])
    for url, title, *key in further:
        held.setdefault(url or title, set()).add(tuple(key))
    return held


def _kept(row: SourceRow) -> Source:
    facts = {"publisher": row.publisher, "published_on": row.published_on, "precision": row.precision}
    if row.url:
        return Source.objects.get_or_create(url=row.url, defaults=facts | {"title": row.title})[0]
    return Source.objects.get_or_create(url="", title=row.title, defaults=facts)[0]


def _current(cells: Iterable[CellToSave]) -> dict[Key, Figure]:
    """Return the figures that are public now in the place of the cells, by their key."""
    keys = {cell.key for cell in cells}
    figures = Figure.objects.filter(
        superseded_in=None, area__in={key[0] for key in keys}, indicator__in={key[1] for key in keys}
    ).select_related("report", "area", "indicator")
    by_key = {(f.area_id, f.indicator_id, f.category_id, f.basis, f.period, f.since): f for f in figures.order_by("pk")}
    return {key: figure for key, figure in by_key.items() if key in keys}


def _month(month: Month, area: Area) -> Month:
    """Return the month that a source is filed under, kept within the area's life and the months that have begun."""
    last = Month.of(min(timezone.localdate(), area.valid_to or timezone.localdate()))
    return max(min(month, last), Month.of(area.valid_from or FIRST_MONTH.first_day))


def _file_name(row: ReportRow) -> str:
    return f"reports/{row.id}"


def _external_id(source: Source, row: ReportRow) -> str:
    """Return what marks a report as loaded. One that adds to what an earlier version loaded gets a number."""
    marked = _file_name(row) if row.id else f"sources/{source.pk}/{row.area}"
    times = Report.objects.filter(Q(external_id=marked) | Q(external_id__startswith=f"{marked}/")).count()
    return f"{marked}/{times + 1}" if times else marked

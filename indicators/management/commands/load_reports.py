"""Publish the printed figures of Sơn La and Lai Châu, each report as its own release."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ...management.publishing import Catalogue, Loader, loader, publish_at_once
from ...management.statistics import analyze
from ...models import Area, Body, Report
from ...reference import FigureRow, ReportRow, reports
from ...services import CellToSave

SUBMIT_NOTE = "Số liệu đã công bố, nhập đúng như bản in."


class Command(BaseCommand):
    """A command that is safe to run again: it loads no report twice."""

    help = "Publish the figures that two source reports and further pages print, oldest first. Idempotent."

    def handle(self, *args: object, **options: object) -> None:
        loaded_ids = set(Report.objects.exclude(external_id="").values_list("external_id", flat=True))
        new_rows = [row for row in reports() if external_id(row) not in loaded_ids]
        if not new_rows:
            self.stdout.write("reports: nothing new")
            return
        self.load(new_rows)
        analyze()

    def load(self, rows: list[ReportRow]) -> None:
        """Publish each of `rows`, in their order."""
        areas = _areas(rows)
        by = loader(areas[row.area] for row in rows)
        catalogue, bodies = Catalogue.read(), {body.slug: body for body in Body.objects.all()}
        for row in rows:
            release = _publish(row, by, areas, catalogue, bodies)
            self.stdout.write(f"release {release}: {row.title} ({len(row.figures)} figures)")


def external_id(row: ReportRow) -> str:
    """Return what marks a report in the database as this one."""
    return f"reports/{row.id}"


def _areas(rows: list[ReportRow]) -> dict[str, Area]:
    codes = {row.area for row in rows} | {figure.area for row in rows for figure in row.figures}
    return {area.public_code: area for area in Area.objects.filter(public_code__in=codes)}


def _publish(row: ReportRow, by: Loader, areas: dict[str, Area], catalogue: Catalogue, bodies: dict[str, Body]) -> Any:
    return publish_at_once(
        by,
        area=areas[row.area],
        month=row.period,
        title=row.title,
        cells=[cell(figure, areas, catalogue) for figure in row.figures],
        submit_note=SUBMIT_NOTE,
        body=bodies.get(row.body or ""),
        url=row.url,
        published_on=row.published_on,
        cut_off=row.cut_off,
        external_id=external_id(row),
        note=row.note,
    )


def cell(row: FigureRow, areas: dict[str, Area], catalogue: Catalogue) -> CellToSave:
    """Return a printed figure as a cell of its report."""
    start, end = row.span or (None, None)
    return CellToSave(
        area=areas[row.area].pk,
        indicator=catalogue.indicators[row.indicator].pk,
        category=catalogue.category(row.indicator, row.category),
        basis=row.basis,
        period=row.period.first_day,
        since=row.since,
        value=row.value,
        qualifier=row.qualifier,
        note=row.note,
        printed_attainment=row.attainment,
        text_start=start,
        text_end=end,
    )

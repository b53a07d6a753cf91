"""Publish made-up months in two invented areas, or take back whatever is made up."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import QuerySet

from ... import reference
from ...management.publishing import WAY, Catalogue, Loader, loader, publish_at_once
from ...management.reference import load_areas
from ...management.statistics import analyze
from ...models import Area, Figure, Report
from ...services import CellToSave, withdraw
from ...values.periods import Month
from ..illustration.months import Datum, Illustration

NOTE = "Số liệu tự tạo của địa bàn không có thật, để dùng thử. Không phải số liệu thống kê."
REASON = "Gỡ bỏ số liệu minh hoạ."
MOVED = "Gỡ bỏ số liệu minh hoạ khỏi địa bàn có thật: chỉ địa bàn không có thật còn số liệu minh hoạ."


class Command(BaseCommand):
    """A command that is safe to run again, both to publish the months and to take them back."""

    help = (
        "Publish made-up months of 2022 to 2024 in two invented areas, and withdraw those that earlier versions put into "
        "real ones; --remove withdraws all. Not for production."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="withdraw the made-up months in one release")
        parser.add_argument("--once", action="store_true", help="publish nothing where any were ever published")

    def handle(self, *args: object, **options: object) -> None:
        made_up = Figure.objects.filter(status="illustrative")
        current = made_up.filter(superseded_in=None)
        removed = made_up.exists() and not current.exists()
        if options["remove"]:
            self._withdraw(current, REASON)
        elif options["once"] and removed:
            self.stdout.write("illustration: removed before")
        else:
            self._load_and_move(current)

    def _load_and_move(self, current: QuerySet[Figure]) -> None:
        """Publish the months of the invented areas, and take back what an earlier version made up for real ones."""
        if current.filter(area__invented=False).exists():
            self._withdraw(current.filter(area__invented=False), MOVED)
        if current.filter(area__invented=True).exists():
            self.stdout.write("illustration: already there")
        else:
            self._load(reference.illustration())
            analyze()

    def _withdraw(self, figures: QuerySet[Figure], reason: str) -> None:
        keys = list(figures.values_list("pk", flat=True))
        if not keys:
            self.stdout.write("illustration: nothing to remove")
            return
        by = loader(Area.objects.filter(pk__in=figures.values("area")).order_by("pk"))
        release = withdraw(figures=keys, reason=reason, by=by.reviewer, way=WAY)
        self.stdout.write(f"release {release}: {len(keys)} made-up figures withdrawn")

    @transaction.atomic
    def _load(self, levels: dict[str, Any]) -> None:
        """Load all reports or none, so that a cut load leaves nothing half done."""
        list(load_areas(reference.invented_areas()))
        areas = {area.public_code: area for area in Area.objects.filter(invented=True).order_by("public_code")}
        by, catalogue = loader(areas.values()), Catalogue.read()
        for (code, year), figures in groupby(sorted(Illustration(levels).figures(), key=_by_report), key=_by_report):
            cells = [_cell(figure, areas[code], catalogue) for figure in figures]
            release = _publish(cells, areas[code], year, by)
            self.stdout.write(f"release {release}: made-up figures of {areas[code].name_vi} {year} ({len(cells)})")


def _by_report(datum: Datum) -> tuple[str, int]:
    return datum.area, datum.month.year


def _publish(cells: list[CellToSave], area: Area, year: int, by: Loader) -> object:
    name = f"illustration/{area.public_code}/{year}/"
    times = Report.objects.filter(external_id__startswith=name).count()
    return publish_at_once(
        by,
        area=area,
        month=Month(year, 12),
        title=f"Số liệu minh hoạ năm {year}: {area.type_vi.lower()} {area.name_vi}",
        cells=cells,
        submit_note=NOTE,
        note=NOTE,
        illustrative=True,
        external_id=f"{name}{times + 1}",
    )


def _cell(datum: Datum, area: Area, catalogue: Catalogue) -> CellToSave:
    return CellToSave(
        area=area.pk,
        indicator=catalogue.indicators[datum.indicator].pk,
        category=catalogue.category(datum.indicator, datum.category),
        basis=datum.basis,
        period=datum.month.first_day,
        value=datum.value,
    )

"""Publish the made-up months between the real figures, or take them back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from ... import reference
from ...management.publishing import WAY, Catalogue, Loader, loader, publish_at_once
from ...management.statistics import analyze
from ...models import Area, Figure, Report
from ...services import CellToSave, withdraw
from ...values.periods import Basis, Month
from ..illustration.months import Datum, Illustration

NOTE = "Số liệu tự tạo để minh hoạ biểu đồ, không phải số liệu thống kê. Chỗ nào có số liệu thật thì giữ số liệu thật."
REASON = "Gỡ bỏ số liệu minh hoạ."


class Command(BaseCommand):
    """A command that is safe to run again, both to publish the months and to take them back."""

    help = "Publish made-up months of 2022 to 2024, marked as such; --remove withdraws them. Not for production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="withdraw the made-up months in one release")
        parser.add_argument("--once", action="store_true", help="publish nothing where any were ever published")

    def handle(self, *args: object, **options: object) -> None:
        levels = reference.illustration()
        areas = _areas(levels)
        made_up = Figure.objects.filter(status="illustrative")
        current = list(made_up.filter(superseded_in=None).values_list("pk", flat=True))
        if options["remove"]:
            self._remove(current, areas)
        elif current:
            self.stdout.write("illustration: already there")
        elif options["once"] and made_up.exists():
            self.stdout.write("illustration: removed before")
        else:
            self._load(levels, areas)
            analyze()

    def _remove(self, figures: list[int], areas: dict[str, Area]) -> None:
        if not figures:
            self.stdout.write("illustration: nothing to remove")
            return
        by = loader(areas.values())
        release = withdraw(figures=figures, reason=REASON, by=by.reviewer, way=WAY)
        self.stdout.write(f"release {release}: {len(figures)} made-up figures withdrawn")

    @transaction.atomic
    def _load(self, levels: dict[str, Any], areas: dict[str, Area]) -> None:
        """Load all reports or none, so that a cut load leaves nothing half done."""
        data = Illustration(real_figures(areas.values()), levels).figures()
        by, catalogue = loader(areas.values()), Catalogue.read()
        for (code, year), figures in groupby(sorted(data, key=_by_report), key=_by_report):
            cells = [_cell(figure, areas[code], catalogue) for figure in figures]
            release = _publish(cells, areas[code], year, by)
            self.stdout.write(f"release {release}: made-up figures of {areas[code].name_vi} {year} ({len(cells)})")


def real_figures(areas: Iterable[Area]) -> list[Datum]:
    """Return the current published figures of `areas` that are not made up."""
    figures = Figure.objects.filter(area__in=list(areas), superseded_in=None, value__isnull=False)
    real = figures.exclude(status="illustrative").order_by("id")
    rows = real.values_list(
        "area__public_code", "indicator__slug", "category__slug", "basis", "period", "value", "since"
    )
    return [
        Datum(area, indicator, category, Basis(basis), Month.of(period), value, Month.of(since) if since else None)
        for area, indicator, category, basis, period, value, since in rows
        if value is not None
    ]


def _areas(levels: dict[str, Any]) -> dict[str, Area]:
    codes = {level["area"] for kind in ("flows", "stocks", "points") for level in levels[kind]}
    return {area.public_code: area for area in Area.objects.filter(public_code__in=codes).order_by("public_code")}


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

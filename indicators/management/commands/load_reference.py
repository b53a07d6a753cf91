"""Load areas, indicators, dimensions, bodies and forms."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from ...management.reference import load
from ...management.statistics import analyze


class Command(BaseCommand):
    """A command that is safe to run again: it adds what is missing, and changes nothing that is there."""

    help = "Add missing reference data: areas, indicators, bodies, forms. Never changes a row that is there."

    def handle(self, *args: object, **options: object) -> None:
        load(self.stdout.write)
        analyze()

"""Publish the printed figures of Sơn La and Lai Châu, each report as its own release."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from ...management.sources import load_sources
from ...management.statistics import analyze
from ...reference import of_report, reports


class Command(BaseCommand):
    """A command that is safe to run again: it loads no figure twice."""

    help = "Publish the figures that two source reports and further pages print, oldest first. Idempotent."

    def handle(self, *args: object, verbosity: int = 1, **options: object) -> None:
        each = self.stdout.write if verbosity > 1 else str
        releases = load_sources([of_report(row) for row in reports()], self.stdout.write, each=each)
        if releases:
            analyze()
        self.stdout.write(f"reports: {len(releases)} published" if releases else "reports: nothing new")

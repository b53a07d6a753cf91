"""Publish the figures that public pages print of all provinces, each source as its own release."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from ...management.censuses import move_censuses
from ...management.sources import load_sources
from ...management.statistics import analyze
from ...reference import sources


class Command(BaseCommand):
    """A command that is safe to run again: it loads no figure twice, and takes the place of nothing that staff published."""

    help = "Publish the figures that public pages print (those of load_reports among them), oldest first. Idempotent."

    def handle(self, *args: object, verbosity: int = 1, **options: object) -> None:
        moved = move_censuses(self.stdout.write)
        each = self.stdout.write if verbosity > 1 else str
        releases = load_sources(sources(), self.stdout.write, each=each)
        if releases or moved:
            analyze()
        self.stdout.write(f"sources: {len(releases)} published" if releases else "sources: nothing new")

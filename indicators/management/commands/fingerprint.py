"""What this database holds, as JSON: for comparing two installations, or a back-up with its source."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ..backups.fingerprint import fingerprint


class Command(BaseCommand):
    help = "Rows of each table, the newest release, and the SHA-256 of its CSV, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every-release", action="store_true", help="the CSV of every release, not of the newest")

    def handle(self, *args: object, **options: Any) -> None:
        numbers = fingerprint(every_release=options["every_release"])
        self.stdout.write(json.dumps(numbers, indent=1, sort_keys=True))

"""Check a back-up: every checksum, and the database restored beside the real one and compared."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ..backups.checking import verify
from ..backups.programs import BackupProblem


class Command(BaseCommand):
    help = "Check a back-up: every checksum, and the database restored beside the real one and compared."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder of a back-up")

    def handle(self, *args: object, **options: Any) -> None:
        start = time.monotonic()
        try:
            manifest = verify(options["directory"], say=self._say)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"the back-up of {manifest['finished_at']}, release {manifest['newest_release']}, is whole and can be "
            f"restored ({time.monotonic() - start:.0f} s)"
        )

    def _say(self, line: str) -> None:
        self.stdout.write(f"▸ {line}")
        self.stdout.flush()

"""Put a back-up in place, first restored beside and compared."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ..backups.programs import BackupProblem
from ..backups.restoring import restore


class Command(BaseCommand):
    help = "Put a back-up in place, first restored beside and compared."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder of a back-up")
        parser.add_argument("--force", action="store_true", help="also where there is data: it is set aside")

    def handle(self, *args: object, **options: Any) -> None:
        start = time.monotonic()
        try:
            manifest = restore(options["directory"], force=options["force"], say=self._say)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"restored: as of {manifest['finished_at']}, release {manifest['newest_release']} "
            f"({time.monotonic() - start:.0f} s). Start web server and worker again; `manage.py create_roles` gives "
            "the site's role its rights back."
        )

    def _say(self, line: str) -> None:
        self.stdout.write(f"▸ {line}")
        self.stdout.flush()

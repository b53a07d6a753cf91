"""Make a back-up: database, uploaded files and the files of releases, in a new folder."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ..backups.programs import BackupProblem
from ..backups.writing import write


class Command(BaseCommand):
    help = "Make a back-up: database, uploaded files and the files of releases, in a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="a new folder")
        parser.add_argument(
            "--every-release", action="store_true", help="note the CSV of every release, not the newest"
        )

    def handle(self, *args: object, **options: Any) -> None:
        start = time.monotonic()
        try:
            manifest = write(options["directory"], say=self._say, every_release=options["every_release"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"back-up of release {manifest['newest_release']}, {sum(manifest['tables'].values())} rows: "
            f"{options['directory']} ({time.monotonic() - start:.0f} s). Try it out: manage.py verify_backup"
        )

    def _say(self, line: str) -> None:
        self.stdout.write(f"▸ {line}")
        self.stdout.flush()

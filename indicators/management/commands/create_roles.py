"""Make the database's roles for the site and for reporting."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from ..roles import create


class Command(BaseCommand):
    """A command that is safe to run again, as the tables' owner, and should be after each upgrade."""

    help = "Make the roles that the site and reporting tools connect as. Run it as the owner of the tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--application", default="welfare_site", help="the role of web server and worker")
        parser.add_argument("--reporting", default="welfare_reporting", help="a role that only reads what is public")
        parser.add_argument("--application-password-file", type=Path, help="a file that holds its password")
        parser.add_argument("--reporting-password-file", type=Path, help="a file that holds its password")

    def handle(self, *args: object, **options: Any) -> None:
        application, reporting = options["application"], options["reporting"]
        passwords = {
            role: _read(options[f"{name}_password_file"])
            for role, name in ((application, "application"), (reporting, "reporting"))
            if options[f"{name}_password_file"]
        }
        try:
            with transaction.atomic():
                unclassified = create(application=application, reporting=reporting, passwords=passwords)
        except DatabaseError as error:
            raise CommandError(f"The roles could not be made; connect as the owner of the tables. {error}") from error
        for table in unclassified:
            self.stderr.write(f"{table}: nobody may read or write it; indicators/management/roles.py does not name it.")
        self.stdout.write(f"roles: {application} (the site), {reporting} (reads what is public)")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CommandError(f"Cannot read the password file: {error}") from error

"""Check that a migration can be applied while the former version still serves, and be taken back.

    python -m tools.lint_migrations

What is looked for is django-migration-linter's: columns and tables dropped or renamed, a column without a default,
an index that locks its table, data steps without a way back. Warnings count. The first migration is left out: it meets
no rows and no former version. Writing a migration's SQL down needs a server to ask for its version; nothing is applied.
"""

from __future__ import annotations

import logging
import os
import sys

import django
from django.db.migrations.recorder import MigrationRecorder
from django_migration_linter import MigrationLinter

from welfare import embedded, environment


def main() -> int:
    """Print what was found and return 1 if there is anything."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
    django.setup()
    if environment.given("DATABASE_URL") is None:
        embedded.start()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    # Applied or not, every migration is looked at: what is applied here differs from machine to machine.
    MigrationRecorder.applied_migrations = lambda self: {}  # type: ignore[method-assign]
    linter = MigrationLinter(
        include_apps=["indicators"], quiet=["ignore"], all_warnings_as_errors=True, ignore_initial_migrations=True
    )
    linter.lint_all_migrations()
    return int(linter.has_errors or not linter.nb_valid)


if __name__ == "__main__":
    sys.exit(main())

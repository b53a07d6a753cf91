"""`manage.py import_file FILE --report ID [--check] [--by USERNAME]`: the import of a file from the shell."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...imports import ChildKilled, FileProblem, ImportOutcome
from ...models import Report, User
from ...models.named import language
from ...services import Refused
from ...services.drafts.importing import import_file, preview_file
from ...services.drafts.staging import Counts

#: Problems printed; all are counted.
MOST_PRINTED = 50


class Command(BaseCommand):
    """A command that exits with 0 only if all of the file went in (or, with --check, could)."""

    help = "Import a CSV or XLSX into a report: all of it, or nothing and every error with its line and column."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--report", type=int, required=True, metavar="ID", help="the open report that takes the figures"
        )
        parser.add_argument("--check", action="store_true", help="say what would change, save nothing")
        parser.add_argument("--by", metavar="USERNAME", help="who imports (default: who made the report)")

    def handle(self, *args: Any, **options: Any) -> None:
        report, by = _report(options["report"]), None
        by = _user(options["by"]) if options["by"] else report.created_by
        common: dict[str, Any] = {"path": options["file"], "name": options["file"].name, "report": report, "by": by}
        try:
            if options["check"]:
                preview = preview_file(**common)
                outcome, counts = preview.outcome, preview.counts
            else:
                outcome, counts = import_file(**common)
        except (Refused, OSError, ChildKilled) as error:
            raise CommandError(str(error)) from error
        self.tell(outcome, counts)

    def tell(self, outcome: ImportOutcome, counts: Counts | None) -> None:
        """Print what happened. Raises CommandError where nothing was saved because of errors."""
        for notice in outcome.notices:
            self.stdout.write(notice.text(language()))
        for problem in outcome.problems[:MOST_PRINTED]:
            self.stderr.write(place(problem))
        if counts is None:
            raise CommandError(
                ngettext(
                    "%(count)s error. Nothing was saved.", "%(count)s errors. Nothing was saved.", outcome.problem_count
                )
                % {"count": outcome.problem_count}
            )
        self.stdout.write(_("%(added)s added, %(changed)s changed, %(unchanged)s unchanged.") % counts._asdict())


def place(problem: FileProblem) -> str:
    """Return a problem in a line: `Số liệu, 7, E (value): “1,5”: …`."""
    where = ", ".join(str(part) for part in (problem.sheet, problem.row or "", problem.column) if part)
    content = f"“{problem.found}”" if problem.found else ""
    return ": ".join(part for part in (where, content, problem.expected.text(language())) if part)


def _report(pk: int) -> Report:
    report = Report.objects.select_related("area", "created_by").filter(pk=pk).first()
    if report is None:
        raise CommandError(_("There is no report %(id)s.") % {"id": pk})
    return report


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": username})
    return user

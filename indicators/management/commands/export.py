"""`manage.py export`: figures as a file, from the shell. The same bytes as the site's downloads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from django.utils.translation import gettext as _

from ... import queries
from ...downloads import build, release_files
from ...downloads.formats import Format
from ...query_forms import BadQuery, DataQuery
from ...values.rows import Selection
from ...values.series import ReleaseRef

#: Filters as in the address of the data page; all but the months may be repeated.
REPEATED = ("area", "indicator", "category", "topic", "basis")
SINGLE = ("from", "to")


class Command(BaseCommand):
    help = "Write published figures to a file: csv, xlsx, json, sdmx-csv or package (a zip)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=[format.value for format in Format], default=Format.CSV.value)
        parser.add_argument("-o", "--output", required=True, help="the file to write; - for standard output")
        parser.add_argument("--as-of", type=int, help="number of a release; the newest if not given")
        parser.add_argument("--lang", choices=["vi", "en"], default="vi", help="of a workbook's headings")
        for name in REPEATED:
            parser.add_argument(f"--{name}", action="append", default=[], help="may be repeated")
        for name in SINGLE:
            parser.add_argument(f"--{name}", dest=name, help="YYYY-MM")

    def handle(self, *args: Any, **options: Any) -> None:
        release = _release(options["as_of"])
        filters = _selection(options, release)
        pieces = build.of_selection(Format(options["format"]), filters, release=release, lang=options["lang"])
        if options["output"] == "-":
            _pour(pieces)
            return
        sha256, size = release_files.write(Path(options["output"]).absolute(), pieces)
        self.stdout.write(_("%(size)s bytes, SHA-256 %(sha256)s") % {"size": size, "sha256": sha256})


def _release(number: int | None) -> ReleaseRef | None:
    if number is None:
        return queries.newest()
    if (release := queries.release_at(number)) is None:
        raise CommandError(_("There is no release %s.") % number)
    return release


def _selection(options: dict[str, Any], release: ReleaseRef | None) -> Selection:
    """Return the filters, checked as those of the page are."""
    query = QueryDict(mutable=True)
    for name in REPEATED:
        query.setlist(name, options[name])
    for name in SINGLE:
        query[name] = options[name] or ""
    try:
        filters = DataQuery.of(query).selection(release.number if release else 0)
        queries.require_known(filters)
    except BadQuery as problem:
        raise CommandError("\n".join(problem.sentences)) from None
    except queries.NotFound as problem:
        raise CommandError(problem.sentence) from None
    return filters


def _pour(pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()

"""`manage.py read_report FILE [--area CODE] [--date YYYY-MM-DD] --json`: the figures that a report proposes."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ...queries.drafts.reading import gazetteer, vocabulary
from ...reading import AreaName, Candidate, Gazetteer, Vocabulary
from ...reading.apart import LATER, UnreadableDocument, UnreadText, read_apart, text_of
from ...reading.shapes import Task, knowledge_json
from ...services.drafts.readings import TOO_LONG
from ..reference_vocabulary import reference_gazetteer, reference_vocabulary


class Command(BaseCommand):
    help = "Read a report (.txt, .docx, .pdf) and print the figures it proposes. Saves nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", metavar="CODE", help="the area the report is about, e.g. 14")
        parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day of the report")
        parser.add_argument("--json", action="store_true", help="print a JSON list instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _text(options["file"])
        words, areas = _knowledge()
        area = _area(areas, options["area"], text, options["date"]) if options["area"] else None
        candidates = _read(Task(text, area, options["date"]), words, areas)
        if options["json"]:
            self.stdout.write(
                json.dumps([candidate.as_json() for candidate in candidates], ensure_ascii=False, indent=1)
            )
        else:
            for candidate in candidates:
                self.stdout.write(_line(candidate))


def _text(path: Path) -> str:
    try:
        return text_of(path.name, path.read_bytes())
    except (OSError, UnreadableDocument) as error:
        raise CommandError(str(error)) from error


def _read(task: Task, words: Vocabulary, areas: Gazetteer) -> list[Candidate]:
    try:
        return read_apart(task, knowledge_json(words, areas), LATER)
    except UnreadText:
        raise CommandError(str(TOO_LONG)) from None


def _knowledge() -> tuple[Vocabulary, Gazetteer]:
    """Return the catalogue of the database; the reference files where there is no database, or no phrases in it."""
    try:
        words, areas = vocabulary(), gazetteer()
    except DatabaseError:
        return reference_vocabulary(), reference_gazetteer()
    loaded = areas.rows and any(phrase.kind != "name" for phrase in words.phrases)
    return (words, areas) if loaded else (reference_vocabulary(), reference_gazetteer())


def _area(areas: Gazetteer, code: str, text: str, on: date | None) -> AreaName:
    area = areas.by_code(code, text.lower(), on)
    if area is None:
        raise CommandError(f"No area has the code {code!r}.")
    return area


def _line(candidate: Candidate) -> str:
    when = candidate.period.as_json() if candidate.period else {}
    span = when.get("date") or f"{when.get('start') or ''}..{when.get('end') or ''}" if when else ""
    named = f"{candidate.kind}  {candidate.indicator or '-'}"
    return f"{candidate.confidence:.2f}  {candidate.text_span}  {named}  {when.get('type', '-')} {span}"

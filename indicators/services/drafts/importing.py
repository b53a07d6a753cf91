"""Import of a file into a report: checked whole, shown, then saved in one short transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ... import rules
from ...imports import ImportOutcome, Record, as_cell, read
from ...models import DraftFigure, Job, Report, User
from ...queries.drafts.importing import known_for
from ...queries.drafts.rule_context import surroundings
from ...queries.drafts.sheet import form_of
from ...values.cells import FigureKey
from ...values.names import Name
from ...values.numbers import plain
from ...values.periods import Basis, Month
from ..acting import acting
from ..errors import Refused
from ..guards import open_report, refuse_unless_open
from ..jobs.heartbeat import Run
from ..jobs.request import request_job
from .staging import (
    Content,
    Counts,
    StagedDifference,
    compare,
    differences,
    fingerprint,
    merge,
    staged,
)

WAY = "import"

#: What a page shows of each; all are counted.
MOST_SHOWN = 200

Progress = Callable[[int, int], None]
CHECK, SAVE = "check", "save"


def no_progress(rows: int, total: int) -> None:
    """Do nothing: for who does not want to know how far it is."""


@dataclass
class Preview:
    """The content of a file and what it would do. `counts` is None where it has errors: then nothing can be saved."""

    outcome: ImportOutcome
    counts: Counts | None = None
    changes: list[tuple[Record, StagedDifference]] = field(default_factory=list)
    warnings: list[tuple[Record, rules.Finding]] = field(default_factory=list)
    warning_count: int = 0
    fingerprint: str = ""


def preview_file(*, path: Path, name: str, report: Report, by: User, progress: Progress = no_progress) -> Preview:
    """Check a file whole and compare it with the report. Saves nothing. Raise Refused where `by` may not import here."""
    refuse_unless_open(report, by)
    outcome = read(path, name, known_for(report), progress)
    if not outcome.ok:
        return Preview(outcome)
    with transaction.atomic(), staged(report, outcome.records):
        changes = [(outcome.records[change.place], change) for change in differences(report, MOST_SHOWN)]
        preview = Preview(outcome, compare(report), changes, fingerprint=fingerprint(report))
    for record, finding in _warnings(report, outcome.records):
        preview.warning_count += 1
        if len(preview.warnings) < MOST_SHOWN:
            preview.warnings.append((record, finding))
    return preview


def import_file(
    *, path: Path, name: str, report: Report, by: User, seen: str | None = None, progress: Progress = no_progress
) -> tuple[ImportOutcome, Counts | None]:
    """Check a file whole and, if it is without errors, save all of it in one transaction; return what it did.

    `seen`: fingerprint of the report that the person decided on. Raise Refused where somebody changed it since.
    """
    outcome = read(path, name, known_for(report), progress)
    if not outcome.ok:
        return outcome, None
    with acting(by=by, way=WAY):
        locked_report = open_report(report, by)
        if seen is not None and seen != fingerprint(locked_report):
            raise Refused(
                _("Someone changed the report's figures after the preview. Upload the file again to see what is new.")
            )
        with staged(locked_report, outcome.records, progress):
            return outcome, merge(report=locked_report, by=by)


def _warnings(report: Report, records: Iterable[Record]) -> Iterator[tuple[Record, rules.Finding]]:
    """Yield what the soft rules say, with the record it is of, indicator by indicator: no rule looks at two."""
    groups: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        groups[record.indicator.id].append(record)
    form = form_of(report)
    for indicator, group in groups.items():
        cells = {cell.key: (cell, record) for record in group if record.since is None and (cell := as_cell(record))}
        around = _around(report, indicator, group, form.pk if form else None)
        for finding in rules.warnings([cell for cell, _record in cells.values()], around):
            yield cells[finding.key][1], finding


def _around(report: Report, indicator: int, group: list[Record], form: int | None) -> rules.Context:
    """Return the rules' context for records: what is public, and over it what the report holds already."""
    places = {record.area.id: record.area.code for record in group}
    context = surroundings(places=places, month=report.month, indicators=[indicator], form=form)
    figures = DraftFigure.objects.filter(report=report, indicator=indicator, since=None, value__isnull=False)
    rows = figures.order_by().values_list(
        "area__public_code", "indicator__slug", "category__slug", "basis", "period", "value"
    )
    drafts = {FigureKey(a, i, c, Basis(b), Month.of(p)): value for a, i, c, b, p, value in rows if value is not None}
    return rules.Context({**context.figures, **drafts}, context.population, context.breakdowns)


# --- as background work --------------------------------------------------------------------


def request_preview(*, report: Report, file: File[Any], by: User, token: str) -> Job:
    """Keep an uploaded file and ask for its preview. The same `token` and file again return the report's first request."""
    with acting(by=by, way=WAY):
        locked_report = open_report(report, by)
        sha256 = _sha256(file)
        payload = {"step": CHECK, "name": str(file.name), "sha256": sha256}
        return request_job(
            kind=Job.Kind.IMPORT,
            key=f"import-check:{locked_report.pk}:{by.pk}:{token}:{sha256}",  # browsers restore a token beside another file
            by=by,
            report=locked_report,
            payload=payload,
            file=_stored(file),
        )


def _stored(file: File[Any]) -> File[Any]:
    """Return the file under a name of ours: people's names of files are kept beside it."""
    return File(file.file, name="upload")


def _sha256(file: File[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def request_import(*, check: Job, by: User) -> Job:
    """Ask for the import of what a preview showed. Confirming twice asks once."""
    result = check.result
    is_check = check.payload.get("step") == CHECK
    if not is_check or check.state != Job.State.DONE or not result.get("ok") or check.report is None:
        raise Refused(_("Only a file without errors can be imported."))
    with acting(by=by, way=WAY):
        locked_report = open_report(check.report, by)
        payload = {**check.payload, "step": SAVE, "check": check.pk, "seen": result["fingerprint"]}
        return request_job(
            kind=Job.Kind.IMPORT, key=f"import-save:{check.pk}", by=by, report=locked_report, payload=payload,
            file=check.file.name, rows_total=result["rows"],
        )  # fmt: skip


def perform(run: Run) -> dict[str, Any]:
    """Do one attempt at either step, and return what the job's `result` shall hold."""
    job, payload = run.job, run.job.payload
    report = Report.objects.select_related("area").get(jobs=job)
    path = Path(job.file.path)
    common: dict[str, Any] = {"path": path, "name": payload["name"], "report": report, "by": job.created_by}
    if not path.is_file():
        raise Refused(_("The uploaded file is no longer there. Upload it again."))
    if payload["step"] == CHECK:
        return as_json(preview_file(**common, progress=run.progress), run)
    outcome, counts = import_file(**common, seen=payload["seen"], progress=run.progress)
    if counts is None:
        raise Refused(_("The catalogue changed, and the file no longer fits it. Upload it again."))
    run.progress(len(outcome.records), len(outcome.records))
    return {"ok": True, "rows": len(outcome.records), **counts._asdict()}


def as_json(preview: Preview, run: Run | None = None) -> dict[str, Any]:
    """Return a preview as a job keeps it: in both languages, for whoever looks at it later."""
    outcome = preview.outcome
    if run:
        run.progress(len(outcome.records), len(outcome.records))
    return {
        "ok": outcome.ok,
        "rows": len(outcome.records),
        **(preview.counts._asdict() if preview.counts else {}),
        "problems": [[p.sheet, p.row, p.column, p.found, *_both(p.expected)] for p in outcome.problems],
        "problem_count": outcome.problem_count,
        "notices": [_both(notice) for notice in outcome.notices],
        "warnings": [
            {**_cell(record), "text": [finding.text("vi"), finding.text("en")]} for record, finding in preview.warnings
        ],
        "warning_count": preview.warning_count,
        "changes": [{**_cell(record), **_change(difference)} for record, difference in preview.changes],
        "fingerprint": preview.fingerprint,
    }


def _both(name: Name) -> list[str]:
    return [name.vi, name.en]


def _cell(record: Record) -> dict[str, Any]:
    """Return which cell a record is of, by its id and by its names in both languages."""
    names = [record.indicator.names, *([record.category.names] if record.category else [])]
    return {
        "id": str(as_cell(record).key),
        "row": record.row,
        "name": [" – ".join(name[0] for name in names), " – ".join(name[1] for name in names)],
        "area": [record.area.names[0], record.area.names[-1]],
        "basis": record.basis.value,
        "month": str(record.month),
    }


def _change(difference: StagedDifference) -> dict[str, dict[str, str] | None]:
    """Return what a cell holds and would hold, with its note where that is what changes."""
    before, after = difference.before, difference.after
    if before and before.note == after.note:
        before, after = before._replace(note=""), after._replace(note="")
    return {"from": _said(before) if before else None, "to": _said(after)}


def _said(cell: Content) -> dict[str, str]:
    """Return what a cell holds, as texts for `content_text`."""
    return {
        "value": "" if cell.value is None else plain(cell.value),
        "value_high": "" if cell.value_high is None else plain(cell.value_high),
        "qualifier": cell.qualifier,
        "missing_reason": cell.missing_reason,
        "note": cell.note,
    }

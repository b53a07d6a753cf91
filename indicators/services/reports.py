"""The way of a report up to the reviewer's desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Area, Figure, Report, User
from ..models.figure import KEY, VALUES
from ..permissions import Role
from ..queries.sql import columns, constant, listed, statement
from ..values.periods import FIRST_MONTH, Month
from .acting import acting
from .drafts.cells import CellToSave, put_cells
from .drafts.checks import cells_of, checklist, refuse_errors
from .drafts.seen import refuse_unless_seen
from .errors import Refused
from .guards import locked, open_report, refuse_other_times, require
from .publication import lock_publication

EDITABLE = frozenset(
    {
        "form", "title", "body", "source", "url", "published_on", "cut_off", "text", "file", "note", "external_id",
        "illustrative",
    }
)  # fmt: skip


def create_report(*, by: User, area: Area, month: Month, title: str, way: str = "admin", **fields: Any) -> Report:
    """Make a new draft. `fields`: any of EDITABLE.

    Raise Refused unless `by` is entry staff of `area`, for a month to come and for an area that was not there then.
    """
    require(by, Role.ENTRY, area)
    refuse_other_times(area, month)
    _only(fields, EDITABLE)
    fields = _with_plain_lines(fields)
    with acting(by=by, way=way):
        return Report.objects.create(area=area, period=month.first_day, title=title, created_by=by, **fields)


def submit_together(
    *, reports: Sequence[tuple[Report, Sequence[CellToSave]]], by: User, note: str, way: str
) -> list[Report]:
    """Make reports that are not stored yet with their cells, and hand them to the reviewer: all or none, as they are.

    A report may hold no cell: all that it prints is public already. Raise Refused as `create_report` does. Errors in
    cells refuse the publication.
    """
    with acting(by=by, way=way):
        for report, _cells in reports:
            require(by, Role.ENTRY, report.area)
            refuse_other_times(report.area, report.month)
            report.created_by = report.submitted_by = by
            report.submit_note, report.submitted_at = note, timezone.now()
        stored = Report.objects.bulk_create(report for report, _cells in reports)
        for report, (_report, cells) in zip(stored, reports, strict=True):
            put_cells(report=report, cells=cells, now=(), by=by)
        Report.objects.filter(pk__in=[report.pk for report in stored]).update(status=Report.Status.SUBMITTED)
    return stored


def update_report(*, report: Report, by: User, way: str = "admin", seen: int | None = None, **fields: Any) -> Report:
    """Change what the draft says of its document.

    `seen`: the report's version that `by` saw when they began. Raise Refused where somebody else has changed the
    document since, and for a text that figures were read from.
    """
    _only(fields, EDITABLE)
    fields = _with_plain_lines(fields)
    with acting(by=by, way=way):
        locked_report = open_report(report, by, seen=seen)
        if fields.get("text") == locked_report.text:
            del fields["text"]
        _keep_places(locked_report, fields)
        for name, value in fields.items():
            setattr(locked_report, name, value)
        locked_report.version += 1
        locked_report.save(update_fields=[*fields, "version"])
    return locked_report


def _with_plain_lines(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with a text whose lines end in "\\n", for the places of figures in it count characters.

    A browser sends other line ends than the text has.
    """
    if "text" not in fields:
        return dict(fields)
    return fields | {"text": fields["text"].replace("\r\n", "\n").replace("\r", "\n")}


def _keep_places(report: Report, fields: dict[str, Any]) -> None:
    """Raise Refused for a new text where figures have been read from the old one."""
    if "text" in fields and report.draft_figures.exclude(text_start=None).exists():
        raise Refused(_("Figures have been read from this text already. It stays as it is."))


def delete_report(*, report: Report, by: User) -> None:
    """Throw a draft away. Its history stays."""
    with acting(by=by, way="admin"):
        open_report(report, by).delete()


def submit(*, report: Report, by: User, note: str = "", way: str = "admin", seen: str | None = None) -> Report:
    """Hand an open report to the reviewer. Errors refuse; open warnings and empty required cells want a `note`.

    `seen`: the state of the report that `by` looked through; Refused where it is another by now.
    """
    with acting(by=by, way=way):
        locked_report = open_report(report, by)
        refuse_unless_seen(locked_report, seen)
        _ready(locked_report, note)
        locked_report.status, locked_report.submit_note = Report.Status.SUBMITTED, note.strip()
        locked_report.submitted_by, locked_report.submitted_at = by, timezone.now()
        locked_report.version += 1
        locked_report.save(update_fields=["status", "submit_note", "submitted_by", "submitted_at", "version"])
    return locked_report


def _ready(report: Report, note: str) -> None:
    """Raise Refused unless the report may be submitted with this note."""
    figures = cells_of(report)
    if not figures and not _withdraws(report):
        raise Refused(_("There is not a single figure in this report yet. Enter one before you submit."))
    refuse_errors(figures)
    if not note.strip() and (open_points := checklist(report).open_points):
        raise Refused(
            _("%(count)s points are still open. Put them right, or say in a note why they are right.")
            % {"count": open_points}
        )


def _withdraws(report: Report) -> bool:
    """Return whether an amendment that holds nothing takes something back."""
    return Figure.objects.filter(report=report.amends_id, superseded_in=None).exists() if report.amends_id else False


def return_(*, report: Report, by: User, reason: str, way: str = "admin", seen: str | None = None) -> Report:
    """Give a submitted report back to entry, saying why.

    `seen`: the state of the report that `by` looked through; Refused where it is another by now.
    """
    if not reason.strip():
        raise Refused(_("Say why the report goes back, so that it can be put right."))
    with acting(by=by, way=way):
        locked_report = locked(report)
        require(by, Role.REVIEWER, locked_report.area)
        if locked_report.status != Report.Status.SUBMITTED:
            raise Refused(_("Only a submitted report can be returned."))
        refuse_unless_seen(locked_report, seen)
        locked_report.status, locked_report.return_reason = Report.Status.RETURNED, reason.strip()
        locked_report.reviewed_by, locked_report.reviewed_at = by, timezone.now()
        locked_report.version += 1
        locked_report.save(update_fields=["status", "return_reason", "reviewed_by", "reviewed_at", "version"])
    return locked_report


def amend(*, report: Report, by: User, reason: str, way: str = "admin") -> Report:
    """Make a new draft that corrects a published report, holding what that one published and is still current."""
    if not reason.strip():
        raise Refused(_("Say in public why the report is amended."))
    with acting(by=by, way=way):
        published = _one_at_a_time(report, by)
        lock_publication()  # what is copied is what is public, and later releases are later than the draft
        fields = EDITABLE - {"file", "note", "external_id"} | {"area", "period"}
        draft = Report.objects.create(
            amends=published,
            reason=reason.strip(),
            created_by=by,
            **{name: getattr(published, name) for name in fields},
        )
        _copy_current(published, draft, by)
    return draft


def _one_at_a_time(report: Report, by: User) -> Report:
    """Return the report, locked. Raise Refused where it is not public, or is being amended already.

    Two open amendments of one report would each hold figures that the other corrects.
    """
    locked_report = locked(report)
    require(by, Role.ENTRY, locked_report.area)
    if locked_report.status != Report.Status.PUBLISHED:
        raise Refused(_("Only a published report is amended; this one can still be changed itself."))
    if Report.objects.filter(amends=locked_report).exclude(status=Report.Status.PUBLISHED).exists():
        raise Refused(_("This report is being amended already. Finish that amendment, or delete its draft."))
    return locked_report


_WHOLE_MONTHS = statement(
    "CASE WHEN since IS NOT NULL THEN greatest(date_trunc('month', since)::date, {first_day}) END AS since",
    first_day=constant(str(FIRST_MONTH.first_day)),
)


def _copy_current(report: Report, draft: Report, by: User) -> None:
    """Copy what is public of `report` into the draft.

    Several years that were once published from the middle of a month, or from before the years we know, are counted
    from a month's first day there: the reviewer sees both.
    """
    names = columns(*KEY, *VALUES)
    sql = statement(
        """INSERT INTO indicators_draftfigure (report_id, version, saved_at, saved_by_id, {names})
        SELECT %s, 1, now(), %s, {names} FROM (
            SELECT {in_whole_months} FROM indicators_figure
            WHERE superseded_in_id IS NULL AND report_id = %s) f ON CONFLICT DO NOTHING""",
        names=names,
        in_whole_months=listed(_WHOLE_MONTHS if name == "since" else columns(name) for name in (*KEY, *VALUES)),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [draft.pk, by.pk, report.pk])


def _only(fields: dict[str, Any], allowed: frozenset[str]) -> None:
    if extra := set(fields) - allowed:
        raise TypeError(f"not fields of a draft: {', '.join(sorted(extra))}")

"""Making figures public, and taking them back: always as a release, under one lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import DraftFigure, Figure, Job, Release, Report, SecondSource, User
from ..models.figure import KEY, VALUES
from ..models.locks import Lock
from ..permissions import Role, may
from ..queries.sql import Piece, columns, differ, same_figure, statement
from ..security_log import Event, note
from .acting import acting
from .drafts.checks import cells_of, refuse_errors
from .drafts.seen import refuse_unless_seen
from .errors import Refused
from .guards import has_entered, locked, require
from .jobs.request import request_job

Kind = Release.Kind


def publish(*, report: Report, by: User, reason: str = "", way: str = "admin", seen: str | None = None) -> Release:
    """Make a submitted report public as the next release, with a public `reason` where it changes what was published.

    Raise Refused unless `by` is a reviewer of the area who entered none of it, and where a hard rule is
    broken: the rules run again under the lock, against what is public at this very moment. `seen`: the state of the
    report that `by` looked through; Refused where it is another by now.
    An amendment publishes only what it changes, and withdraws what it left out.
    """
    with acting(by=by, way=way):
        locked_report = _submitted(report, by)
        refuse_unless_seen(locked_report, seen)
        release = _release([locked_report], reason=locked_report.reason or reason.strip(), by=by)
        request_files(release=release, by=by)
    note(Event.PUBLISHED, who=by.username, release=release.number, report=report.pk)
    return release


def publish_together(*, reports: Sequence[Report], by: User, way: str, seconds: Sequence[SecondSource] = ()) -> Release:
    """Make submitted reports that print figures of one source public as one release, loaded and no news.

    `seconds`: the source as a further one of figures that are public already. The release's files are not asked for:
    a load makes hundreds, and `request_files` asks for the last one's.
    Raise Refused as `publish` does, and where two of them hold the same figure: a release has it once.
    """
    with acting(by=by, way=way):
        locked_reports = [_submitted(report, by) for report in sorted(reports, key=lambda report: report.pk)]
        _refuse_twice(locked_reports)
        release = _release(locked_reports, reason="", by=by, loaded=True)
        for second in seconds:
            second.release = release
        SecondSource.objects.bulk_create(seconds)
    note(Event.PUBLISHED, who=by.username, release=release.number, reports=len(locked_reports))
    return release


def _refuse_twice(reports: Sequence[Report]) -> None:
    figures = DraftFigure.objects.filter(report__in=reports)
    if twice := figures.values(*KEY).annotate(times=Count("pk")).filter(times__gt=1).count():
        raise Refused(_("%d figures stand in more than one of these reports.") % twice)


def _release(reports: Sequence[Report], *, reason: str, by: User, loaded: bool = False) -> Release:
    """Publish locked reports as the next release."""
    kind = Kind.AMEND if any(report.amends_id for report in reports) else Kind.PUBLISH
    release = _next_release(kind=kind, reason=reason, by=by, loaded=loaded)
    for report in reports:
        refuse_errors(cells_of(report))
        if report.amends_id:
            _withdraw_left_out(report, release)
        _supersede(report, release)
        _insert(report, release)
    _keep_sums()
    for report in reports:
        _close(report, by, release)
    return release


def withdraw(*, figures: Sequence[int], reason: str, by: User, way: str = "admin") -> Release:
    """Take current figures (primary keys) back with nothing in their place; past releases keep showing them.

    Raise Refused without a public `reason`, and unless `by` is reviewer or administrator of every area.
    """
    if not reason.strip():
        raise Refused(_("Say in public why the figures are withdrawn."))
    with acting(by=by, way=way):
        lock_publication()
        current = Figure.objects.filter(pk__in=figures, superseded_in=None).select_related("area")
        areas = {figure.area_id: figure.area for figure in current}
        if not areas:
            raise Refused(_("None of these figures is public now."))
        for area in areas.values():
            if not may(by, Role.ADMINISTRATOR, area):
                require(by, Role.REVIEWER, area)
        release = _next_release(kind=Kind.WITHDRAW, reason=reason.strip(), by=by)
        ended = current.update(superseded_in=release)
        _keep_sums()
        request_files(release=release, by=by)
    note(Event.WITHDRAWN, who=by.username, release=release.number, figures=ended)
    return release


def _submitted(report: Report, by: User) -> Report:
    """Return the report, locked. Raise Refused unless `by` may publish it now."""
    locked_report = locked(report)
    require(by, Role.REVIEWER, locked_report.area)
    if locked_report.status != Report.Status.SUBMITTED:
        raise Refused(
            _("Only a submitted report can be published; this one is %s.") % locked_report.get_status_display()
        )
    if has_entered(locked_report, by):
        raise Refused(_("Nobody publishes their own entry. Ask another reviewer."))
    return locked_report


def _next_release(*, kind: str, reason: str, by: User, loaded: bool = False) -> Release:
    """Make the release with the next number and a later time, both under the lock that is held to the commit."""
    lock_publication()
    newest = Release.objects.first()
    return Release.objects.create(
        number=newest.number + 1 if newest else 1,
        released_at=_later_than(newest.released_at if newest else None),
        kind=kind,
        loaded=loaded,
        reason=reason,
        released_by=by,
        transaction_id=0,  # the database puts the real one
    )


def lock_publication() -> None:
    """Wait for the publication under way; none begins before this transaction ends. Rows of reports are locked before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.PUBLICATION])


def _later_than(moment: datetime | None) -> datetime:
    now = timezone.now()
    return now if moment is None else max(now, moment + timedelta(microseconds=1))


#: What a reader sees of a figure: a change in it is a revision.
SAID = ("value", "value_high", "qualifier", "missing_reason")


def _run(sql: Piece, *params: str | int | bool | datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _withdraw_left_out(report: Report, release: Release) -> None:
    """End the figures that the amended report published and the amendment no longer holds."""
    _run(
        statement(
            """UPDATE indicators_figure f SET superseded_in_id = %s
            WHERE f.report_id = %s AND f.superseded_in_id IS NULL AND NOT EXISTS (
                SELECT FROM indicators_draftfigure d WHERE d.report_id = %s AND {same})""",
            same=same_figure("d", "f"),
        ),
        release.pk, report.amends_id, report.pk,
    )  # fmt: skip


#: SQL: that an amendment left the cell as it took it over. Whoever corrected or withdrew it meanwhile is not undone.
_UNTOUCHED = statement(
    """EXISTS (
    SELECT FROM indicators_figure o LEFT JOIN indicators_release ended ON ended.number = o.superseded_in_id
    WHERE o.report_id = %s AND (ended.released_at IS NULL OR ended.released_at > %s)
      AND {same} AND NOT ({differs}))""",
    same=same_figure("o", "d"),
    differs=differ("o", "d", VALUES),
)


def _supersede(report: Report, release: Release) -> None:
    """End the figures whose place this report takes. Made-up figures never take a reported one's place."""
    _run(
        statement(
            """UPDATE indicators_figure f SET superseded_in_id = %s FROM indicators_draftfigure d
            WHERE d.report_id = %s AND f.superseded_in_id IS NULL AND {same}
              AND NOT (%s AND f.status <> 'illustrative')
              AND (NOT %s OR {differs})
              AND NOT {untouched}""",
            same=same_figure("d", "f"),
            differs=differ("d", "f", VALUES),
            untouched=_UNTOUCHED,
        ),
        release.pk, report.pk, report.illustrative, bool(report.amends_id), report.amends_id, report.created_at,
    )  # fmt: skip


def _insert(report: Report, release: Release) -> None:
    """Copy the report's cells into the release, but for those whose place is still taken."""
    _run(
        statement(
            """INSERT INTO indicators_figure ({columns}, report_id, release_id, status)
            SELECT {drafts}, d.report_id, %s,
                CASE WHEN %s THEN 'illustrative'
                     WHEN old.status <> 'illustrative' AND {revised} THEN 'revised'
                     ELSE 'published' END
            FROM indicators_draftfigure d
            LEFT JOIN indicators_figure old ON old.superseded_in_id = %s AND {same_as_old}
            LEFT JOIN indicators_figure taken ON taken.superseded_in_id IS NULL AND {same_as_taken}
            WHERE d.report_id = %s AND taken.id IS NULL AND NOT {untouched}""",
            columns=columns(*KEY, *VALUES),
            drafts=columns(*KEY, *VALUES, table="d"),
            revised=differ("d", "old", SAID),
            same_as_old=same_figure("old", "d"),
            same_as_taken=same_figure("taken", "d"),
            untouched=_UNTOUCHED,
        ),
        release.pk, report.illustrative, release.pk, report.pk, report.amends_id, report.created_at,
    )  # fmt: skip


def _keep_sums() -> None:
    """Let the database add up the provinces' parts now, rather than at the commit: all figures are in."""
    _run(Piece("SET CONSTRAINTS sum_release IMMEDIATE"))
    _run(Piece("SET CONSTRAINTS sum_release DEFERRED"))


def _close(report: Report, by: User, release: Release) -> None:
    report.status, report.release = Report.Status.PUBLISHED, release
    report.reviewed_by, report.reviewed_at = by, release.released_at
    report.version += 1
    report.save(update_fields=["status", "release", "reviewed_by", "reviewed_at", "version"])


@transaction.atomic
def request_files(*, release: Release, by: User) -> None:
    """Ask for the bulk files of a release, once."""
    request_job(kind=Job.Kind.RELEASE_FILES, key=f"release-files:{release.pk}", by=by, payload={"release": release.pk})

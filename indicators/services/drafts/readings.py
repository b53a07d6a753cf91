"""Reading a report's text once: in a child process, kept with the report, as background work where it takes long."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from ...confined import Busy
from ...models import Job, KeptReading, Report, User
from ...queries.drafts.reading import gazetteer, vocabulary
from ...queries.releases import now
from ...reading import AreaName, Candidate
from ...reading.apart import LATER, UnreadText, read_apart, read_now
from ...reading.shapes import CANDIDATES, TASK, Task, knowledge_json
from ..acting import acting
from ..errors import Refused
from ..guards import locked, open_report, refuse_unless_open
from ..jobs.heartbeat import Run
from ..jobs.request import OPEN, request_job, retry_job

WAY = "reading"

TOO_LONG = _("Reading this text takes too long. Delete what holds no figures, and paste it again.")


class Unread(StrEnum):
    """A reason for which no candidates of a text are there."""

    STALE = "stale"  # they are of another text, or of the catalogue before its last edit
    BUSY = "busy"
    TOO_LONG = "too-long"


class NotRead(Exception):
    """An error: the text has to be read again first; `why` is an Unread."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class ReadingState:
    """What a reading hangs on: the task, by its digest, and the version of the catalogue."""

    task: Task
    catalogue: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(TASK.dump_json(self.task)).hexdigest()


def state_of_text(report: Report) -> ReadingState:
    """Return what a reading of the report would hang on now."""
    area = report.area
    default = AreaName(area.level, area.bare_name, area.code, None)
    day = report.published_on or report.month.last_day
    return ReadingState(Task(report.text, default, day), now().catalogue)


@lru_cache(maxsize=1)
def _knowledge(catalogue: int) -> bytes:
    """Return the catalogue's phrases and areas, read again only after an edit (`catalogue`: its version)."""
    return knowledge_json(vocabulary(), gazetteer())


def candidates_of(report: Report) -> list[Candidate]:
    """Return the candidates of a report's text. Raises NotRead; writes nothing.

    A text that came with its report and was never read is read on the spot, and not kept.
    """
    state = state_of_text(report)
    kept = KeptReading.objects.filter(report=report).first()
    if kept is None:
        return _read_on_the_spot(state)
    if (kept.digest, kept.catalogue) != (state.digest, state.catalogue):
        raise NotRead(Unread.STALE)
    try:
        return CANDIDATES.validate_python(kept.candidates)
    except ValidationError:  # kept by another version of the reader
        raise NotRead(Unread.STALE) from None


def _read_on_the_spot(state: ReadingState) -> list[Candidate]:
    try:
        return read_now(state.task, _knowledge(state.catalogue))
    except UnreadText:
        raise NotRead(Unread.TOO_LONG) from None
    except Busy:
        raise NotRead(Unread.BUSY) from None


def read_and_keep(*, report: Report, by: User) -> Job | None:
    """Read a report's text and keep what it proposes; return the job that does so where it takes longer.

    Raise Refused unless `by` may change the report now.
    """
    refuse_unless_open(report, by)
    state = state_of_text(report)
    try:
        keep_reading(report=report, by=by, state=state, candidates=_read_on_the_spot(state))
    except NotRead:
        return request_reading(report=report, by=by)
    return None


def keep_reading(*, report: Report, by: User, state: ReadingState, candidates: list[Candidate]) -> bool:
    """Keep candidates with their report; return False, and keep nothing, where its text is another by now."""
    with acting(by=by, way=WAY):
        if state_of_text(locked(report)).digest != state.digest:
            return False
        content = {
            "digest": state.digest,
            "catalogue": state.catalogue,
            "candidates": CANDIDATES.dump_python(candidates, mode="json"),
        }
        KeptReading.objects.update_or_create(report=report, defaults=content)
    return True


# --- as background work --------------------------------------------------------------------


def request_reading(*, report: Report, by: User) -> Job:
    """Ask for a reading with more time. Asking again asks once, and again after a failure."""
    with acting(by=by, way=WAY):
        locked_report = open_report(report, by)
        state = state_of_text(locked_report)
        job = request_job(
            kind=Job.Kind.READING,
            key=f"reading:{locked_report.pk}:{locked_report.version}:{state.catalogue}",
            by=by,
            report=locked_report,
            payload={"digest": state.digest},
        )
    retry_job(job=job, by=by)
    return job


def reading_job(report: Report) -> Job | None:
    """Return the newest job that reads the report's text as it is now, unless it is done."""
    jobs = report.jobs.filter(kind=Job.Kind.READING, payload__digest=state_of_text(report).digest)
    job = jobs.order_by("-id").first()
    return None if job is None or job.state == Job.State.DONE else job


def is_open(job: Job | None) -> bool:
    """Return whether a job is still to be waited for."""
    return job is not None and job.state in OPEN


def perform(run: Run) -> dict[str, Any]:
    """Read a text with the longest limits and keep what it proposes; nothing where it has changed meanwhile."""
    job = run.job
    report = Report.objects.select_related("area").get(jobs=job)
    state = state_of_text(report)
    if state.digest != job.payload["digest"]:
        return {"kept": False}
    try:
        candidates = read_apart(state.task, _knowledge(state.catalogue), LATER)
    except UnreadText:
        raise Refused(TOO_LONG) from None
    kept = keep_reading(report=report, by=job.created_by, state=state, candidates=candidates)
    return {"kept": kept, "candidates": len(candidates)}

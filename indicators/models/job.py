"""Background work: the row decides what is to be done; the queue only announces it."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..values.names import Name
from .access import User
from .report import Report


class Job(models.Model):
    """A piece of background work, done at most once however often it is delivered.

    `key` says what the work is ("release-files:7"): a second request for the same key finds the first.
    """

    class Kind(models.TextChoices):
        RELEASE_FILES = "release_files", _("bulk files of a release")
        IMPORT = "import", _("import of a file")
        READING = "reading", _("reading of a text")
        REMINDER = "reminder", _("reminder")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    MOST_ATTEMPTS = 3

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.CharField(_("key"), max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)  # JSON: [Vietnamese, English], like sentences in `result`
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), default=0)
    report = models.ForeignKey(
        Report, models.CASCADE, null=True, blank=True, related_name="jobs", verbose_name=_("report")
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="job_key_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]), name="job_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_by_state")]

    def __str__(self) -> str:
        return self.key

    @property
    def failure(self) -> Name:
        """Return why the job failed, in both languages. Jobs of former versions hold one bare sentence."""
        try:
            vi, en = json.loads(self.error)
        except ValueError:
            vi = en = self.error
        return Name(vi, en)


class IdempotencyKey(models.Model):
    """An answer given to a request, kept so that the same request sent again gets it and changes nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key

"""The history: who changed what, from what to what, when and by which way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A write to a draft figure, a report or a membership. Recorded by the database itself, never by code.

    `before` and `after` hold the whole row as JSON; null where it did not exist. Rows can be neither changed nor
    deleted.
    """

    class Operation(models.TextChoices):
        INSERT = "I", _("entered")
        UPDATE = "U", _("changed")
        DELETE = "D", _("removed")

    table = models.CharField(_("table"), max_length=40)
    row_id = models.BigIntegerField(_("row"))
    report_id = models.BigIntegerField(_("report"), null=True)
    operation = models.CharField(_("operation"), max_length=1, choices=Operation)
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("user"))
    way = models.CharField(_("way"), max_length=20)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["table", "row_id", "id"], name="change_by_row"),
            models.Index(fields=["report_id", "id"], name="change_by_report"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.operation}"

"""Releases: the moments at which figures became public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .access import User


class Release(models.Model):
    """A publication of one or more reports, with strictly increasing number and time, or a withdrawal.

    The database refuses to change or delete one.

    `transaction_id` is the transaction that made it: figures can only be put into, or superseded by, a release while
    that transaction is open, so what a past release showed can never change.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("published")
        AMEND = "amend", _("amended")
        WITHDRAW = "withdraw", _("withdrawn")

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    released_at = models.DateTimeField(_("released"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    loaded = models.BooleanField(
        _("loaded from published sources"),
        default=False,
        db_default=False,
        help_text=_("Not news: what was printed elsewhere before."),
    )
    reason = models.TextField(_("reason"), blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("released by"))
    transaction_id = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_from_1"),
            models.CheckConstraint(condition=Q(kind__in=["publish", "amend", "withdraw"]), name="release_kind"),
            models.CheckConstraint(
                condition=Q(kind="publish") | ~Q(reason=""), name="release_amendment_or_withdrawal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class ReleaseFile(models.Model):
    """A bulk file of a release, with its checksum."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files", verbose_name=_("release"))
    format = models.CharField(_("format"), max_length=20)
    path = models.CharField(_("path below the media folder"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    rows = models.PositiveBigIntegerField(_("rows"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("bulk file")
        verbose_name_plural = _("bulk files")
        ordering = ["-release", "format"]
        constraints = [
            models.UniqueConstraint(fields=["release", "format"], name="release_file_once"),
        ]

    #: The address of each format, below the site's root: it serves the bytes of the stored file.
    ADDRESSES = {
        "csv": "data.csv",
        "json": "data.json",
        "package": "data.zip",
        "xlsx-vi": "data.xlsx",
        "xlsx-en": "en/data.xlsx",
    }

    def __str__(self) -> str:
        return self.path

    @property
    def address(self) -> str:
        return f"/{self.ADDRESSES[self.format]}?as_of={self.release_id}"

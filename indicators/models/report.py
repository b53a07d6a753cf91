"""Reports: the documents that figures come from, and the unit of work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..values.periods import Month
from .access import User
from .area import Area
from .catalogue import Body
from .dates import WITHIN
from .form import Form
from .release import Release
from .source import Source


class Report(models.Model):
    """A document about one area and month: draft → submitted → returned, or published.

    A published report is frozen by the database. A correction is a new report that `amends` it and says why in public.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")

    area = models.ForeignKey(Area, models.PROTECT, related_name="reports", verbose_name=_("area"))
    period = models.DateField(_("month"), help_text=_("First day of the reporting month."))
    form = models.ForeignKey(
        Form, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("form")
    )
    title = models.CharField(_("title"), max_length=300)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("issuing body")
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="reports",
        verbose_name=_("source"),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on = models.DateField(_("date of the document"), null=True, blank=True, validators=WITHIN)
    cut_off = models.DateField(_("figures as at"), null=True, blank=True, validators=WITHIN)
    text = models.TextField(_("text"), blank=True)
    file = models.FileField(_("file"), upload_to="reports/%Y/%m/", blank=True)
    note = models.TextField(_("note for readers"), blank=True)
    external_id = models.CharField(max_length=200, blank=True, editable=False)
    illustrative = models.BooleanField(_("made-up figures, for illustration"), default=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name=_("amends")
    )
    reason = models.TextField(_("public reason of the amendment"), blank=True)

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    release = models.ForeignKey(
        Release,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="reports",
        verbose_name=_("release"),
    )
    return_reason = models.TextField(_("why it was returned"), blank=True)
    submit_note = models.TextField(_("note on open warnings"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("created by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-period", "area__sort_key", "-id"]
        indexes = [
            models.Index(fields=["release"], name="report_by_release"),
            models.Index(fields=["source"], name="report_by_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="report_external_id_unique"
            ),
            models.CheckConstraint(condition=Q(period__day=1), name="report_period_first_of_month"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "published"]), name="report_status"
            ),
            models.CheckConstraint(condition=Q(amends__isnull=True) | ~Q(reason=""), name="report_amendment_says_why"),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(return_reason=""), name="report_return_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(submitted_by__isnull=False, reviewed_by__isnull=False),
                name="report_published_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(release__isnull=False), name="report_published_in_a_release"
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(reviewed_by=F("submitted_by")),
                name="report_not_published_by_its_submitter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.area}, {self.month})"

    @property
    def month(self) -> Month:
        return Month.of(self.period)

    @property
    def is_open(self) -> bool:
        """Return whether the report's cells may be changed now."""
        return self.status in {self.Status.DRAFT, self.Status.RETURNED}

"""Who printed a figure: publisher, title, address and date."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A document or page that prints figures (nguồn). Its address is what tells it from others; its title, without one.

    `published_on` is a day; where the source prints a month or a year only, the last day of it, and `precision` says so.
    """

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    published_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("exact to the"), max_length=5, choices=Precision, default=Precision.DAY)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-published_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="source_url_unique"),
            models.UniqueConstraint(fields=["title"], condition=Q(url=""), name="source_without_url_by_title"),
            models.CheckConstraint(condition=Q(precision__in=["day", "month", "year"]), name="source_precision"),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}" if self.publisher else self.title

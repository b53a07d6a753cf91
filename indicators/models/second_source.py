"""Further sources that print a published figure with the same value."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .figure import Figure
from .release import Release
from .source import Source


class SecondSource(models.Model):
    """A source that prints a figure which an earlier one gave already. The database refuses to change or delete one.

    As of release N it is there if `release <= N`, as figures are.
    """

    figure = models.ForeignKey(Figure, models.PROTECT, related_name="second_sources", verbose_name=_("figure"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="seconded", verbose_name=_("source"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="second_sources", verbose_name=_("release"))
    inferred = models.BooleanField(_("period or scope partly inferred"), default=False, db_default=False)

    class Meta:
        verbose_name = _("second source")
        verbose_name_plural = _("second sources")
        ordering = ["figure", "id"]
        constraints = [models.UniqueConstraint(fields=["figure", "source"], name="second_source_once")]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.source}"

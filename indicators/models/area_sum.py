"""Sums of a province's parts, kept when a release is made so that nobody adds up thousands of figures while reading."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..values.periods import Month
from .area import Area
from .catalogue import Category, Indicator
from .figure import KEY
from .form import BASES
from .release import Release


class AreaSum(models.Model):
    """The sum of what the areas directly below a province published: derived, never a reported figure.

    Written by a trigger when a release is made (docs/decisions/0012-sums-of-communes.md); `release` and
    `superseded_in` as in `Figure`. Only areas that existed on the period's last day count, so that nothing is
    counted twice across a reorganisation.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, verbose_name=_("area"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False, verbose_name=_("indicator")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("category")
    )
    basis = models.CharField(_("basis"), max_length=7, choices=BASES)
    period = models.DateField(_("month"))
    since = models.DateField(_("counted from"), null=True)
    value = models.DecimalField(_("value"), max_digits=30, decimal_places=4)
    reporting = models.PositiveIntegerField(_("areas with a figure"))
    areas = models.PositiveIntegerField(_("areas there were"))
    hedged = models.BooleanField(_("some of the figures are not exact"))
    illustrative = models.BooleanField(_("some of the figures are illustrative"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", db_index=False, verbose_name=_("release"))
    superseded_in = models.ForeignKey(
        Release, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("superseded in")
    )

    class Meta:
        verbose_name = _("sum of an area’s parts")
        verbose_name_plural = _("sums of areas’ parts")
        ordering = ["indicator", "category", "area", "basis", "period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=list(KEY),
                nulls_distinct=False,
                condition=Q(superseded_in__isnull=True),
                name="area_sum_one_current",
            ),
            models.UniqueConstraint(fields=[*KEY, "release"], nulls_distinct=False, name="area_sum_once_in_a_release"),
            models.CheckConstraint(
                condition=Q(superseded_in__isnull=True) | Q(superseded_in__gt=F("release")),
                name="area_sum_superseded_later",
            ),
            models.CheckConstraint(condition=Q(reporting__gte=1), name="area_sum_of_something"),
            models.CheckConstraint(condition=Q(reporting__lte=F("areas")), name="area_sum_of_those_there_were"),
        ]
        indexes = [models.Index(fields=["indicator", "basis", "category", "period"], name="area_sum_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.area_id}/{self.basis}/{Month.of(self.period)}@{self.release_id}"

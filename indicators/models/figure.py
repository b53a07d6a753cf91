"""Figures: as a report's draft cells, and as published for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..rules import LONGEST_REASON
from ..values.periods import FIRST_MONTH, SEVERAL_YEARS, Basis, Month
from ..values.series import Qualifier as QualifierValue
from ..values.series import Status as StatusValue
from .access import User
from .area import Area
from .catalogue import Category, Indicator
from .form import BASES
from .release import Release
from .report import Report

#: Fields that together identify a figure; of each there is one current figure.
KEY = ("area", "indicator", "category", "basis", "period", "since")

#: Fields that hold what a figure says: where two figures differ in one, the later is a change.
VALUES = (
    "value", "value_high", "qualifier", "missing_reason", "note", "printed_attainment", "inferred", "text_start", "text_end",
)  # fmt: skip

#: Relations to read along with figures that are to be sorted by their `place`.
PLACED_BY = ("indicator__topic", "category__dimension")


class Qualifier(models.TextChoices):
    """A hedge that says how exact a figure is, as a choice in forms."""

    EXACT = QualifierValue.EXACT.value, _("exact")
    NEARLY = QualifierValue.NEARLY.value, _("nearly")
    OVER = QualifierValue.OVER.value, _("over")
    ABOUT = QualifierValue.ABOUT.value, _("about")
    UNDER = QualifierValue.UNDER.value, _("under")
    ESTIMATE = QualifierValue.ESTIMATE.value, _("estimate")
    PROVISIONAL = QualifierValue.PROVISIONAL.value, _("provisional")


_SEVERAL = [basis.value for basis in Basis if basis in SEVERAL_YEARS]


def _value_checks(table: str) -> list[models.CheckConstraint]:
    """Return the constraints that hold for a figure whether draft or published, named after its table."""
    since_fits = (
        Q(basis__in=_SEVERAL, since__isnull=False)
        | Q(basis=Basis.TARGET.value)
        | (~Q(basis__in=_SEVERAL) & Q(since__isnull=True))
    )
    checks = {
        "value_or_reason": Q(value__isnull=False, missing_reason="") | (Q(value__isnull=True) & ~Q(missing_reason="")),
        "high_above_value": Q(value_high__isnull=True) | Q(value__isnull=False, value_high__gte=F("value")),
        "basis": Q(basis__in=[b.value for b in Basis]),
        "qualifier": Q(qualifier__in=Qualifier.values),
        "period_first_of_month": Q(period__day=1),
        "year_in_december": ~Q(basis__in=[Basis.YEAR.value, Basis.TARGET.value]) | Q(period__month=12),
        "quarter_end": ~Q(basis=Basis.QUARTER.value) | Q(period__month__in=[3, 6, 9, 12]),
        "since_for_spans": since_fits,
        "since_before_period": Q(since__isnull=True) | Q(since__lte=F("period")),
        "text_span": Q(text_start__isnull=True, text_end__isnull=True)
        | Q(text_start__isnull=False, text_end__isnull=False, text_end__gt=F("text_start")),
    }
    return [models.CheckConstraint(condition=check, name=f"{table}_{name}") for name, check in checks.items()]


class FigureBase(models.Model):
    """A value for (area, indicator, category or total, basis, period), or the reason why there is none.

    `period` is the first day of the last month of the span; `since` the first day of a span of several years.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, verbose_name=_("area"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", db_index=False, verbose_name=_("indicator")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("category")
    )
    basis = models.CharField(_("basis"), max_length=7, choices=BASES)
    period = models.DateField(_("month"))
    since = models.DateField(_("counted from"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(_("upper value"), max_digits=24, decimal_places=4, null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=11, choices=Qualifier, default=Qualifier.EXACT)
    missing_reason = models.CharField(_("not available, because"), max_length=LONGEST_REASON, blank=True)
    note = models.TextField(_("note"), blank=True)
    printed_attainment = models.DecimalField(
        _("attainment as printed, per cent"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    inferred = models.BooleanField(_("period or scope partly inferred"), default=False, db_default=False)
    text_start = models.PositiveIntegerField(_("first character in the text"), null=True, blank=True)
    text_end = models.PositiveIntegerField(_("end in the text"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def month(self) -> Month:
        return Month.of(self.period)

    @property
    def place(self) -> tuple[object, ...]:
        """Return the sort key of the figure: its indicator's place in the catalogue, totals before parts.

        Reads the relations in `PLACED_BY`.
        """
        of, part = self.indicator, self.category
        parts = (part.dimension.position, part.dimension.slug, part.position, part.slug) if part else (-1,)
        return (of.topic.position, of.position, of.slug, *parts)


#: Several years are counted from a month's first day, in the years that figures can be of.
_WHOLE_MONTHS = Q(since__isnull=True) | Q(since__day=1, since__gte=FIRST_MONTH.first_day)


class DraftFigure(FigureBase):
    """A cell of a report that is being worked on. Every write to it leaves a `Change`."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="draft_figures", verbose_name=_("report"))
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("saved by"))

    class Meta:
        verbose_name = _("draft figure")
        verbose_name_plural = _("draft figures")
        ordering = ["report", "indicator", "category", "area", "basis", "period", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", *KEY], nulls_distinct=False, name="draft_cell_once"),
            *_value_checks("draft"),
            models.CheckConstraint(condition=_WHOLE_MONTHS, name="draft_since_first_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.area_id}/{self.basis}/{self.month}"


class Figure(FigureBase):
    """A published figure: insert-only. `superseded_in` is the release that put another in its place.

    As of release N: `release <= N` and not yet superseded in N.
    """

    STATUSES = [(s.value, s.value) for s in StatusValue if s is not StatusValue.DERIVED]

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures", verbose_name=_("report"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="figures", verbose_name=_("release"))
    superseded_in = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="superseded", verbose_name=_("superseded in")
    )
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=StatusValue.PUBLISHED.value)

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ["indicator", "category", "area", "basis", "period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=list(KEY),
                nulls_distinct=False,
                condition=Q(superseded_in__isnull=True),
                name="figure_one_current",
            ),
            models.UniqueConstraint(fields=[*KEY, "release"], nulls_distinct=False, name="figure_once_in_a_release"),
            models.CheckConstraint(
                condition=Q(superseded_in__isnull=True) | Q(superseded_in__gt=F("release")),
                name="figure_superseded_later",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["published", "revised", "illustrative"]), name="figure_status"
            ),
            *_value_checks("figure"),
        ]
        indexes = [
            models.Index(fields=["indicator", "area", "basis", "category", "period"], name="figure_by_series"),
            models.Index(fields=["indicator", "basis", "period", "area"], name="figure_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.area_id}/{self.basis}/{self.month}@{self.release_id}"

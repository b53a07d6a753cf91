"""What is measured: topics, units, indicators, breakdowns, and who issues them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..values.collation import fold
from ..values.names import Name
from ..values.periods import FIRST_MONTH, LAST_MONTH
from ..values.series import Direction as DirectionValue
from ..values.series import IndicatorRef
from ..values.series import Measure as MeasureValue
from .area import VALIDITY, Area
from .dates import WITHIN, in_order, refuse_reversed
from .named import Slugged


class Topic(Slugged):
    """A group of indicators: employment, vocational training …"""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["slug"], name="topic_slug_unique")]


class Unit(Slugged):
    """A unit that numbers count in: person, dong, per cent."""

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["slug"], name="unit_slug_unique")]


class Dimension(Slugged):
    """A way to break an indicator down: by channel, by level, by setting."""

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["slug"], name="dimension_slug_unique")]


class Category(Slugged):
    """A part of a breakdown: one value of its dimension."""

    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="categories", verbose_name=_("dimension"))

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["dimension__position", "dimension__slug", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["dimension", "slug"], name="category_slug_unique")]


class Indicator(Slugged):
    """A statistical indicator (chỉ tiêu thống kê). A new one is a row here, never code."""

    class Measure(models.TextChoices):
        FLOW = MeasureValue.FLOW.value, _("flow: counted over a span of time")
        STOCK = MeasureValue.STOCK.value, _("stock: counted at a moment")
        RATE = MeasureValue.RATE.value, _("rate: a share of something")

    class Direction(models.TextChoices):
        UP = DirectionValue.UP.value, _("more is better")
        DOWN = DirectionValue.DOWN.value, _("less is better")
        NONE = DirectionValue.NONE.value, _("neither")

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="indicators", verbose_name=_("topic"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="indicators", verbose_name=_("unit"))
    definition_vi = models.TextField(_("definition in Vietnamese"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    why_vi = models.TextField(_("why it matters, in Vietnamese"), blank=True)
    why_en = models.TextField(_("why it matters, in English"), blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    measure = models.CharField(_("measure"), max_length=5, choices=Measure)
    direction = models.CharField(_("direction of good"), max_length=4, choices=Direction, default=Direction.NONE)
    non_negative = models.BooleanField(_("never negative"), default=True)
    maximum = models.DecimalField(_("never above"), max_digits=20, decimal_places=4, null=True, blank=True)
    folded = models.CharField(max_length=700, editable=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["topic__position", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="indicator_slug_unique"),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="indicator_decimals_at_most_4"),
            models.CheckConstraint(condition=Q(measure__in=[m.value for m in MeasureValue]), name="indicator_measure"),
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in DirectionValue]), name="indicator_direction"
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_keys(self) -> None:
        """Set the stored key that search goes by (for bulk writes)."""
        self.folded = f"{fold(self.name_vi)} {fold(self.name_en)} {self.slug}"

    @property
    def as_ref(self) -> IndicatorRef:
        return IndicatorRef(
            slug=self.slug,
            name=self.names,
            unit=self.unit.ref,
            decimals=self.decimals,
            measure=MeasureValue(self.measure),
            direction=DirectionValue(self.direction),
            definition=Name(self.definition_vi, self.definition_en),
        )

    @property
    def facts(self) -> rules.IndicatorFacts:
        """Return what rules must know of the indicator."""
        return rules.IndicatorFacts(
            MeasureValue(self.measure), self.unit.slug, self.decimals, self.non_negative, self.maximum
        )


class Breakdown(models.Model):
    """A dimension by which an indicator is broken down.

    `complete`: the categories must add up to the total; otherwise they are only some of it ("trong đó").
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="breakdowns", verbose_name=_("indicator"))
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="breakdowns", verbose_name=_("dimension"))
    complete = models.BooleanField(_("the categories add up to the total"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("breakdown")
        verbose_name_plural = _("breakdowns")
        ordering = ["indicator", "position", "dimension"]
        constraints = [models.UniqueConstraint(fields=["indicator", "dimension"], name="breakdown_once")]

    def __str__(self) -> str:
        return f"{self.indicator} / {self.dimension}"


class IndicatorPhrase(models.Model):
    """A phrase by which a report's text speaks of an indicator or of one of its categories."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        ALIAS = "alias", _("other name")
        CUE = "cue", _("cue phrase")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="phrases", verbose_name=_("indicator"))
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="phrases", verbose_name=_("category")
    )
    text = models.CharField(_("words"), max_length=200)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.CUE)
    weight = models.DecimalField(_("weight"), max_digits=4, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["indicator", "category", "text", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "category", "text"], nulls_distinct=False, name="phrase_once_per_indicator"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Body(Slugged):
    """An authority that issues reports (cơ quan)."""

    valid_from = models.DateField(_("existed from"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="body_slug_unique"),
            in_order("body"),
        ]

    def clean(self) -> None:
        refuse_reversed(self)


class Responsibility(models.Model):
    """The body that answers for an indicator in an area, between two dates."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="responsibilities", verbose_name=_("indicator")
    )
    area = models.ForeignKey(Area, models.CASCADE, related_name="responsibilities", verbose_name=_("area"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="responsibilities", verbose_name=_("body"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["indicator", "area", "valid_from", "id"]
        constraints = [
            ExclusionConstraint(
                name="responsibility_one_body_at_a_time",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (VALIDITY, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.area}: {self.body}"

    def clean(self) -> None:
        refuse_reversed(self)


class SeriesBreak(models.Model):
    """A month from which an indicator no longer compares with before."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, null=True, blank=True, related_name="breaks", verbose_name=_("indicator")
    )
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="breaks", verbose_name=_("area"))
    period = models.DateField(_("first month after the break"), validators=WITHIN)
    note_vi = models.CharField(_("reason in Vietnamese"), max_length=300)
    note_en = models.CharField(_("reason in English"), max_length=300)

    class Meta:
        verbose_name = _("break in series")
        verbose_name_plural = _("breaks in series")
        ordering = ["period", "id"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "area", "period"], nulls_distinct=False, name="break_once"),
            models.CheckConstraint(condition=Q(period__day=1), name="break_first_of_month"),
            models.CheckConstraint(
                condition=Q(period__range=(FIRST_MONTH.first_day, LAST_MONTH.first_day)), name="break_in_known_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period:%Y-%m}: {self.note_vi}"

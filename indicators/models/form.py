"""Forms: which figures an area must report, in which order, by which day."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..values.periods import LAST_MONTH, SEVERAL_YEARS, Basis, Month
from .area import Area
from .catalogue import Category, Indicator
from .dates import WITHIN, in_order, refuse_reversed
from .named import Slugged

BASES = [
    (Basis.MONTH.value, _("in the month")),
    (Basis.QUARTER.value, _("in the quarter")),
    (Basis.YTD.value, _("since January")),
    (Basis.YEAR.value, _("in the year")),
    (Basis.AS_OF.value, _("at the cut-off")),
    (Basis.TARGET.value, _("the year's target")),
    (Basis.SPAN.value, _("over several years")),
    (Basis.AVERAGE.value, _("yearly average of several years")),
    (Basis.AVERAGE_TARGET.value, _("planned yearly average of several years")),
]
_BASIS_LABELS = dict(BASES)
_ONE_PERIOD = [(basis, label) for basis, label in BASES if basis not in SEVERAL_YEARS]


def basis_label(basis: Basis) -> str:
    """Return what a basis is called in the language of the request: `in the month`."""
    return str(_BASIS_LABELS[basis.value])


#: Months from a reporting month to the day on which its figures close or are due.
LONGEST_OFFSET = 24


class Form(Slugged):
    """A reporting form (biểu mẫu). Its days come from here, never from code.

    Figures of month M close on `lock_day` of the month `lock_offset` months after M, and are due on `due_day` of the
    month `due_offset` months after M. A day past a month's end means its last day.
    """

    class Frequency(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        HALF = "half", _("every six months")
        YEAR = "year", _("every year")

    frequency = models.CharField(_("frequency"), max_length=7, choices=Frequency, default=Frequency.MONTH)
    lock_day = models.PositiveSmallIntegerField(_("lock day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    lock_offset = models.PositiveSmallIntegerField(
        _("months from reporting month to lock day"), default=0, validators=[MaxValueValidator(LONGEST_OFFSET)]
    )
    due_day = models.PositiveSmallIntegerField(_("due day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    due_offset = models.PositiveSmallIntegerField(
        _("months from reporting month to due day"), default=0, validators=[MaxValueValidator(LONGEST_OFFSET)]
    )
    valid_from = models.DateField(_("in use from"), null=True, blank=True)
    valid_to = models.DateField(_("in use until"), null=True, blank=True)
    areas: models.ManyToManyField[Area, FormArea] = models.ManyToManyField(Area, through="FormArea")

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        ordering = ["position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="form_slug_unique"),
            models.CheckConstraint(condition=Q(lock_day__range=(1, 31)), name="form_lock_day_1_to_31"),
            models.CheckConstraint(condition=Q(due_day__range=(1, 31)), name="form_due_day_1_to_31"),
            models.CheckConstraint(
                condition=Q(lock_offset__lte=LONGEST_OFFSET, due_offset__lte=LONGEST_OFFSET),
                name="form_offsets_at_most_24",
            ),
            in_order("form"),
        ]

    def clean(self) -> None:
        refuse_reversed(self)

    def lock_date(self, month: Month) -> date:
        """Return the day on which figures of `month` close (chốt số liệu)."""
        return _day(month, self.lock_offset, self.lock_day)

    def due_date(self, month: Month) -> date:
        """Return the last day on which figures of `month` are in time."""
        return _day(month, self.due_offset, self.due_day)


def _day(month: Month, offset: int, day: int) -> date:
    """Return a day of the month `offset` months later, at most of `LAST_MONTH`: an offset may be older than its limit."""
    then = month.plus(min(offset, LAST_MONTH.index - month.index))
    return then.first_day.replace(day=min(day, then.last_day.day))


class FormArea(models.Model):
    """An area that reports with a form, between two dates."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="form_areas", verbose_name=_("form"))
    area = models.ForeignKey(Area, models.CASCADE, related_name="form_areas", verbose_name=_("area"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    begins = models.DateField(
        _("staff report here from"), null=True, blank=True, validators=WITHIN,
        help_text=_("The first month that is owed. Without it the area is late for nobody and gets no reminder."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("form of an area")
        verbose_name_plural = _("forms of areas")
        ordering = ["form", "area"]
        constraints = [models.UniqueConstraint(fields=["form", "area"], name="form_area_once"), in_order("form_area")]

    def __str__(self) -> str:
        return f"{self.form} / {self.area}"

    def clean(self) -> None:
        refuse_reversed(self)

    def owes(self, month: Month) -> bool:
        """Return whether the area's staff had begun to report here by the end of the month."""
        return self.begins is not None and self.begins <= month.last_day


class FormLine(models.Model):
    """A cell that a form asks for each time. Figures over several years are not: each begins in a month of its own."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="lines", verbose_name=_("form"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="form_lines", verbose_name=_("indicator"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="form_lines", verbose_name=_("category")
    )
    basis = models.CharField(_("basis"), max_length=7, choices=_ONE_PERIOD)
    required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line of a form")
        verbose_name_plural = _("lines of a form")
        ordering = ["form", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "indicator", "category", "basis"], nulls_distinct=False, name="form_line_once"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[*(basis for basis, _label in _ONE_PERIOD), Basis.SPAN.value]),
                name="form_line_basis",
            ),
            models.CheckConstraint(condition=~Q(basis=Basis.SPAN.value), name="form_line_of_one_period"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} / {self.category or '—'} / {self.basis}"

"""Provinces, districts and communes, with the dates between which each existed; and which of them lies below which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from ..values.collation import fold, sort_key
from ..values.names import Name, Ref
from ..values.periods import overlap
from .named import Named, language


class DateRange(Func):
    """A range of dates in SQL: `daterange(from, to, '[]')`, open where a date is null."""

    function = "daterange"
    output_field = DateRangeField()


#: The days on which a dated row holds, both ends included.
VALIDITY = DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


#: Codes of real areas, as the statistics office gives them, and of invented ones, which it cannot give.
_DIGITS, _LETTERS = "^([0-9]{2}|[0-9]{3}|[0-9]{5})$", "^X[0-9]([0-9]{3})?$"


class Area(Named):
    """A province, district or commune between two dates. Codes are reused, so (code, valid_from) is its identity.

    Below the provinces a name begins with its kind, because a district and a commune may share the rest of it:
    `Huyện Phù Yên`, `Xã Phù Yên`.

    `public_code` is what files and addresses show: the code, or for a former area whose code lives on, the code and
    the year it ended (`08-2025`).
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")

    code = models.CharField(_("official code"), max_length=5)
    public_code = models.CharField(_("code shown outside"), max_length=10, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    type_vi = models.CharField(_("kind, in Vietnamese"), max_length=30, help_text="Tỉnh, Huyện, Xã …")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    valid_from = models.DateField(_("existed from"), null=True, blank=True)
    valid_to = models.DateField(_("existed until"), null=True, blank=True)
    invented = models.BooleanField(
        _("invented, for trying out"), default=False, db_default=False, editable=False,
        help_text=_("Its figures are made up; it is no place in Vietnam."),
    )  # fmt: skip
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)
    folded = models.CharField(max_length=600, editable=False)
    successors: models.ManyToManyField[Area, AreaSuccession] = models.ManyToManyField(
        "self", through="AreaSuccession", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], nulls_distinct=False, name="area_code_from_unique"),
            models.CheckConstraint(
                condition=Q(invented=False, code__regex=_DIGITS) | Q(invented=True, code__regex=_LETTERS),
                name="area_code_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="area_dates_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(level="province", parent__isnull=True) | (~Q(level="province") & Q(parent__isnull=False))),
                name="area_parent_by_level",
            ),
            ExclusionConstraint(
                name="area_code_once_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), (VALIDITY, RangeOperators.OVERLAPS)],
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_keys(self) -> None:
        """Set the stored keys that Vietnamese order and search go by (for bulk writes)."""
        self.sort_key = sort_key(self.bare_name)
        self.folded = f"{fold(self.type_vi + ' ' + self.bare_name)} {fold(self.name_en)} {self.public_code}"

    @property
    def bare_name(self) -> str:
        """Return the Vietnamese name without its kind: `Phù Yên` for `Huyện Phù Yên`. Several areas can share it."""
        return self.name_vi.removeprefix(self.type_vi).strip()

    def __str__(self) -> str:
        return self.told_apart.text(language())

    @property
    def told_apart(self) -> Name:
        """Return the names, a province's that ended marked: most have one of today with the same name."""
        if self.level != self.Level.PROVINCE or self.valid_to is None:
            return self.names
        return Name(f"{self.name_vi} (cũ)", f"{self.name_en} (former)")

    @property
    def ref(self) -> Ref:
        return Ref(self.public_code, self.names)

    @property
    def above(self) -> list[Area]:
        """Return the areas that this one lies in, the nearest first."""
        return [area for area in (self.parent, self.parent and self.parent.parent) if area]

    @property
    def line(self) -> list[int]:
        """Return the primary keys of this area, then of those that it lies in, the nearest first."""
        line = [self.pk, self.parent_id, self.parent.parent_id if self.parent else None]
        return [pk for pk in line if pk is not None]

    def existed(self, day: date) -> bool:
        """Return whether the area existed on `day`; its first and last day count."""
        return overlap(day, day, self.valid_from, self.valid_to)


def within(areas: Iterable[int], *, of: str = "") -> Q:
    """Return the condition that an area is one of `areas` (primary keys) or lies below one; `of`: a field that names it."""
    paths = [f"{of}__{step}" if of else step for step in ("parent", "parent__parent")]
    return Q(**{f"{of or 'pk'}__in": areas}) | Q(**{f"{paths[0]}__in": areas}) | Q(**{f"{paths[1]}__in": areas})


class AreaSuccession(models.Model):
    """A transfer of the territory of `predecessor`, or a part of it, to `successor` on the day `on`."""

    predecessor = models.ForeignKey(Area, models.CASCADE, related_name="succession_to", verbose_name=_("former area"))
    successor = models.ForeignKey(Area, models.CASCADE, related_name="succession_from", verbose_name=_("new area"))
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("succession of areas")
        verbose_name_plural = _("successions of areas")
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

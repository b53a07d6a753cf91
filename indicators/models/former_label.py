"""Former names: with them the file of an old release can be rebuilt, byte for byte."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerLabel(models.Model):
    """The names of an area, indicator, category, unit or topic up to and including release `until_release`.

    Written by the database when a name, code or definition changes after a release; never changed. As of release N the
    row with the least `until_release >= N` holds, or else the catalogue itself.
    """

    class Kind(models.TextChoices):
        AREA = "area", _("area")
        INDICATOR = "indicator", _("indicator")
        CATEGORY = "category", _("category")
        UNIT = "unit", _("unit")
        TOPIC = "topic", _("topic")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    row_id = models.BigIntegerField(_("row"))
    until_release = models.PositiveIntegerField(_("up to release"))
    code = models.CharField(_("code or slug"), max_length=80)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300)
    definition_vi = models.TextField(_("definition in Vietnamese"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    topic_id = models.BigIntegerField(_("topic"), null=True)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["kind", "row_id", "until_release"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id", "until_release"], name="former_label_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["area", "indicator", "category", "unit", "topic"]),
                name="former_label_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ≤ {self.until_release}"

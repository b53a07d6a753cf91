"""The series that have figures: kept by the database, so that files can begin before all figures are sorted."""

from __future__ import annotations

from django.db import models

from .area import Area
from .catalogue import Category, Indicator


class FigureSeries(models.Model):
    """An (indicator, category or total, area) of which a figure was ever published. Written by a trigger on figures."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["indicator", "category", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "category"], nulls_distinct=False, name="figure_series_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.category_id}/{self.area_id}"

"""A count of the catalogue's changes, so that nothing outdated is served from a cache."""

from __future__ import annotations

from django.db import models


class CatalogueState(models.Model):
    """The table's one row. The database raises `version` whenever an area, indicator, form … is written."""

    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="catalogue_state_single")]

    def __str__(self) -> str:
        return str(self.version)

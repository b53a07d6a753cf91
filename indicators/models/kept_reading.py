"""What was read in a report's text, so that looking at it again costs nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .report import Report


class KeptReading(models.Model):
    """The candidates of a report's text (`reading.shapes.CANDIDATES`), as long as nothing that they hang on changes.

    `digest`: of the text, area and day that were read; `catalogue`: version of the words that it was read against.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="kept_readings")
    digest = models.CharField(max_length=64)
    catalogue = models.PositiveBigIntegerField()
    candidates = models.JSONField()
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report"], name="kept_reading_once"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="kept_reading_digest"),
        ]

    def __str__(self) -> str:
        return self.digest

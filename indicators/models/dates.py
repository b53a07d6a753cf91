"""Limits and order of the dates that people type into forms."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..values.periods import FIRST_MONTH, LAST_MONTH

#: Validators of a day in the years that figures can be of.
WITHIN = [MinValueValidator(FIRST_MONTH.first_day), MaxValueValidator(LAST_MONTH.last_day)]


class Dated(Protocol):
    """A row that holds between two days, both included; None is open."""

    valid_from: date | None
    valid_to: date | None


def refuse_reversed(row: Dated) -> None:
    """Raise ValidationError for a row that ends before it begins: the database cannot make a range of it."""
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise ValidationError({"valid_to": _("This day lies before the first one.")})


def in_order(table: str) -> models.CheckConstraint:
    """Return the constraint of a table that no row ends before it begins; an open end is allowed."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        name=f"{table}_dates_in_order",
    )

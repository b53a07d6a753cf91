"""What holds as of a release, for querysets (`sql.stands`: in SQL); and how many figures point to something."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ..models import Figure


def standing(as_of: int) -> Q:
    """Return the condition that a figure holds as of release `as_of`, for a queryset: `sql.stands` says it in SQL."""
    return Q(release__lte=as_of) & (Q(superseded_in=None) | Q(superseded_in__gt=as_of))


def count_of(which: str, condition: Q | None = None) -> Coalesce:
    """Return how many figures, of those that meet `condition`, point to a row by their field `which`.

    A query of its own, so that two counts in one statement do not multiply.
    """
    figures = Figure.objects.order_by().filter(condition or Q(), **{which: OuterRef("pk")}).values(which)
    return Coalesce(Subquery(figures.annotate(number=Count("pk")).values("number")), 0)

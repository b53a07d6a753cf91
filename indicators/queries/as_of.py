"""What holds as of a release, for SQL and for Django; and how many figures point to something."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ..models import Figure


def stands(alias: str) -> str:
    """SQL: that a figure, or a sum of figures, holds as of release `%(as_of)s`."""
    ended = f"{alias}.superseded_in_id"
    return f"{alias}.release_id <= %(as_of)s AND ({ended} IS NULL OR {ended} > %(as_of)s)"


def standing(as_of: int) -> Q:
    """The same for a queryset."""
    return Q(release__lte=as_of) & (Q(superseded_in=None) | Q(superseded_in__gt=as_of))


def count_of(which: str, condition: Q | None = None) -> Coalesce:
    """How many figures point to a row by their field `which`: a query of its own, so that two counts do not multiply."""
    figures = Figure.objects.order_by().filter(condition or Q(), **{which: OuterRef("pk")}).values(which)
    return Coalesce(Subquery(figures.annotate(number=Count("pk")).values("number")), 0)

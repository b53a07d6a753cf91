"""Published reports, as of a release."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ..models import Figure, Report


def published_reports(as_of: int) -> QuerySet[Report]:
    """Every report published by release `as_of`, newest release first, with how many of its figures stand."""
    standing = Q(superseded_in=None) | Q(superseded_in__gt=as_of)
    return (
        Report.objects.filter(release__number__lte=as_of)
        .select_related("area", "body", "release", "amends")
        .annotate(standing=_count(standing), figure_count=_count(Q()))
        .order_by("-release__number")
    )


def _count(which: Q) -> Coalesce:
    """How many of the report's figures: a query of its own, asked only for the reports that are shown."""
    figures = Figure.objects.order_by().filter(which, report=OuterRef("pk")).values("report")
    return Coalesce(Subquery(figures.annotate(number=Count("pk")).values("number")), 0)


def published_report(pk: int, as_of: int) -> Report | None:
    """One of them."""
    return published_reports(as_of).filter(pk=pk).first()


def spans(report: Report) -> list[tuple[int, int, str, str]]:
    """Where in the report's text its published figures stand: start, end, indicator in Vietnamese and English."""
    found = Figure.objects.filter(report=report, text_start__isnull=False).order_by("text_start", "id")
    names = found.values_list("text_start", "text_end", "indicator__name_vi", "indicator__name_en")
    return [(start, end, vi, en) for start, end, vi, en in names if start is not None and end is not None]


def amendments(report: Report, as_of: int) -> QuerySet[Report]:
    """The published reports that amended `report`, oldest first."""
    found = Report.objects.filter(amends=report, release__number__lte=as_of)
    return found.select_related("release").order_by("release__number")

"""Published reports, as of a release."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from ..models import Figure, Report
from .as_of import count_of, standing


def public(as_of: int) -> QuerySet[Report]:
    """Return every report published by release `as_of`."""
    return Report.objects.filter(release__number__lte=as_of)


def published_reports(as_of: int) -> QuerySet[Report]:
    """Return every report published by release `as_of`, newest release first, with how many of its figures stand."""
    return (
        public(as_of)
        .select_related("area", "body", "source", "release", "amends")
        .annotate(standing=count_of("report", standing(as_of)), figure_count=count_of("report"))
        .order_by("-release__number", "-pk")
    )


def of_releases() -> Prefetch:
    """Return what reads the reports along with their releases, in the order in which they were entered."""
    return Prefetch("reports", Report.objects.select_related("area", "source").order_by("pk"))


def published_report(pk: int, as_of: int) -> Report | None:
    """Return the report with this primary key, if it was published by release `as_of`, as `published_reports` does."""
    return published_reports(as_of).filter(pk=pk).first()


def spans(report: Report) -> list[tuple[int, int, str, str]]:
    """Return where in a report's text its published figures stand: start, end, indicator in Vietnamese and English."""
    figures = Figure.objects.filter(report=report, text_start__isnull=False).order_by("text_start", "id")
    names = figures.values_list("text_start", "text_end", "indicator__name_vi", "indicator__name_en")
    return [(start, end, vi, en) for start, end, vi, en in names if start is not None and end is not None]


def amendments(report: Report, as_of: int) -> QuerySet[Report]:
    """Return the reports published by release `as_of` that amended `report`, oldest first."""
    reports = Report.objects.filter(amends=report, release__number__lte=as_of)
    return reports.select_related("release").order_by("release__number", "pk")

"""Addresses of the public pages. With an extension in place of the last `/`, the same selection comes as a file."""

from django.urls import path, register_converter

from . import api
from .values.periods import Month
from .views import (
    api_docs,
    areas,
    bulletin,
    catalogue,
    comparison,
    completeness,
    data,
    downloads,
    overview,
    pictures,
    releases,
    reports,
    sources,
)


class MonthConverter:
    """A month in an address: `YYYY-MM`. Where it is no month, there is no such page."""

    regex = "[0-9]{4}-[0-9]{2}"
    to_python = staticmethod(Month.parse)
    to_url = staticmethod(str)


class ExtensionConverter:
    """A kind of file in an address, by its extension."""

    regex = r"csv|xlsx|json|sdmx\.csv|zip"
    to_python = to_url = staticmethod(str)


class CodeConverter:
    """An area's public code in an address: `14`, `08-2025`; `X1` of an invented one."""

    regex = "X?[0-9-]{1,10}"
    to_python = to_url = staticmethod(str)


class PictureConverter(ExtensionConverter):
    """A kind of picture in an address, by its extension."""

    regex = "svg|png"


register_converter(MonthConverter, "month")
register_converter(CodeConverter, "code")
register_converter(ExtensionConverter, "file")
register_converter(PictureConverter, "picture")

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("compare/", comparison.compare, name="compare"),
    path("compare/figure/", comparison.figure, name="compare_figure"),
    path("indicators/", catalogue.indicators, name="indicators"),
    path("indicators/<slug:slug>/", catalogue.indicator, name="indicator"),
    path("areas/<str:code>/", areas.area, name="area"),
    path("areas/<str:code>/bulletin/<month:month>/", bulletin.bulletin, name="bulletin"),
    path("data/", data.data, name="data"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<int:source>/", sources.source, name="source"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("completeness/", completeness.completeness, name="completeness"),
    path("about/", catalogue.about, name="about"),
    path("search/", catalogue.search, name="search"),
    path("compare.<picture:extension>", pictures.compare, name="compare_picture"),
    path("indicators/<slug:slug>.<picture:extension>", pictures.indicator, name="indicator_picture"),
    path("overview.<file:extension>", downloads.overview, name="overview_file"),
    path("compare.<file:extension>", downloads.compare, name="compare_file"),
    path("indicators/<slug:slug>.<file:extension>", downloads.indicator, name="indicator_file"),
    path("areas/<code:code>.<file:extension>", downloads.area, name="area_file"),
    path("data.<file:extension>", downloads.data, name="data_file"),
    path("reports/<int:pk>.<file:extension>", downloads.report, name="report_file"),
    path("sources/<int:source>.<file:extension>", downloads.source, name="source_file"),
    path("releases/<int:number>.<file:extension>", downloads.release, name="release_file"),
    path("api/v1/docs", api_docs.docs, {"describe": api.describe}, name="api_docs"),
    path("api/v1/", api.urls),
]

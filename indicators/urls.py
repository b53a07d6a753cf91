"""The public pages. With an extension in place of the last `/`: the same selection as a file."""

from django.urls import path, register_converter

from .periods import Month
from .views import areas, bulletin, catalogue, comparison, completeness, data, overview, releases, reports



class MonthConverter:
    """`YYYY-MM` in an address; what is no month is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}"
    to_python = staticmethod(Month.parse)
    to_url = staticmethod(str)


register_converter(MonthConverter, "month")

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("compare/", comparison.compare, name="compare"),
    path("compare/figure/", comparison.figure, name="compare_figure"),
    path("compare.svg", comparison.picture, name="compare_svg"),
    path("indicators/", catalogue.indicators, name="indicators"),
    path("indicators/<slug:slug>/", catalogue.indicator, name="indicator"),
    path("areas/<str:code>/", areas.area, name="area"),
    path("areas/<str:code>/bulletin/<month:month>/", bulletin.bulletin, name="bulletin"),
    path("data/", data.data, name="data"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("completeness/", completeness.completeness, name="completeness"),
    path("about/", catalogue.about, name="about"),
    path("search/", catalogue.search, name="search"),
]

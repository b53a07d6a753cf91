"""The public pages. With an extension in place of the last `/`: the same selection as a file."""

from django.urls import path

from .views import catalogue, comparison, data, overview, releases, reports

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("compare/", comparison.compare, name="compare"),
    path("compare/figure/", comparison.figure, name="compare_figure"),
    path("compare.svg", comparison.picture, name="compare_svg"),
    path("indicators/", catalogue.indicators, name="indicators"),
    path("indicators/<slug:slug>/", catalogue.indicator, name="indicator"),
    path("areas/<str:code>/", catalogue.area, name="area"),
    path("data/", data.data, name="data"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("about/", catalogue.about, name="about"),
    path("search/", catalogue.search, name="search"),
]

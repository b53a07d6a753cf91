"""Loading what public pages print: one release for each source, contradictions kept, nothing of staff's replaced."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from indicators.management.censuses import move_censuses
from indicators.management.sources import load_sources
from indicators.models import Area, Figure, Indicator, Job, Release, Report, SecondSource, SeriesBreak, Source
from indicators.reference import Place, SourceRow, sources
from indicators.services import withdraw
from indicators.values.periods import Basis
from tests.support import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("load_published")]  # what it makes once


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once: each test goes back to here, and all of it is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        load()
        yield
        transaction.set_rollback(True)


def load() -> str:
    out = StringIO()
    call_command("load_published", stdout=out)
    return out.getvalue()


def place(figure: Figure) -> Place:
    category = figure.category.slug if figure.category else None
    return Place(figure.area.public_code, figure.indicator.slug, category, figure.basis, figure.month, figure.since)


def stored() -> list[Figure]:
    return list(Figure.objects.select_related("area", "indicator", "category", "report__source").order_by("pk"))


def poverty(code: str, year: int) -> dict[str, Any]:
    """The figures of a year's poverty rate: which stands, and which were superseded, with their sources."""
    figures = Figure.objects.filter(
        area__public_code=code, indicator__slug="poverty_rate", basis="year", period__year=year
    ).select_related("report__source")
    return {str(figure.value.normalize()): figure for figure in figures}


def test_every_printed_figure_is_there_with_its_source_or_as_a_second_source() -> None:
    there = {(place(figure), figure.value, figure.report.source.title) for figure in stored()}
    for second in SecondSource.objects.select_related(
        "source", "figure__area", "figure__indicator", "figure__category"
    ):
        there.add((place(second.figure), second.figure.value, second.source.title))
    printed = {(Place.of(figure), figure.value, row.title) for row in sources() for figure in row.figures}
    assert printed == there
    assert len(printed) == 897


def test_each_source_is_a_release_with_a_report_for_each_area() -> None:
    for row, release in zip(sources(), Release.objects.order_by("number"), strict=True):
        reports = release.reports.select_related("area", "source")
        assert {report.area.public_code for report in reports} == {report.area for report in row.reports}
        assert {report.source.title for report in reports} == {row.title}
        assert release.loaded


def test_loading_again_publishes_nothing() -> None:
    before = Release.objects.count()
    assert load() == "sources: nothing new\n"
    assert Release.objects.count() == before


def test_a_figure_added_to_a_source_comes_with_the_next_load() -> None:
    first = sources()[1]
    figure = first.reports[0].figures[0]
    added = replace(figure, period=figure.period.plus(-12))
    more = replace(first, reports=(replace(first.reports[0], figures=(figure, added)),))
    assert load_sources([more], lambda _line: None)
    assert [place(figure) for figure in Figure.objects.filter(release=_newest())] == [Place.of(added)]
    assert _newest().reports.get().source == Source.objects.get(title=first.title)


@pytest.mark.parametrize(
    ("code", "year", "stands", "others"),
    [
        ("14", 2023, "14.17", {"14.41"}),
        ("14", 2024, "10.89", {"10.8", "11.11"}),
        ("12", 2020, "16.33", {"16.62"}),
    ],
)
def test_where_sources_contradict_each_other_the_one_decided_on_stands(
    code: str, year: int, stands: str, others: set[str]
) -> None:
    figures = poverty(code, year)
    assert set(figures) == {stands, *others}
    assert figures[stands].superseded_in_id is None
    assert all(figures[value].superseded_in_id for value in others)
    assert all(figure.report.source for figure in figures.values())


def test_no_two_figures_of_one_place_are_decided_by_date_alone() -> None:
    values: dict[Place, set[Decimal]] = defaultdict(set)
    decided = set()
    for row in sources():
        for figure in row.figures:
            values[Place.of(figure)].add(figure.value)
            decided |= {Place.of(figure)} if figure.stands else set()
    assert {where for where, different in values.items() if len(different) > 1} == decided


def test_a_value_that_an_earlier_source_gave_gets_a_second_source() -> None:
    figure = Figure.objects.get(area__public_code="14", indicator__slug="population_census", superseded_in=None)
    second = figure.second_sources.get()
    assert second.source.publisher.startswith("Wikipedia")
    assert second.release_id > figure.release_id


def test_what_is_partly_inferred_says_so() -> None:
    inferred = {Place.of(figure) for row in sources() for figure in row.figures if figure.inferred}
    seconded = {
        place(s.figure)
        for s in SecondSource.objects.filter(inferred=True).select_related("figure__area", "figure__indicator")
    }
    assert inferred - seconded == {place(figure) for figure in stored() if figure.inferred} - seconded


def test_census_average_and_registered_population_never_stand_in_one_series() -> None:
    bases = set(Figure.objects.filter(indicator__slug="population").values_list("basis", flat=True))
    assert bases == {"year"}
    assert Figure.objects.filter(indicator__slug="population_census", superseded_in=None).count() >= 22
    assert set(Figure.objects.filter(indicator__slug="population_registered").values_list("basis", flat=True)) == {
        "as_of"
    }


def test_an_average_of_several_years_is_a_basis_of_its_own() -> None:
    averages = Figure.objects.filter(basis__in=["average", "avgplan"])
    assert averages.count() == 9
    assert not averages.filter(since=None).exists()


@pytest.mark.parametrize(("year", "same"), [(2016, False), (2021, False), (2022, True), (2026, False)])
def test_the_poverty_standards_break_its_series(year: int, same: bool) -> None:
    everywhere = SeriesBreak.objects.filter(indicator__slug="poverty_rate", area=None, period__year=year)
    assert everywhere.exists() is not same


def test_a_figure_of_2021_whose_source_names_no_standard_is_joined_to_neither_side() -> None:
    codes = SeriesBreak.objects.filter(indicator__slug="poverty_rate", period__year=2022)
    assert set(codes.values_list("area__public_code", flat=True)) == {"17", "20", "24", "33-2025", "68"}


def test_files_are_asked_for_of_the_newest_release_only() -> None:
    jobs = Job.objects.filter(kind=Job.Kind.RELEASE_FILES)
    assert [job.payload["release"] for job in jobs] == [Release.objects.latest("number").number]


def test_a_report_is_filed_within_the_life_of_its_area() -> None:
    for report in Report.objects.select_related("area"):
        assert not report.area.valid_to or report.period <= report.area.valid_to


def test_what_staff_published_stays() -> None:
    """Control: the same figure of a loaded source gives way."""
    area = Area.objects.get(public_code="14")
    rate = Indicator.objects.get(slug="poverty_rate")
    figures = poverty("14", 2018)
    withdraw(figures=[figures["25.42"].pk], reason="x", by=make.user("qt", "administrator", area))
    make.published(make.cell("26", "2018-12", of=rate, area=area, basis=Basis.YEAR), month="2026-01", area=area)
    said: list[str] = []
    load_sources(
        [_printing("poverty_rate", 2018), _printing("poverty_rate", 2016, value="33")], said.append, each=said.append
    )
    assert poverty("14", 2018)["26"].superseded_in_id is None
    assert [line.split(":")[0] for line in said] == ["left out, staff published another value", f"release {_newest()}"]
    assert poverty("14", 2016)["31.44"].superseded_in_id == _newest().number


def test_a_source_that_a_later_version_adds_takes_no_place_of_the_value_decided_on() -> None:
    said: list[str] = []
    other = _printing("poverty_rate", 2023, value="15")
    assert load_sources([*sources(), other], said.append) == []
    assert [line.split(":")[0] for line in said] == ["left out, another source's value stands"]
    assert poverty("14", 2023)["14.17"].superseded_in_id is None


def _newest() -> Release:
    return Release.objects.latest("number")


def _printing(slug: str, year: int, *, value: str | None = None) -> SourceRow:
    """A new source that prints what an earlier one prints of Sơn La in a year, perhaps with another value."""
    row, report, figure = next(
        (row, report, figure)
        for row in sources()
        for report in row.reports
        for figure in report.figures
        if (figure.area, figure.indicator, figure.basis, figure.period.year) == ("14", slug, Basis.YEAR, year)
    )
    figure = replace(figure, value=Decimal(value)) if value else figure
    name = f"Trang {year}"
    return replace(row, url="", title=name, reports=(replace(report, id="", title=name, figures=(figure,)),))


def test_censuses_that_earlier_versions_loaded_as_population_move_by_an_amendment() -> None:
    area = Area.objects.get(public_code="14")
    population = Indicator.objects.get(slug="population")
    make.published(
        make.cell("1248415", "2018-04", of=population, area=area, basis=Basis.AS_OF),
        month="2019-05", area=area, external_id="reports/population-census-x",
    )  # fmt: skip
    assert move_censuses(lambda _line: None)
    assert not Figure.objects.filter(indicator=population, basis="as_of", superseded_in=None).exists()
    moved = Figure.objects.get(indicator__slug="population_census", period="2018-04-01")
    assert "tổng điều tra" in moved.report.reason
    assert not move_censuses(lambda _line: None)


def test_the_file_of_all_data_holds_no_made_up_figure(client: Client) -> None:
    body = b"".join(client.get("/data.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(body)))
    assert len(rows) == Figure.objects.filter(superseded_in=None).count()
    assert {row["status"] for row in rows} <= {"published", "revised"}

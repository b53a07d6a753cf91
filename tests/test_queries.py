"""Reads of what is published: as of a release, with one query, derived where nothing was reported."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from indicators import queries, services
from indicators.models import Category, Dimension, Figure, ReleaseFile
from indicators.queries.drafts.rule_context import last_figures, surroundings
from indicators.values.cells import FigureKey
from indicators.values.comparison import View
from indicators.values.periods import Basis, Month, months_before
from indicators.values.rows import Selection
from indicators.values.series import Status

from .support import factories as make
from .support import staff
from .support.racing import together

pytestmark = pytest.mark.django_db


def points(comparison, number=0):
    return [(str(p.month), p.value, p.status) for p in comparison.series[number].points]


def compare(**fields):
    newest = queries.newest()
    defaults = {"indicator": "jobs_created", "areas": ["14"], "as_of": newest.number if newest else 0}
    return queries.comparison(**(defaults | fields))


def test_comparison_takes_three_queries_whatever_it_holds(django_assert_num_queries):
    make.published(make.cell(10))
    with django_assert_num_queries(3):
        queries.comparison(indicator="jobs_created", areas=["14"], as_of=1)
    make.published(*(make.cell(n, str(Month(2020, 1).plus(n))) for n in range(30)))
    with django_assert_num_queries(3):
        queries.comparison(indicator="jobs_created", areas=["14"], as_of=2)


def test_comparison_shows_what_a_past_release_showed():
    make.published(make.cell(10))
    make.published(make.cell(11), make.cell(20, "2024-02"))
    assert points(compare(as_of=1)) == [("2024-01", 10, Status.PUBLISHED)]
    assert points(compare(as_of=2)) == [("2024-01", 11, Status.REVISED), ("2024-02", 20, Status.PUBLISHED)]


def test_comparison_no_longer_shows_what_was_withdrawn():
    make.published(make.cell(10), make.cell(20, "2024-02"))
    services.withdraw(figures=[Figure.objects.first().pk], reason="sai", by=make.reviewer())
    assert len(points(compare(as_of=1))) == 2
    assert len(points(compare())) == 1


def test_comparison_derives_a_month_from_two_running_totals_and_marks_it():
    ytd = {"basis": Basis.YTD}
    make.published(make.cell(100, "2024-01", **ytd), make.cell(250, "2024-02", **ytd), make.cell(400, "2024-04", **ytd))
    assert points(compare()) == [("2024-01", 100, Status.DERIVED), ("2024-02", 150, Status.DERIVED)]


def test_comparison_derives_running_totals_until_a_month_is_missing():
    make.published(make.cell(100, "2024-01"), make.cell(150, "2024-02"), make.cell(90, "2024-04"))
    assert points(compare(view=View.YTD)) == [("2024-01", 100, Status.DERIVED), ("2024-02", 250, Status.DERIVED)]


def test_comparison_prefers_what_was_reported_to_what_can_be_derived():
    make.published(
        make.cell(100, basis=Basis.YTD), make.cell(250, "2024-02", basis=Basis.YTD), make.cell(149, "2024-02")
    )
    assert points(compare())[-1] == ("2024-02", 149, Status.PUBLISHED)


def test_comparison_made_from_made_up_figures_is_made_up():
    make.published(make.cell(100), make.cell(150, "2024-02"), illustrative=True)
    assert [status for _, _, status in points(compare(view=View.YTD))] == [Status.ILLUSTRATIVE] * 2


def test_made_up_figures_are_left_out_beside_reported_ones():
    """Nothing is then computed of both. The control: alone they are there (the test above)."""
    invented = make.province("X1", "Mẫu Một", invented=True)
    make.published(
        make.cell(100, area=invented), make.cell(90, "2023-01", area=invented), area=invented, illustrative=True
    )
    make.published(make.cell(150))
    for view in View:
        assert {series.area.code for series in compare(areas=["14", "X1"], view=view).series} <= {"14"}
    assert [series.area.code for series in compare(areas=["X1"]).series] == ["X1"]


def test_earlier_versions_made_up_months_judge_no_reported_figure_of_their_area():
    make.published(make.cell(854, "2023-05"), month="2023-05", illustrative=True)
    make.published(make.cell(939, "2024-05"), month="2024-05")
    assert points(compare()) == [("2024-05", 939, Status.PUBLISHED)]


@pytest.mark.parametrize("made_up", [True, False])
def test_rules_and_grid_hold_a_figure_against_reported_ones_only(made_up):
    """An earlier version's made-up month is nothing to compare with; the control is the same month, reported."""
    make.published(make.cell(854, "2024-04"), month="2024-04", illustrative=made_up)
    jobs, month = make.indicator(), Month(2024, 5)
    around = surroundings(places={make.province().pk: "14"}, month=month, indicators=[jobs.pk], form=None)
    before = last_figures(FigureKey("14", jobs.slug, None, Basis.MONTH, month))[-1][1]
    assert (not around.figures, before is None) == (made_up, made_up)


def test_figures_per_head_are_of_one_origin():
    people = make.indicator("population")
    make.published(make.cell(1000, "2024-12", of=people, basis=Basis.YEAR), month="2024-12", illustrative=True)
    make.published(make.cell(10))
    assert points(compare(view=View.PER_CAPITA)) == []
    make.published(make.cell(1000, "2024-12", of=people, basis=Basis.YEAR), month="2024-11")  # the control
    assert len(points(compare(view=View.PER_CAPITA))) == 1


def test_shares_are_of_the_catalogues_first_dimension_only():
    """Which is not the one whose categories come first."""
    loan, abroad = make.category("loan"), make.category("abroad")
    women, men = make.category("women", dimension="sex"), make.category("men", dimension="sex")
    Dimension.objects.filter(slug="sex").update(position=1)
    Category.objects.filter(dimension__slug="channel").update(position=9)
    parts = [make.cell(60, category=loan), make.cell(40, category=abroad), make.cell(50, category=women)]
    make.published(make.cell(100), *parts, make.cell(50, category=men))
    by_channel, by_sex = compare(view=View.SHARE), compare(view=View.SHARE, categories=["women", "men"])
    assert {s.category.code: s.points[0].value for s in by_channel.series} == {"loan": 60, "abroad": 40}
    assert len(by_channel.notices) == 1
    assert {s.category.code: s.points[0].value for s in by_sex.series} == {"women": 50, "men": 50}
    assert by_sex.notices == ()


def test_comparison_of_an_unknown_indicator_or_area_says_which():
    make.published(make.cell(10))
    for unknown in ({"indicator": "nothing"}, {"areas": ["14", "99"]}):
        with pytest.raises(queries.NotFound) as caught:
            compare(**unknown)
        assert caught.value.code in {"nothing", "99"}


def test_comparison_of_an_area_without_figures_is_empty():
    make.published(make.cell(10))
    make.province("12", "Lai Châu")
    assert [series.area.code for series in compare(areas=["12", "14"]).series] == ["14"]


def test_comparison_keeps_targets_beside_the_series():
    make.published(make.cell(10), make.cell(8000, basis=Basis.TARGET))
    (target,) = compare().targets
    assert target.points[0].value == 8000


def test_comparison_between_two_months_takes_both_ends():
    make.published(*(make.cell(month, f"2024-{month:02d}") for month in range(1, 6)))
    shown = points(compare(since=Month(2024, 2), until=Month(2024, 4)))
    assert [month for month, _, _ in shown] == ["2024-02", "2024-03", "2024-04"]


def test_rows_come_in_the_order_of_the_files_and_hold_the_contract_columns():
    loan = make.category("loan")
    north = make.province("12", "Lai Châu")
    make.entry_staff("nhap", make.province(), north)
    make.published(make.cell(4, category=loan), make.cell(10), make.cell(30, "2024-02"))
    make.published(make.cell(7, area=north), area=north)
    rows = list(queries.rows(Selection(as_of=2)))
    assert [(r.area_code, r.category, r.period, r.value) for r in rows] == [
        ("12", "", "2024-01", Decimal(7)),
        ("14", "", "2024-01", Decimal(10)),
        ("14", "", "2024-02", Decimal(30)),
        ("14", "loan", "2024-01", Decimal(4)),
    ]


@pytest.mark.parametrize(
    ("basis", "month", "period", "start", "end"),
    [
        (Basis.MONTH, "2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        (Basis.QUARTER, "2024-03", "2024-03", "2024-01-01", "2024-03-31"),
        (Basis.YTD, "2024-05", "2024-05", "2024-01-01", "2024-05-31"),
        (Basis.YEAR, "2024-05", "2024", "2024-01-01", "2024-12-31"),
        (Basis.TARGET, "2024-05", "2024", "2024-01-01", "2024-12-31"),
        (Basis.AS_OF, "2024-05", "2024-05", "2024-05-31", "2024-05-31"),
    ],
)
def test_rows_say_from_when_to_when_a_figure_counts(basis, month, period, start, end):
    make.published(make.cell(1, month, basis=basis))
    (row,) = queries.rows(Selection(as_of=1))
    assert (row.period, str(row.period_start), str(row.period_end)) == (period, start, end)


@pytest.mark.parametrize(
    ("filters", "values"),
    [
        ({"areas": ("12",)}, []),
        ({"indicators": ("jobs_created",)}, [10, 30, 4]),
        ({"categories": ("loan",)}, [4]),
        ({"totals_only": True}, [10, 30]),
        ({"since": Month(2024, 2)}, [30]),
        ({"until": Month(2024, 1)}, [10, 4]),
        ({"topics": ("employment",)}, [10, 30, 4]),
        ({"topics": ("poverty",)}, []),
        ({"bases": (Basis.YTD,)}, []),
    ],
)
def test_rows_are_those_selected_and_counted_alike(filters, values):
    make.published(make.cell(4, category=make.category("loan")), make.cell(10), make.cell(30, "2024-02"))
    selection = Selection(as_of=1, **filters)
    assert [row.value for row in queries.rows(selection)] == values
    assert queries.count(selection) == len(values)
    assert queries.exceeds(selection, len(values) - 1)
    assert not queries.exceeds(selection, len(values))


def test_rows_must_know_as_of_which_release():
    with pytest.raises(ValueError, match="as of which release"):
        list(queries.rows(Selection()))


@pytest.mark.django_db(transaction=True)
def test_now_asks_again_where_the_connection_was_cut():
    """As after a restart of the server: the kept connection is dead, and the page comes all the same."""
    pid = connection.cursor().connection.info.backend_pid

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert together(cut) == [None]
    assert queries.now().catalogue >= 0
    assert connection.connection.info.backend_pid != pid


def test_now_changes_with_a_release_and_with_the_catalogue():
    before = queries.now()
    make.published(make.cell(10))
    released = queries.now()
    make.indicator().save()
    edited = queries.now()
    assert before.release is None
    assert released.release.number == 1
    assert edited.catalogue > released.catalogue


def test_first_months_that_we_know_have_nothing_before_them():
    make.published(make.cell(1, "1990-01"), make.cell(9, "1990-01", basis=Basis.TARGET), month="1990-01")
    first, jobs = Month(1990, 1), make.indicator()
    around = surroundings(places={make.province().pk: "14"}, month=first, indicators=[jobs.pk], form=None)
    assert len(around.figures) == 2
    assert last_figures(FigureKey("14", "jobs_created", None, Basis.MONTH, first)) == []
    (series,) = compare().series
    assert series.at(months_before(first, 12)) is None
    assert months_before(Month(1991, 1), 12) == first


def test_changes_of_a_release_pair_old_and_new():
    make.published(make.cell(10), make.cell(1, "2024-03"))
    make.published(make.cell(11), make.cell(20, "2024-02"))
    changes = queries.changes(2, 100)
    assert [(c.old and c.old.value, c.new and c.new.value) for c in changes] == [(10, 11), (None, 20)]


def test_changes_of_a_large_release_stay_paired_and_ordered():
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    make.published(*(make.cell(1, month) for month in months[6:]))
    make.published(*(make.cell(2, month) for month in months))
    changes = queries.changes(2, 8)
    assert [str(c.shown.month) for c in changes] == months[:8]
    assert [(c.old is not None, c.new is not None) for c in changes] == [(False, True)] * 6 + [(True, True)] * 2


def test_releases_count_what_they_brought_and_ended_without_multiplying():
    make.published(make.cell(1), make.cell(2, "2024-02"), make.cell(3, "2024-03"))
    make.published(make.cell(4), make.cell(5, "2024-02"))
    assert [(r.number, r.brought, r.ended) for r in queries.releases(2)] == [(2, 2, 2), (1, 3, 0)]


def test_now_changes_when_the_files_of_a_release_are_there():
    release = make.published(make.cell(10))
    before = queries.now()
    ReleaseFile.objects.create(release=release, format="csv", path="x", sha256="0" * 64, size=1, rows=1)
    assert queries.now() != before


def population_in_the_rules(*cells):
    make.published(*cells)
    found = surroundings(places={make.province().pk: "14"}, month=Month(2024, 6), indicators=[], form=None)
    return found.population.get(("14", 2024))


def people(value, month, basis):
    return make.cell(value, month, of=make.indicator("population", measure="stock"), basis=basis)


def test_population_in_the_rules_is_the_yearly_average_wherever_there_is_one():
    make.published(people(100, "2024-12", Basis.YEAR))
    assert population_in_the_rules(people(120, "2024-12", Basis.AS_OF)) == 100


def test_population_in_the_rules_is_that_of_its_own_and_of_earlier_years():
    make.published(*(people(100 + year, f"{year}-12", Basis.YEAR) for year in (2019, 2022, 2025)))
    found = surroundings(places={make.province().pk: "14"}, month=Month(2024, 6), indicators=[], form=None)
    assert found.population == {("14", 2019): 2119, ("14", 2022): 2122}


def test_population_in_the_rules_is_else_the_last_figure_but_never_a_plan():
    cells = people(90, "2024-03", Basis.AS_OF), people(95, "2024-06", Basis.AS_OF), people(200, "2024-12", Basis.TARGET)
    assert population_in_the_rules(*cells) == 95


def test_a_form_given_to_a_commune_makes_it_no_province():
    make.published(make.cell(10))
    staff.form(area=make.district())
    staff.form(area=make.province("12", "Lai Châu"))
    assert queries.choices().home == ("12",)

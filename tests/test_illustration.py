"""The made-up months: exact where something is known, quiet under the rules, the same each time."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import strategies as st

from indicators import reference, rules
from indicators.management.illustration.months import Datum, Illustration
from indicators.values.cells import FigureKey
from indicators.values.periods import Basis, Month
from indicators.values.series import Measure

from .support.soaking import check_often, few_or

Place = tuple[str, str, str | None]


@cache
def real_figures() -> tuple[Datum, ...]:
    return tuple(
        Datum(f.area, f.indicator, f.category, f.basis, f.period, f.value, Month.of(f.since) if f.since else None)
        for report in reference.reports()
        for f in report.figures
    )


@cache
def made_figures() -> tuple[Datum, ...]:
    return tuple(Illustration(real_figures(), reference.illustration()).figures())


def both() -> dict[tuple[str, str, str | None, Basis, Month], Decimal]:
    return {datum.key: datum.value for datum in (*made_figures(), *real_figures()) if datum.since is None}


def months_of(area: str, indicator: str, category: str | None = None) -> list[Decimal]:
    """The 36 months, those that follow from two running totals worked out."""
    figures, found = both(), []
    for place in range(36):
        month = Month(2022, 1).plus(place)
        key = (area, indicator, category)
        value = figures.get((*key, Basis.MONTH, month))
        found.append(value if value is not None else _from_ytd(figures, key, month))
    return found


def _from_ytd(figures: dict[tuple[str, str, str | None, Basis, Month], Decimal], key: Place, month: Month) -> Decimal:
    return figures[*key, Basis.YTD, month] - figures[*key, Basis.YTD, month.plus(-1)]


def test_no_made_up_figure_takes_the_place_of_a_real_one() -> None:
    taken = {datum.key for datum in real_figures()}
    assert not [datum for datum in made_figures() if datum.key in taken]


def test_every_month_of_2022_to_2024_is_there_for_both_provinces() -> None:
    for area in ("14", "12"):
        for indicator in ("jobs_created", "voc_trained", "workers_abroad", "ui_applications", "ui_benefit_persons"):
            assert len(months_of(area, indicator)) == 36


@pytest.mark.parametrize(
    ("area", "indicator", "first", "last", "total"),
    [
        ("12", "jobs_created", "2022-05", "2022-05", 939),
        ("12", "jobs_created", "2022-01", "2022-05", 3721),
        ("14", "jobs_created", "2022-01", "2022-12", 29892),
        ("14", "jobs_created", "2024-01", "2024-01", 1061),
        ("14", "jobs_created", "2024-01", "2024-03", 2478),
        ("14", "jobs_created", "2024-01", "2024-09", 15538),
        ("14", "workers_abroad", "2024-01", "2024-01", 7),
        ("14", "workers_abroad", "2024-01", "2024-03", 36),
        ("14", "workers_abroad", "2024-01", "2024-08", 165),
        ("14", "workers_abroad", "2024-01", "2024-09", 241),
        ("12", "workers_abroad", "2022-01", "2024-12", 1168),
        ("12", "voc_trained", "2022-01", "2022-05", 1185),
        ("14", "voc_trained", "2024-01", "2024-08", 8417),
        ("12", "drug_rehab_admissions_compulsory", "2022-01", "2022-05", 54),
    ],
)
def test_months_add_up_to_what_the_sources_print(area: str, indicator: str, first: str, last: str, total: int) -> None:
    start, end = (Month.parse(text).index - Month(2022, 1).index for text in (first, last))
    assert sum(months_of(area, indicator)[start : end + 1]) == total


def test_channels_of_lai_chau_in_may_2022_are_the_printed_ones() -> None:
    figures = both()
    parts = {key[2]: value for key, value in figures.items() if key[:2] == ("12", "jobs_created")
             and key[3:] == (Basis.MONTH, Month(2022, 5))}  # fmt: skip
    assert parts.pop(None) == 939
    assert sorted(parts.values()) == [9, 15, 55, 105, 755]


def test_running_totals_are_the_sum_of_their_months() -> None:
    figures = both()
    steps = [
        (figures[*place, Basis.YTD, month.plus(-1)], value, figures[*place, Basis.YTD, month])
        for (*place, basis, month), value in figures.items()
        if basis == Basis.MONTH and month.month > 1 and (*place, Basis.YTD, month.plus(-1)) in figures
    ]
    assert len(steps) > 900
    assert all(before + step == after for before, step, after in steps)


def test_parts_add_up_to_their_total() -> None:
    figures = both()
    for area in ("14", "12"):
        for place in range(36):
            month = Month(2022, 1).plus(place)
            for indicator, basis in (("jobs_created", Basis.MONTH), ("social_assistance_beneficiaries", Basis.AS_OF)):
                parts = [
                    v for k, v in figures.items() if k[:2] == (area, indicator) and k[2] and k[3:] == (basis, month)
                ]
                assert sum(parts) == figures[area, indicator, None, basis, month]


def test_the_rules_have_nothing_to_say_of_real_and_made_up_figures_together() -> None:
    findings = rules.check(
        [_cell(datum) for datum in (*real_figures(), *made_figures()) if not datum.since], _context()
    )
    assert [finding.text("en") for finding in findings] == []


def test_what_follows_from_real_figures_is_left_to_be_derived() -> None:
    made = {datum.key for datum in made_figures()}
    assert ("14", "workers_abroad", None, Basis.MONTH, Month(2024, 9)) not in made
    assert ("14", "jobs_created", None, Basis.YTD, Month(2024, 1)) not in made
    assert ("14", "jobs_created", None, Basis.YTD, Month(2024, 2)) in made


def test_the_same_input_gives_the_same_months() -> None:
    assert Illustration(real_figures(), reference.illustration()).figures() == list(made_figures())


def test_real_figures_that_contradict_each_other_leave_their_series_alone() -> None:
    first = Datum("14", "ui_applications", None, Basis.YTD, Month(2023, 3), Decimal(700))
    lower = Datum("14", "ui_applications", None, Basis.YTD, Month(2023, 4), Decimal(600))
    made = Illustration([first, lower], reference.illustration()).figures()
    assert not [datum for datum in made if datum.place == first.place]
    assert [datum for datum in made if datum.place == ("12", "ui_applications", None)]


@few_or(25, few=5)
def test_whatever_is_printed_for_a_year_is_met_and_adds_up(times: int) -> None:
    printed = {"may": st.integers(500, 1500), "before": st.integers(1500, 4000), "year": st.integers(8000, 12000)}
    check_often(times, year_is_met, **printed)


def year_is_met(may: int, before: int, year: int) -> None:
    place = ("12", "jobs_created", None)
    real = [
        Datum(*place, Basis.MONTH, Month(2023, 5), Decimal(may)),
        Datum(*place, Basis.YTD, Month(2023, 5), Decimal(before + may)),
        Datum(*place, Basis.YEAR, Month(2023, 12), Decimal(before + may + year)),
    ]
    figures = {datum.key: datum.value for datum in (*Illustration(real, reference.illustration()).figures(), *real)}
    months = [figures[*place, Basis.MONTH, Month(2023, n)] for n in range(1, 13)]
    assert (months[4], sum(months[:5]), sum(months)) == (may, before + may, before + may + year)
    assert figures[*place, Basis.YTD, Month(2023, 12)] == before + may + year
    assert min(months) >= 0


def _cell(datum: Datum) -> rules.CheckedCell:
    key = FigureKey(datum.area, datum.indicator, datum.category, datum.basis, datum.month)
    return rules.CheckedCell(
        key, _indicators()[datum.indicator], datum.value, printed_attainment=_attainments().get(datum.key)
    )


@cache
def _attainments() -> dict[tuple[str, str, str | None, Basis, Month], Decimal]:
    figures = (figure for report in reference.reports() for figure in report.figures)
    return {(f.area, f.indicator, f.category, f.basis, f.period): f.attainment for f in figures if f.attainment}


@cache
def _indicators() -> dict[str, rules.IndicatorFacts]:
    return {
        row["slug"]: rules.IndicatorFacts(
            Measure(row["measure"]), row["unit"], row.get("decimals", 0), maximum=row.get("maximum")
        )
        for row in reference.catalogue()["indicators"]
    }


def _context() -> rules.Context:
    catalogue = reference.catalogue()
    parts = {row["slug"]: tuple(part["slug"] for part in row["categories"]) for row in catalogue["dimensions"]}
    people = (datum for datum in (*real_figures(), *made_figures()) if datum.indicator == "population")
    return rules.Context(
        population={(datum.area, datum.month.year): datum.value for datum in people},
        breakdowns={
            row["slug"]: tuple(
                rules.BreakdownParts(parts[part["dimension"]], part["complete"]) for part in row.get("breakdowns", ())
            )
            for row in catalogue["indicators"]
        },
    )

"""The made-up months: of invented areas, adding up, quiet under the rules, the same each time."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from indicators import reference, rules
from indicators.management.illustration.months import Datum, Illustration
from indicators.values.cells import FigureKey
from indicators.values.periods import Basis, Month
from indicators.values.series import Measure

AREAS = ("X1", "X2")
MONTHS = [Month(2022, 1).plus(place) for place in range(36)]


@cache
def made_figures() -> tuple[Datum, ...]:
    return tuple(Illustration(reference.illustration()).figures())


@cache
def by_key() -> dict[FigureKey, Decimal]:
    return {_key(datum): datum.value for datum in made_figures()}


def _key(datum: Datum) -> FigureKey:
    return FigureKey(datum.area, datum.indicator, datum.category, datum.basis, datum.month)


def test_every_figure_is_of_an_invented_area_and_there_once() -> None:
    invented = {row.public_code for row in reference.invented_areas()}
    assert {datum.area for datum in made_figures()} == set(AREAS) <= invented
    assert len(by_key()) == len(made_figures()) > 2000


def test_no_invented_area_has_the_code_or_the_name_of_a_real_one() -> None:
    real = reference.areas()
    assert {row.code for row in real}.isdisjoint(row.code for row in reference.invented_areas())
    assert {row.name_vi for row in real}.isdisjoint(row.name_vi for row in reference.invented_areas())


def test_every_month_of_2022_to_2024_is_there_for_both_provinces() -> None:
    for area in AREAS:
        for indicator in ("jobs_created", "voc_trained", "workers_abroad", "ui_applications", "ui_benefit_persons"):
            assert all(FigureKey(area, indicator, None, Basis.MONTH, month) in by_key() for month in MONTHS)


def test_running_totals_are_the_sum_of_their_months() -> None:
    figures = by_key()
    later = [key for key in figures if key.basis == Basis.MONTH and key.month.month > 1]
    assert len(later) > 900
    for key in later:
        before = figures[key.at(key.month.plus(-1)).on(Basis.YTD)]
        assert before + figures[key] == figures[key.on(Basis.YTD)]


def test_parts_add_up_to_their_total() -> None:
    for area in AREAS:
        for month in MONTHS:
            for indicator, basis in (("jobs_created", Basis.MONTH), ("social_assistance_beneficiaries", Basis.AS_OF)):
                whole = FigureKey(area, indicator, None, basis, month)
                parts = [value for key, value in by_key().items() if key.category and key.of(None) == whole]
                assert sum(parts) == by_key()[whole]
                assert min(parts) >= 0


def test_the_rules_have_nothing_to_say_of_them() -> None:
    findings = rules.check([_cell(datum) for datum in made_figures()], _context())
    assert [finding.text("en") for finding in findings] == []


def test_the_same_levels_give_the_same_months() -> None:
    assert Illustration(reference.illustration()).figures() == list(made_figures())


def _cell(datum: Datum) -> rules.CheckedCell:
    return rules.CheckedCell(_key(datum), _indicators()[datum.indicator], datum.value)


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
    people = (datum for datum in made_figures() if datum.indicator == "population")
    return rules.Context(
        population={(datum.area, datum.month.year): datum.value for datum in people},
        breakdowns={
            row["slug"]: tuple(
                rules.BreakdownParts(parts[part["dimension"]], part["complete"]) for part in row.get("breakdowns", ())
            )
            for row in catalogue["indicators"]
        },
    )

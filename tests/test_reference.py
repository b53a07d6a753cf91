"""The reference files: complete, consistent with each other, and with what the sources print."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators import reference
from indicators.reference import AreaRow, FigureRow
from indicators.values.periods import YEARLY, Basis

PRINTED = Path(__file__).parent / "data" / "printed_figures.csv"
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def areas() -> dict[str, AreaRow]:
    return {area.public_code: area for area in reference.areas()}


def standing(areas: dict[str, AreaRow], level: str, on: date) -> list[AreaRow]:
    return [
        area
        for area in areas.values()
        if area.level == level and (area.valid_from or date.min) <= on <= (area.valid_to or date.max)
    ]


def test_there_were_63_provinces_and_are_34(areas: dict[str, AreaRow]) -> None:
    assert len(standing(areas, "province", LAST_DAY)) == 63
    assert len(standing(areas, "province", FIRST_DAY)) == 34


def test_eleven_provinces_run_on_and_52_became_23(areas: dict[str, AreaRow]) -> None:
    provinces = [area for area in areas.values() if area.level == "province"]
    ended = [area for area in provinces if area.valid_to]
    assert len([area for area in provinces if not area.valid_from and not area.valid_to]) == 11
    assert len(ended) == 52
    assert len({successor for area in ended for successor in area.successors}) == 23


def test_there_are_3321_communes_of_which_75_in_son_la_and_38_in_lai_chau(areas: dict[str, AreaRow]) -> None:
    communes = standing(areas, "commune", FIRST_DAY)
    by_province = Counter(area.parent[0] for area in communes if area.parent)
    assert (len(communes), by_province["14"], by_province["12"]) == (3321, 75, 38)
    assert len(by_province) == 34


def test_former_communes_of_son_la_and_lai_chau_are_200_and_106(areas: dict[str, AreaRow]) -> None:
    districts = {area.key: area.parent for area in standing(areas, "district", LAST_DAY)}
    former = standing(areas, "commune", LAST_DAY)
    by_province = Counter(districts[area.parent][0] for area in former if area.parent)  # type: ignore[index]
    assert by_province == {"14": 200, "12": 106}


def test_seven_present_communes_straddle_two_former_districts(areas: dict[str, AreaRow]) -> None:
    taken_from = Counter(s for area in standing(areas, "district", LAST_DAY) for s in area.successors)
    names = {area.key: area.name_vi for area in areas.values()}
    assert {names[key] for key, count in taken_from.items() if count > 1} == {
        "Đoàn Kết", "Sin Suối Hồ", "Tân Phong", "Hua Bum", "Lê Lợi", "Pa Tần", "Chiềng Sơn",
    }  # fmt: skip


def test_a_reused_code_is_shown_with_the_year_its_first_owner_ended(areas: dict[str, AreaRow]) -> None:
    assert areas["08-2025"].valid_to == LAST_DAY
    assert areas["08"].valid_from == FIRST_DAY
    assert areas["08-2025"].successors == (areas["08"].key,)
    assert areas["03910-2025"].name_vi == "Quang Huy"
    assert areas["03910"].name_vi == "Phù Yên"


def test_a_code_that_nobody_has_now_is_shown_as_it_was(areas: dict[str, AreaRow]) -> None:
    assert {"14", "122", "03649"} <= set(areas)


def test_phu_yen_was_a_district_and_is_a_commune(areas: dict[str, AreaRow]) -> None:
    found = {(a.public_code, a.type_vi, a.name_en) for a in areas.values() if a.name_vi == "Phù Yên"}
    assert found == {("122", "Huyện", "Phù Yên District"), ("03910", "Xã", "Phù Yên Commune")}


def test_area_identities_and_public_codes_are_unique_and_links_resolve(areas: dict[str, AreaRow]) -> None:
    rows = reference.areas()
    keys = {row.key for row in rows}
    assert len(keys) == len(areas) == len(rows)
    assert all(row.parent in keys for row in rows if row.level != "province")
    assert all(successor in keys for row in rows for successor in row.successors)


def test_every_area_follows_its_parent_and_lies_within_its_dates(areas: dict[str, AreaRow]) -> None:
    seen: dict[tuple[str, date | None], AreaRow] = {}
    for row in reference.areas():
        if row.parent:
            parent = seen[row.parent]
            assert (parent.valid_to or date.max) >= (row.valid_to or date.max)
        seen[row.key] = row


def test_every_indicator_is_named_and_defined_in_both_languages() -> None:
    for row in reference.catalogue()["indicators"]:
        texts = (row["vi"], row["en"], row["definition"]["vi"], row["definition"]["en"])
        assert all(text.strip() for text in texts), row["slug"]


def test_catalogue_slugs_are_unique_and_its_links_resolve() -> None:
    catalogue = reference.catalogue()
    for name, rows in catalogue.items():
        assert not [slug for slug, count in Counter(row["slug"] for row in rows).items() if count > 1], name
    known = {name: {row["slug"] for row in rows} for name, rows in catalogue.items()}
    for row in catalogue["indicators"]:
        assert row["topic"] in known["topics"]
        assert row["unit"] in known["units"]
        assert {part["dimension"] for part in row.get("breakdowns", ())} <= known["dimensions"]
    assert {row["topic"] for row in catalogue["indicators"]} == known["topics"]


def test_the_three_job_indicators_are_told_apart() -> None:
    rows = {row["slug"]: row["vi"] for row in reference.catalogue()["indicators"]}
    assert rows["jobs_created"] == "Số lao động được giải quyết việc làm"
    assert rows["jobs_new"] == "Số việc làm mới"
    assert rows["jobs_created_net"] == "Số việc làm tăng thêm"


def test_direction_of_good_is_data() -> None:
    rows = {row["slug"]: row["direction"] for row in reference.catalogue()["indicators"]}
    assert (rows["jobs_created"], rows["poverty_rate"]) == ("up", "down")
    assert rows["social_assistance_beneficiaries"] == rows["population"] == "none"


def test_form_lines_and_responsibilities_name_what_exists() -> None:
    categories = categories_of()
    bodies = {row["slug"] for row in reference.bodies()["bodies"]}
    topics = {row["slug"] for row in reference.catalogue()["topics"]}
    for form in reference.forms():
        for line in form["lines"]:
            assert line.get("category") in categories[line["indicator"]]
            assert line["basis"] in set(Basis)
    for row in reference.bodies()["responsibilities"]:
        assert row["body"] in bodies
        assert row.get("topic") in topics or row.get("indicator") in categories


def test_labour_departments_answer_until_the_end_of_february_2025_and_nobody_twice() -> None:
    rows = [row for row in reference.bodies()["responsibilities"] if row["area"] == "14"]
    employment = {
        row["body"]: (row.get("valid_from"), row.get("valid_to")) for row in rows if row["topic"] == "employment"
    }
    assert employment == {"labour-14": (None, "2025-02-28"), "home-affairs-14": ("2025-03-01", None)}


def categories_of() -> dict[str, set[str | None]]:
    """What a figure of each indicator may have as category; None is the total."""
    catalogue = reference.catalogue()
    parts = {row["slug"]: {part["slug"] for part in row["categories"]} for row in catalogue["dimensions"]}
    return {
        row["slug"]: {None}.union(*(parts[part["dimension"]] for part in row.get("breakdowns", ())))
        for row in catalogue["indicators"]
    }


def printed_figures() -> list[FigureRow]:
    return [figure for report in reference.reports() for figure in report.figures]


def test_every_figure_names_an_indicator_and_category_that_exist() -> None:
    categories = categories_of()
    for figure in printed_figures():
        assert figure.category in categories[figure.indicator], figure


def test_every_phrase_speaks_of_what_exists_and_once() -> None:
    categories = categories_of()
    phrases = reference.phrases()
    assert all(phrase.category in categories[phrase.indicator] for phrase in phrases)
    assert len({(phrase.indicator, phrase.category, phrase.text) for phrase in phrases}) == len(phrases) > 0


def test_no_figure_is_printed_twice() -> None:
    keys = Counter((f.area, f.indicator, f.category, f.basis, f.period, f.since) for f in printed_figures())
    assert not [key for key, count in keys.items() if count > 1]


def test_yearly_figures_are_filed_under_december_and_spans_say_since_when() -> None:
    for figure in printed_figures():
        if figure.basis in YEARLY:
            assert figure.period.month == 12
        if figure.basis == Basis.SPAN:
            assert figure.since is not None


def test_all_51_figures_of_the_two_source_reports_are_there() -> None:
    printed = {
        (f.area, f.indicator, f.category or "", f.value, f.qualifier)
        for report in reference.reports()
        if report.id in {"lai-chau-2022-05", "son-la-2024-08"}
        for f in report.figures
    }
    attained = {(f.area, f.indicator, f.category or "", f.attainment) for f in printed_figures()}
    targets = {(f.area, f.indicator, f.category or "", f.value) for f in printed_figures() if f.basis == Basis.TARGET}
    with PRINTED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 51
    for row in rows:
        place, value = (row["area"], row["indicator"], row["category"]), Decimal(row["value"])
        if row["kind"] == "pct_of_target":
            assert (*place, value) in attained
        else:
            assert (*place, value, row["qualifier"]) in printed
        if row["target"]:
            assert (*place, Decimal(row["target"])) in targets


@pytest.mark.parametrize(
    ("area", "indicator", "value", "basis", "period"),
    [
        ("12", "jobs_created", 939, "month", "2022-05"),
        ("12", "jobs_created", 3721, "ytd", "2022-05"),
        ("12", "drug_rehab_admissions_compulsory", 54, "ytd", "2022-05"),
        ("12", "child_fund_donations", 14_000_000, "as_of", "2022-05"),
        ("14", "workers_abroad", 165, "ytd", "2024-08"),
        ("14", "trained_labour_share", 63, "as_of", "2024-12"),
        ("14", "jobs_created", 2478, "quarter", "2024-03"),
        ("14", "jobs_created", 29892, "year", "2022-12"),
    ],
)
def test_what_the_texts_leave_open_is_read_as_decided(
    area: str, indicator: str, value: int, basis: str, period: str
) -> None:
    found = {(f.area, f.indicator, f.value, f.basis.value, str(f.period)) for f in printed_figures()}
    assert (area, indicator, Decimal(value), basis, period) in found


def test_printed_attainment_agrees_with_the_printed_target() -> None:
    figures = printed_figures()
    targets = {(f.area, f.indicator, f.category, f.period.year): f.value for f in figures if f.basis == Basis.TARGET}
    checked = 0
    for figure in figures:
        target = targets.get((figure.area, figure.indicator, figure.category, figure.period.year))
        if figure.attainment and target:
            assert abs(figure.value / target * 100 - figure.attainment) < Decimal("0.1")
            checked += 1
    assert checked == 2


def test_reports_come_oldest_first_and_every_address_is_a_web_address() -> None:
    rows = reference.reports()
    dates = [row.published_on for row in rows if row.published_on]
    assert dates == sorted(dates)
    assert [row.period for row in rows] == sorted(row.period for row in rows)
    assert all(row.url.startswith("http") for row in rows if row.url)
    assert all(row.note for row in rows if not row.url or not row.published_on)

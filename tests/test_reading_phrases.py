"""How far the words of the catalogue reach: not over a sentence's end, a semicolon or another figure."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.reading import AmountKind, Candidate, IndicatorFacts, Phrase, Vocabulary

from .test_reading import candidates

ON = date(2026, 10, 2)


def named(text: str, *, on: date = ON) -> list[tuple[int, str | None, str | None]]:
    """Value, indicator and category of every figure."""
    return [(int(c.value), c.indicator, c.breakdown.category if c.breakdown else None) for c in candidates(text, on=on)]


def loans(text: str) -> dict[int, bool]:
    """Of each figure of jobs: whether it is read as jobs through loans."""
    return {value: part == "loan" for value, indicator, part in named(text) if indicator == "jobs_created"}


def by_value(text: str, *, on: date = ON) -> dict[int, Candidate]:
    return {int(c.value): c for c in candidates(text, on=on)}


# --- phrases of several parts --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Quý III có 512 người vay vốn. Toàn tỉnh tạo việc làm cho 7.340 người.",
        "Quý III có 512 người vay vốn; toàn tỉnh tạo việc làm cho 7.340 người.",
        "Quý III có 512 người vay vốn, toàn tỉnh tạo việc làm cho 7.340 người.",
        "Quý III có 512 người vay vốn và tạo việc làm cho 7.340 người.",
        "Quý III hỗ trợ vay vốn cho 512 người và tạo việc làm cho 7.340 người.",
        "Quý III:\n- Vay vốn: 512 người\n- Tạo việc làm: 7.340 người",
        "Quý III, toàn tỉnh tạo việc làm cho 7.340 người; vay vốn 512 người.",
        "Quý III (vay vốn 512 người) toàn tỉnh tạo việc làm cho 7.340 người.",
    ],
    ids=["full stop", "semicolon", "comma", "and", "before its figure", "items", "behind", "brackets"],
)
def test_a_gapped_phrase_of_a_category_stays_with_its_own_figure(text: str) -> None:
    assert loans(text)[7340] is False


@pytest.mark.parametrize(
    "text",
    [
        "Quý III, giải ngân 9 tỷ đồng, tạo việc làm cho 340 người.",
        "Quý III, cho 120 hộ vay, tạo việc làm cho 340 người.",
        "Quý III, vay vốn tạo việc làm cho 340 người.",
        "1. Vay vốn\nQuý III, giải quyết việc làm cho 340 người.",
    ],
    ids=["past a sum of money", "past households", "side by side", "from the heading"],
)
def test_a_gapped_phrase_reaches_over_what_is_counted_otherwise_and_from_the_heading(text: str) -> None:
    assert loans(text)[340] is True


@pytest.mark.parametrize(
    "text",
    [
        "Tháng 9/2026 giải quyết việc làm cho 930 lao động, trong đó: vay vốn 210 lao động, doanh nghiệp tuyển dụng 720.",
        "Tháng 9/2026 giải quyết việc làm cho 930 lao động (vay vốn: 210; doanh nghiệp tuyển dụng: 720).",
        "Tháng 9/2026 tạo việc làm cho 930 lao động, trong đó:\n- Vay vốn: 210 người;\n- Doanh nghiệp tuyển dụng: 720.",
    ],
)
def test_a_bare_cue_names_one_of_the_parts_of_a_total(text: str) -> None:
    running = text + "\nLũy kế 9 tháng, toàn tỉnh giải quyết việc làm cho 8.450 lao động."
    parts = {value: part for value, _, part in named(running)}
    assert parts == {930: None, 210: "loan", 720: "enterprise_recruitment", 8450: None}


def test_a_bare_cue_by_itself_names_no_indicator() -> None:
    assert named("Trong 9 tháng, giải ngân cho 410 lao động vay vốn.")[-1] == (410, None, None)


def test_words_of_two_items_make_no_phrase_together() -> None:
    text = "9 tháng, tự tạo việc làm 215 lao động; xuất khẩu thủy sản tăng."
    assert all(indicator != "workers_abroad" for _, indicator, _ in named(text))


@pytest.mark.parametrize(
    ("between", "found"), [(" ", 1), (", ", 0), ("; ", 0), (": ", 0), (". ", 0), (" (", 0), ("\n", 0)]
)
def test_a_phrase_runs_over_no_sign_but_its_own_comma(between: str, found: int) -> None:
    facts = {"jobs": IndicatorFacts("jobs", "flow", "người")}
    known = Vocabulary(facts, (Phrase("jobs", "chăn nuôi trồng trọt"),))
    assert len(known.parts_on(f"chăn nuôi{between}trồng trọt")) == found
    comma = Vocabulary(facts, (Phrase("jobs", "chăn nuôi, trồng trọt"),))
    assert len(comma.parts_on(f"chăn nuôi{between}trồng trọt")) == (found or between == ", ")


def test_words_that_lead_to_the_next_figure_do_not_name_the_one_before() -> None:
    assert named("9 tháng, tỉnh có 64 tổ vay vốn 300 người, tạo việc làm cho 7.400 người.")[-2][1] is None


# --- parts and totals ----------------------------------------------------------------------------


def test_bare_parts_of_a_number_of_houses_are_its_categories() -> None:
    text = "Xóa nhà tạm: đến 30/9/2026 hoàn thành 620 nhà (xây mới 410, sửa chữa 210)."
    assert [part for _, _, part in named(text)] == [None, "new_build", "repair"]


def test_what_follows_a_full_breakdown_is_no_part_of_it() -> None:
    text = "Kết quả 9 tháng: 845 lao động xuất cảnh, trong đó Nhật Bản 520, Đài Loan 325; năm 2025 là 780 lao động."
    total, last = by_value(text)[845], by_value(text)[780]
    assert total.reason.sum == "matches"
    assert (last.indicator, last.breakdown, last.reason.sum) == ("workers_abroad", None, "")


def test_a_part_that_no_category_places_is_never_certain() -> None:
    found = by_value("9 tháng năm 2026, tạo việc làm cho 2.640 lao động, trong đó có 1.120 lao động nữ.")
    assert found[2640].confidence >= 0.9
    assert found[1120].indicator == "jobs_created"
    assert found[1120].confidence < 0.9


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 tháng năm 2026, giải quyết việc làm cho 900 người, bình quân mỗi tháng 100 người.", 100),
        ("Tỷ lệ thất nghiệp thành thị và nông thôn năm 2025 lần lượt là 3% và 1%.", 3),
    ],
)
def test_averages_and_figures_in_a_row_are_never_certain(text: str, value: int) -> None:
    assert by_value(text)[value].confidence < 0.9


def test_two_numbers_for_one_place_are_never_certain_and_a_rounded_one_is_no_other() -> None:
    text = "9 tháng năm 2026, tạo việc làm cho {} lao động. Giải quyết việc làm cho 7.000 người trong 9 tháng."
    assert [c.reason.flags for c in candidates(text.format("5.400"), on=ON)] == [("rival",), ("rival",)]
    assert all(c.confidence < 0.9 for c in candidates(text.format("5.400"), on=ON))
    assert [c.reason.flags for c in candidates(text.format("gần 7.050"), on=ON)] == [(), ()]


def test_what_there_is_over_a_span_is_never_certain() -> None:
    quarter = by_value("Trong quý III/2026, tỉnh quản lý 36.200 đối tượng bảo trợ xã hội.")[36200]
    moment = by_value("Đến ngày 30/9/2026, tỉnh quản lý 36.200 đối tượng bảo trợ xã hội.")[36200]
    assert (quarter.indicator, quarter.reason.flags) == ("social_assistance_beneficiaries", ("out-of-time",))
    assert quarter.confidence < 0.9 <= moment.confidence


def test_a_running_total_in_the_same_unit_counts_the_same() -> None:
    text = (
        "1. Bảo hiểm thất nghiệp\nTháng 9 tiếp nhận 465 hồ sơ; ban hành 450 quyết định hưởng trợ cấp thất nghiệp. "
        "Lũy kế 9 tháng: 3.010 quyết định."
    )
    found = by_value(text)
    assert found[3010].indicator == found[450].indicator == "ui_benefit_persons"


# --- time ----------------------------------------------------------------------------------------


def spans(text: str, *, on: date = ON) -> dict[int, str]:
    """Of each figure its type of period and its last day."""
    found = ((int(c.value), c.period) for c in candidates(text, on=on))
    return {value: f"{when.type} {when.end or when.date}" if when else "" for value, when in found}


def test_a_comparison_at_the_head_of_a_sentence_rules_it_and_is_not_certain() -> None:
    text = (
        "Quý III/2026 xảy ra 6 vụ tai nạn lao động. Cùng kỳ năm 2025 xảy ra 9 vụ, 4 người chết. Có 2 vụ xâm hại trẻ em."
    )
    assert spans(text) == {
        6: "quarter 2026-09-30", 9: "quarter 2025-09-30", 4: "quarter 2025-09-30", 2: "quarter 2026-09-30",
    }  # fmt: skip
    assert by_value(text)[9].confidence < 0.9


def test_a_change_behind_a_comparison_stays_of_its_own_year() -> None:
    text = "9 tháng năm 2026, giải quyết việc làm cho 900 người. Cùng kỳ năm 2025 giảm 12%."
    assert spans(text)[-12] == "ytd 2026-09-30"


def test_a_total_raised_to_is_of_the_months_said_and_a_plan_of_its_year() -> None:
    text = (
        "Quý III giải quyết việc làm cho 4.870 người, nâng tổng số 9 tháng lên 13.160 người, trong khi cả năm 2025 là "
        "16.920 người và kế hoạch 2026 là 17.000 người."
    )
    assert spans(text) == {
        4870: "quarter 2026-09-30", 13160: "ytd 2026-09-30", 16920: "year 2025-12-31", 17000: "year 2026-12-31",
    }  # fmt: skip


def test_what_is_expected_of_this_year_is_of_the_whole_year() -> None:
    text = "9 tháng, giải quyết việc làm cho 12.640 lao động. Ước thực hiện cả năm 16.500 lao động."
    found = by_value(text)[16500]
    assert (found.indicator, found.qualifier, found.kind) == ("jobs_created", "estimate", AmountKind.COUNT)
    assert spans(text)[16500] == "year 2026-12-31"
    assert spans("Dự kiến năm 2026 tạo việc làm cho 900 người.")[900] == "year 2026-12-31"


def test_a_bare_running_total_ends_with_its_semicolon() -> None:
    text = "Tháng 9 tiếp nhận 512 hồ sơ trợ cấp thất nghiệp, lũy kế 4.310 hồ sơ; tư vấn việc làm cho 98 người."
    assert [period.split()[0] for period in spans(text).values()] == ["month", "ytd", "month"]


def test_a_running_total_ends_with_its_item_of_a_list() -> None:
    text = (
        "BÁO CÁO THÁNG 9 NĂM 2026\n1. Việc làm\n"
        "- Giải quyết việc làm cho 1.640 lao động. Lũy kế 9 tháng: 9.870 lao động.\n"
        "- Tư vấn việc làm cho 820 lượt người, lũy kế 5.430 lượt người."
    )
    assert [period.split()[0] for period in spans(text).values()] == ["month", "ytd", "month", "ytd"]


def test_last_years_numbers_in_brackets_are_read_with_small_numbers_too() -> None:
    text = "9 tháng năm 2026 có 11 vụ tai nạn lao động, 4 người chết (cùng kỳ 14 vụ, 5 người chết), giảm 3 vụ."
    assert spans(text) == {
        11: "ytd 2026-09-30", 4: "ytd 2026-09-30", 14: "ytd 2025-09-30", 5: "ytd 2025-09-30", -3: "ytd 2026-09-30",
    }  # fmt: skip


@pytest.mark.parametrize("head", ["", "- ", "Việc làm\n", "Việc làm:\n- "])
def test_months_at_the_head_of_a_line_are_those_since_january(head: str) -> None:
    assert spans(f"{head}Sáu tháng, toàn tỉnh tạo việc làm cho 3.250 lao động.")[3250] == "ytd 2026-06-30"

"""Rules of the reader that came from texts of other hands: headings, plans, comparisons, tables, parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.reading import AmountKind, AreaName, Candidate
from indicators.reading.text.headings import above, sections
from indicators.reading.text.normalise import normalise
from indicators.reading.text.sentences import split

from .test_reading import candidates, only

HOA_BINH = AreaName("province", "Hòa Bình", "17", "Hòa Bình")
ON = date(2023, 7, 4)


def by_text(text: str, *, on: date | None = ON) -> dict[str, Candidate]:
    return {found.text_span: found for found in candidates(text, on=on, area=HOA_BINH)}


def period(found: Candidate) -> tuple[str, str | None]:
    """Type and last day."""
    assert found.period
    last = found.period.date or found.period.end
    return found.period.type, last.isoformat() if last else None


# --- headings ----------------------------------------------------------------------------------

REPORT = """I. KẾT QUẢ
1. Đào tạo nghề
- Mở 3 lớp;
- Trong đó:
  + nữ: 12 người.
2. Giảm nghèo: còn 40 hộ.
II. NHIỆM VỤ
Tiếp tục rà soát."""


def test_headings_nest_and_end_with_the_next_of_their_level() -> None:
    page = normalise(REPORT)
    sentences = split(page.text, page.folded)
    figures = [
        place for place, char in enumerate(page.text) if char == "3" or page.text[place : place + 2] in ("12", "40")
    ]
    chains = above(page, sentences, figures, ())
    texts = [[heading.text for heading in chain] for chain in chains]
    assert texts == [
        [],
        ["kết quả"],
        ["kết quả", "đào tạo nghề"],
        ["kết quả", "đào tạo nghề"],
        ["kết quả", "đào tạo nghề", "trong đó:"],
        ["kết quả"],
        [],
        ["nhiệm vụ"],
    ]
    assert sections(page, sentences) == [1, 2, 2, 2, 2, 3, 4, 4]


def test_figures_under_a_heading_take_their_subject_from_it() -> None:
    found = by_text("1. Bảo hiểm thất nghiệp\n- Có 512 người được hưởng trợ cấp;\n- Chi trả 9,3 tỷ đồng.")
    assert [c.indicator for c in found.values()] == ["ui_benefit_persons", "ui_benefit_funds"]


def test_phrases_gather_their_parts_from_the_heading() -> None:
    text = "5. Người có công\n- Hỗ trợ nhà ở: làm mới 31 nhà.\n6. Giảm nghèo\n- Hỗ trợ nhà ở: làm mới 44 nhà."
    assert [c.indicator for c in candidates(text)] == ["merit_housing_support", "housing_support_households"]


def test_a_new_section_begins_with_the_time_of_the_report() -> None:
    text = (
        "BÁO CÁO NĂM 2021\n1. Giảm nghèo: đến cuối năm còn 610 hộ nghèo.\n"
        "2. Việc làm: tạo việc làm mới cho 920 lao động."
    )
    found = candidates(text, on=date(2022, 1, 10))
    assert [period(c) for c in found] == [("as-of", "2021-12-31"), ("year", "2021-12-31")]


# --- plans -------------------------------------------------------------------------------------


def test_what_stands_under_the_heading_of_a_plan_is_wanted_in_its_year() -> None:
    text = (
        "I. KẾT QUẢ NĂM 2022\n- Giải quyết việc làm cho 4.100 lao động.\n"
        "II. CHỈ TIÊU NĂM 2023\n- Giải quyết việc làm cho 4.300 lao động."
    )
    done, wanted = candidates(text, on=date(2022, 12, 20))
    assert (done.kind, wanted.kind) == (AmountKind.COUNT, AmountKind.TARGET)
    assert (period(done), period(wanted)) == (("year", "2022-12-31"), ("year", "2023-12-31"))


@pytest.mark.parametrize(
    "text",
    [
        "Mục tiêu cả năm: giải quyết việc làm cho 5.200 lao động.",
        "Chỉ tiêu của huyện trong năm 2023 là 5.200 lao động được giải quyết việc làm.",
        "Trung tâm được giao tư vấn việc làm cho 5.200 lao động.",
    ],
)
def test_words_that_make_a_target(text: str) -> None:
    assert only(text, on=ON).kind is AmountKind.TARGET


def test_the_plan_beside_a_result_is_a_target_of_the_year_with_the_same_subject() -> None:
    found = by_text("Quý I/2023, tuyển sinh đào tạo nghề 770 người, đạt 22% kế hoạch năm (3.500 người).")
    plan = found["3.500 người"]
    assert (plan.kind, plan.indicator) == (AmountKind.TARGET, found["770 người"].indicator)
    assert period(plan) == ("year", "2023-12-31")


def test_the_year_of_a_plan_is_not_that_of_the_results_after_it() -> None:
    text = (
        "Đến hết tháng 6/2023, có 300 lao động xuất cảnh. Năm 2024, phấn đấu đưa 700 lao động đi làm việc ở nước ngoài.\n"
        "Huyện Lạc Sơn dẫn đầu với 95 lao động."
    )
    assert [period(c) for c in candidates(text, on=ON)] == [
        ("ytd", "2023-06-30"),
        ("year", "2024-12-31"),
        ("ytd", "2023-06-30"),
    ]


# --- comparisons -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beside",
    ["tăng 6% so với cùng kỳ năm 2022 (1.130 người)", "cùng kỳ năm 2022 là 1.130 người", "(cùng kỳ: 1.130 người)"],
)
def test_last_years_number_beside_a_figure_is_a_count_of_the_year_before(beside: str) -> None:
    last = candidates(f"6 tháng đầu năm 2023, giải quyết việc làm cho 1.200 người, {beside}.", on=ON)[-1]
    assert (last.kind, last.value, last.indicator) == (AmountKind.COUNT, Decimal(1130), "jobs_created")
    assert period(last) == ("ytd", "2022-06-30")


def test_last_years_number_is_no_total_of_the_parts_behind_it() -> None:
    text = "Năm 2022, tuyển sinh được 500 người (cùng kỳ: 900 người), chia ra: cao đẳng 100 người; trung cấp 400 người."
    assert [c.reason.sum for c in candidates(text, on=date(2023, 1, 5))] == ["matches", "", "matches", "matches"]


def test_a_fall_of_households_is_no_fall_of_the_rate() -> None:
    found = by_text("Năm 2022, tỷ lệ hộ nghèo giảm 1,9%, tương đương giảm 640 hộ.")
    assert found["giảm 640 hộ"].indicator == "poor_households"


# --- time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cộng 8 tháng, tạo việc làm cho 70 người.", ("ytd", "2022-08-31")),
        ("Trợ giúp đột xuất: 5 tháng đã hỗ trợ 70 hộ.", ("ytd", "2023-05-31")),
        ("Giải ngân 9 tỷ đồng cho vay 70 dự án trong 4 tháng đầu năm.", ("ytd", "2023-04-30")),
        ("Đầu năm 2023 toàn tỉnh có 70 hộ nghèo.", ("as-of", "2023-01-01")),
        ("Đến cuối năm còn 70 hộ nghèo.", ("as-of", "2023-12-31")),
    ],
)
def test_phrases_of_time(text: str, expected: tuple[str, str]) -> None:
    assert {period(c) for c in candidates(text, on=ON)} == {expected}


def test_a_year_with_its_own_number_in_brackets_leaves_the_figure_before_alone() -> None:
    found = by_text("6 tháng đầu năm 2023, đào tạo nghề cho 830 người (năm 2022: 790 người), mở 4 lớp.")
    assert [period(c)[0] for c in found.values()] == ["ytd", "year", "ytd"]


def test_a_number_behind_the_quarter_is_no_quarter() -> None:
    found = by_text("BÁO CÁO QUÝ II NĂM 2023\nChi trả trợ cấp thất nghiệp trong quý 1.548,6 triệu đồng.")
    only_one = found["1.548,6 triệu đồng"]
    assert (only_one.value, period(only_one)) == (Decimal("1548600000"), ("quarter", "2023-06-30"))


def test_an_average_is_of_the_years_in_its_heading() -> None:
    found = by_text("KẾT QUẢ GIẢM NGHÈO GIAI ĐOẠN 2016 - 2020\nBình quân mỗi năm tỷ lệ hộ nghèo giảm 2,4%.")
    assert period(found["giảm 2,4%"]) == ("range", "2020-12-31")


# --- hedges ------------------------------------------------------------------------------------


def test_an_estimate_over_a_time_with_digits_holds_for_its_figures() -> None:
    found = by_text("Dự kiến đến cuối năm 2023 còn 2,1% hộ nghèo. c) Việc làm: ước cả năm tạo việc làm cho 88 người.")
    assert {c.qualifier for c in found.values()} == {"estimate"}


# --- what is counted ---------------------------------------------------------------------------


def test_words_right_before_or_behind_another_figure_are_not_of_this_one() -> None:
    found = by_text("Năm 2022, dạy nghề cho 210 người và bố trí được việc làm cho 330 người.")
    assert [c.indicator for c in found.values()] == ["voc_trained", "jobs_created"]


def test_a_part_with_a_name_of_its_own_is_its_own_unless_it_stands_in_a_breakdown() -> None:
    alone = candidates("Năm 2022, giải quyết việc làm cho 900 người, trong đó xuất khẩu lao động 70 người.")
    several = candidates(
        "Năm 2022, giải quyết việc làm cho 900 người, trong đó xuất khẩu lao động 70 người, tự tạo việc làm 80 người."
    )
    assert (alone[1].indicator, several[1].indicator) == ("workers_abroad", "jobs_created")
    assert several[1].breakdown
    assert several[1].breakdown.category == "labour_export"


def test_for_whom_is_not_what() -> None:
    found = only("Năm 2022, hỗ trợ xây dựng nhà ở cho 41 hộ nghèo.", on=ON)
    assert found.indicator == "housing_support_households"


def test_a_share_behind_a_count_is_of_what_the_count_counts() -> None:
    text = "Đầu năm 2023 có 900 hộ nghèo, 700 hộ cận nghèo; cuối năm ước còn 650 hộ cận nghèo, chiếm 8,1%."
    assert candidates(text, on=ON)[-1].indicator == "near_poverty_rate"


def test_summing_up_counts_what_the_last_total_counted() -> None:
    text = (
        "- Trong tháng 6, giải quyết việc làm cho 210 lao động, gồm:\n+ Tự tạo việc làm: 110 lao động;\n"
        "+ Vốn vay: 100 lao động.\nLũy kế 6 tháng: 1.250 lao động."
    )
    last = candidates(text, on=ON)[-1]
    assert (last.indicator, last.breakdown, period(last)) == ("jobs_created", None, ("ytd", "2023-06-30"))


def test_a_number_in_a_list_shares_the_unit_before_it() -> None:
    found = by_text("Năm 2022, Nhật Bản tiếp nhận 1.120 lao động, Đài Loan 1.050, còn lại là nước khác.")
    assert found["1.050"].kind is AmountKind.COUNT


def test_a_number_of_places_after_of_only_says_where() -> None:
    assert [c.text_span for c in candidates("Năm 2022, có 80 lao động của 6 xã tham gia.")] == ["80 lao động"]


def test_the_name_of_a_picture_is_no_figure() -> None:
    assert candidates("chup man hinh 2023 04 15 luc 101112.png\nSở Nội vụ họp báo.") == []


# --- places ------------------------------------------------------------------------------------


def test_a_district_that_leads_takes_the_figure_behind_with() -> None:
    text = "Năm 2022 có 900 người đi làm việc ở nước ngoài, nhiều nhất là huyện Kim Bôi với 120 người."
    assert [c.area and c.area.name for c in candidates(text, area=HOA_BINH)] == ["Hòa Bình", "Kim Bôi"]


def test_two_places_joined_by_and_hold_no_figure() -> None:
    text = "Năm 2022, mở 2 phiên tại huyện Kim Bôi và huyện Lạc Thủy, có 35 doanh nghiệp."
    assert {c.area and c.area.name for c in candidates(text, area=HOA_BINH)} == {"Hòa Bình"}


# --- tables ------------------------------------------------------------------------------------


def test_rows_may_be_places_and_columns_indicators() -> None:
    text = (
        "Hộ nghèo đến ngày 31/12/2022\n"
        "| STT | Địa phương | Hộ nghèo | Tỷ lệ (%) | Hộ cận nghèo | Tỷ lệ (%) |\n"
        "| 1 | Kim Bôi | 410 | 3,1 | 520 | 4,2 |\n"
        "| | Tổng cộng | 1.410 | 2,9 | 1.950 | 4,0 |"
    )
    found = candidates(text, on=ON, area=HOA_BINH)
    assert [c.indicator for c in found[:4]] == [
        "poor_households",
        "poverty_rate",
        "near_poor_households",
        "near_poverty_rate",
    ]
    assert [c.area and c.area.name for c in found] == ["Kim Bôi"] * 4 + ["Hòa Bình"] * 4


def test_columns_of_last_year_and_of_estimates() -> None:
    text = (
        "STT\tChỉ tiêu\tĐVT\tKH năm 2023\tƯớc TH 6 tháng\tCùng kỳ 2022\n"
        "1\tSố việc làm mới\tNgười\t9.000\t4.400\t4.150\n"
    )
    plan, done, before = candidates(text, on=ON)
    assert [c.kind for c in (plan, done, before)] == [AmountKind.TARGET, AmountKind.COUNT, AmountKind.COUNT]
    assert [c.qualifier for c in (plan, done, before)] == ["exact", "estimate", "exact"]
    assert [period(c) for c in (plan, done, before)] == [
        ("year", "2023-12-31"),
        ("ytd", "2023-06-30"),
        ("ytd", "2022-06-30"),
    ]


def test_a_column_of_units_may_hold_a_scale() -> None:
    text = "Nội dung\tĐVT\tTháng 5\tTháng 6\nTiền chi trả trợ cấp thất nghiệp\tTriệu đồng\t120\t135\n"
    first, second = candidates(text, on=ON)
    assert (first.value, second.value) == (Decimal(120_000_000), Decimal(135_000_000))
    assert (period(first), period(second)) == (("month", "2023-05-31"), ("month", "2023-06-30"))


def test_a_table_of_indicators_makes_no_plan_of_what_follows() -> None:
    text = "BIỂU TỔNG HỢP MỘT SỐ CHỈ TIÊU NĂM 2022\n- Giải ngân 61 tỷ đồng cho vay giải quyết việc làm."
    assert only(text, on=ON).kind is AmountKind.MONEY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI TỈNH THÁI BÌNH\nCó 120 hộ nghèo.", "34"),
        ("Dak Lak có 120 hộ nghèo.", "66"),
    ],
)
def test_the_province_is_found_in_capitals_and_without_accents(text: str, code: str) -> None:
    found = candidates(text, on=date(2020, 1, 1), area=None)
    assert [c.area and c.area.code for c in found] == [code]


def test_where_one_thing_was_held_is_not_what_the_next_sentence_is_about() -> None:
    text = "Năm 2022, mở 2 phiên giao dịch lưu động tại huyện Kim Bôi, thu hút 640 người. Cả năm mở 21 phiên."
    assert [c.area and c.area.name for c in candidates(text, area=HOA_BINH)] == ["Hòa Bình", "Kim Bôi", "Hòa Bình"]


def test_places_that_only_say_where_are_no_figures() -> None:
    text = "Năm 2022, 6 huyện vùng cao có 2.730 hộ nghèo, tương đương 19,5%."
    assert [(c.text_span, c.kind) for c in candidates(text)] == [
        ("2.730 hộ nghèo", AmountKind.COUNT),
        ("19,5%", AmountKind.RATE),
    ]


def test_months_said_again_are_the_same_months() -> None:
    text = "9 tháng đầu năm 2022, tạo việc làm cho 160 người. Trẻ em: 9 tháng xảy ra 8 vụ xâm hại trẻ em."
    assert {period(c) for c in candidates(text, on=date(2022, 10, 3))} == {("ytd", "2022-09-30")}


def test_two_units_around_a_slash_are_two_figures() -> None:
    found = by_text("Năm 2022, mở 07 lớp/165 học viên, xây 12/15 nhà.")
    assert [c.value for c in found.values()] == [7, 165, 12]


def test_japan_is_no_village_with_a_number() -> None:
    found = by_text("Năm 2022, đưa 25 lao động đi làm việc ở nước ngoài (Nhật Bản 14, Đài Loan 11).")
    assert [c.breakdown and c.breakdown.category for c in found.values()] == [None, "japan", "taiwan"]


def test_a_sentence_with_a_subject_of_its_own_leaves_the_one_before() -> None:
    text = "Năm 2022, đưa 25 lao động đi làm việc ở nước ngoài. Tuyển sinh được 7 lớp với 165 học viên."
    assert candidates(text)[-1].indicator == "voc_enrolled"


def test_the_year_of_an_event_is_the_year_of_what_prints_none() -> None:
    found = candidates("Sáng 20/10/2021, Sở họp báo.\nĐến ngày 18/10, đã hỗ trợ 4.215 lao động.")
    assert period(found[-1]) == ("as-of", "2021-10-18")


def test_a_year_inside_a_bracket_holds_for_nothing_behind_it() -> None:
    text = "6 tháng đầu năm 2023, tạo việc làm cho 310 người (kế hoạch năm 2023: 600 người), trong đó tự tạo 90 người."
    assert [period(c)[0] for c in candidates(text, on=ON)] == ["ytd", "year", "ytd"]


def test_numbers_without_a_unit_behind_what_they_count() -> None:
    found = by_text("Bảo hiểm thất nghiệp quý I/2023: số người nộp hồ sơ 1.210; số người được hưởng 1.130.")
    assert [c.value for c in found.values()] == [1210, 1130]


def test_a_new_sentence_with_its_own_name_is_no_part() -> None:
    text = (
        "Năm 2022, tuyển sinh 530 người, gồm: trung cấp 130 người, sơ cấp 400 người. Tốt nghiệp: 410 người theo kỳ hạn."
    )
    assert candidates(text)[-1].indicator == "voc_graduated"

"""Rules of the reader about when: moments of a whole text, lists, stocks, spans of years; and what exceeds a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from indicators.reading import AmountKind

from .test_reading import candidates, only
from .test_reading_rules import by_text, period

AS_OF_JUNE = ("as-of", "2022-06-30")


# --- moments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["số liệu chốt ngày 30/6/2022", "chốt số liệu đến ngày 30/6/2022", "số liệu tính đến ngày 30/6/2022"]
)
def test_the_moment_in_a_title_rules_the_items_below(said: str) -> None:
    text = f"TÌNH HÌNH TRỢ GIÚP XÃ HỘI ({said})\n\n1. Trẻ em\n- 412 trẻ được cấp thẻ.\n2. Người cao tuổi\n- 95 cụ."
    assert {period(c) for c in candidates(text)} == {AS_OF_JUNE}


def test_up_to_a_month_is_a_moment_unless_something_is_counted_over_time() -> None:
    stock = only("Đến tháng 6/2022, cả tỉnh có 51.300 người tham gia bảo hiểm y tế.")
    flow = only("Đến tháng 6/2022, toàn tỉnh đã giải quyết việc làm cho 5.130 lao động.")
    assert (period(stock), period(flow)) == (AS_OF_JUNE, ("ytd", "2022-06-30"))


def test_members_of_an_insurance_are_a_stock_in_a_year_of_results() -> None:
    text = "6 tháng đầu năm 2022, mở 4 lớp. Bảo hiểm xã hội có 9.120 người tham gia."
    assert [period(c) for c in candidates(text, on=date(2022, 7, 5))] == [
        ("ytd", "2022-06-30"),
        ("as-of", "2022-07-05"),
    ]


def test_the_moment_of_an_item_ends_with_it() -> None:
    text = (
        "Năm 2022, huyện đạt kết quả sau:\n- Cuối năm, tỷ lệ hộ nghèo còn 4,1%;\n- Trợ cấp đột xuất 310 hộ khó khăn.\n"
    )
    first, second = candidates(text, on=date(2023, 1, 12))
    assert (period(first), period(second)) == (("as-of", "2022-12-31"), ("year", "2022-12-31"))


def test_the_months_of_an_item_go_on_below_it() -> None:
    text = "Kết quả năm 2022\n- 9 tháng đầu năm 2022, mở 6 lớp;\n- Tuyển sinh 150 học viên."
    assert {period(c) for c in candidates(text, on=date(2022, 10, 5))} == {("ytd", "2022-09-30")}


def test_what_is_kept_now_is_not_of_the_years_before() -> None:
    text = "Giai đoạn 2016-2020, mở 31 lớp. Người đang điều trị 208 người. Điểm cấp thuốc: 7 cơ sở, tăng 2 cơ sở so với cuối năm 2019."
    assert [period(c)[0] for c in candidates(text)] == ["range", "as-of", "as-of", "as-of"]


def test_households_that_receive_something_are_counted_over_time() -> None:
    text = "Trong 9 tháng năm 2022, mở 3 lớp. Có 61 hộ nghèo được vay 3,1 tỷ đồng; vốn đến với 52 lượt hộ nghèo, 48 hộ cận nghèo."
    assert {period(c)[0] for c in candidates(text)} == {"ytd"}


def test_years_past_are_a_span_without_ends() -> None:
    text = "Ba năm qua, huyện mở 25 lớp. Học xong, 530 lao động có việc làm ổn định (tỷ lệ 81,5%)."
    found = candidates(text)
    assert [period(c) for c in found] == [("range", None)] * 3


# --- what exceeds, and what a difference is of -----------------------------------------------------


def test_a_result_that_exceeds_is_measured_by_its_plan() -> None:
    found = by_text("Năm 2022:\n- Việc làm tăng thêm: 6.100 người, vượt 22%;\n- Thu 3 tỷ đồng, vượt 5,5%.")
    assert [(c.kind, c.value) for c in found.values() if c.unit == "%"] == [
        (AmountKind.PCT_OF_TARGET, Decimal(122)),
        (AmountKind.PCT_OF_TARGET, Decimal("105.5")),
    ]


def test_exceeding_last_year_is_a_change() -> None:
    found = by_text("Năm 2022, tạo việc làm cho 6.100 người, vượt 22% so với cùng kỳ.")
    assert [c.kind for c in found.values()] == [AmountKind.COUNT, AmountKind.CHANGE_PCT]


def test_a_difference_from_a_plan_in_brackets_is_no_figure() -> None:
    text = "Đến 31/12/2022, độ bao phủ bảo hiểm đạt 91,2%, thấp hơn 0,8% so với chỉ tiêu tỉnh giao (92%)."
    reached, wanted = candidates(text)
    assert (reached.kind, wanted.kind, wanted.value) == (AmountKind.RATE, AmountKind.TARGET, Decimal(92))


def test_reaching_behind_a_long_description_is_an_attainment() -> None:
    found = candidates("Năm 2022, 730 trẻ em có hoàn cảnh khó khăn ở các xã được nhận học bổng, đạt 97,3%.")
    assert found[-1].kind is AmountKind.PCT_OF_TARGET


def test_a_virus_with_a_number_is_no_figure() -> None:
    assert candidates("Dịch COVID - 19 làm nhiều người mất việc.") == []


# --- tables --------------------------------------------------------------------------------------


def test_columns_of_changes_between_bars() -> None:
    text = (
        "Đến tháng 6/2022, so với cùng kỳ:\n"
        "Loại hình | Số người tham gia (người) | Tăng (người) | Tăng (%)\n"
        "BHXH tự nguyện | 4.210 | 610 | 16,94\n"
        "BHXH bắt buộc | 9.870 | -130 | -1,3"
    )
    found = candidates(text)
    assert [(c.kind, c.value) for c in found] == [
        (AmountKind.COUNT, 4210),
        (AmountKind.CHANGE_ABS, 610),
        (AmountKind.CHANGE_PCT, Decimal("16.94")),
        (AmountKind.COUNT, 9870),
        (AmountKind.CHANGE_ABS, -130),
        (AmountKind.CHANGE_PCT, Decimal("-1.3")),
    ]
    assert {period(c) for c in found} == {AS_OF_JUNE}


def test_a_column_of_decreases_is_negative() -> None:
    text = "Huyện\tSố hộ nghèo\tGiảm (hộ)\nKim Bôi\t410\t95\nLạc Sơn\t380\t70"
    assert [c.value for c in candidates(text) if c.kind is AmountKind.CHANGE_ABS] == [-95, -70]


def test_a_change_in_a_table_is_of_the_year_before_it() -> None:
    text = "Nội dung | Năm 2020 | Năm 2021 | Tăng/giảm\nSố trẻ em được trợ giúp | 640 | 705 | 65"
    assert [period(c)[1] for c in candidates(text)] == ["2020-12-31", "2021-12-31", "2021-12-31"]


# --- headlines and openings ------------------------------------------------------------------------


def test_a_headline_has_the_time_of_what_it_rounds() -> None:
    text = "Hơn 8.400 lao động có việc làm mới\n\nTrong quý I/2022, toàn tỉnh tạo việc làm mới cho 8.431 lao động."
    assert {period(c) for c in candidates(text)} == {("quarter", "2022-03-31")}


def test_a_headline_that_nothing_repeats_stays_without_a_time() -> None:
    text = "Hơn 8.400 lao động có việc làm mới\n\nTrong quý I/2022, mở 14 phiên giao dịch."
    assert candidates(text)[0].period is None


def test_what_there_is_returns_to_the_moment_of_the_text() -> None:
    text = "Kết quả (tính đến 31/5/2022):\na) Trong tháng 5, có thêm 14 hộ khởi công.\nb) Tỷ lệ hoàn thành đạt 71,2%."
    assert [period(c) for c in candidates(text)] == [("month", "2022-05-31"), ("as-of", "2022-05-31")]


def test_months_since_the_work_began_are_those_of_the_year() -> None:
    found = candidates("Qua 7 tháng triển khai, đào tạo nghề cho 231 người.", on=date(2022, 8, 2))
    assert [period(c) for c in found] == [("ytd", "2022-07-31")]


def test_what_is_handed_out_is_no_level() -> None:
    assert only("Năm 2022, huyện đã cấp 96 xe lăn.").value == 96
    assert candidates("Năm 2022, khu đất này có nhà cấp 4 và trường cấp 3.") == []


def test_one_phrase_means_the_same_for_the_parts() -> None:
    text = "Tính đến tháng 5/2022, các trung tâm có 140 học viên, gồm 90 học viên cai nghiện bắt buộc, 50 học viên tự nguyện."
    assert len({period(c) for c in candidates(text)}) == 1


# --- what is counted -------------------------------------------------------------------------------


def test_members_of_the_insurance_get_no_benefit() -> None:
    assert only("Đến 30/6/2022 có 9.120 người tham gia BHTN.").indicator is None


def test_houses_are_not_the_poor() -> None:
    found = only("Đến ngày 30/6/2022, với hộ nghèo, hộ cận nghèo, toàn tỉnh đã động thổ 512 căn nhà.")
    assert found.indicator == "housing_support_households"


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Năm 2022, 64 trẻ em khó khăn được trợ giúp.", "children_supported"),
        ("Hiện có 57 đối tượng bảo trợ xã hội được quản lý, nuôi dưỡng.", "social_centre_residents"),
        ("Năm 2022, lập hồ sơ đưa 33 người nghiện đi cai bắt buộc.", "drug_rehab_admissions_compulsory"),
    ],
)
def test_words_that_name_what_is_done_for_people(text: str, indicator: str) -> None:
    assert only(text).indicator == indicator


def test_a_description_of_several_words_is_no_part_of_the_unit() -> None:
    assert only("Năm 2022 trợ giúp 48 trẻ em khuyết tật, mồ côi;").text_span == "48 trẻ em"


# --- from texts of other wordings --------------------------------------------------------------------


def test_this_month_is_the_month_last_spoken_of() -> None:
    text = "Cuối tháng 8/2023, quỹ dư 12,3 tỷ đồng. Trong tháng, có 41 doanh nghiệp ủng hộ."
    assert [period(c) for c in candidates(text, on=date(2023, 10, 9))] == [
        ("as-of", "2023-08-31"),
        ("month", "2023-08-31"),
    ]


def test_what_a_whole_year_will_reach_is_of_the_year() -> None:
    text = "Từ đầu năm, đã đưa 812 lao động đi làm việc ở nước ngoài. Dự kiến cả năm đạt 1.000 người."
    assert period(candidates(text, on=date(2023, 10, 9))[-1]) == ("year", "2023-12-31")


def test_who_reports_heads_a_table_and_cells_end_with_their_line() -> None:
    text = "Đơn vị | Số hộ nghèo đầu năm 2022 | Số hộ nghèo cuối năm 2022 | Tỷ lệ (%)\nXã A | 120 | 95 | 5,1\nXã B | 80 | 71 | 4,2"
    found = candidates(text)[:3]
    assert [c.text_span for c in found] == ["120", "95", "5,1"]
    assert [period(c)[1] for c in found] == ["2022-01-01", "2022-12-31", "2022-12-31"]
    assert [c.indicator for c in found] == ["poor_households", "poor_households", "poverty_rate"]

"""The report's own time where no date is given: from its head, and the year that "trong năm" points to."""

from __future__ import annotations

from datetime import date

from .test_reading_rules import by_text, period


def test_month_of_the_headline_is_the_reports_own() -> None:
    found = by_text(
        "Kết quả công tác lao động tháng 5/2018\n\nTrong năm, trung tâm mở 14 phiên giao dịch việc làm. "
        "Đến nay có 3.020 người đang hưởng trợ cấp thất nghiệp.",
        on=None,
    )
    assert period(found["14 phiên"]) == ("ytd", "2018-05-31")
    assert period(found["3.020 người"]) == ("as-of", "2018-05-31")


def test_plan_of_another_year_does_not_make_the_reports_year() -> None:
    found = by_text(
        "Tình hình việc làm 10 tháng năm 2021\n\nCũng trong năm, tỉnh tư vấn cho 5.310 lượt người. "
        "Năm 2022 phấn đấu tạo việc làm cho 9.000 lao động.",
        on=None,
    )
    assert period(found["5.310 lượt người"]) == ("ytd", "2021-10-31")
    assert period(found["9.000 lao động"]) == ("year", "2022-12-31")


def test_trong_nam_points_to_the_year_that_was_just_named() -> None:
    found = by_text(
        "Sở vừa tổng kết năm 2015. Trong năm, có 1.460 lao động được học nghề.",
        on=date(2016, 3, 2),
    )
    assert period(found["1.460 lao động"]) == ("year", "2015-12-31")


def test_year_in_brackets_is_of_its_figure_alone() -> None:
    found = by_text(
        "An sinh xã hội năm 2019\n\nTỷ lệ thất nghiệp giảm từ 3,4% (năm 2018) còn 3,1%.\n"
        "a) Bảo trợ: trong năm, chi trợ cấp cho 8.120 đối tượng.",
        on=None,
    )
    assert period(found["8.120 đối tượng"]) == ("year", "2019-12-31")


def test_trong_nam_before_the_count_itself_is_a_running_total() -> None:
    found = by_text("Tính đến nay, số lao động đi làm việc ở nước ngoài trong năm là 312 người.", on=date(2023, 9, 20))
    assert period(found["312 người"]) == ("ytd", "2023-09-20")


def test_cung_trong_two_years_means_the_years_just_named() -> None:
    text = "Cả năm 2014 và 2015, tỉnh dạy nghề cho 5.020 lao động. Cũng trong 2 năm qua, 3.310 lao động có việc làm."
    assert period(by_text(text, on=date(2016, 1, 20))["3.310 lao động"]) == ("range", "2015-12-31")


def test_two_years_gone_by_alone_have_no_ends() -> None:
    text = "Trong 2 năm qua, 3.310 lao động có việc làm."
    assert period(by_text(text, on=date(2016, 1, 20))["3.310 lao động"]) == ("range", None)

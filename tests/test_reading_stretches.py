"""Times of several months, times told from the report's own, what is only said roughly; and the times of plans."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.reading import AmountKind, Candidate

from .test_reading import candidates, only
from .test_reading_rules import period

ON = date(2024, 5, 31)


def told(when: str, *, on: date = ON) -> Candidate:
    return only(f"{when} giải quyết việc làm cho 8.000 lao động.", on=on)


def days(found: Candidate) -> tuple[str, str, str]:
    """Type, first and last day; `-` where the text does not say it."""
    assert found.period
    first, last = (day.isoformat() if day else "-" for day in (found.period.start, found.period.end))
    return found.period.type, first, last


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("Từ tháng 3/2024 đến tháng 5/2024,", ("range", "2024-03-01", "2024-05-31")),
        ("Từ tháng 3 đến hết tháng 5 năm 2024,", ("range", "2024-03-01", "2024-05-31")),
        ("Tháng 3-5/2024,", ("range", "2024-03-01", "2024-05-31")),
        ("Trong các tháng 3, 4 và 5/2024,", ("range", "2024-03-01", "2024-05-31")),
        ("Tháng 4 và tháng 5,", ("range", "2024-04-01", "2024-05-31")),
        ("Từ tháng 10 đến tháng 2/2024,", ("range", "2023-10-01", "2024-02-29")),
        ("Từ tháng 10/2023 đến tháng 2,", ("range", "2023-10-01", "2024-02-29")),
        ("Từ tháng 10/2023 đến nay,", ("range", "2023-10-01", "-")),
        ("Từ quý IV/2023 đến nay,", ("range", "2023-10-01", "-")),
        ("Từ năm 2021 đến tháng 5/2024,", ("range", "2021-01-01", "2024-05-31")),
        ("Từ đầu năm 2023 đến hết tháng 5/2024,", ("range", "2023-01-01", "2024-05-31")),
        ("Từ đầu năm 2023 đến nay,", ("range", "2023-01-01", "-")),
        ("Giai đoạn từ 15/2/2021 đến tháng 5/2024,", ("range", "2021-02-15", "2024-05-31")),
        ("Từ ngày 15/12 đến ngày 14/5,", ("range", "2023-12-15", "2024-05-14")),
        ("Từ ngày 20 tháng 4 đến ngày 20 tháng 5 năm 2024,", ("range", "2024-04-20", "2024-05-20")),
        ("Từ ngày 1 đến ngày 15/5/2024,", ("range", "2024-05-01", "2024-05-15")),
        ("Các năm 2021, 2022, 2023,", ("range", "2021-01-01", "2023-12-31")),
        ("4 tháng cuối năm ngoái,", ("range", "2023-09-01", "2023-12-31")),
    ],
)
def test_several_months_together_are_a_stretch(when: str, expected: tuple[str, str, str]) -> None:
    assert days(told(when)) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("Từ tháng 1 đến tháng 5,", ("ytd", "2024-05-31")),
        ("Từ tháng 1 đến nay,", ("ytd", "2024-05-31")),
        ("Từ ngày 01/01/2024 đến ngày 15/5/2024,", ("ytd", "2024-05-15")),
        ("T1-T5/2024", ("ytd", "2024-05-31")),
        ("3 quý đầu năm 2023,", ("ytd", "2023-09-30")),
        ("Quý I, II/2023,", ("ytd", "2023-06-30")),
        ("Nửa đầu năm 2023,", ("ytd", "2023-06-30")),
        ("Quý đầu năm 2024,", ("ytd", "2024-03-31")),
        ("5 tháng đầu năm trước,", ("ytd", "2023-05-31")),
        ("Từ tháng 10 đến tháng 12/2023,", ("quarter", "2023-12-31")),
        ("Quý cuối năm 2023,", ("quarter", "2023-12-31")),
        ("Từ 01/4 đến 30/4/2024,", ("month", "2024-04-30")),
        ("Tháng cuối năm 2023,", ("month", "2023-12-31")),
        ("Từ tháng 1 đến tháng 12/2023,", ("year", "2023-12-31")),
    ],
)
def test_a_stretch_that_has_a_name_is_called_by_it(when: str, expected: tuple[str, str]) -> None:
    assert period(told(when)) == expected


@pytest.mark.parametrize(
    ("when", "on", "expected"),
    [
        ("Tháng 5 năm ngoái", ON, ("month", "2023-05-31")),
        ("Tháng 5 cùng kỳ năm trước", ON, ("month", "2023-05-31")),
        ("Tháng trước,", date(2024, 1, 31), ("month", "2023-12-31")),
        ("Tháng 12 năm nay,", ON, ("month", "2024-12-31")),
        ("Quý I năm trước", ON, ("quarter", "2023-03-31")),
        ("Quý IV", date(2024, 1, 31), ("quarter", "2023-12-31")),
        ("Ước tháng 6,", ON, ("month", "2024-06-30")),
        ("Ước 6 tháng đầu năm,", ON, ("ytd", "2024-06-30")),
        ("Năm 2024, tỉnh dự kiến", ON, ("year", "2024-12-31")),
        ("Tháng 5 (từ ngày 15/4 đến ngày 14/5),", ON, ("month", "2024-05-31")),
        ("5 tháng qua,", ON, ("ytd", "2024-05-31")),
        ("Trong năm qua,", date(2024, 12, 20), ("year", "2024-12-31")),
        ("Năm qua,", date(2025, 1, 20), ("year", "2024-12-31")),
    ],
)
def test_times_told_from_the_reports_own(when: str, on: date, expected: tuple[str, str]) -> None:
    assert period(told(when, on=on)) == expected


@pytest.mark.parametrize(
    "when",
    [
        "Tháng 1 và tháng 5/2024,",
        "Năm 2020 và 2023,",
        "Quý I và tháng 4/2024,",
        "Từ giữa tháng 4 đến nay,",
        "Từ cuối năm 2022 đến nay,",
        "Từ đầu năm ngoái đến nay,",
        "Từ tháng 11 năm trước đến tháng 4 năm nay,",
        "Từ tháng 3/2024, toàn tỉnh",
        "Từ đầu nhiệm kỳ đến nay,",
        "Từ sau Tết đến nay,",
        "10 ngày đầu tháng 5/2024,",
        "Nửa đầu tháng 5,",
        "2 tháng đầu quý II/2024,",
        "3 tháng đầu triển khai,",
        "3 tháng vừa qua,",
        "12 tháng qua,",
        "Chỉ trong 2 tháng,",
        "Một năm qua,",
        "3 tháng hè năm 2023,",
        "Trong quý trước,",
    ],
)
def test_what_no_month_begins_is_a_stretch_without_a_beginning(when: str) -> None:
    assert days(told(when))[:2] == ("range", "-")


def test_what_follows_a_month_and_a_comma_is_no_list_of_months() -> None:
    assert period(only("Tháng 5, 3 lớp dạy nghề được mở.", on=ON)) == ("month", "2024-05-31")
    assert period(only("Trong tháng 5, 1.200 lao động được giải quyết việc làm.", on=ON)) == ("month", "2024-05-31")


def test_what_there_is_at_the_end_of_a_stretch_is_of_its_last_day() -> None:
    found = only("Từ tháng 3 đến tháng 5/2024, tỷ lệ hộ nghèo còn 12,5%.", on=ON)
    assert period(found) == ("as-of", "2024-05-31")


@pytest.mark.parametrize("when", ["Tính đến ngày 15/5/2024, toàn tỉnh đã", "Cuối tháng 4/2024,"])
def test_what_is_counted_over_time_is_not_certain_at_a_moment(when: str) -> None:
    moment = told(when)
    assert (period(moment)[0], "out-of-time" in moment.reason.flags) == ("as-of", True)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Kế hoạch tháng 6 giải quyết việc làm cho 900 lao động.", AmountKind.TARGET, ("month", "2024-06-30")),
        ("Mục tiêu 6 tháng đầu năm tạo việc làm cho 900 lao động.", AmountKind.TARGET, ("ytd", "2024-06-30")),
        ("Quý III/2024 phấn đấu tạo việc làm cho 900 lao động.", AmountKind.TARGET, ("quarter", "2024-09-30")),
        ("NHIỆM VỤ THÁNG 6\n- Giải quyết việc làm cho 900 lao động.", AmountKind.TARGET, ("month", "2024-06-30")),
        ("Kế hoạch giai đoạn 2021-2025 tạo việc làm cho 900 lao động.", AmountKind.TARGET, ("range", "2025-12-31")),
        ("Trong tháng 5, tỉnh giao chỉ tiêu năm là 900 lao động.", AmountKind.TARGET, ("year", "2024-12-31")),
        ("Thực hiện kế hoạch tháng 5, tỉnh tạo việc làm cho 900 lao động.", AmountKind.COUNT, ("month", "2024-05-31")),
        (
            "Kết quả thực hiện nhiệm vụ tháng 5: tạo việc làm cho 900 lao động.",
            AmountKind.COUNT,
            ("month", "2024-05-31"),
        ),
    ],
)
def test_plans_are_of_the_time_that_is_said_with_them(text: str, kind: AmountKind, expected: tuple[str, str]) -> None:
    found = only(text, on=ON)
    assert (found.kind, period(found)) == (kind, expected)


def test_a_plan_in_brackets_is_of_its_own_years_or_of_the_month_that_it_is_called_by() -> None:
    years = "Năm 2023, tạo việc làm cho 9.000 lao động, đạt 20% kế hoạch giai đoạn 2021-2025 (45.000 lao động)."
    month = "Tháng 5/2024, tạo việc làm cho 900 lao động, đạt 90% kế hoạch tháng (1.000 lao động)."
    assert period(candidates(years, on=ON)[-1]) == ("range", "2025-12-31")
    assert period(candidates(month, on=ON)[-1]) == ("month", "2024-05-31")

"""Reading a report's text on its page: the reader proposes, a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from indicators import services
from indicators.models import Area, Change, DraftFigure, Report, User
from indicators.queries.drafts.sheet import id_of
from indicators.reading import AmountKind
from indicators.services.drafts.proposals import Certainty, level, proposals
from indicators.services.drafts.readings import read_and_keep
from indicators.values.periods import Month

from .support import factories as make
from .support import site
from .support.database import made_once
from .support.hurry import read_here

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("reading_page")]  # what it makes once

TEXT = (
    "Trong tháng 5/2023, toàn tỉnh giải quyết việc làm cho 1.250 lao động. "
    "Lũy kế 5 tháng đầu năm đào tạo nghề cho 2.400/8.000 chỉ tiêu, đạt 30% kế hoạch. "
    "Căn cứ Nghị quyết số 15/2021/NQ-HĐND ngày 12/3/2021."
)


@pytest.fixture(scope="module", autouse=True)
def _reference(django_db_setup: None, django_db_blocker: Any) -> Any:
    with made_once(django_db_blocker, site.load_reference):
        yield


@pytest.fixture
def staff() -> User:
    return make.entry_staff("nhap", Area.objects.get(public_code="14"))


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


@pytest.fixture
def report(staff: User) -> Report:
    area = Area.objects.get(public_code="14")
    made = services.create_report(by=staff, area=area, month=Month(2023, 5), title="Báo cáo tháng 5", text=TEXT)
    assert read_and_keep(report=made, by=staff) is None
    return made


@pytest.fixture
def page(client: Client, staff: User, report: Report) -> str:
    client.force_login(staff)
    return f"/admin/indicators/report/{report.pk}/reading/"


def found(report: Report, slug: str) -> Any:
    return next(one for one in proposals(report) if one.candidate.indicator == slug and one.is_figure)


def accepted(one: Any, **fields: str) -> dict[str, str]:
    prefix = f"p-{one.number}"
    return {f"{prefix}-accept": "on", **{f"{prefix}-{name}": value for name, value in fields.items()}}


def test_proposals_name_the_cell_and_leave_laws_and_dates_alone(report: Report) -> None:
    jobs = found(report, "jobs_created")
    assert str(jobs.id) == "14|jobs_created||month|2023-05"
    assert (jobs.candidate.value, jobs.level) == (1250, Certainty.CERTAIN)
    assert {one.candidate.text_span for one in proposals(report)}.isdisjoint({"15/2021", "12/3/2021"})


@pytest.mark.parametrize(("year", "ward", "expected"), [(2025, "Tô Hiệu", "03646"), (2023, "Chiềng Lề", "03646-2025")])
def test_of_two_areas_with_one_code_the_one_of_the_reports_day_is_proposed(
    staff: User, year: int, ward: str, expected: str
) -> None:
    area = Area.objects.get(public_code="14")
    text = f"Trong tháng 8/{year}, phường {ward} giải quyết việc làm cho 1.250 lao động."
    report = services.create_report(by=staff, area=area, month=Month(year, 8), title="Báo cáo tháng 8", text=text)
    assert found(report, "jobs_created").id.area == expected


def test_reading_saves_nothing(client: Client, page: str, report: Report) -> None:
    answer = client.get(page)
    assert "1.250 lao động</mark>" in answer.content.decode()
    assert not report.draft_figures.exists()


def test_accepted_figure_lands_in_the_draft_with_its_place_in_the_text(
    client: Client, page: str, report: Report
) -> None:
    jobs = found(report, "jobs_created")
    answer = client.post(page, {"step": "chosen", **accepted(jobs)})
    assert answer.status_code == 302
    figure = DraftFigure.objects.get(report=report)
    assert report.text[figure.text_start : figure.text_end] == "1.250 lao động"
    assert Change.objects.filter(table="draft_figure").last().way == "reading"


def test_target_and_printed_attainment_come_with_the_figure(client: Client, page: str, report: Report) -> None:
    client.post(page, {"step": "chosen", **accepted(found(report, "voc_trained"))})
    held = {f.basis: f for f in DraftFigure.objects.filter(report=report)}
    assert (held["ytd"].value, held["target"].value) == (2400, 8000)
    assert held["ytd"].printed_attainment == 30


def test_accept_all_certain_leaves_the_others_to_a_person(client: Client, page: str, report: Report) -> None:
    client.post(page, {"step": "certain"})
    certain = [one for one in proposals(report) if one.is_figure and one.level == Certainty.CERTAIN]
    assert DraftFigure.objects.filter(report=report).exclude(basis="target").count() == len(certain)


TWO_FOR_ONE = (
    "Lũy kế 5 tháng đầu năm 2023, giải quyết việc làm cho 2.615 lao động; giải quyết việc làm cho 640 lao động."
)


def says(report: Report, by: User, text: str) -> None:
    services.update_report(report=report, by=by, way="reading", text=text, seen=report.version)
    report.refresh_from_db()
    assert read_and_keep(report=report, by=by) is None


def test_of_two_numbers_for_one_cell_none_is_certain(client: Client, page: str, report: Report, staff: User) -> None:
    says(report, staff, TWO_FOR_ONE)
    both = [one for one in proposals(report) if one.candidate.indicator == "jobs_created"]
    assert [(one.contested, one.level == Certainty.CERTAIN) for one in both] == [(True, False), (True, False)]
    assert client.post(page, {"step": "certain"}).status_code == 422
    assert not report.draft_figures.exists()


def test_two_numbers_accepted_for_one_cell_are_refused_and_named(
    client: Client, page: str, report: Report, staff: User
) -> None:
    says(report, staff, TWO_FOR_ONE)
    both = [one for one in proposals(report) if one.candidate.indicator == "jobs_created"]
    answer = client.post(page, {"step": "chosen", **accepted(both[0]), **accepted(both[1])})
    assert answer.status_code == 422
    assert "Cùng một ô đã có số khác: 2.615" in answer.content.decode()
    assert not report.draft_figures.exists()
    assert client.post(page, {"step": "chosen", **accepted(both[0])}).status_code == 302
    assert [figure.value for figure in report.draft_figures.all()] == [2615]


# --- which cell a time has ---------------------------------------------------------------------


def jobs_in(report: Report, by: User, when: str) -> Any:
    """What is proposed where a text of May 2023 tells of jobs in such a time."""
    says(report, by, f"{when} giải quyết việc làm cho 8.000 lao động.")
    return found(report, "jobs_created")


@pytest.mark.parametrize(
    ("when", "cell"),
    [
        ("Từ tháng 01 đến tháng 4/2023,", "ytd|2023-04"),
        ("Từ tháng 01/2022 đến tháng 5/2022,", "ytd|2022-05"),
        ("Quý I và quý II/2022,", "ytd|2022-06"),
        ("Trong 2 quý đầu năm 2022,", "ytd|2022-06"),
        ("Từ tháng 7 đến tháng 9/2022,", "quarter|2022-09"),
        ("Tháng 5 năm ngoái,", "month|2022-05"),
        ("Quý I năm trước,", "quarter|2022-03"),
        ("Giai đoạn 2020-2022,", "span|2022-12|2020-01-01"),
        ("Từ ngày 01/01/2021 đến ngày 31/12/2022,", "span|2022-12|2021-01-01"),
    ],
)
def test_a_time_of_several_months_is_saved_as_just_that(
    client: Client, page: str, report: Report, staff: User, when: str, cell: str
) -> None:
    jobs = jobs_in(report, staff, when)
    assert (str(jobs.id), jobs.level) == (f"14|jobs_created||{cell}", Certainty.CERTAIN)
    client.post(page, {"step": "certain"})
    assert [str(found(report, "jobs_created").held.period)[:7]] == [cell.split("|")[1]]


@pytest.mark.parametrize(
    "when",
    [
        "Từ tháng 3 đến tháng 5/2023,",
        "Tháng 3, 4, 5/2023,",
        "Tháng 4 và tháng 5/2023,",
        "Trong 3 tháng 3, 4 và 5 năm 2023,",
        "6 tháng cuối năm 2022,",
        "Từ ngày 20/4/2023 đến ngày 20/5/2023,",
        "Từ ngày 15/02/2021 đến ngày 31/3/2023,",
        "Từ ngày 01/12/2022 đến ngày 14/5/2023,",
        "Từ giữa tháng 11/2022 đến nay,",
        "Ba năm gần đây,",
        "Năm 1986,",
        "Tháng 5/1975,",
        "Giai đoạn 1976 - 1986,",
        "Giai đoạn 1985-1995,",
    ],
)
def test_a_time_that_no_cell_counts_is_shown_without_one_and_never_certain(
    client: Client, page: str, report: Report, staff: User, when: str
) -> None:
    jobs = jobs_in(report, staff, when)
    assert (jobs.id, jobs.level) == (None, Certainty.LIKELY)
    shown = client.get(page)
    assert shown.status_code == 200
    assert "không có ô nào ứng đúng với thời gian nêu trong văn bản" in shown.content.decode()
    assert client.post(page, {"step": "certain"}).status_code == 422
    assert not report.draft_figures.exists()


def found_cell(report: Report) -> Any:
    (figure,) = report.draft_figures.all()
    return id_of(figure)


def test_where_only_the_time_has_no_cell_a_person_need_only_choose_the_time(
    client: Client, page: str, report: Report, staff: User
) -> None:
    jobs = jobs_in(report, staff, "Từ ngày 20/4/2023 đến ngày 20/5/2023,")
    answer = client.post(page, {"step": "chosen", **accepted(jobs, basis="month", month="2023-05")})
    assert answer.status_code == 302
    assert str(found_cell(report)) == "14|jobs_created||month|2023-05"


def test_a_span_from_within_a_year_is_left_to_a_person_who_reads_its_first_day(
    client: Client, page: str, report: Report, staff: User
) -> None:
    jobs = jobs_in(report, staff, "Từ tháng 10/2022 đến tháng 5/2023,")
    assert (str(jobs.id), jobs.level) == ("14|jobs_created||span|2023-05|2022-10-01", Certainty.LIKELY)
    assert "T10/2022–T5/2023" in client.get(page).content.decode()
    assert client.post(page, {"step": "chosen", **accepted(jobs)}).status_code == 302
    assert found_cell(report) == jobs.id


def test_a_result_told_before_its_time_has_passed_is_not_certain(report: Report, staff: User) -> None:
    early, estimate = jobs_in(report, staff, "Cả năm 2023,"), jobs_in(report, staff, "Ước cả năm 2023,")
    assert (str(early.id)[-12:], early.level) == ("year|2023-12", Certainty.LIKELY)
    assert (estimate.id, estimate.level) == (early.id, Certainty.CERTAIN)


def plan_of(report: Report, by: User, text: str) -> Any:
    says(report, by, text)
    return next(one for one in proposals(report) if one.candidate.kind == AmountKind.TARGET)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Giai đoạn 2021-2025, tỉnh đặt chỉ tiêu giải quyết việc làm cho 75.000 lao động.", "2025-12|2021-01-01"),
        ("Kế hoạch giai đoạn 2021-2025 giải quyết việc làm cho 75.000 lao động.", "2025-12|2021-01-01"),
        (
            "Năm 2022 giải quyết việc làm cho 15.000 lao động, đạt 20% kế hoạch giai đoạn 2021-2025 (75.000 lao động).",
            "2025-12|2021-01-01",
        ),
        ("Năm 2023, tỉnh giao chỉ tiêu giải quyết việc làm cho 15.000 lao động.", "2023-12"),
        ("Trong tháng 5, tỉnh giao chỉ tiêu năm giải quyết việc làm cho 15.000 lao động.", "2023-12"),
    ],
)
def test_a_plan_of_several_years_says_since_when(report: Report, staff: User, text: str, cell: str) -> None:
    assert str(plan_of(report, staff, text).id) == f"14|jobs_created||target|{cell}"


@pytest.mark.parametrize(
    "text",
    [
        "Tháng 6/2023, phấn đấu giải quyết việc làm cho 1.300 lao động.",
        "Nhiệm vụ tháng 6: giải quyết việc làm cho 1.300 lao động.",
        "Kế hoạch tháng 6 giải quyết việc làm cho 1.300 lao động.",
        "Quý III/2023 phấn đấu giải quyết việc làm cho 4.000 lao động.",
        "Mục tiêu 6 tháng đầu năm giải quyết việc làm cho 8.000 lao động.",
        "Phấn đấu đến hết tháng 6 giải quyết việc làm cho 8.000 lao động.",
        "Tháng 5/2023 giải quyết việc làm cho 1.200 lao động, đạt 80% kế hoạch tháng (1.500 lao động).",
    ],
)
def test_a_plan_of_a_part_of_the_year_is_no_target_of_the_year(report: Report, staff: User, text: str) -> None:
    assert plan_of(report, staff, text).id is None


def test_a_figure_brings_no_target_and_no_share_of_a_months_plan(report: Report, staff: User) -> None:
    jobs = "Tháng 5/2023 giải quyết việc làm cho 1.200/1.500 lao động, đạt 80% kế hoạch"
    says(report, staff, f"{jobs} tháng.")
    month = found(report, "jobs_created")
    says(report, staff, f"{jobs} năm.")
    year = found(report, "jobs_created")
    assert (month.target, month.attainment) == (None, None)
    assert (str(year.target), year.attainment) == ("14|jobs_created||target|2023-12", 80)


def test_the_target_printed_with_several_years_is_of_the_same_years(report: Report, staff: User) -> None:
    says(report, staff, "Giai đoạn 2020-2022, giải quyết việc làm cho 45.000/40.000 chỉ tiêu.")
    assert str(found(report, "jobs_created").target) == "14|jobs_created||target|2022-12|2020-01-01"


# --- saving --------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["certain", "chosen"])
def test_figures_of_a_text_that_was_replaced_meanwhile_are_not_saved(
    client: Client, page: str, report: Report, staff: User, step: str
) -> None:
    fields = {"step": step, "seen": str(report.version)} | accepted(found(report, "jobs_created"))
    says(report, staff, TEXT.replace("1.250", "9.999"))
    answer = client.post(page, fields)
    assert answer.status_code == 409
    assert "Hãy xem lại rồi lưu" in answer.content.decode()
    assert not DraftFigure.objects.exists()


def test_the_page_says_which_version_of_the_text_it_shows(client: Client, page: str, report: Report) -> None:
    assert f'name="seen" value="{report.version}"' in client.get(page).content.decode()


def test_a_number_that_the_text_repeats_is_saved_once(client: Client, page: str, report: Report, staff: User) -> None:
    says(report, staff, TWO_FOR_ONE.replace("640", "2.615"))
    client.post(page, {"step": "certain"})
    assert [figure.value for figure in report.draft_figures.all()] == [2615]


def test_a_changed_value_is_saved_as_changed_and_a_doubtful_one_is_asked_about(
    client: Client, page: str, report: Report
) -> None:
    jobs = found(report, "jobs_created")
    asked = client.post(page, {"step": "chosen", **accepted(jobs, value="1,25")})
    assert asked.status_code == 422
    assert not report.draft_figures.exists()
    client.post(page, {"step": "chosen", **accepted(jobs, value="1.251")})
    assert DraftFigure.objects.get(report=report).value == 1251


def test_what_someone_typed_meanwhile_is_never_overwritten(
    client: Client, page: str, report: Report, staff: User
) -> None:
    jobs = found(report, "jobs_created")
    cell = make.cell(99, "2023-05", of=make.indicator("jobs_created"), area=report.area)
    shown = found(report, "jobs_created")
    assert shown.held is None
    services.save_cells(report=report, cells=[cell], by=staff, way="grid")
    assert found(report, "jobs_created").differs
    answer = client.post(page, {"step": "certain"})
    assert DraftFigure.objects.get(report=report, indicator__slug="jobs_created").value == 99
    assert answer.status_code in {302, 422}
    assert jobs.number == shown.number


def test_a_figure_that_names_no_cell_is_refused_with_what_to_do(client: Client, page: str, report: Report) -> None:
    jobs = found(report, "jobs_created")
    answer = client.post(page, {"step": "chosen", **accepted(jobs, what="điều gì đó")})
    assert answer.status_code == 422
    assert f'id="p-{jobs.number}"' in answer.content.decode()
    assert not report.draft_figures.exists()


def test_nothing_chosen_says_so(client: Client, page: str) -> None:
    assert client.post(page, {"step": "chosen"}).status_code == 422


def test_a_text_can_be_pasted_or_uploaded_and_a_scan_is_refused_clearly(
    client: Client, page: str, report: Report, staff: User
) -> None:
    services.update_report(report=report, by=staff, text="")
    assert client.post(page, {"text": ""}).status_code == 422
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 broken")
    assert client.post(page, {"text": "", "file": scan}).status_code == 422
    file = SimpleUploadedFile("bao-cao.txt", TEXT.encode())
    assert client.post(page, {"text": "", "file": file}).status_code == 302
    assert Report.objects.get(pk=report.pk).text == TEXT


def test_of_two_who_paste_a_text_the_later_is_told(client: Client, page: str, report: Report, staff: User) -> None:
    services.update_report(report=report, by=staff, text="")
    seen = client.get(page).context["form"]["seen"].value()
    services.update_report(report=report, by=staff, text="Bản của người kia.")
    answer = client.post(page, {"text": TEXT, "seen": seen})
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == TEXT
    assert Report.objects.get(pk=report.pk).text == "Bản của người kia."
    assert client.post(page, {"text": TEXT, "seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert Report.objects.get(pk=report.pk).text == TEXT


def test_the_text_stays_once_figures_were_read_from_it(client: Client, page: str, report: Report) -> None:
    client.post(page, {"step": "certain"})
    client.post(page, {"text": "Một văn bản khác."})
    assert Report.objects.get(pk=report.pk).text == TEXT


@pytest.mark.parametrize(("confidence", "expected"), [(0.95, "certain"), (0.8, "likely"), (0.5, "doubtful")])
def test_confidence_is_shown_in_three_steps(confidence: float, expected: str) -> None:
    assert level(confidence) == expected


def test_the_public_page_of_the_report_shows_where_its_figures_stand(client: Client, page: str, report: Report) -> None:
    client.post(page, {"step": "certain"})
    services.submit(report=report, by=report.created_by, note="đã kiểm tra")
    hidden = client.get(f"/reports/{report.pk}/")
    services.publish(report=report, by=make.reviewer("duyet", report.area))
    assert hidden.status_code == 404
    assert "1.250 lao động</mark>" in client.get(f"/reports/{report.pk}/").content.decode()


def test_a_cell_that_no_database_can_store_is_refused_in_words(client: Client, page: str, report: Report) -> None:
    jobs = found(report, "jobs_created")
    answer = client.post(page, {"step": "chosen", **accepted(jobs, area="1\x004x")})
    assert answer.status_code == 422
    assert not report.draft_figures.exists()

"""The import on a report's page: upload, preview, confirm, result; and the job behind it."""

from __future__ import annotations

import io
import time
import uuid
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators import services, tasks
from indicators.models import Change, DraftFigure, Job
from indicators.values.periods import Basis
from indicators.values.series import Qualifier
from welfare.celery import app
from welfare.environment import broker

from .support import factories as make
from .support.importing import line, sheet_of, table, workbook
from .support.staff import held, jobs_form, signed_in
from .test_workers import point

pytestmark = pytest.mark.django_db(transaction=True)  # workers are told of jobs after a real commit


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def report():
    return make.report("2024-05", form=jobs_form())


@pytest.fixture
def staff(report):
    return signed_in(report.created_by)


@pytest.fixture
def notified(monkeypatch):
    """What was put into the queue."""
    sent = []
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda self, name, args=None, **_: sent.append(args[0]))
    return sent


def url(name, *args):
    return reverse(f"admin:indicators_report_{name}", args=args)


def upload(staff, report, text, name="so-lieu.csv", token=None):
    content = text if isinstance(text, bytes) else text.encode()
    data = {"file": SimpleUploadedFile(name, content), "token": token or str(uuid.uuid4())}
    return staff.post(url("import", report.pk), data)


def job_of(response):
    assert response.status_code == 302, response.content.decode()
    return Job.objects.get(pk=response.url.rstrip("/").rpartition("/")[2])


def done(job):
    tasks.run_job(job.pk)
    job.refresh_from_db()
    return job


def body(staff, job):
    response = staff.get(url("import_job", job.report_id, job.pk))
    assert response.status_code == 200
    return response.content.decode()


def test_upload_keeps_file_and_job_before_anything_is_queued(staff, report, notified, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "celery.app.base.Celery.send_task",
        lambda self, name, args, **_: seen.append(Job.objects.get(pk=args[0]).file.size),
    )
    job = job_of(upload(staff, report, table(line())))
    assert (job.state, job.kind, job.payload["name"]) == ("queued", "import", "so-lieu.csv")
    assert seen == [len(table(line()))]


def test_file_goes_the_whole_way(staff, report, notified):
    check = done(job_of(upload(staff, report, table(line(), line(category="loan", value="7")))))
    assert (check.state, check.result["ok"], check.result["added"]) == ("done", True, 2)
    assert held(report) == {}
    page = body(staff, check)
    assert "1.234" in page
    save = done(job_of(staff.post(url("import_confirm", report.pk, check.pk))))
    assert (save.state, save.result["added"], save.result["changed"]) == ("done", 2, 0)
    assert held(report) == {(None, "month"): Decimal(1234), ("loan", "month"): Decimal(7)}
    assert set(Change.objects.filter(table="draft_figure").values_list("actor_id", "way")) == {
        (report.created_by_id, "import")
    }
    assert "Đã lưu" in body(staff, save)
    assert notified == [check.pk, save.pk]


def test_report_that_changed_after_the_preview_is_not_overwritten(staff, report, notified):
    check = done(job_of(upload(staff, report, table(line()))))
    services.save_cells(report=report, cells=[make.cell(5, "2024-05")], by=report.created_by, way="grid")
    save = done(job_of(staff.post(url("import_confirm", report.pk, check.pk))))
    assert save.state == "failed"
    assert "xem trước" in body(staff, save)
    english = staff.get(f"/en{url('import_job', report.pk, save.pk)}").content.decode()
    assert "changed the report" in english
    assert "xem trước" not in english
    assert held(report) == {(None, "month"): Decimal(5)}


def test_confirming_twice_saves_once(staff, report, notified):
    check = done(job_of(upload(staff, report, table(line()))))
    first = done(job_of(staff.post(url("import_confirm", report.pk, check.pk))))
    again = job_of(staff.post(url("import_confirm", report.pk, check.pk)))
    assert first.pk == again.pk
    assert DraftFigure.objects.get().version == 1


def test_uploading_with_the_same_token_makes_one_job(staff, report, notified):
    token = str(uuid.uuid4())
    assert job_of(upload(staff, report, table(line()), token=token)) == job_of(
        upload(staff, report, table(line()), token=token)
    )
    assert Job.objects.count() == 1


def test_another_file_or_report_with_the_same_token_is_another_job(staff, report, notified):
    token = str(uuid.uuid4())
    first = job_of(upload(staff, report, table(line()), token=token))
    corrected = job_of(upload(staff, report, table(line(value="7")), token=token))
    elsewhere = job_of(upload(staff, make.report("2024-06"), table(line()), token=token))
    assert len({first.pk, corrected.pk, elsewhere.pk}) == 3
    assert done(corrected).result["changes"][0]["to"]["value"] == "7"


def test_import_that_is_no_preview_cannot_be_confirmed(staff, report, notified):
    check = done(job_of(upload(staff, report, table(line()))))
    save = done(job_of(staff.post(url("import_confirm", report.pk, check.pk))))
    assert staff.post(url("import_confirm", report.pk, save.pk)).status_code == 409
    assert Job.objects.count() == 2


def test_cancelled_import_saves_nothing_and_can_be_tried_again(staff, report, notified):
    job = job_of(upload(staff, report, table(line())))
    assert staff.post(url("import_cancel", report.pk, job.pk)).status_code == 302
    assert done(job).state == "cancelled"
    assert "Thử lại" in body(staff, job)
    staff.post(url("import_retry", report.pk, job.pk))
    assert done(job).state == "done"


def test_report_that_is_submitted_meanwhile_takes_nothing(staff, report, notified):
    check = done(job_of(upload(staff, report, table(line()))))
    make.submitted([make.cell(5, "2024-05")], report=report)
    assert staff.post(url("import_confirm", report.pk, check.pk)).status_code == 409
    assert held(report) == {(None, "month"): Decimal(5)}


def test_errors_name_sheet_row_column_and_can_be_downloaded(staff, report, notified, tmp_path):
    path = workbook(tmp_path / "a.xlsx", *sheet_of(line(value="12,000 người"), line(indicator="=1+1", value=2)))
    check = done(job_of(upload(staff, report, path.read_bytes(), "so-lieu.xlsx")))
    assert (check.result["ok"], check.result["problem_count"]) == (False, 2), check.result
    page = body(staff, check)
    for expected in ("Số liệu", "E (value)", "12,000 người", "B (indicator)"):
        assert expected in page
    file = staff.get(url("import_errors", report.pk, check.pk))
    text = file.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Trang tính,Dòng,Cột,Đang có,Cần có"
    assert "'=1+1" in text
    assert staff.post(url("import_confirm", report.pk, check.pk)).status_code == 409
    assert held(report) == {}


def test_preview_shows_what_changes_and_what_is_doubtful(staff, report, notified):
    services.save_cells(
        report=report, cells=[make.cell(5, "2024-05"), make.cell(9, "2024-05", category=make.category("loan"))],
        by=report.created_by, way="grid",
    )  # fmt: skip
    check = done(job_of(upload(staff, report, table(line(value="6"), line(category="loan", value="9")))))
    assert [check.result[name] for name in ("added", "changed", "unchanged")] == [0, 1, 1]
    assert check.result["warning_count"] == 1  # the part is more than the total
    page = body(staff, check)
    assert "<del>5</del>" in page
    assert "<ins>6</ins>" in page


def test_preview_shows_a_note_where_the_note_is_what_changes(staff, report, notified):
    services.save_cells(
        report=report, cells=[make.cell(5, "2024-05", note="số sơ bộ"), make.cell(9, "2024-05", basis=Basis.YTD, note="cũ")],
        by=report.created_by, way="grid",
    )  # fmt: skip
    text = table(line(value="5", note=""), line(basis="ytd", value="10", note="cũ"))
    page = body(staff, done(job_of(upload(staff, report, text))))
    assert "<del>5; ghi chú: số sơ bộ</del>" in page
    assert "<ins>5</ins>" in page
    assert "<del>9</del>" in page
    assert "<ins>10</ins>" in page


def test_preview_shows_what_will_be_where_the_file_is_silent(staff, report, notified):
    cells = [make.cell(5, "2024-05", qualifier=Qualifier.NEARLY, note="số sơ bộ")]
    services.save_cells(report=report, cells=cells, by=report.created_by, way="grid")
    same = done(job_of(upload(staff, report, table(line(value="5")))))
    assert (same.result["unchanged"], same.result["changes"]) == (1, [])
    noted = done(job_of(upload(staff, report, table(line(value="5", note="số chính thức")))))
    assert "<ins>gần 5; ghi chú: số chính thức</ins>" in body(staff, noted)


def test_state_says_how_far_it_is(staff, report, notified):
    job = job_of(upload(staff, report, table(line())))
    Job.objects.filter(pk=job.pk).update(state="running", rows_done=1500, rows_total=3000)
    answer = staff.get(url("import_state", report.pk, job.pk)).json()
    assert answer == {
        "state": "running", "waiting": True, "word": "đang chạy", "done": 1500, "total": 3000, "text": "1.500 trên 3.000 dòng",
    }  # fmt: skip
    assert 'http-equiv="refresh"' in body(staff, job)


def test_upload_without_a_broker_waits_its_turn_and_lets_nobody_wait(staff, report, monkeypatch, tmp_path):
    """Redis is away: the file is kept and the page comes at once; the worker's sweep finds the job later."""
    with monkeypatch.context() as only_here:  # Celery itself puts this variable before everything else
        only_here.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
        address, options = broker("CELERY_BROKER_URL", directory=tmp_path)
    before = (app.conf.broker_url, app.conf.broker_transport_options)
    point(app, address, options)
    try:
        begun = time.monotonic()
        job = job_of(upload(staff, report, table(line())))
        assert time.monotonic() - begun < 5
    finally:
        point(app, *before)
    assert (job.state, job.file.size > 0) == ("queued", True)
    page = body(staff, job)
    assert "đang chờ đến lượt" in page
    assert "errornote" not in page


def test_template_fits_the_form_and_is_understood(staff, report, tmp_path):
    from indicators.imports import read
    from indicators.queries.drafts.importing import known_for

    response = staff.get(url("template", report.pk))
    content = b"".join(response.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    codes = {cell.value: cell.column for cell in sheet[6]}
    assert list(codes) == ["indicator", "category", None, "unit", "month", "ytd", "target", "missing_reason", "note"]
    assert sheet.protection.sheet
    assert sheet.cell(7, codes["month"]).protection.locked is False
    assert sheet.cell(7, codes["indicator"]).protection.locked is True
    assert len(sheet.data_validations.dataValidation) == 5
    sheet.cell(7, codes["month"], 1234)
    sheet.cell(7, codes["target"], "gần 5.000")
    sheet.cell(8, codes["month"], "…")
    sheet.cell(8, codes["missing_reason"], "chưa thống kê")
    book.save(tmp_path / "mẫu.xlsx")
    outcome = read(tmp_path / "mẫu.xlsx", "mẫu.xlsx", known_for(report))
    assert outcome.problems == []
    assert [
        (r.category and r.category.slug, r.basis.value, str(r.month), r.value, r.qualifier.value, r.missing_reason)
        for r in outcome.records
    ] == [
        (None, "month", "2024-05", Decimal(1234), "exact", ""),
        (None, "target", "2024-12", Decimal(5000), "nearly", ""),
        ("loan", "month", "2024-05", None, "exact", "chưa thống kê"),
    ]


PAGES = ("import_job", "import_state", "import_errors", "import_confirm", "import_cancel", "import_retry")


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_an_import_are_for_entry_staff_of_the_area(report, name):
    job = Job.objects.create(kind="import", key="k", created_by=report.created_by, report=report, payload={"name": "a"})
    method = "post" if name in {"import_confirm", "import_cancel", "import_retry"} else "get"
    others = {make.entry_staff("khac", make.province("12", "Lai Châu")): 404, make.reviewer(): 403}
    for user, status in others.items():
        assert getattr(signed_in(user), method)(url(name, report.pk, job.pk)).status_code == status
    assert getattr(signed_in(None), method)(url(name, report.pk, job.pk)).status_code == 302
    job.refresh_from_db()
    assert job.state == "queued"


def test_job_of_another_report_is_not_shown(staff, report):
    other = make.report("2024-06")
    job = Job.objects.create(kind="import", key="k", created_by=report.created_by, report=other, payload={"name": "a"})
    assert staff.get(url("import_job", report.pk, job.pk)).status_code == 404


def test_upload_without_a_file_says_so(staff, report):
    response = staff.post(url("import", report.pk), {"token": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()

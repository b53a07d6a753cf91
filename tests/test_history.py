"""Who changed what, as people read it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators import services
from indicators.queries.drafts.history import report_changes

from .support import factories as make
from .support.staff import cell, jobs_form, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make.report("2024-02", form=jobs_form())


def history(report, user=None, **query):
    return signed_in(user or report.created_by).get(reverse("admin:indicators_report_history", args=[report.pk]), query)


def cells(response):
    return [(c["by"], c["label"], c["before"], c["after"], str(c["way"])) for c in response.context["changes"]]


def test_history_shows_each_change_of_each_cell_newest_first(report):
    client = signed_in(report.created_by)
    save(client, report, {"text": "10"})
    save(
        client,
        report,
        {"text": "khoảng 12", "version": 1},
        {"id": cell(category="loan"), "text": "", "missing_reason": "chưa có"},
    )
    services.save_cells(report=report, cells=[make.cell(None, "2024-02")], by=make.entry_staff("khac"), way="import")
    total, loan = "chỉ tiêu jobs_created – trong tháng", "chỉ tiêu jobs_created – loan – trong tháng"
    found = cells(history(report))
    assert found[0] == ("khac", total, "khoảng 12", "", "tệp")
    assert sorted(found[1:3]) == [
        ("nhap", loan, "", "không có số liệu: chưa có", "trang nhập liệu"),
        ("nhap", total, "10", "khoảng 12", "trang nhập liệu"),
    ]
    assert found[3:] == [("nhap", total, "", "10", "trang nhập liệu")]


def test_history_shows_the_steps_of_the_report(report):
    make.submitted([make.cell(10, "2024-02")], report=report)
    services.return_(report=report, by=make.reviewer(), reason="thiếu lũy kế")
    html = history(report).content.decode()
    for said in ("thiếu lũy kế", "duyet", "Lịch sử"):
        assert said in html
    newest = report_changes(report, report.created_by)[0]
    assert {name for name, _before, _after in newest.fields} == {"status", "return_reason", "reviewed_by"}


def test_history_names_people_and_areas_instead_of_numbers(report):
    html = history(report).content.decode()
    assert "Sơn La" in html
    assert "Biểu tháng" in html


def test_history_of_another_province_is_not_found(report):
    save(signed_in(report.created_by), report, {"text": "10"})
    assert history(report, make.entry_staff("b", make.province("12", "Lai Châu"))).status_code == 404


def test_history_stays_when_a_report_is_published(report):
    save(signed_in(report.created_by), report, {"text": "10"})
    services.submit(report=report, by=report.created_by, note="đã rõ")
    services.publish(report=report, by=make.reviewer())
    assert cells(history(report))[0][3] == "10"


def test_history_keeps_every_digit(report):
    value = Decimal("123456789012.345")
    services.save_cells(report=report, cells=[make.cell(str(value), "2024-02")], by=report.created_by, way="grid")
    assert cells(history(report))[0][3] == "123.456.789.012,345"


def test_history_comes_in_pages(report, monkeypatch):
    monkeypatch.setattr("indicators.admin.report.history.PER_PAGE", 2)
    for value in (1, 2, 3):
        services.save_cells(report=report, cells=[make.cell(value, "2024-02")], by=report.created_by, way="grid")
    assert [c[3] for c in cells(history(report))] == ["3", "2"]
    assert [c[3] for c in cells(history(report, p=2))] == ["1"]
    assert history(report, p="abc").status_code == 200

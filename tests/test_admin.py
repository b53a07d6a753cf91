"""What the staff site promises: home page, reports through services, the way of a report, people and their rights."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from indicators import services
from indicators.admin import site
from indicators.admin.home import months
from indicators.models import Body, Change, Figure, FormArea, FormLine, Indicator, Membership, Release, Report, User
from indicators.values.periods import Basis

from .support import factories as make
from .support.staff import cell, jobs_form, save, seen, signed_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def page(client, name, *args, status=200):
    response = client.get(url(name, *args))
    assert response.status_code == status, response
    return response.content.decode()


@pytest.fixture
def report():
    return make.report("2024-02", form=jobs_form())


@pytest.fixture
def entry(report):
    return signed_in(report.created_by)


@pytest.fixture
def reviewer():
    return signed_in(make.reviewer())


def submitted(report, *cells):
    return make.submitted(list(cells) or [make.cell(10, "2024-02")], report=report)


@pytest.mark.parametrize("name", ["index", "indicators_report_changelist", "indicators_report_add"])
def test_pages_of_entry_staff_open(entry, name):
    page(entry, name)


@pytest.mark.parametrize("name", ["change", "entry", "submit", "review", "history", "delete"])
def test_pages_of_a_report_open(entry, report, name):
    page(entry, f"indicators_report_{name}", report.pk)


def test_every_list_and_form_of_the_catalogue_opens():
    make.published(make.cell(10))
    client = signed_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))
    for model, _options in site._registry.items():
        if model is not Report:
            page(client, f"indicators_{model._meta.model_name}_changelist")
            first = model.objects.first()
            if first is not None:
                page(client, f"indicators_{model._meta.model_name}_change", first.pk)


# --- the catalogue's forms ------------------------------------------------------------------------------------


@pytest.fixture
def keeper():
    return signed_in(User.objects.create(username="quantri", is_staff=True, is_superuser=True))


def add(client, model, **fields):
    """The errors of a form that is sent to make a row; none where it was made."""
    response = client.post(url(f"indicators_{model}_add"), fields)
    return response.context["adminform"].form.errors if response.status_code == 200 else {}


@pytest.mark.parametrize(
    ("period", "fine"), [("1989-12-01", False), ("1990-01-01", True), ("2100-12-01", True), ("2101-01-01", False)]
)
def test_a_break_lies_in_the_years_that_figures_can_be_of(keeper, period, fine):
    errors = add(keeper, "seriesbreak", period=period, note_vi="đổi cách tính", note_en="new method")
    assert list(errors) == ([] if fine else ["period"])


@pytest.mark.parametrize(("offset", "fine"), [(24, True), (25, False), (2000, False)])
@pytest.mark.parametrize("which", ["due_offset", "lock_offset"])
def test_a_form_is_due_within_two_years(which, offset, fine):
    made = jobs_form()
    setattr(made, which, offset)
    if fine:
        made.full_clean()
    else:
        with pytest.raises(ValidationError, match="24"):
            made.full_clean()


def test_no_form_asks_for_a_figure_over_several_years(keeper):
    """Nobody could fill it in: no two begin in the same month."""
    made = jobs_form()
    line = FormLine(form=made, indicator=make.indicator(), basis="span")
    with pytest.raises(ValidationError) as refusal:
        line.full_clean()
    assert "basis" in refusal.value.message_dict
    assert 'value="span"' not in page(keeper, "indicators_form_change", made.pk)


def test_a_time_in_use_does_not_end_before_it_begins(keeper):
    body = Body.objects.create(slug="so", name_vi="Sở", name_en="Department")
    dates = {"valid_from": "2025-02-01", "valid_to": "2025-01-31"}
    values = {"indicator": make.indicator().pk, "area": make.province().pk, "body": body.pk}
    assert list(add(keeper, "responsibility", **values, **dates)) == ["valid_to"]
    assert list(add(keeper, "body", slug="b", name_vi="b", name_en="b", position=0, **dates)) == ["valid_to"]
    for dated in (jobs_form(), FormArea.objects.latest("pk")):
        dated.valid_from, dated.valid_to = date(2025, 2, 1), date(2025, 1, 31)
        with pytest.raises(ValidationError, match="sớm hơn"):
            dated.full_clean()


@pytest.mark.parametrize(("decimals", "fine"), [(2, True), (1, False), (0, False), (3, True)])
def test_decimals_are_not_lowered_below_what_was_published(keeper, decimals, fine):
    """Pages would show 14,9 where the files say 14.85; a superseded figure is still seen as of its release."""
    rate = make.indicator("a_rate", decimals=2, measure="rate")
    make.published(make.cell("14.85", of=rate), make.cell("5", "2024-02", of=rate))
    make.published(make.cell("15", of=rate))
    sent = {
        "name_vi": rate.name_vi, "name_en": rate.name_en, "topic": rate.topic_id, "unit": rate.unit_id,
        "measure": "rate", "direction": "up", "position": 0, "decimals": decimals,
        "breakdowns-TOTAL_FORMS": 0, "breakdowns-INITIAL_FORMS": 0, "phrases-TOTAL_FORMS": 0, "phrases-INITIAL_FORMS": 0,
    }  # fmt: skip
    response = keeper.post(url("indicators_indicator_change", rate.pk), sent)
    assert response.status_code == (302 if fine else 200)
    if not fine:
        assert list(response.context["adminform"].form.errors) == ["decimals"]
        assert "1 số liệu đã công bố có nhiều chữ số thập phân hơn. Hãy giữ ít nhất 2" in response.content.decode()
    rate.refresh_from_db()
    assert rate.decimals == (decimals if fine else 2)


@pytest.mark.parametrize("field", ["published_on", "cut_off"])
@pytest.mark.parametrize("day", ["1989-12-31", "2101-01-01", "0001-01-01"])
def test_a_document_is_dated_in_the_years_that_figures_can_be_of(entry, report, field, day):
    response = entry.post(url("indicators_report_change", report.pk), {"title": report.title, field: day})
    assert list(response.context["adminform"].form.errors) == [field]


# --- home --------------------------------------------------------------------------------------------


def test_home_shows_what_was_returned_and_why(entry, report):
    services.return_(report=submitted(report), by=make.reviewer(), reason="Tổng số không khớp")
    html = page(entry, "index")
    assert "Tổng số không khớp" in html
    assert url("indicators_report_entry", report.pk) in html


def test_home_shows_reviewers_what_waits_for_them(reviewer, report):
    submitted(report)
    assert url("indicators_report_review", report.pk) in page(reviewer, "index")


def test_home_shows_what_lies_below_ones_own_area(entry, reviewer, report):
    district = make.district()
    jobs_form(area=district, name_vi="Biểu huyện")
    below = make.report("2024-02", area=district, by=report.created_by)
    submitted(below, make.cell(10, "2024-02", area=district))
    assert url("indicators_report_review", below.pk) in page(reviewer, "index")
    services.return_(report=below, by=make.reviewer(), reason="Thiếu một xã")
    assert "Thiếu một xã" in page(entry, "index")
    assert "Biểu huyện" in {line["form"].name_vi for line in months(report.created_by, date(2024, 3, 10))}


def test_home_keeps_the_reports_of_two_forms_apart(report):
    quarterly = jobs_form(frequency="quarter")
    make.published(make.cell(1, "2024-03"), month="2024-03", form=report.form)
    shown = months(report.created_by, date(2024, 4, 5))
    found = {line["form"]: line["state"] for line in shown if str(line["month"]) == "2024-03"}
    assert found == {report.form: "published", quarterly: "open"}


def test_home_shows_nothing_of_another_province(report):
    submitted(report)
    for stranger in (
        make.entry_staff("b", make.province("12", "Lai Châu")),
        make.reviewer("c", make.province("12", "Lai Châu")),
    ):
        assert report.title not in page(signed_in(stranger), "index")


def lines(user, today):
    return [(str(line["month"]), line["state"]) for line in months(user, today)]


def test_home_shows_open_months_and_what_is_late(report):
    """Figures of a month are due on the 10th of the next."""
    by = report.created_by
    assert lines(by, date(2024, 3, 10)) == [
        ("2024-03", "open"),
        ("2024-02", "draft"),
        ("2024-01", "late"),
        ("2023-12", "late"),
    ]
    assert lines(by, date(2024, 3, 11))[1] == ("2024-02", "late")
    submitted(report)
    assert lines(by, date(2024, 3, 11))[1] == ("2024-02", "submitted")


def test_home_of_an_area_that_has_not_begun_here_has_open_months_and_none_late(report):
    FormArea.objects.update(begins=None)
    assert {state for _month, state in lines(report.created_by, date(2024, 3, 10))} == {"open", "draft"}


def test_home_says_as_at_which_day_a_month_s_figures_are(entry, report):
    """The form closes on the 5th of the month itself."""
    closing = {str(line["month"]): line["closes"] for line in months(report.created_by, date(2024, 3, 10))}
    assert closing["2024-02"] == date(2024, 2, 5)
    assert "số liệu tính đến 05/" in page(entry, "index")


def test_home_leads_to_a_new_report_of_a_month_that_has_none(entry, report):
    line = next(line for line in months(report.created_by, date(2024, 3, 10)) if str(line["month"]) == "2024-03")
    html = entry.get(line["url"]).content.decode()
    for said in ("2024-03", "Biểu tháng, tháng 3/2024, Sơn La"):
        assert said in html


# --- what a report says of its document ------------------------------------------------------------------


def test_new_report_is_made_by_its_service_and_leads_to_its_figures(entry, report):
    data = {"area": report.area_id, "month": "2024-05", "title": "Báo cáo tháng 5", "url": "sonla.gov.vn/bao-cao"}
    response = entry.post(url("indicators_report_add"), data)
    made = Report.objects.get(title="Báo cáo tháng 5")
    assert response.headers["Location"] == url("indicators_report_entry", made.pk)
    assert (str(made.month), made.created_by, made.url) == (
        "2024-05",
        report.created_by,
        "https://sonla.gov.vn/bao-cao",
    )
    assert Change.objects.filter(table="report", row_id=made.pk).get().way == "admin"


@pytest.mark.parametrize("month", ["2024-13", "05/2024", "2024", "", "１９２４-05"])
def test_new_report_wants_a_month(entry, report, month):
    response = entry.post(url("indicators_report_add"), {"area": report.area_id, "month": month, "title": "Báo cáo"})
    assert response.status_code == 200
    assert "month" in response.context["adminform"].form.errors


def test_new_report_of_an_area_that_is_not_yours_is_refused(entry, report):
    other = make.province("12", "Lai Châu")
    response = entry.post(url("indicators_report_add"), {"area": other.pk, "month": "2024-05", "title": "Báo cáo"})
    assert "area" in response.context["adminform"].form.errors
    assert Report.objects.count() == 1


def test_changed_report_keeps_what_was_not_changed(entry, report):
    services.update_report(report=report, by=report.created_by, note="ghi chú")
    entry.post(
        url("indicators_report_change", report.pk), {"title": "Tên mới", "note": "ghi chú", "form": report.form_id}
    )
    report.refresh_from_db()
    assert (report.title, report.note, report.form_id) == ("Tên mới", "ghi chú", report.form.pk)


def test_of_two_who_change_a_document_the_later_sees_both_and_decides(entry, report):
    page = url("indicators_report_change", report.pk)
    seen = entry.get(page).context["adminform"].form["seen"].value()
    services.update_report(report=report, by=report.created_by, title="Tên của người kia", note="ghi chú của người kia")
    mine = {"title": "Tên của tôi", "seen": seen, "form": report.form_id}
    form = entry.post(page, mine).context["adminform"].form
    assert "Tên của người kia" in form.errors["title"][0]
    assert "ghi chú của người kia" in form.errors["note"][0]  # untouched here, but it would have been wiped out
    assert form["title"].value() == "Tên của tôi"
    report.refresh_from_db()
    assert report.title == "Tên của người kia"
    assert entry.post(page, mine | {"seen": form["seen"].value()}).status_code == 302
    report.refresh_from_db()
    assert report.title == "Tên của tôi"


def test_document_changed_at_the_very_moment_of_saving_is_refused(report):
    services.update_report(report=report, by=report.created_by, title="Tên của người kia")
    with pytest.raises(services.Refused):
        services.update_report(report=report, by=report.created_by, seen=report.version, title="Tên của tôi")


def test_report_that_was_submitted_meanwhile_is_not_changed(entry, report):
    submitted(report)
    assert entry.post(url("indicators_report_change", report.pk), {"title": "Tên mới"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "fine"), [("bao-cao.pdf", True), ("BAO CAO.DOCX", True), ("trang.html", False), ("a.svg", False)]
)
def test_attached_file_is_a_document_and_is_only_ever_downloaded(entry, report, settings, tmp_path, name, fine):
    settings.MEDIA_ROOT = tmp_path
    data = {"title": report.title, "file": SimpleUploadedFile(name, b"<script>")}
    entry.post(url("indicators_report_change", report.pk), data)
    response = entry.get(url("indicators_report_file", report.pk))
    assert response.status_code == (200 if fine else 404)
    if fine:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Type"] == "application/octet-stream"
        response.close()


def test_page_of_a_report_shows_its_figures_with_unit_and_the_value_before(entry, report):
    make.published(make.cell(1061, "2024-01"))
    services.save_cells(report=report, cells=[make.cell(939, "2024-02")], by=report.created_by, way="grid")
    rows = entry.get(url("indicators_report_change", report.pk)).context["figure_rows"]
    assert rows[0] == {
        "name": "chỉ tiêu jobs_created – trong tháng",
        "unit": "lao động",
        "value": "939",
        "last": "1.061",
    }


def test_deleted_draft_keeps_its_history(entry, report):
    services.save_cells(report=report, cells=[make.cell(939, "2024-02")], by=report.created_by, way="grid")
    entry.post(url("indicators_report_delete", report.pk), {"post": "yes"})
    assert not Report.objects.exists()
    assert [c.operation for c in Change.objects.filter(report_id=report.pk, table="draft_figure")] == ["I", "D"]


# --- the way of a report (E13) --------------------------------------------------------------------------------


def words(client, name, report, text, **more):
    """Press the button of a step on the page as it is now, unless `more` says what was `seen`."""
    said = {"words": text, "return-words": text, "publish-words": text, "seen": seen(report)}
    return client.post(url(name, report.pk), said | more, follow=True)


def publish(client, report, reason="", **more):
    return words(client, "indicators_report_publish", report, reason, **more)


def test_report_goes_from_draft_to_returned_to_submitted_to_published(entry, reviewer, report):
    save(entry, report, {"text": "10"})
    words(entry, "indicators_report_submit", report, "các phân tổ chưa có")
    words(reviewer, "indicators_report_return", report, "thiếu lũy kế")
    report.refresh_from_db()
    assert (report.status, report.return_reason) == ("returned", "thiếu lũy kế")
    save(entry, report, {"id": cell(basis="ytd"), "text": "20"})
    words(entry, "indicators_report_submit", report, "các phân tổ chưa có")
    publish(reviewer, report)
    assert [(f.basis, f.value) for f in Figure.objects.order_by("basis")] == [("month", 10), ("ytd", 20)]


def test_a_report_that_changes_published_figures_is_published_with_a_public_reason(reviewer, report):
    make.published(make.cell(10, "2024-02"), month="2024-02")
    make.submitted([make.cell(12, "2024-02")], report=report)
    assert "làm thay đổi 1 số liệu đã công bố" in page(reviewer, "indicators_report_review", report.pk)
    unsaid = publish(reviewer, report, " ")
    assert (unsaid.status_code, Release.objects.count()) == (200, 1)
    publish(reviewer, report, "Sở đối chiếu lại với các xã")
    assert Release.objects.first().reason == "Sở đối chiếu lại với các xã"
    assert "Sở đối chiếu lại với các xã" in Client().get("/releases/2/").content.decode()


def test_a_report_of_new_figures_is_published_without_a_reason(reviewer, report):
    make.submitted([make.cell(12, "2024-02")], report=report)
    assert "publish-words" not in page(reviewer, "indicators_report_review", report.pk)
    publish(reviewer, report)
    assert Release.objects.get().reason == ""


def test_the_review_page_offers_no_publication_to_who_ever_wrote_a_cell(report):
    both = make.entry_staff("ca.hai")
    make.reviewer("ca.hai")
    (typed,) = services.save_cells(report=report, cells=[make.cell(10, "2024-02")], by=both, way="grid")
    submitted(report, make.cell(10, "2024-02", note="đã kiểm tra", version=typed.version))
    html = page(signed_in(both), "indicators_report_review", report.pk)
    assert "không ai được công bố số liệu do chính mình nhập" in html
    assert url("indicators_report_publish", report.pk) not in html


def resubmitted(report, value):
    """Returned meanwhile, changed and submitted again, by others than the reviewer whose page is open."""
    services.return_(report=report, by=make.reviewer("duyet.hai"), reason="sai một số 0")
    services.save_cells(report=report, cells=[make.cell(value, "2024-02")], by=report.created_by, way="grid")
    services.submit(report=report, by=report.created_by, note="đã sửa")


@pytest.mark.parametrize("step", ["publish", "return"])
def test_a_decision_on_an_old_page_does_nothing_and_shows_what_is_there_now(reviewer, report, step):
    make.submitted([make.cell(100, "2024-02")], report=report)
    shown = reviewer.get(url("indicators_report_review", report.pk)).context["seen"]
    resubmitted(report, 100_000)
    answer = words(reviewer, f"indicators_report_{step}", report, "đã xem", seen=shown)
    html = answer.content.decode()
    assert (answer.status_code, Release.objects.count()) == (409, 0)
    assert "đã thay đổi sau khi anh/chị mở trang" in html
    assert "<ins>100.000</ins>" in html
    report.refresh_from_db()
    assert report.status == "submitted"
    assert (
        words(reviewer, f"indicators_report_{step}", report, "đã xem", seen=answer.context["seen"]).status_code == 200
    )
    report.refresh_from_db()
    assert report.status == {"publish": "published", "return": "returned"}[step]


@pytest.mark.parametrize("seen_then", ["", "1-x"])
def test_a_publication_that_does_not_say_what_was_seen_is_refused(reviewer, report, seen_then):
    submitted(report)
    assert publish(reviewer, report, seen=seen_then).status_code == 409
    assert not Figure.objects.exists()


def test_the_public_reason_is_not_asked_for_before_the_new_state_is_seen(reviewer, report):
    make.published(make.cell(10, "2024-02"), month="2024-02")
    make.submitted([make.cell(10, "2024-02")], report=report)
    shown = reviewer.get(url("indicators_report_review", report.pk)).context["seen"]
    resubmitted(report, 12)
    answer = publish(reviewer, report, "vừa gõ xong", seen=shown)
    assert answer.status_code == 409
    assert "làm thay đổi 1 số liệu đã công bố" in answer.content.decode()
    assert "vừa gõ xong" in answer.content.decode()  # what was typed is still there


def test_figures_entered_after_the_page_was_opened_are_not_submitted_unread(entry, report):
    save(entry, report, {"text": "10"})
    shown = entry.get(url("indicators_report_submit", report.pk)).context["seen"]
    save(entry, report, {"text": "11", "version": 1})
    answer = words(entry, "indicators_report_submit", report, "các phân tổ chưa có", seen=shown)
    assert answer.status_code == 409
    assert "đã thay đổi sau khi anh/chị mở trang" in answer.content.decode()
    assert "các phân tổ chưa có" in answer.content.decode()  # the note is still there
    report.refresh_from_db()
    assert report.status == "draft"


def test_returning_after_signing_in_again_leads_to_the_review_and_asks_for_the_reason_once_more(reviewer, report):
    submitted(report)
    html = page(reviewer, "indicators_report_return", report.pk)
    assert 'name="return-words"' in html
    assert "nhập lại" in html
    assert "nhập lại" not in page(reviewer, "indicators_report_review", report.pk)


def test_submitting_with_open_warnings_needs_a_note(entry, report):
    cells = [
        {"text": "10"},
        {"id": cell(category="loan"), "text": "4"},
        {"id": cell(category="labour_export"), "text": "5"},
    ]
    save(entry, report, *cells, {"id": cell(basis="ytd"), "text": "30"})
    html = page(entry, "indicators_report_submit", report.pk)
    assert "lệch 1" in html
    assert words(entry, "indicators_report_submit", report, "  ").context["form"].errors
    words(entry, "indicators_report_submit", report, "một người chưa phân loại")
    report.refresh_from_db()
    assert (report.status, report.submit_note) == ("submitted", "một người chưa phân loại")


def test_submitting_without_warnings_needs_no_note(entry, report):
    cells = [
        {"text": "9"},
        {"id": cell(category="loan"), "text": "4"},
        {"id": cell(category="labour_export"), "text": "5"},
    ]
    save(entry, report, *cells, {"id": cell(basis="ytd"), "text": "30"})
    words(entry, "indicators_report_submit", report, "")
    report.refresh_from_db()
    assert report.status == "submitted"


def test_report_without_a_figure_is_not_submitted(entry, report):
    assert words(entry, "indicators_report_submit", report, "x").status_code == 409
    report.refresh_from_db()
    assert report.status == "draft"


@pytest.fixture
def broken(report):
    """A report with a cell that has become wrong since: the catalogue now has a highest value."""
    save(signed_in(report.created_by), report, {"text": "10"})
    Indicator.objects.update(maximum=5)
    return report


def test_errors_refuse_to_be_submitted(entry, broken):
    words(entry, "indicators_report_submit", broken, "vẫn gửi")
    broken.refresh_from_db()
    assert broken.status == "draft"


def test_errors_refuse_to_be_published_also_when_they_came_after_the_submission(reviewer, report):
    submitted(report)
    Indicator.objects.update(maximum=5)
    assert "indicators_report_publish" not in page(reviewer, "indicators_report_review", report.pk)
    response = publish(reviewer, report)
    assert (response.status_code, Release.objects.count()) == (409, 0)


def test_checklist_links_each_point_to_its_cell(entry, broken):
    html = page(entry, "indicators_report_submit", broken.pk)
    assert f"{url('indicators_report_entry', broken.pk)}#cell-14%7Cjobs_created%7C%7Cmonth%7C2024-02" in html
    assert f"{url('indicators_report_entry', broken.pk)}#cell-14%7Cjobs_created%7C%7Cytd%7C2024-02" in html
    points = entry.get(url("indicators_report_check", broken.pk)).json()
    assert [(kind, len(points[kind])) for kind in points] == [("errors", 1), ("warnings", 0), ("missing_required", 3)]


def redlined(client, report):
    lines = client.get(url("indicators_report_review", report.pk)).context["lines"]
    return [(line["kind"], line["old"], line["new"]) for line in lines]


def test_red_line_shows_old_and_new_before_publication(reviewer, report):
    make.published(make.cell(10, "2024-02"), make.cell(20, "2024-02", basis=Basis.YTD), month="2024-02")
    submitted(
        report, make.cell(11, "2024-02"), make.cell(20, "2024-02", basis=Basis.YTD), make.cell(80, basis=Basis.TARGET)
    )
    assert redlined(reviewer, report) == [("changed", "10", "11"), ("new", "", "80"), ("same", "20", "20")]
    html = page(reviewer, "indicators_report_review", report.pk)
    assert "<del>10</del>" in html
    assert "<ins>11</ins>" in html


def test_red_line_calls_changed_what_would_be_published_anew(reviewer, report):
    make.published(make.cell(10, "2024-02"), month="2024-02")
    submitted(report, make.cell(10, "2024-02", printed_attainment=Decimal(95)))
    assert redlined(reviewer, report) == [("changed", "10", "10")]
    assert Release.objects.count() == 1
    services.publish(report=report, by=make.reviewer())
    assert Figure.objects.filter(superseded_in=None).get().report_id == report.pk


def test_red_line_of_an_amendment_shows_what_it_takes_back(entry, reviewer):
    release = make.published(make.cell(10, "2024-02"), make.cell(20, "2024-02", basis=Basis.YTD), month="2024-02")
    words(entry, "indicators_report_amend", make.report_of(release), "in nhầm")
    draft = Report.objects.get(amends=make.report_of(release))
    save(entry, draft, {"id": cell(basis="ytd"), "text": "", "version": 1})
    services.submit(report=draft, by=draft.created_by, note="đã rõ")
    assert redlined(reviewer, draft) == [("same", "10", "10"), ("withdrawn", "20", "")]


def test_amendment_wants_a_reason_and_keeps_the_published_report_as_it_is(entry):
    release = make.published(make.cell(10, "2024-02"), month="2024-02")
    assert words(entry, "indicators_report_amend", make.report_of(release), " ").context["form"].errors
    words(entry, "indicators_report_amend", make.report_of(release), "in nhầm")
    draft = Report.objects.get(amends=make.report_of(release))
    assert (draft.reason, draft.status) == ("in nhầm", "draft")
    make.report_of(release).refresh_from_db()
    assert make.report_of(release).status == "published"


@pytest.mark.parametrize("name", ["change", "delete", "entry"])
def test_published_report_is_locked_for_everyone(name):
    report = make.report_of(make.published(make.cell(10, "2024-02"), month="2024-02"))
    superuser = User.objects.create(username="quantri", is_staff=True, is_superuser=True)
    for user in (report.created_by, make.reviewer(), superuser):
        data = {"title": "Khác", "post": "yes", f"c-{cell()}": "11"}
        signed_in(user).post(url(f"indicators_report_{name}", report.pk), data)
    report.refresh_from_db()
    assert (report.title, report.status, Figure.objects.get().value) == ("Báo cáo 2024-02", "published", 10)


def test_reviewer_who_entered_a_cell_is_told_to_ask_another(report):
    both = make.entry_staff("ca.hai")
    make.reviewer("ca.hai")
    save(signed_in(both), report, {"text": "10"})
    services.submit(report=report, by=report.created_by, note="đã rõ")
    html = page(signed_in(both), "indicators_report_review", report.pk)
    assert url("indicators_report_publish", report.pk) not in html
    assert "không ai được công bố" in html


# --- people -------------------------------------------------------------------------------------------------------


@pytest.fixture
def administrator():
    return make.user("quantri", make.Role.ADMINISTRATOR)


def test_role_is_given_in_the_administrators_name(administrator):
    client = signed_in(administrator)
    password = "mot-mat-khau-rat-dai-9"
    account = {"username": "moi", "password1": password, "password2": password, "usable_password": "true"}
    client.post(url("indicators_user_add"), account)
    new = User.objects.get(username="moi")
    page(client, "indicators_user_change", new.pk)
    client.post(url("indicators_membership_add"), {"user": new.pk, "area": make.province().pk, "role": "entry"})
    made = Membership.objects.get(user=new)
    change = Change.objects.get(table="membership", row_id=made.pk)
    assert (change.operation, change.actor_id, change.way) == ("I", administrator.pk, "admin")


def test_administrator_gives_no_role_outside_their_areas(administrator):
    new, other = make.user("moi"), make.province("12", "Lai Châu")
    client = signed_in(administrator)
    response = client.post(url("indicators_membership_add"), {"user": new.pk, "area": other.pk, "role": "entry"})
    assert "area" in response.context["adminform"].form.errors
    elsewhere = make.entry_staff("b", other).memberships.get()
    assert client.post(url("indicators_membership_change", elsewhere.pk), {"role": "reviewer"}).status_code == 302
    elsewhere.refresh_from_db()
    assert elsewhere.role == "entry"


def test_administrator_of_an_area_keeps_no_account_that_another_made(administrator):
    client = signed_in(administrator)
    stranger = make.user("nhac.han")
    assert client.get(url("indicators_user_change", stranger.pk)).status_code == 302
    assert client.get(url("auth_user_password_change", stranger.pk)).status_code == 404
    data = {"user": stranger.pk, "area": make.province().pk, "role": "entry"}
    assert "user" in client.post(url("indicators_membership_add"), data).context["adminform"].form.errors
    assert not stranger.memberships.exists()


def test_administrator_of_an_area_learns_no_name_of_another_areas_people(administrator):
    """Neither a form that is shown again, nor a field that looks while one types, nor a list tells whose number it is."""
    theirs = make.entry_staff("nhap.laichau", make.province("12", "Lai Châu"))
    both = make.reviewer("duyet.ca.hai", make.province(), make.province("12"))
    client = signed_in(administrator)
    for one in (theirs, both):
        data = {"user": one.pk, "area": make.province().pk, "role": "entry"}
        said = client.post(url("indicators_membership_add"), data).content.decode()
        said += client.get(url("indicators_membership_add"), {"user": one.pk}).content.decode()
        asked = {"app_label": "indicators", "model_name": "membership", "field_name": "user", "term": one.username}
        said += client.get(url("autocomplete"), asked).content.decode()
        for model in ("membership", "user", "release", "job"):
            said += client.get(url(f"indicators_{model}_changelist"), {"q": one.username[:5]}).content.decode()
        assert "Anh/chị không quản lý tài khoản này" in said
        assert f">{one.username}<" not in said
        assert f'"text": "{one.username}"' not in said
    held = client.post(url("indicators_membership_add"), {"user": administrator.pk}).content.decode()
    assert ">quantri</option>" in held  # the control


def test_roles_across_provinces_are_given_and_taken_by_superusers(administrator):
    person, other = make.entry_staff("nhap"), make.province("12", "Lai Châu")
    boss = User.objects.create(username="goc", is_staff=True, is_superuser=True)
    data = {"user": person.pk, "area": other.pk, "role": "entry"}
    assert signed_in(boss).post(url("indicators_membership_add"), data).status_code == 302
    assert signed_in(administrator).get(url("indicators_user_change", person.pk)).status_code == 302
    for role in person.memberships.all():
        signed_in(administrator).post(url("indicators_membership_delete", role.pk), {"post": "yes"})
    assert person.memberships.count() == 2
    signed_in(boss).post(url("indicators_membership_delete", person.memberships.get(area=other).pk), {"post": "yes"})
    assert signed_in(administrator).get(url("indicators_user_change", person.pk)).status_code == 200


def test_administrator_of_an_area_changes_no_role_of_a_superuser(administrator):
    client = signed_in(administrator)
    boss = make.user("boss", make.Role.REVIEWER)
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    client.post(url("indicators_membership_delete", boss.memberships.get().pk), {"post": "yes"})
    data = {"user": boss.pk, "area": make.province().pk, "role": "entry"}
    assert "user" in client.post(url("indicators_membership_add"), data).context["adminform"].form.errors
    assert [held.role for held in boss.memberships.all()] == ["reviewer"]


def test_administrator_of_an_area_cannot_make_or_touch_a_superuser(administrator):
    client = signed_in(administrator)
    boss = User.objects.create(username="boss", is_staff=True, is_superuser=True)
    assert client.post(url("indicators_user_change", boss.pk), {"username": "boss", "is_active": ""}).status_code == 302
    assert client.get(url("auth_user_password_change", boss.pk)).status_code == 404
    other = make.user("moi")
    client.post(
        url("indicators_user_change", other.pk),
        {"username": "moi", "is_superuser": "on", "is_staff": "on", "is_active": "on"},
    )
    assert list(User.objects.filter(is_superuser=True)) == [boss]
    assert User.objects.get(username="boss").is_active


@pytest.mark.parametrize("way", ["a role more", "a role less", "locked out", "no longer staff", "by SQL"])
def test_sessions_end_when_a_role_changes(way, administrator):
    person = make.entry_staff("nhap")
    client = signed_in(person)
    assert client.get(url("index")).status_code == 200
    if way == "a role more":
        make.reviewer("nhap")
    elif way == "a role less":
        with services.acting(by=administrator, way="admin"):
            person.memberships.all().delete()
    elif way == "by SQL":
        with services.acting(by=administrator, way="sql"), connection.cursor() as cursor:
            cursor.execute("UPDATE indicators_membership SET role = 'reviewer' WHERE user_id = %s", [person.pk])
    else:
        User.objects.filter(pk=person.pk).update(**{"is_active" if way == "locked out" else "is_staff": False})
    assert client.get(url("index")).status_code == 302


def test_nobody_deletes_a_user(administrator):
    assert (
        signed_in(administrator).post(url("indicators_user_delete", administrator.pk), {"post": "yes"}).status_code
        == 403
    )


# --- how it looks ---------------------------------------------------------------------------------------------------


def test_pages_hold_nothing_inline_that_the_policy_forbids(entry, report):
    """The browser tests watch the policy; this finds it earlier."""
    names = [("index",), ("indicators_report_changelist",), ("indicators_report_add",)]
    names += [
        (f"indicators_report_{name}", report.pk)
        for name in ("change", "entry", "submit", "review", "history", "delete")
    ]
    for name in names:
        html = page(entry, *name)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html), name
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))[^>]*>", html), name


def test_language_switch_keeps_the_page(entry, report):
    html = page(entry, "indicators_report_submit", report.pk)
    assert f"/en{url('indicators_report_submit', report.pk)}" in html
    english = entry.get(f"/en{url('indicators_report_submit', report.pk)}").content.decode()
    assert "Submit for review" in english

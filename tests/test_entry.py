"""What the server of the entry page promises: E2 to E10."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from indicators import services
from indicators.admin.report.entry_page import draft_key
from indicators.models import DraftFigure, IdempotencyKey, Unit
from indicators.queries.drafts.sheet import form_of as sheet_form
from indicators.queries.drafts.sheet import id_of
from indicators.services.drafts.checks import check_indicators, checklist
from indicators.values.periods import Basis

from .support import factories as make
from .support.staff import cell, fields_of, form, held, jobs_form, read, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    """An open report on a form of a total, two parts, a running total and a target."""
    return make.report("2024-02", form=jobs_form())


@pytest.fixture
def browser(sheet):
    return signed_in(sheet.created_by)


def test_cells_are_laid_out_by_the_form(browser, sheet):
    data = read(browser, sheet).json()
    assert [column["basis"] for column in data["columns"]] == ["month", "ytd", "target"]
    assert [(row["key"], row["level"], list(row["cells"])) for row in data["rows"]] == [
        ("jobs_created", 0, ["month", "ytd", "target"]),
        ("jobs_created.loan", 1, ["month"]),
        ("jobs_created.labour_export", 1, ["month"]),
    ]
    first = data["rows"][0]["cells"]
    assert first["month"]["id"] == "14|jobs_created||month|2024-02"
    assert (first["month"]["required"], first["target"]["required"]) == (True, False)
    assert first["target"]["id"] == "14|jobs_created||target|2024-12"


def test_a_form_out_of_use_is_not_laid_out_any_more():
    old, new = jobs_form(position=1), jobs_form(position=2)
    old.valid_to, new.valid_from = date(2024, 6, 30), date(2024, 7, 1)
    old.save()
    new.save()
    assert [sheet_form(make.report(month)) for month in ("2024-06", "2024-07")] == [old, new]


def test_save_answers_with_what_the_database_holds(browser, sheet):
    answer = save(browser, sheet, {"text": "1.234"}).json()
    assert [(c["id"], c["text"], c["version"]) for c in answer["cells"]] == [(cell(), "1.234", 1)]
    assert held(sheet) == {(None, "month"): Decimal(1234)}
    assert read(browser, sheet).json()["rows"][0]["cells"]["month"]["text"] == "1.234"


def test_doubtful_number_is_asked_about_and_never_saved_unconfirmed(browser, sheet):
    response = save(browser, sheet, {"text": "1,234"})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["id"], error["text"], error["readings"]) == (cell(), "1,234", ["1234", "1,234"])
    assert held(sheet) == {}
    assert save(browser, sheet, {"text": "1,234", "confirmed": "1234"}).status_code == 200
    assert held(sheet) == {(None, "month"): Decimal(1234)}


@pytest.mark.parametrize(
    ("text", "offered", "meant"),
    [("1,234", ["1234", "1.234"], (1234, None)), ("1,200-1,300", ["1200 to 1300", "1.2 to 1.3"], (1200, 1300))],
)
def test_readings_of_a_doubtful_number_are_in_the_readers_language(browser, sheet, text, offered, meant):
    with translation.override("en"):
        response = save(browser, sheet, {"text": text})
        (error,) = response.json()["errors"]
        assert error["readings"] == offered
        assert save(browser, sheet, {"text": text, "confirmed": offered[0]}).status_code == 200
    (figure,) = DraftFigure.objects.filter(report=sheet)
    assert (figure.value, figure.value_high) == meant


def test_resent_request_gets_the_same_answer_and_changes_nothing(browser, sheet):
    first = save(browser, sheet, {"text": "5"}, key="the-same-key")
    save(browser, sheet, {"text": "6", "version": 1})
    again = save(browser, sheet, {"text": "5"}, key="the-same-key")
    assert (again.status_code, again.json()) == (200, first.json())
    assert held(sheet) == {(None, "month"): Decimal(6)}
    assert IdempotencyKey.objects.count() == 2


def test_key_of_another_request_is_refused(browser, sheet):
    save(browser, sheet, {"text": "5"}, key="the-same-key")
    assert save(browser, sheet, {"text": "6"}, key="the-same-key").status_code == 422
    assert held(sheet) == {(None, "month"): Decimal(5)}


def test_later_of_two_people_gets_both_values_and_overwrites_nothing(browser, sheet):
    other = make.entry_staff("khac")
    save(signed_in(other), sheet, {"text": "7"})
    response = save(browser, sheet, {"text": "5"})
    assert response.status_code == 409
    (conflict,) = response.json()["conflicts"]
    assert (conflict["yours"], conflict["theirs"], conflict["their_version"], conflict["by"]) == ("5", "7", 1, "khac")
    assert held(sheet) == {(None, "month"): Decimal(7)}


def theirs(sheet, **fields):
    """A colleague's save into the first cell."""
    assert save(signed_in(make.entry_staff("khac")), sheet, fields).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        {"text": "520", "qualifier": "about", "missing_reason": "", "note": "theo báo cáo nhanh"},
        {"text": "", "qualifier": "exact", "missing_reason": "chưa có", "note": ""},
    ],
)
def test_conflict_carries_all_that_the_cell_holds_by_now(browser, sheet, content):
    theirs(sheet, **content)
    (conflict,) = save(browser, sheet, {"text": "500"}).json()["conflicts"]
    assert conflict["held"] == {**content, "version": 1}


def test_conflict_over_an_emptied_cell_says_that_it_holds_nothing(browser, sheet):
    save(browser, sheet, {"text": "5", "note": "x"})
    theirs(sheet, text="", version=1)
    (conflict,) = save(browser, sheet, {"text": "6", "version": 1}).json()["conflicts"]
    nothing = {"text": "", "qualifier": "exact", "missing_reason": "", "note": "", "version": 0}
    assert (conflict["held"], conflict["by"]) == (nothing, "")


# --- E3, E10: what stands beside a cell, and behind it --------------------------------------------


def beside(client, report, row=0):
    return read(client, report).json()["rows"][row]["beside"]


def test_beside_a_row_stand_last_month_last_year_running_total_target_and_attainment(browser, sheet):
    for month, value in (("2023-02", 1200), ("2024-01", 1061)):
        make.published(make.cell(value, month), month=month)
    make.published(make.cell(8000, basis=Basis.TARGET))
    save(browser, sheet, {"text": "939"})
    assert beside(browser, sheet) == {
        "last_month": "1.061", "last_year": "1.200", "ytd": "2.000", "target": "8.000", "attainment": "25,0%",
    }  # fmt: skip


def test_beside_a_row_a_month_is_derived_where_only_running_totals_were_published(browser, sheet):
    for month, value in (("2023-12", 9999), ("2024-01", 400)):
        make.published(make.cell(value, month, basis=Basis.YTD), month=month)
    assert beside(browser, sheet)["last_month"] == "400"


def test_numbers_beside_a_row_are_written_in_the_pages_language(browser, sheet):
    make.published(make.cell(1061, "2024-01"))
    english = browser.get(f"/en/admin/indicators/report/{sheet.pk}/entry/cells.json").json()
    assert (english["language"], english["rows"][0]["beside"]["last_month"]) == ("en", "1,061")


def panel(client, report, **parts):
    return client.get(reverse("admin:indicators_report_cell", args=[report.pk]), {"id": cell(**parts)})


def test_panel_shows_who_changed_the_cell_when_from_what_to_what_and_by_which_way(browser, sheet):
    save(browser, sheet, {"text": "5"})
    save(signed_in(make.entry_staff("khac")), sheet, {"text": "gần 1.234", "version": 1})
    save(browser, sheet, {"text": "", "version": 2})
    history = panel(browser, sheet).json()["history"]
    assert [(h["by"], h["from"], h["to"]) for h in history] == [
        ("nhap", "gần 1.234", ""), ("khac", "5", "gần 1.234"), ("nhap", "", "5"),
    ]  # fmt: skip
    assert {h["way"] for h in history} == {"trang nhập liệu"}


def test_panel_shows_the_last_twelve_values_with_gaps(browser, sheet):
    make.published(
        make.cell(1061, "2023-12"), make.cell(None, "2024-01", missing_reason="chưa thống kê"), month="2024-01"
    )
    last = panel(browser, sheet).json()["last"]
    assert len(last) == 12
    assert [(one["month"], one["value"], one["number"]) for one in last[-3:]] == [
        ("T11/2023", None, None), ("T12/2023", "1.061", "1061"), ("T1/2024", None, None),
    ]  # fmt: skip
    assert [one["status"] for one in last[-3:]] == ["", "đã công bố", "không có số liệu"]


def test_panel_shows_the_words_that_the_figure_was_read_from(browser, sheet):
    text = "Trong tháng, tỉnh đã giải quyết việc làm cho 939 lao động."
    services.update_report(report=sheet, by=sheet.created_by, text=text)
    spot = {"text_start": text.index("939"), "text_end": text.index("939") + 3}
    services.save_cells(report=sheet, cells=[make.cell(939, "2024-02", **spot)], by=sheet.created_by, way="reading")
    answer = panel(browser, sheet).json()
    assert answer["source_span"] == text
    assert answer["history"][0]["way"] == "đọc văn bản"


@pytest.mark.parametrize(
    "wrong", ["", "14|x", "14|jobs_created||month|2024-13", "14|jobs_created||week|2024-01", "\x00|a||month|2024-01"]
)
def test_panel_of_no_cell_is_not_found(browser, sheet, wrong):
    response = browser.get(reverse("admin:indicators_report_cell", args=[sheet.pk]), {"id": wrong})
    assert response.status_code in {200, 404}
    assert response.status_code == 404 or response.json()["history"] == []


# --- E7, E8: numbers and rules ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234", 1234), ("  1234 ", 1234), ("0", 0), ("1.236.691", 1236691), ("09", 9), ("1 nghìn 200", 1200)],
)
def test_clear_numbers_are_saved_at_once(browser, sheet, text, value):
    assert save(browser, sheet, {"text": text}).status_code == 200
    assert held(sheet) == {(None, "month"): Decimal(value)}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5 tỷ", "1500"), ("2 tỷ 500 triệu", "2500"), ("1.500", "1500"), ("12,5", "12.5"), ("500.000 đồng", "0.5")],
)
def test_amounts_are_kept_in_the_indicators_own_unit(text, value):
    unit = Unit.objects.create(slug="million_vnd", name_vi="triệu đồng", name_en="million dong")
    lent = make.indicator("money_lent", unit=unit, decimals=1)
    report = make.report("2024-02", form=form((lent, None, Basis.MONTH)))
    client = signed_in(report.created_by)
    assert save(client, report, {"id": cell("money_lent"), "text": text}).status_code == 200
    assert held(report) == {(None, "month"): Decimal(value)}
    page = client.get(reverse("admin:indicators_report_entry", args=[report.pk])).content.decode()
    assert 'data-scale="1000000"' in page  # the browser reads it alike


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "1.5",
        "12,000 người",
        "-",
        "không",
        "1 234",
        "(5)",
        "abc",
        "1e3",
        "NaN",
        "=1+1",
        "-5",
        "1,5",
        "12%",
        "9" * 16,
    ],
)
def test_anything_else_is_asked_about_or_refused_and_never_saved(browser, sheet, text):
    response = save(browser, sheet, {"text": text})
    assert response.status_code == 422
    assert response.json()["errors"][0]["message"]
    assert held(sheet) == {}


def test_choice_that_was_not_offered_confirms_nothing(browser, sheet):
    assert save(browser, sheet, {"text": "1,234", "confirmed": "9999"}).status_code == 422
    assert held(sheet) == {}


def test_one_wrong_cell_saves_none_of_the_others(browser, sheet):
    response = save(browser, sheet, {"text": "5"}, {"id": cell(basis="ytd"), "text": "năm"})
    assert response.status_code == 422
    assert held(sheet) == {}


def test_month_13_and_areas_that_are_not_yours_are_refused(browser, sheet):
    make.province("12", "Lai Châu")
    assert save(browser, sheet, {"id": cell(month="2024-13"), "text": "5"}).status_code == 400
    response = save(browser, sheet, {"id": cell(area="12"), "text": "5"})
    assert response.status_code == 422
    assert "12" in response.json()["errors"][0]["message"]
    assert held(sheet) == {}


def test_warnings_come_with_the_saved_cell_and_do_not_block(browser, sheet):
    total = {"text": "10"}
    parts = [{"id": cell(category="loan"), "text": "4"}, {"id": cell(category="labour_export"), "text": "5"}]
    answer = save(browser, sheet, total, *parts)
    assert answer.status_code == 200
    (finding,) = answer.json()["cells"][0]["findings"]
    assert (finding["rule"], finding["severity"]) == ("parts_differ", "soft")
    assert "10" in finding["text"]
    assert "9" in finding["text"]


def test_warning_goes_when_another_cell_puts_it_right(browser, sheet):
    save(
        browser,
        sheet,
        {"text": "10"},
        {"id": cell(category="loan"), "text": "4"},
        {"id": cell(category="labour_export"), "text": "5"},
    )
    answer = save(browser, sheet, {"id": cell(category="loan"), "text": "5", "version": 1})
    assert answer.json()["findings"] == {}


# --- E9: empty, zero, not available ----------------------------------------------------------------------


def test_empty_zero_and_not_available_are_three_different_things(browser, sheet):
    zero, reason = {"text": "0"}, {"id": cell(basis="ytd"), "text": "", "missing_reason": "chưa thống kê"}
    assert save(browser, sheet, zero, reason).status_code == 200
    cells = read(browser, sheet).json()["rows"][0]["cells"]
    assert [(cells[b]["text"], cells[b]["missing_reason"], cells[b]["version"]) for b in ("month", "ytd", "target")] == [
        ("0", "", 1), ("", "chưa thống kê", 1), ("", "", 0),
    ]  # fmt: skip


def test_not_available_wants_a_reason(browser, sheet):
    assert save(browser, sheet, {"text": "chưa có số liệu"}).status_code == 422
    answer = save(browser, sheet, {"text": "chưa có số liệu", "missing_reason": "chưa điều tra"})
    assert answer.json()["cells"][0]["missing_reason"] == "chưa điều tra"


def test_value_and_reason_together_are_refused(browser, sheet):
    assert save(browser, sheet, {"text": "5", "missing_reason": "chưa thống kê"}).status_code == 422


def test_note_and_qualifier_stay_when_only_the_number_changes(browser, sheet):
    save(browser, sheet, {"text": "5", "note": "theo báo cáo nhanh", "qualifier": "estimate"})
    answer = save(browser, sheet, {"text": "6", "version": 1}).json()["cells"][0]
    assert (answer["note"], answer["qualifier"]) == ("theo báo cáo nhanh", "estimate")


# --- who, when, how often ----------------------------------------------------------------------------------


def test_expired_session_is_told_so_as_json_and_never_redirected(sheet):
    response = save(signed_in(None), sheet, {"text": "5"})
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/json")
    assert response.json()["login"] == "/admin/login/"


def test_page_of_another_person_saves_nothing_in_this_ones_name(browser, sheet):
    other = make.entry_staff("khac")
    assert save(browser, sheet, {"text": "5"}, **{"X-Entry-User": str(other.pk)}).status_code == 401
    assert save(browser, sheet, {"text": "5"}, **{"X-Entry-User": str(sheet.created_by.pk)}).status_code == 200


@pytest.mark.parametrize("step", ["submitted", "published"])
def test_locked_report_answers_423_and_keeps_its_figures(browser, sheet, step):
    make.submitted([make.cell(10, "2024-02")], report=sheet)
    if step == "published":
        services.publish(report=sheet, by=make.reviewer())
    assert save(browser, sheet, {"text": "11", "version": 1}).status_code == 423
    assert held(sheet) == {(None, "month"): Decimal(10)}
    assert read(browser, sheet).json()["rows"][0]["cells"]["month"]["readonly"] is True


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", '{"cells": []}', '{"cells": 5}', '{"cells": [1]}', '{"cells": [{"id": 1}]}', "[" * 5000, "\xff",
        '{"cells": [{"id": "14|jobs_created||month|2024-02", "text": "5"}]}',
        '{"cells": [{"id": "14|jobs_created||month|2024-02", "text": "5", "version": true}]}',
        '{"cells": [{"id": "14|jobs_created||month|2024-02", "text": "\\u0000", "version": 0}]}',
        '{"cells": [{"id": "14|jobs_created||month|2024-02", "text": "\\ud800", "version": 0}]}',
        '{"cells": [{"id": "14|jobs_created||month|2024-02", "text": "5", "version": 0, "note": 5}]}',
    ],
)  # fmt: skip
def test_malformed_requests_are_refused(browser, sheet, body):
    url = reverse("admin:indicators_report_save", args=[sheet.pk])
    headers = {"Idempotency-Key": "a-good-key"}
    assert browser.post(url, body, content_type="application/json", headers=headers).status_code == 400
    assert browser.post(url, '{"cells": []}', content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "part",
    [
        {"indicator": "no_such"}, {"category": "no_such"}, {"basis": "span"}, {"basis": "month", "month": "2024-02|2020-01-01"},
        {"basis": "target", "month": "2024-02"}, {"basis": "quarter", "month": "2024-02"}, {"area": "99"},
    ],
)  # fmt: skip
def test_cells_that_cannot_be_are_refused(browser, sheet, part):
    assert save(browser, sheet, {"id": cell(**part), "text": "5"}).status_code == 422
    assert held(sheet) == {}


@pytest.mark.parametrize(
    ("basis", "month"),
    [
        ("span", "2024-02|2021-02-15"), ("span", "2024-02|1989-12-01"), ("span", "2024-02|0001-01-01"),
        ("target", "2024-12|2024-01-01"), ("target", "2024-12|2023-03-02"), ("month", "2024-02|2020-01-01"),
    ],
)  # fmt: skip
def test_several_years_are_counted_from_the_first_of_a_known_month(browser, sheet, basis, month):
    answer = save(browser, sheet, {"id": cell(basis=basis, month=month), "text": "5"})
    assert answer.status_code == 422
    year, number, day = month.rpartition("|")[2].split("-")
    assert f"{day}/{number}/{year}" in answer.content.decode()
    assert held(sheet) == {}


@pytest.mark.parametrize(("basis", "month"), [("span", "2024-02|2021-03-01"), ("target", "2024-12|2021-01-01")])
def test_several_years_from_the_first_of_a_month_are_saved(browser, sheet, basis, month):
    assert save(browser, sheet, {"id": cell(basis=basis, month=month), "text": "5"}).status_code == 200


#: Whether a save would wait for ever; session, who and which roles; the report; may enter; key, actor, lock, may enter;
#: indicators, categories, cells; the upsert; cells, figures, population, form and breakdowns for the rules; the answer
#: kept; and the transaction's own.
QUERIES = 24


@pytest.mark.parametrize("number", [1, 3])
def test_saving_a_month_takes_the_same_queries_for_one_cell_and_for_many(
    browser, sheet, django_assert_max_num_queries, number
):
    cells = [{"id": cell(category=part), "text": "4"} for part in ("loan", "labour_export", "")]
    with django_assert_max_num_queries(QUERIES):
        assert save(browser, sheet, *cells[:number]).status_code == 200


def test_what_a_save_says_of_its_indicators_is_what_the_whole_reports_checklist_says(sheet):
    """A save checks its own indicators alone: that is the same only as long as no rule looks at two."""
    others = [make.indicator(f"other_{n}") for n in range(3)]
    for at, month in enumerate(("2023-02", "2023-11", "2023-12", "2024-01")):
        make.published(*[make.cell(100 + at, month, of=of) for of in (make.indicator(), *others)], month=month)
    cells = [make.cell(10, "2024-02"), make.cell(4, "2024-02", category=make.category("loan"))]
    cells += [
        make.cell(7, "2024-02", basis=Basis.YTD),
        make.cell(9, "2024-02", category=make.category("labour_export")),
    ]
    cells += [make.cell(1000 * at, "2024-02", of=of) for at, of in enumerate(others)]
    services.save_cells(report=sheet, cells=cells, by=sheet.created_by, way="grid")
    found = checklist(sheet)
    slugs = {figure.indicator.slug for figure in found.figures}
    parts = [check_indicators(sheet, {slug}) for slug in sorted(slugs)]
    said = sorted((str(one.key), one.rule.id, one.text("vi")) for _held, findings in parts for one in findings)
    assert said == sorted((str(one.key), one.rule.id, one.text("vi")) for one in found.findings)
    assert {slug for slug in slugs if slug in str(said)} >= {"jobs_created", "other_0", "other_1"}
    assert {cell for held, _findings in parts for cell in held} == {id_of(figure) for figure in found.figures}


# --- the page without a script (E11) --------------------------------------------------------------------------


def form_of(client, report):
    return client.get(reverse("admin:indicators_report_entry", args=[report.pk]))


def post(client, report, **fields):
    return client.post(reverse("admin:indicators_report_entry", args=[report.pk]), fields)


def test_form_saves_without_a_script(browser, sheet):
    response = post(browser, sheet, **{f"c-{cell()}": "1.234", f"v-{cell()}": "0", f"o-{cell()}": ""})
    assert response.status_code == 302
    assert held(sheet) == {(None, "month"): Decimal(1234)}
    assert 'value="1.234"' in form_of(browser, sheet).content.decode()


def test_form_names_each_wrong_cell_and_keeps_what_was_typed(browser, sheet):
    response = post(browser, sheet, **{f"c-{cell()}": "1,234", f"c-{cell(basis='ytd')}": "50"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="1,234"' in html
    assert 'value="50"' in html
    assert held(sheet) == {}
    assert post(browser, sheet, **{f"c-{cell()}": "1,234", f"r-{cell()}": "1234"}).status_code == 302
    assert held(sheet) == {(None, "month"): Decimal(1234)}


def test_form_left_as_it_was_overwrites_nobody(browser, sheet):
    shown = {f"c-{cell()}": "", f"v-{cell()}": "0", f"o-{cell()}": "", f"c-{cell(basis='ytd')}": "7"}
    save(signed_in(make.entry_staff("khac")), sheet, {"text": "5"})
    assert post(browser, sheet, **shown).status_code == 302
    assert held(sheet) == {(None, "month"): Decimal(5), (None, "ytd"): Decimal(7)}


def test_form_says_who_was_faster_and_keeps_what_was_typed(browser, sheet):
    save(signed_in(make.entry_staff("khac")), sheet, {"text": "5"})
    response = post(browser, sheet, **{f"c-{cell()}": "6", f"v-{cell()}": "0", f"o-{cell()}": ""})
    html = response.content.decode()
    assert response.status_code == 409
    assert "khac" in html
    assert 'value="6"' in html
    assert held(sheet) == {(None, "month"): Decimal(5)}


def test_form_is_not_held_up_by_a_colleagues_note_on_a_cell_that_was_left_alone(browser, sheet):
    save(browser, sheet, {"text": "5"})
    form = fields_of(form_of(browser, sheet))
    theirs(sheet, text="5", version=1, note="theo báo cáo nhanh", qualifier="about")
    assert post(browser, sheet, **{**form, f"c-{cell(basis='ytd')}": "7"}).status_code == 302
    assert held(sheet) == {(None, "month"): Decimal(5), (None, "ytd"): Decimal(7)}
    figure = DraftFigure.objects.get(report=sheet, basis="month")
    assert (figure.note, figure.qualifier, figure.version) == ("theo báo cáo nhanh", "about", 2)


@pytest.mark.parametrize(("field", "value"), [("q", "about"), ("n", "theo báo cáo nhanh")])
def test_form_with_another_hedge_or_note_alone_is_saved(browser, sheet, field, value):
    save(browser, sheet, {"text": "5"})
    form = fields_of(form_of(browser, sheet))
    assert post(browser, sheet, **{**form, f"{field}-{cell()}": value}).status_code == 302
    figure = DraftFigure.objects.get(report=sheet)
    assert value in {figure.qualifier, figure.note}


def test_form_left_as_it_was_keeps_a_note_of_several_lines(browser, sheet):
    save(browser, sheet, {"text": "5", "note": "một\nhai"})
    form = fields_of(form_of(browser, sheet))
    sent = {name: value.replace("\n", "\r\n") for name, value in form.items()}  # as browsers send lines
    assert post(browser, sheet, **sent).status_code == 302
    assert post(browser, sheet, **{**sent, f"c-{cell()}": "6"}).status_code == 302
    figure = DraftFigure.objects.get(report=sheet)
    assert (figure.value, figure.note, figure.version) == (Decimal(6), "một\nhai", 2)


def test_form_that_is_refused_keeps_hedge_reason_and_note_as_well(browser, sheet):
    form = fields_of(form_of(browser, sheet))
    mine = {f"q-{cell()}": "about", f"n-{cell()}": "của tôi", f"m-{cell(basis='ytd')}": "chưa có"}
    response = post(browser, sheet, **{**form, f"c-{cell()}": "1,234", **mine})
    assert response.status_code == 422
    again = fields_of(response)
    assert {name: again[name] for name in mine} == mine
    assert post(browser, sheet, **{**again, f"r-{cell()}": "1234"}).status_code == 302
    figure = DraftFigure.objects.get(report=sheet, basis="month")
    assert (figure.value, figure.qualifier, figure.note) == (Decimal(1234), "about", "của tôi")
    assert DraftFigure.objects.get(report=sheet, basis="ytd").missing_reason == "chưa có"


def clashing(browser, sheet, content, mine):
    """My form after a colleague has saved `content` in its first cell: the page that says so."""
    form = fields_of(form_of(browser, sheet))
    theirs(sheet, **content)
    response = post(browser, sheet, **{**form, **{f"{letter}-{cell()}": value for letter, value in mine.items()}})
    assert response.status_code == 409
    return response


THEIRS = {"text": "520", "qualifier": "about", "note": "theo báo cáo nhanh"}


def test_form_shows_all_that_the_other_saved_and_saves_mine_when_sent_again(browser, sheet):
    response = clashing(browser, sheet, THEIRS, {"c": "500", "q": "nearly", "n": "của tôi"})
    assert "khoảng 520; ghi chú: theo báo cáo nhanh" in response.content.decode()
    assert post(browser, sheet, **fields_of(response)).status_code == 302
    figure = DraftFigure.objects.get(report=sheet)
    assert (figure.value, figure.qualifier, figure.note) == (Decimal(500), "nearly", "của tôi")


@pytest.mark.parametrize("content", [THEIRS, {"text": "", "missing_reason": "chưa có"}])
def test_form_can_leave_what_the_other_saved(browser, sheet, content):
    response = clashing(browser, sheet, content, {"c": "khoảng 500", "n": "của tôi"})
    before = DraftFigure.objects.values().get(report=sheet)
    again = {**fields_of(response), f"t-{cell()}": "1", f"c-{cell(basis='ytd')}": "7"}
    assert post(browser, sheet, **again).status_code == 302
    assert DraftFigure.objects.values().get(pk=before["id"]) == before
    assert held(sheet)[None, "ytd"] == Decimal(7)


def test_form_says_that_a_cell_was_emptied_and_names_nobody(browser, sheet):
    save(browser, sheet, {"text": "5"})
    response = clashing(browser, sheet, {"text": "", "version": 1}, {"c": "6"})
    assert "có người đã xóa trống ô này" in response.content.decode()


def test_form_that_was_refused_for_another_reason_still_learns_who_was_faster(browser, sheet):
    form = {**fields_of(form_of(browser, sheet)), f"c-{cell()}": "6", f"c-{cell(basis='ytd')}": "1,234"}
    theirs(sheet, text="5")
    refused = post(browser, sheet, **form)
    assert refused.status_code == 422
    again = post(browser, sheet, **{**fields_of(refused), f"r-{cell(basis='ytd')}": "1234"})
    assert again.status_code == 409
    assert held(sheet) == {(None, "month"): Decimal(5)}


def test_form_sent_twice_saves_once(browser, sheet):
    fields = {f"c-{cell()}": "6", f"v-{cell()}": "0", f"o-{cell()}": "", "idempotency_key": "a-form-key"}
    assert [post(browser, sheet, **fields).status_code for _ in range(2)] == [302, 302]
    assert DraftFigure.objects.get(report=sheet).version == 1


def test_form_with_a_key_or_version_that_nobody_was_given_still_saves(browser, sheet):
    odd = {f"c-{cell()}": "6", f"v-{cell()}": "9" * 5000, f"o-{cell()}": "", "idempotency_key": "a\x00key"}
    assert post(browser, sheet, **odd).status_code == 302
    assert held(sheet) == {(None, "month"): Decimal(6)}


def test_key_of_kept_drafts_is_each_persons_own():
    assert draft_key(make.user("mot")) != draft_key(make.user("hai"))
    assert draft_key(make.user("mot")) == draft_key(make.user("mot"))


# --- cells beyond the form ------------------------------------------------------------------------------------


def test_amendment_shows_also_what_no_form_asks_for(sheet):
    district = make.district()
    release = make.published(
        make.cell(10, "2024-02"), make.cell(3, "2024-02", area=district), make.cell(7, "2023-06"), month="2024-02"
    )
    by = make.report_of(release).created_by
    draft = services.amend(report=make.report_of(release), by=by, reason="đính chính")
    rows = read(signed_in(by), draft).json()["rows"]
    assert [(row["key"], row["area"]) for row in rows] == [
        ("jobs_created", "14"), ("jobs_created.loan", "14"), ("jobs_created.labour_export", "14"),
        ("jobs_created@14.2023-06", "14"), ("jobs_created@122.2024-02", "122"),
    ]  # fmt: skip
    assert "Phù Yên" in rows[-1]["label"]
    assert save(signed_in(by), draft, {"id": cell(area="122"), "text": "4", "version": 1}).status_code == 200

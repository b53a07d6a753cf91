"""What the server of the entry page promises: E2 to E10."""

from decimal import Decimal

import pytest

from indicators.models import IdempotencyKey

from . import factories as make
from .staff import cell, held, jobs_form, read, save, signed_in

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

"""What holds when people act at the same moment, and when the line breaks.

Each safeguard has a control: the same race without it is lost. `make test` runs a few rounds on a real
server with real transactions, `make soak` all of them; docs/reliability.md keeps the figures.
"""

import random
import sys
import time
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.urls import reverse

from indicators import services
from indicators.admin.report import workflow
from indicators.models import Change, DraftFigure, Figure, Release, Report
from indicators.services import publication, reports
from indicators.services.drafts import cells as saving

from .support import factories as make
from .support.racing import Person, together
from .support.staff import jobs_form, seen, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 20, 200
ROUNDS = [
    pytest.param(FEW, id="few"),
    pytest.param(MANY, marks=[pytest.mark.soak, pytest.mark.timeout(900)], id="many"),
]


@pytest.fixture
def say(record_property, capsys):
    """Show a figure to whoever runs the tests, and keep it in the report."""

    def said(sentence):
        record_property("figure", sentence)
        with capsys.disabled():
            sys.stdout.write(f"\n    {sentence}\n")

    return said


@pytest.fixture
def report():
    return make.report("2024-02", form=jobs_form())


@pytest.fixture
def slow_saves(monkeypatch):
    """Widen the moment between looking and writing, alike for the race and for its control."""
    check = saving._check_versions

    def slowly(wanted, now):
        check(wanted, now)
        time.sleep(0.01)

    monkeypatch.setattr(saving, "_check_versions", slowly)


@pytest.fixture
def without_guard():
    """Take the database's own guard of locked reports away, for a control."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_draftfigure DISABLE TRIGGER check_draft")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE indicators_draftfigure ENABLE TRIGGER USER")


# --- E6: two people on one cell ------------------------------------------------------------------


def silent_overwrites(server, report, number):
    """Two people who saw the same cell save different values at once; how often one was lost without a word."""
    people = [Person.at(server, make.entry_staff(name)) for name in ("mot", "hai")]
    lost = version = 0
    for turn in range(number):
        texts = [str(2 * turn + 1), str(2 * turn + 2)]
        saves = [
            lambda person=person, text=text, seen=version: person.save(report, text, seen)
            for person, text in zip(people, texts, strict=True)
        ]
        answers = together(*saves)
        held = DraftFigure.objects.get(report=report)
        version = held.version
        statuses = [status for status, _answer in answers]
        assert set(statuses) <= {200, 409}
        lost += statuses.count(200) - 1
        for (status, answer), text in zip(answers, texts, strict=True):
            if status == 409:
                (conflict,) = answer["conflicts"]
                assert (conflict["yours"], conflict["theirs"]) == (text, f"{held.value:.0f}")
    return lost


@pytest.mark.parametrize("number", ROUNDS)
def test_later_of_two_people_on_one_cell_overwrites_nothing(live_server, report, slow_saves, number, say):
    lost = silent_overwrites(live_server.url, report, number)
    say(f"two people on one cell, {number} rounds: silent overwrites {lost}")
    assert lost == 0


def test_without_the_version_check_work_is_overwritten(live_server, report, monkeypatch, say):
    monkeypatch.setattr(saving, "_check_versions", lambda wanted, now: None)
    lost = silent_overwrites(live_server.url, report, FEW)
    say(f"control, no version check, {FEW} rounds: silent overwrites {lost}")
    assert lost > 0


# --- publication against a save ------------------------------------------------------------------


def changed_behind_the_reviewer(number):
    """Someone saves while the report is submitted and published; how often the draft ends up other than published."""
    different = 0
    for turn in range(number):
        report = make.report("2024-02")
        by, reviewer = report.created_by, make.reviewer()
        services.save_cells(report=report, cells=[make.cell(10, "2024-02")], by=by, way="grid")
        together(
            lambda report=report, by=by, reviewer=reviewer: submit_and_publish(report, by, reviewer),
            lambda report=report, by=by, turn=turn: services.save_cells(
                report=report, cells=[make.cell(1000 + turn, "2024-02")], by=by, way="grid"
            ),
        )
        public = Figure.objects.get(report=report).value
        different += public != DraftFigure.objects.get(report=report).value
    return different


def submit_and_publish(report, by, reviewer):
    services.submit(report=report, by=by, note="đã rõ")
    services.publish(report=report, by=reviewer)


@pytest.mark.parametrize("number", ROUNDS)
def test_nothing_is_saved_into_a_report_behind_its_publication(slow_saves, number, say):
    different = changed_behind_the_reviewer(number)
    say(f"publication against a save, {number} rounds: drafts changed behind it {different}")
    assert different == 0


def test_without_lock_and_guard_a_save_lands_behind_the_publication(monkeypatch, without_guard, say):
    def unlocked(report, by):
        held = Report.objects.select_related("area").get(pk=report.pk)
        time.sleep(0.2)  # the moment in which the report is submitted and published
        return held

    monkeypatch.setattr(saving, "open_report", unlocked)
    different = changed_behind_the_reviewer(FEW)
    say(f"control, no lock and no guard, {FEW} rounds: drafts changed behind it {different}")
    assert different > 0


# --- publication against a return and a new submission -------------------------------------------


def published_unseen(number):
    """A reviewer's page shows 10; while they press Publish the report is returned, changed and submitted again.

    How often something else than 10 became public.
    """
    unseen = 0
    for turn in range(number):
        report = make.submitted([make.cell(10, "2024-02")], report=make.report("2024-02"))
        reviewer, shown = signed_in(make.reviewer()), seen(report)
        together(
            lambda report=report, reviewer=reviewer, shown=shown: reviewer.post(
                reverse("admin:indicators_report_publish", args=[report.pk]), {"seen": shown, "publish-words": "đã xem"}
            ),
            lambda report=report, turn=turn: replace_figures(report, 1000 + turn),
        )
        unseen += Figure.objects.filter(report=report).exclude(value=10).exists()
    return unseen


def replace_figures(report, value):
    services.return_(report=report, by=make.reviewer("duyet.hai"), reason="sai một số 0")
    services.save_cells(report=report, cells=[make.cell(value, "2024-02")], by=report.created_by, way="grid")
    services.submit(report=report, by=report.created_by, note="đã sửa")


@pytest.fixture
def slow_decisions(monkeypatch):
    """The look at the page's state, then time for the others: alike for the race and for its control."""
    publish = workflow.publish

    def slowly(**asked):
        time.sleep(0.15)
        return publish(**asked)

    monkeypatch.setattr(workflow, "publish", slowly)


@pytest.mark.parametrize("number", [5, pytest.param(MANY, marks=[pytest.mark.soak, pytest.mark.timeout(900)])])
def test_what_a_reviewer_did_not_see_is_not_published(slow_decisions, number, say):
    unseen = published_unseen(number)
    say(f"publication against a new submission, {number} rounds: published unseen {unseen}")
    assert unseen == 0


def test_without_the_state_that_was_seen_other_figures_are_published(slow_decisions, monkeypatch, say):
    monkeypatch.setattr(publication, "refuse_unless_seen", lambda report, seen: None)
    unseen = published_unseen(5)
    say(f"control, no state that was seen, 5 rounds: published unseen {unseen}")
    assert unseen > 0


# --- two publishers ------------------------------------------------------------------------------


def failed_publications(number):
    """Two reviewers publish two reports of the same month at once; how many fail on each other."""
    failed = 0
    reviewers = [make.reviewer("duyet.mot"), make.reviewer("duyet.hai")]
    for turn in range(number):
        reports = [
            make.submitted([make.cell(value, "2024-02")], report=make.report("2024-02")) for value in (turn, turn + 1)
        ]
        publications = [
            lambda report=report, by=by: services.publish(report=report, by=by)
            for report, by in zip(reports, reviewers, strict=True)
        ]
        results = together(*publications)
        failed += sum(isinstance(result, DatabaseError) for result in results)
    return failed


@pytest.mark.parametrize("number", ROUNDS)
def test_two_publishers_make_two_releases_in_a_row(number, say):
    failed = failed_publications(number)
    numbers = list(Release.objects.order_by("released_at").values_list("number", flat=True))
    current = Figure.objects.filter(superseded_in=None).count()
    say(f"two publishers, {number} rounds: failed {failed}, releases {len(numbers)}, current figures {current}")
    assert (failed, numbers, current) == (0, list(range(1, 2 * number + 1)), 1)


def test_without_the_publication_lock_publishers_fail_on_each_other(monkeypatch, say):
    """The database still refuses a number out of order, so nothing goes wrong in public: but somebody's work fails."""
    newest = publication._later_than

    def slowly(moment):
        time.sleep(0.05)
        return newest(moment)

    monkeypatch.setattr(publication, "lock_publication", lambda: None)
    monkeypatch.setattr(publication, "_later_than", slowly)
    failed = failed_publications(FEW)
    say(f"control, no lock, {FEW} rounds: failed publications {failed}")
    assert failed > 0


def odd_endings(number):
    """Two reviewers publish one report at once; how often it did not end in one release and one refusal."""
    reviewers = [make.reviewer("duyet.mot"), make.reviewer("duyet.hai")]
    odd = 0
    for _turn in range(number):
        report = make.submitted([make.cell(1, "2024-02")], report=make.report("2024-02"))
        results = together(*[lambda by=by, report=report: services.publish(report=report, by=by) for by in reviewers])
        odd += sorted(type(result).__name__ for result in results) != ["Refused", "Release"]
    return odd


@pytest.mark.parametrize("number", ROUNDS)
def test_one_report_is_published_once_however_many_press_the_button(number, say):
    odd = odd_endings(number)
    say(f"two reviewers on one report, {number} rounds: releases {Release.objects.count()}, odd endings {odd}")
    assert (odd, Release.objects.count()) == (0, number)


def test_without_the_report_lock_the_second_reviewer_meets_an_error(monkeypatch, say):
    """The database's guard of published reports still holds, so nothing is doubled: but nobody is told what happened."""

    def unlocked(report, by):
        held = Report.objects.select_related("area").get(pk=report.pk)
        time.sleep(0.05)  # both have looked before either is done
        if held.status != Report.Status.SUBMITTED:
            raise services.Refused("no longer submitted")
        return held

    monkeypatch.setattr(publication, "_submitted", unlocked)
    odd = odd_endings(FEW)
    say(f"control, no report lock, {FEW} rounds: releases {Release.objects.count()}, odd endings {odd}")
    assert odd > 0


def undone_corrections(number, monkeypatch):
    """An amendment is opened while another report's correction of its figure is being published; how often it undoes that."""
    supersede = publication._supersede

    def slowly(held, release):
        time.sleep(0.05)  # the release has its moment; its figures come
        supersede(held, release)

    monkeypatch.setattr(publication, "_supersede", slowly)
    undone = 0
    for turn in range(number):
        base = make.submitted([make.cell(100, "2024-01"), make.cell(turn, "2024-02")], report=make.report("2024-02"))
        services.publish(report=base, by=make.reviewer())
        correction = make.submitted([make.cell(120, "2024-01")], report=make.report("2024-03"))
        _, draft = together(
            lambda correction=correction: services.publish(report=correction, by=make.reviewer()),
            lambda base=base: time.sleep(0.02) or services.amend(report=base, by=base.created_by, reason="tháng 2 sai"),
        )
        make.submitted([make.cell(1000 + turn, "2024-02")], report=draft, by=base.created_by)
        services.publish(report=draft, by=make.reviewer())
        undone += Figure.objects.get(period="2024-01-01", superseded_in=None).value != 120
    return undone


def test_an_amendment_opened_during_a_correction_does_not_undo_it(monkeypatch, say):
    undone = undone_corrections(FEW // 4, monkeypatch)
    say(f"an amendment opened during a correction, {FEW // 4} rounds: corrections undone {undone}")
    assert undone == 0


def test_without_the_lock_an_amendment_undoes_the_correction_beside_it(monkeypatch, say):
    monkeypatch.setattr(reports, "lock_publication", lambda: None)
    undone = undone_corrections(FEW // 4, monkeypatch)
    say(f"control, no lock at the amendment's start, {FEW // 4} rounds: corrections undone {undone}")
    assert undone > 0


def empty_withdrawals(number):
    """Two reviewers withdraw one figure at once; how many releases ended nothing."""
    for _turn in range(number):
        make.published(make.cell(1, "2024-02"), month="2024-02")
        figures = [Figure.objects.get(superseded_in=None).pk]
        withdrawal = partial(services.withdraw, figures=figures, reason="sai", by=make.reviewer())
        together(withdrawal, withdrawal)
    return (
        Release.objects.filter(kind="withdraw")
        .exclude(pk__in=Figure.objects.exclude(superseded_in=None).values("superseded_in"))
        .count()
    )


def test_of_two_withdrawals_of_one_figure_one_makes_a_release(say):
    empty = empty_withdrawals(FEW // 4)
    say(f"two withdrawals of one figure, {FEW // 4} rounds: empty releases {empty}")
    assert empty == 0


def test_without_the_lock_before_the_look_a_withdrawal_is_empty(monkeypatch, say):
    """The lock that comes with the release is too late: both have looked by then."""
    lock, next_release = publication.lock_publication, publication._next_release

    def late(**fields):
        time.sleep(0.05)  # both have looked
        lock()
        return next_release(**fields)

    monkeypatch.setattr(publication, "lock_publication", lambda: None)
    monkeypatch.setattr(publication, "_next_release", late)
    empty = empty_withdrawals(FEW // 4)
    say(f"control, no lock before the look, {FEW // 4} rounds: empty releases {empty}")
    assert empty > 0


# --- E5: a request that is sent again --------------------------------------------------------------


def odd_answers(server, report, number):
    """The same request three times at once; how many answers differ from the others, and how often it was written."""
    person = Person.at(server, report.created_by)
    odd = version = 0
    for turn in range(number):
        key = f"the-key-of-turn-{turn}"
        saves = [lambda turn=turn, key=key, seen=version: person.save(report, str(turn + 1), seen, key)] * 3
        answers = together(*saves)
        odd += sum(answer != answers[0] or answer[0] != 200 for answer in answers)
        version = DraftFigure.objects.get(report=report).version
    return odd, Change.objects.filter(report_id=report.pk, table="draft_figure").count()


@pytest.mark.parametrize("number", ROUNDS)
def test_request_resent_in_parallel_is_answered_alike_and_done_once(live_server, report, number, say):
    odd, written = odd_answers(live_server.url, report, number)
    say(f"one key three times at once, {number} rounds: odd answers {odd}, writes {written}")
    assert (odd, written) == (0, number)


def test_without_kept_answers_a_resend_is_answered_otherwise(live_server, report, monkeypatch, say):
    monkeypatch.setattr("indicators.admin.report.saving.once", lambda *, by, key, fingerprint, work: work())
    odd, _written = odd_answers(live_server.url, report, FEW)
    say(f"control, no kept answers, {FEW} rounds: odd answers {odd}")
    assert odd > 0


def losses(server, report, number, *, resend):
    """The line is cut at a random moment of each save; what is not in the database afterwards, or in it twice."""
    person = Person.at(server, report.created_by)
    chance = random.Random(2024)
    lost = version = asked = 0
    for turn in range(1, number + 1):
        key = f"the-key-of-turn-{turn}"
        path, body, headers = person.request(report, str(turn), version, key)
        length = len(path) + len(body) + sum(map(len, [*headers, *headers.values()])) + 120
        sent = chance.choice([chance.randrange(1, length), 10**6])
        person.save_and_hang_up(report, str(turn), version, key, bytes_sent=sent)
        if resend:
            status, _answer = person.save(report, str(turn), version, key)
            asked += status != 200
        else:
            wait_until_quiet()
        held = DraftFigure.objects.filter(report=report).first()
        lost += held is None or held.value != Decimal(turn)
        version = held.version if held else 0
    wait_until_quiet()
    written = Change.objects.filter(report_id=report.pk, table="draft_figure").count()
    return lost, asked, written


def wait_until_quiet():
    """Until no server thread is at work for someone who hung up."""
    calm = 0
    while calm < 5:
        time.sleep(0.05)
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                   AND state <> 'idle' AND pid <> pg_backend_pid()"""
            )
            calm = calm + 1 if cursor.fetchone()[0] == 0 else 0


@pytest.mark.parametrize("number", ROUNDS)
def test_line_cut_in_mid_save_loses_nothing_and_doubles_nothing(live_server, report, number, say):
    lost, asked, written = losses(live_server.url, report, number, resend=True)
    say(f"line cut in mid-save, {number} rounds: lost {lost}, resends refused {asked}, writes {written}")
    assert (lost, asked, written) == (0, 0, number)


def test_without_a_resend_a_cut_line_loses_saves(live_server, report, say):
    lost, _asked, _written = losses(live_server.url, report, FEW, resend=False)
    say(f"control, no resend, {FEW} rounds: lost {lost}")
    assert lost > 0

"""Background work: each job done once, whatever dies meanwhile."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from indicators import services, tasks
from indicators.models import Job, Topic
from indicators.services.jobs import heartbeat, run
from indicators.values.names import Name

from .support import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def notified(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was put into the queue: delivery is the broker's, and not under test here."""
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "celery.app.base.Celery.send_task", lambda self, name, args=None, **_: sent.append((name, (args or [None])[0]))
    )
    return sent


@pytest.fixture
def performer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what a REMINDER job does."""

    def use(function: run.Performer) -> None:
        monkeypatch.setitem(tasks.PERFORMERS, Job.Kind.REMINDER, function)

    use(lambda run: write(run))
    return use


def write(run: services.Run) -> dict[str, Any]:
    Topic.objects.create(slug=f"job-{run.job.pk}", name_vi="a", name_en="a")
    run.progress(1, 1)
    return {"rows": 1}


def job(**fields: Any) -> Job:
    return Job.objects.create(
        **({"kind": "reminder", "key": f"key-{time.monotonic_ns()}", "created_by": make.user()} | fields)
    )


def test_run_job_does_the_work_and_says_so(notified, performer):
    made = job()
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts, made.result, made.rows_done, made.rows_total) == ("done", 1, {"rows": 1}, 1, 1)
    assert made.finished_at


def test_run_job_twice_changes_nothing(notified, performer):
    made = job()
    tasks.run_job(made.pk)
    before = Job.objects.values().get()
    tasks.run_job(made.pk)
    assert Job.objects.values().get() == before
    assert Topic.objects.count() == 1


def test_run_job_of_a_job_that_is_gone_does_nothing(notified):
    tasks.run_job(12345)


def test_run_job_undoes_all_of_a_failed_attempt_and_leaves_it_to_the_sweeper(notified, performer):
    performer(lambda run: write(run) and 1 / 0)
    made = job()
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("queued", 1)
    assert not Topic.objects.exists()


def test_run_job_tells_people_a_sentence_and_the_log_the_error(notified, performer, caplog):
    performer(lambda run: 1 / 0)
    made = job()
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert str(made.pk) in made.error
    assert "ZeroDivision" not in made.error
    assert "division by zero" in caplog.text


def test_run_job_gives_up_after_its_last_attempt(notified, performer):
    performer(lambda run: 1 / 0)
    made = job()
    for _ in range(Job.MOST_ATTEMPTS + 1):
        tasks.run_job(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("failed", Job.MOST_ATTEMPTS)


def test_run_job_that_is_refused_fails_at_once_with_the_sentence(notified, performer):
    def refuse(run):
        raise services.Refused("Tệp không có dòng nào.")

    performer(refuse)
    made = job()
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts, made.failure.vi) == ("failed", 1, "Tệp không có dòng nào.")


def test_run_job_says_what_failed_in_the_language_of_whoever_reads_it(notified, performer):
    performer(lambda run: 1 / 0)
    made = job()
    with override("en"):
        tasks.run_job(made.pk)
    made.refresh_from_db()
    assert str(made.pk) in made.failure.vi
    assert not made.failure.vi.startswith("Something")
    assert made.failure.en.startswith("Something went wrong on our side")


def test_job_that_failed_with_one_sentence_still_says_it():
    assert job(error="Tệp không có dòng nào.").failure == Name("Tệp không có dòng nào.", "Tệp không có dòng nào.")


def test_run_job_without_attempts_left_fails_unperformed(notified, performer):
    made = job(state="running", attempts=Job.MOST_ATTEMPTS)
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert made.state == "failed"
    assert made.error
    assert not Topic.objects.exists()


def test_run_job_runs_one_at_a_time(notified, performer):
    inside, go_on = threading.Event(), threading.Event()

    def wait(run):
        inside.set()
        go_on.wait(10)
        return write(run)

    performer(wait)
    made = job()
    first = threading.Thread(target=run_and_close, args=(made.pk,))
    first.start()
    inside.wait(10)
    tasks.run_job(made.pk)  # returns at once
    assert Job.objects.get().attempts == 1
    go_on.set()
    first.join()
    assert Topic.objects.count() == 1


def run_and_close(pk):
    tasks.run_job(pk)
    connection.close()


def test_progress_is_seen_while_the_transaction_is_open(notified, performer, monkeypatch):
    monkeypatch.setattr(heartbeat, "INTERVAL", 0.05)
    inside, go_on = threading.Event(), threading.Event()

    def wait(run):
        run.progress(7, 9)
        inside.set()
        go_on.wait(10)
        return {}

    performer(wait)
    made = job()
    thread = threading.Thread(target=run_and_close, args=(made.pk,))
    thread.start()
    inside.wait(10)
    time.sleep(0.3)
    made.refresh_from_db()
    go_on.set()
    thread.join()
    assert (made.state, made.rows_done, made.rows_total) == ("running", 7, 9)
    assert timezone.now() - made.heartbeat_at < timedelta(seconds=10)


def test_cancel_undoes_what_a_running_job_has_done(notified, performer, monkeypatch):
    monkeypatch.setattr(heartbeat, "INTERVAL", 0.05)
    made = job()

    def work(run):
        write(run)
        cancel_elsewhere(made)
        for done in range(200):
            run.progress(done)
            time.sleep(0.02)
        raise AssertionError("went on for four seconds after the cancel")

    performer(work)
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert not Topic.objects.exists()


def cancel_elsewhere(made):
    """As another process would: over a connection of its own, outside the job's transaction."""

    def cancel():
        services.cancel_job(job=made, by=made.created_by)
        connection.close()

    thread = threading.Thread(target=cancel)
    thread.start()
    thread.join()


def test_cancel_that_comes_at_the_last_moment_still_undoes_all(notified, performer):
    made = job()

    def work(run):
        write(run)
        cancel_elsewhere(made)
        return {}

    performer(work)
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert not Topic.objects.exists()


def test_cancel_and_retry_are_for_who_asked(notified, performer):
    made = job()
    with pytest.raises(services.Refused):
        services.cancel_job(job=made, by=make.user("khac"))
    assert services.cancel_job(job=made, by=made.created_by)
    assert not services.cancel_job(job=made, by=made.created_by)
    assert services.retry_job(job=made, by=made.created_by)
    assert notified == [("indicators.run_job", made.pk)]
    assert not services.retry_job(job=made, by=made.created_by)


def test_sweep_notifies_of_a_job_whose_worker_died(notified, performer):
    made = job(state="running", attempts=1, heartbeat_at=timezone.now())
    assert services.sweep_jobs() == [made.pk]
    made.refresh_from_db()
    assert made.state == "queued"
    assert notified == [("indicators.run_job", made.pk)]


def test_sweep_leaves_a_job_alone_that_is_being_run(notified, performer):
    inside, go_on = threading.Event(), threading.Event()

    def wait(run):
        inside.set()
        go_on.wait(10)
        return {}

    performer(wait)
    made = job()
    thread = threading.Thread(target=run_and_close, args=(made.pk,))
    thread.start()
    inside.wait(10)
    assert services.sweep_jobs(at_start=True) == []
    go_on.set()
    thread.join()
    made.refresh_from_db()
    assert made.state == "done"


def test_sweep_notifies_of_what_the_queue_lost_but_not_every_minute(notified):
    fresh, old = job(), job()
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(minutes=2))
    assert services.sweep_jobs() == [old.pk]
    assert services.sweep_jobs() == []
    assert services.sweep_jobs(at_start=True) == [fresh.pk, old.pk]


def test_sweep_ends_the_session_of_a_silent_worker(notified, performer, monkeypatch):
    monkeypatch.setattr(heartbeat, "INTERVAL", 1000)
    inside, go_on = threading.Event(), threading.Event()

    def silent(run):
        write(run)
        inside.set()
        go_on.wait(10)
        return {}

    performer(silent)
    made = job()
    thread = threading.Thread(target=run_and_close, args=(made.pk,))
    thread.start()
    inside.wait(10)
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=6))
    services.sweep_jobs()
    time.sleep(0.3)
    services.sweep_jobs()
    go_on.set()
    thread.join()
    performer(write)
    tasks.run_job(made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("done", 2)
    assert Topic.objects.count() == 1


def test_a_release_asks_for_its_files_once_and_notifies_after_the_commit(notified):
    release = make.published(make.cell(10))
    assert notified == [("indicators.run_job", Job.objects.get(key=f"release-files:{release.pk}").pk)]


def test_the_tasks_have_the_names_that_the_settings_and_the_messages_use():
    assert tasks.run_job.name == "indicators.run_job"
    assert tasks.sweep_jobs.name == "indicators.sweep_jobs"


def test_every_kind_of_job_has_its_performer():
    assert set(tasks.PERFORMERS) == set(Job.Kind)


def test_a_job_of_a_kind_that_this_worker_does_not_know_waits_for_one_that_does(notified, monkeypatch):
    monkeypatch.setattr(tasks, "PERFORMERS", {})
    waiting = job()
    tasks.run_job(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("queued", 0)

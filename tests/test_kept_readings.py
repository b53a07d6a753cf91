"""What is read in a report's text is kept with it: a page looks, and only a person's step reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from indicators import services
from indicators.admin.report import reading as pages
from indicators.confined import COME_AGAIN
from indicators.models import Area, Indicator, Job, KeptReading, Report, User
from indicators.reading import apart, reader
from indicators.services.drafts import readings
from indicators.services.drafts.readings import NotRead, Unread, candidates_of, perform, read_and_keep, state_of_text
from indicators.values.periods import Month

from .support import factories as make
from .support import harm, site
from .support.database import made_once
from .support.hurry import NO_TIME, read_here

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("kept_readings")]  # what it makes once

TEXT = "Trong tháng 5/2023, toàn tỉnh giải quyết việc làm cho 1.250 lao động."
#: Stands for a text that no page waits for (`hurried`).
LONG = "lần lượt là 1, 2, 3 và " * 4


@pytest.fixture(scope="module", autouse=True)
def _reference(django_db_setup: None, django_db_blocker: Any) -> Any:
    with made_once(django_db_blocker, site.load_reference):
        yield


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is read while a page waits; the limit itself is for test_reading_apart."""
    monkeypatch.setattr(apart, "AT_ONCE", NO_TIME)


@pytest.fixture
def staff() -> User:
    return make.entry_staff("nhap", Area.objects.get(public_code="14"))


@pytest.fixture
def report(staff: User) -> Report:
    area = Area.objects.get(public_code="14")
    return services.create_report(by=staff, area=area, month=Month(2023, 5), title="Báo cáo tháng 5")


@pytest.fixture
def page(client: Client, staff: User, report: Report) -> str:
    client.force_login(staff)
    return f"/admin/indicators/report/{report.pk}/reading/"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read in a child while the test runs."""
    texts: list[str] = []
    read_apart = apart.read_apart

    def noted(task: Any, *others: Any) -> Any:
        texts.append(task.text)
        return read_apart(task, *others)

    monkeypatch.setattr(apart, "read_apart", noted)
    return texts


def send(client: Client, page: str, text: str) -> Any:
    return client.post(page, {"text": text}, follow=True)


def test_a_text_is_read_when_it_is_saved_and_not_when_it_is_looked_at(
    client: Client, page: str, report: Report, reads: list[str]
) -> None:
    assert "1.250 lao động</mark>" in send(client, page, TEXT).content.decode()
    kept = KeptReading.objects.get(report=report)
    for _look in range(3):
        assert "1.250 lao động</mark>" in client.get(page).content.decode()
    assert reads == [TEXT]
    assert KeptReading.objects.get() == kept
    assert KeptReading.objects.get().read_at == kept.read_at


def test_without_a_kept_reading_each_look_reads(client: Client, page: str, report: Report, reads: list[str]) -> None:
    """The control. A look keeps nothing."""
    services.update_report(report=report, by=report.created_by, text=TEXT)
    for _look in range(2):
        assert "1.250 lao động</mark>" in client.get(page).content.decode()
    assert reads == [TEXT, TEXT]
    assert not KeptReading.objects.exists()


def test_after_an_edit_of_the_catalogue_a_button_reads_again(
    client: Client, page: str, report: Report, reads: list[str]
) -> None:
    send(client, page, TEXT)
    indicator = Indicator.objects.get(slug="jobs_created")
    indicator.phrases.create(text="giải quyết việc làm cho", kind="cue")
    html = client.get(page).content.decode()
    assert 'name="again"' in html
    assert "</mark>" not in html
    assert reads == [TEXT]
    assert "1.250 lao động</mark>" in client.post(page, {"again": "yes"}, follow=True).content.decode()
    assert reads == [TEXT, TEXT]


def test_figures_chosen_by_a_former_catalogue_are_not_saved(client: Client, page: str, report: Report) -> None:
    send(client, page, TEXT)
    before = state_of_text(report).catalogue
    Indicator.objects.get(slug="jobs_created").phrases.create(text="giải quyết việc làm cho", kind="cue")
    client.post(page, {"again": "yes"})
    sent = {"step": "chosen", "p-0-accept": "on"}
    assert client.post(page, {**sent, "catalogue": str(before)}).status_code == 409
    assert not report.draft_figures.exists()
    report.refresh_from_db()
    client.post(page, {**sent, "catalogue": str(state_of_text(report).catalogue)})
    assert report.draft_figures.count() == 1


def test_figures_of_a_text_that_must_be_read_again_are_not_saved(client: Client, page: str, report: Report) -> None:
    send(client, page, TEXT)
    Indicator.objects.get(slug="jobs_created").phrases.create(text="giải quyết việc làm cho", kind="cue")
    assert client.post(page, {"step": "chosen", "p-0-accept": "on"}).status_code == 409
    assert not report.draft_figures.exists()


def test_a_new_title_leaves_the_reading_as_it_is(client: Client, page: str, report: Report) -> None:
    send(client, page, TEXT)
    services.update_report(report=report, by=report.created_by, title="Báo cáo công tác tháng 5")
    assert "1.250 lao động</mark>" in client.get(page).content.decode()


def test_what_another_version_of_the_reader_kept_is_read_again(client: Client, page: str, report: Report) -> None:
    send(client, page, TEXT)
    KeptReading.objects.update(candidates=[{"start": 1}])
    report.refresh_from_db()
    with pytest.raises(NotRead) as problem:
        candidates_of(report)
    assert problem.value.why == Unread.STALE


@pytest.mark.usefixtures("hurried")
def test_a_long_text_is_read_in_the_background_and_its_page_says_so(
    client: Client, page: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (reader, pages):
        monkeypatch.setattr(module, "MOST_CANDIDATES", 5)
    html = send(client, page, LONG).content.decode()
    (job,) = Job.objects.filter(kind=Job.Kind.READING)
    address = f"/admin/indicators/report/{report.pk}/reading/{job.pk}/state.json"
    assert address in html
    assert 'http-equiv="refresh"' in html
    assert client.get(address).json()["waiting"]
    run(job)
    assert not client.get(address).json()["waiting"]
    shown = client.get(page).content.decode()
    assert shown.count('class="proposal ') == 5
    assert "Chỉ đọc 5 số liệu đầu tiên" in shown


def run(job: Job) -> None:
    """Do a job in the test's transaction: tests/test_jobs.py has the machinery around it."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=perform(services.Run(job)))


@pytest.mark.usefixtures("hurried")
def test_what_the_background_reads_is_not_kept_for_another_text(
    client: Client, page: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, page, LONG)
    job, read_apart = Job.objects.get(kind=Job.Kind.READING), readings.read_apart

    def changed_meanwhile(*arguments: Any) -> Any:
        services.update_report(report=report, by=report.created_by, text=TEXT)
        return read_apart(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(readings, "read_apart", changed_meanwhile)
        assert perform(services.Run(job))["kept"] is False
    assert not KeptReading.objects.exists()
    assert perform(services.Run(job)) == {"kept": False}
    services.update_report(report=report, by=report.created_by, text=LONG)
    assert perform(services.Run(job))["kept"] is True  # the control: nobody changed it


@pytest.mark.usefixtures("hurried")
def test_a_text_that_is_never_read_says_what_to_do(
    client: Client, page: str, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, page, LONG)
    job = Job.objects.get(kind=Job.Kind.READING)
    monkeypatch.setattr(readings, "LATER", apart.AT_ONCE)
    with pytest.raises(services.Refused, match="dán lại"):
        perform(services.Run(job))
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error='["Hãy bỏ bớt", "Leave something out"]')
    html = client.get(page).content.decode()
    assert "Hãy bỏ bớt" in html
    assert 'name="again"' in html
    client.post(page, {"again": "yes"})
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


# --- turns -------------------------------------------------------------------------------------


@contextmanager
def readers_at_work(number: int) -> Iterator[None]:
    """So many files are being read, until the block ends."""
    enough, begun = Event(), [Event() for _reader in range(number)]

    def hold(mine: Event) -> None:
        with apart.TURNS.turn(10):
            mine.set()
            enough.wait(60)

    threads = [Thread(target=hold, args=[mine]) for mine in begun]
    try:
        for thread, mine in zip(threads, begun, strict=True):
            thread.start()
            assert mine.wait(10)
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def upload(client: Client, page: str) -> Any:
    content = harm.word(b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % TEXT.encode())
    return client.post(page, {"text": "", "file": SimpleUploadedFile("a.docx", content)})


@pytest.mark.parametrize(("prefix", "said"), [("", "sau nửa phút"), ("/en", "in half a minute")])
def test_a_file_whose_turn_does_not_come_is_told_so(
    client: Client, page: str, report: Report, monkeypatch: pytest.MonkeyPatch, prefix: str, said: str
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.1)
    with readers_at_work(2):
        response = upload(client, prefix + page)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == str(COME_AGAIN)
        assert said in response.content.decode()
    report.refresh_from_db()
    assert report.text == ""
    with readers_at_work(1):  # the control: there is a place
        assert upload(client, prefix + page).status_code == 302
    assert apart.PATIENCE <= 10


def test_a_text_never_waits_for_its_turn_but_is_read_in_the_background(
    client: Client, page: str, report: Report
) -> None:
    with readers_at_work(2):
        begun = time.monotonic()
        send(client, page, TEXT)
        assert time.monotonic() - begun < 5
    (job,) = Job.objects.filter(kind=Job.Kind.READING)
    run(job)
    assert "1.250 lao động</mark>" in client.get(page).content.decode()


def test_reading_again_is_only_for_who_may_change_the_report(staff: User, report: Report) -> None:
    services.update_report(report=report, by=staff, text=TEXT)
    stranger = make.entry_staff("nhap.laichau", Area.objects.get(public_code="12"))
    with pytest.raises(services.Refused):
        read_and_keep(report=report, by=stranger)
    assert not KeptReading.objects.exists()

"""/livez, /readyz and /metrics: what machines are told, and who may ask."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from indicators.models import Job
from indicators.queries import health

from .support import factories as make


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)


def ready(client: Client, status: int = 200) -> dict:
    response = client.get("/readyz")
    assert response.status_code == status, response.content
    return response.json()


def test_livez_asks_nothing_of_the_database(client: Client) -> None:
    assert client.get("/livez").json() == {"alive": True}  # pytest-django refuses the database here


@pytest.mark.django_db
def test_readyz_is_well_on_a_fresh_installation(client: Client) -> None:
    found = ready(client)
    assert found["ready"]
    assert found["well"]
    assert found["oldest_queued_job_seconds"] == 0


@pytest.mark.django_db
def test_readyz_fails_where_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'indicators'"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'indicators' AND name = ({newest})")
    found = ready(client, 503)
    assert not found["ready"]
    assert found["unapplied_migrations"] >= 1


@pytest.mark.django_db
def test_readyz_tells_of_jobs_that_wait_too_long_but_stays_in_service(client: Client) -> None:
    job = Job.objects.create(kind=Job.Kind.REMINDER, key="a", created_by=make.user())
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=10))
    found = ready(client)
    assert 590 <= found["oldest_queued_job_seconds"] <= 620
    assert not found["well"]


@pytest.mark.django_db
def test_readyz_tells_of_a_broker_that_is_away_but_stays_in_service(client: Client) -> None:
    from welfare.celery import app

    app.conf.update(broker_url="redis://127.0.0.1:1/0", broker_connection_timeout=0.2)
    try:
        found = ready(client)
    finally:
        app.conf.update(broker_url="memory://")
    assert found["broker"] == "away"
    assert found["ready"]
    assert "127.0.0.1" not in json.dumps(found)


def test_readyz_says_503_without_a_database(client: Client, unreachable_database: None) -> None:
    assert ready(client, 503) == {"ready": False, "database": "away", "disk": "ok"}


@pytest.mark.django_db
def test_readyz_tells_of_a_disk_that_is_full_but_stays_in_service(client: Client, settings, tmp_path: Path) -> None:
    settings.WATCHED_FOLDERS = {"media": tmp_path / "not" / "made yet"}
    assert ready(client)["disk"] == "ok"
    settings.LEAST_FREE = 1 << 60
    assert (ready(client)["disk"], ready(client)["well"]) == ("full", False)
    assert "welfare_media_free_bytes" in client.get("/metrics").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("connected", "well"), [(0, False), (1, True), (2, True)])
def test_readyz_and_metrics_tell_how_many_receive_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, connected: int, well: bool
) -> None:
    monkeypatch.setattr(health, "receivers", lambda: health.Receivers(connected, needed=1))
    state = ready(client)
    assert (state["wal_receivers"], state["well"]) == ({"connected": connected, "needed": 1}, well)
    text = client.get("/metrics").content.decode()
    assert f"welfare_wal_receivers {connected}.0" in text
    assert "welfare_wal_receivers_needed 1.0" in text


@pytest.mark.django_db
def test_a_server_that_waits_for_no_receiver_misses_none() -> None:
    assert health.receivers() == health.Receivers(0, 0)
    assert not health.receivers().missing


@pytest.fixture
def unreachable_database(django_db_blocker, monkeypatch: pytest.MonkeyPatch):
    """A server that is not there, seen by the very same connection."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    with django_db_blocker.unblock():
        yield
        connection.close()


# --- metrics -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_metrics_tell_requests_queue_release_and_backup(client: Client, settings, tmp_path: Path) -> None:
    settings.BACKUP_DIR = tmp_path
    make.published(make.cell(10))
    client.get("/livez")
    text = client.get("/metrics").content.decode()
    assert "welfare_last_release_number 1.0" in text
    assert "welfare_last_backup_age_seconds +Inf" in text
    assert "welfare_queue_age_seconds" in text
    assert 'view="livez"' in text


@pytest.mark.django_db
def test_metrics_know_the_age_of_the_newest_backup(client: Client, settings, tmp_path: Path) -> None:
    settings.BACKUP_DIR = tmp_path
    for name, hours in (("old", 48), ("new", 2)):
        (tmp_path / name).mkdir()
        finished = (timezone.now() - timedelta(hours=hours)).isoformat()
        (tmp_path / name / health.MANIFEST).write_text(json.dumps({"finished_at": finished}))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / health.MANIFEST).write_text("{")
    assert health.last_backup(tmp_path) == pytest.approx(7200, abs=60)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("10.1.2.3", 200), ("8.8.8.8", 403), ("", 403)])
def test_metrics_without_a_token_are_for_private_networks(client: Client, address: str, status: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_metrics_with_a_token_are_for_who_knows_it(client: Client, settings) -> None:
    settings.METRICS_TOKEN = "t" * 30
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer tt"}).status_code == 403
    assert (
        client.get("/metrics", REMOTE_ADDR="8.8.8.8", headers={"Authorization": "Bearer " + "t" * 30}).status_code
        == 200
    )


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_health_only_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405

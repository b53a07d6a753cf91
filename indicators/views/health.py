"""`/livez`, `/readyz` and `/metrics`: for machines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from ..queries import health

#: Seconds that a job may wait before something is wrong with the workers.
LONGEST_WAIT = 300


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives. Asks nothing of others: a database that is away is no reason to start this anew."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 503 where pages cannot be served: no database, or one that lacks migrations.

    A broker that is away, jobs that wait too long, a full disk, no receiver of the log are told (`well` is false) but
    leave this at 200: pages work without them, and taking every web server out of service would make it worse.
    """
    report = state()
    return JsonResponse(report, status=200 if report["ready"] else 503)


def state() -> dict[str, Any]:
    """Return what `/readyz` answers."""
    if not health.database_answers():
        return {"ready": False, "database": "away", "disk": disk()}
    missing, broker, receivers = health.unapplied(), health.broker_answers(), health.receivers()
    waits = 0.0 if missing else health.oldest_queued()
    saves = not receivers.missing and disk() == "ok"
    return {
        "ready": not missing,
        "database": "ok",
        "unapplied_migrations": missing,
        "broker": "ok" if broker else "away",
        "disk": disk(),
        "wal_receivers": {"connected": receivers.connected, "needed": receivers.needed},
        "oldest_queued_job_seconds": round(waits),
        "well": broker and not missing and saves and waits <= LONGEST_WAIT,
    }


def disk() -> str:
    """Say in a word whether there is room to save."""
    return "full" if health.full(settings.WATCHED_FOLDERS, settings.LEAST_FREE) else "ok"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with counters of the web processes and the installation's state, as Prometheus reads it. Not public."""
    if not may_read(request):
        return HttpResponse("Not public: ask from a private network, or with the token of METRICS_TOKEN.\n", status=403)
    counters = generate_latest(web_processes())
    return HttpResponse(counters + generate_latest(installation()), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whether the asker knows the token; where none is set, this computer and private networks may."""
    if token := settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False


def web_processes() -> CollectorRegistry:
    """Return the counters of all web processes that share a folder (see deploy/gunicorn.conf.py), else of this one."""
    if not settings.METRICS_DIR:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return together


def installation() -> CollectorRegistry:
    """Return what is read from the database and the disk at the moment of asking."""
    registry = CollectorRegistry()
    for name, folder in settings.WATCHED_FOLDERS.items():
        gauge(
            registry,
            f"welfare_{name}_free_bytes",
            "What may still be written there.",
            partial(health.free_bytes, folder),
        )
    gauge(registry, "welfare_up", "1: the database answers.", lambda: float(health.database_answers()))
    if not health.database_answers():
        return registry
    gauge(registry, "welfare_queue_age_seconds", "Seconds the oldest queued job has waited.", health.oldest_queued)
    receivers = health.receivers()
    help = "Receivers of the database's log that are connected, of those that saves wait for."
    gauge(registry, "welfare_wal_receivers", help, lambda: receivers.connected)
    help = "How many of them a save waits for; with fewer connected nobody can sign in or save."
    gauge(registry, "welfare_wal_receivers_needed", help, lambda: receivers.needed)
    gauge(registry, "welfare_broker_up", "1: the broker answers.", lambda: float(health.broker_answers()))
    if newest := health.last_release():
        gauge(registry, "welfare_last_release_number", "Number of the newest release.", lambda: newest[0])
        gauge(registry, "welfare_last_release_timestamp_seconds", "When it was made.", lambda: newest[1])
    age = health.last_backup(Path(settings.BACKUP_DIR))
    gauge(
        registry,
        "welfare_last_backup_age_seconds",
        "Seconds since the newest back-up was finished; +Inf: there is none.",
        lambda: float("inf") if age is None else age,
    )
    return registry


def gauge(registry: CollectorRegistry, name: str, help: str, value: Callable[[], float]) -> None:
    """Return one number under its name, as Prometheus reads it."""
    Gauge(name, help, registry=registry).set(value())

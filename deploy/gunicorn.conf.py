"""The application server in production. Threads, so that a long download holds nobody up."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from welfare import logs

bind = os.environ.get("GUNICORN_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_PROCESSES", "3"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"
timeout = 120  # seconds without a sign of life
graceful_timeout = 30
keepalive = 75  # seconds; longer than nginx keeps its side
max_requests, max_requests_jitter = 20_000, 2_000  # so that a leak stays small
limit_request_line, limit_request_fields, limit_request_field_size = 8190, 60, 8190
forwarded_allow_ips = ""  # who is believed is said by TRUSTED_PROXY: welfare/proxy.py
control_socket_disable = True
accesslog = None  # the site writes its own lines, with a number for each request
errorlog = "-"
logconfig_dict = logs.logging(json=True)  # its own lines as the site's: JSON
logconfig_dict["loggers"] |= {"gunicorn.error": {"level": "INFO", "propagate": True}}

METRICS = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def on_starting(server: object) -> None:
    """Counters begin at zero with the processes that count."""
    if METRICS:
        shutil.rmtree(METRICS, ignore_errors=True)
        Path(METRICS).mkdir(parents=True)


def child_exit(server: object, worker: object) -> None:
    """A process that ended no longer counts as alive."""
    if METRICS:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[attr-defined]

"""The Celery application: `celery -A welfare worker -B`."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")

app = Celery("welfare")
app.set_default()  # also in the threads of a web server, which would ring a broker nobody runs
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logs(**_: object) -> None:
    """The worker writes as LOGGING says; without this Celery would set up its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)

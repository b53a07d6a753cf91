"""The Celery application: `celery -A welfare worker -B`."""

import logging
import logging.config
import os

from celery import Celery
from celery.signals import celeryd_init, setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

from . import broker  # noqa: F401  (messages in files are whole from here on)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")

app = Celery("welfare")
app.set_default()  # also in the threads of a web server, which would call a broker nobody runs
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logs(**_: object) -> None:
    """Let the worker write as LOGGING says; without this Celery would set up its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


ABSENT = """The broker does not answer: %s (CELERY_BROKER_URL).
    Until it does, no file is checked or imported, no download made and no reminder sent. Nothing is lost: jobs wait in
    the database and are taken up once it is there. Start Redis or Valkey, or mend CELERY_BROKER_URL; where it is not
    set, files in var/broker do instead."""


@celeryd_init.connect
def warn_broker_away(**_: object) -> bool:
    """Say loudly, once at the start of the worker and of the site, that the configured broker is away; whether it is."""
    connection = app.connection_for_write()
    try:
        with connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception:  # each transport has errors of its own
        logging.getLogger(__name__).critical(ABSENT, connection.as_uri())
        return True
    return False

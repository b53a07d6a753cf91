"""The Celery application: `celery -A welfare worker -B`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")

app = Celery("welfare")
app.set_default()  # also in the threads of a web server, which would ring a broker nobody runs
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

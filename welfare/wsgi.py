"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
if not os.environ.get("STATEMENT_TIMEOUT_FILE"):
    os.environ.setdefault("STATEMENT_TIMEOUT", "60")  # seconds; nobody waits longer for a page
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402  (with the settings that were just read)

from welfare.celery import warn_broker_away  # noqa: E402

get_resolver().url_patterns  # noqa: B018  (all modules now: the first reader of a process would wait a second for them)
warn_broker_away()

"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare.settings")
if not os.environ.get("STATEMENT_TIMEOUT_FILE"):
    os.environ.setdefault("STATEMENT_TIMEOUT", "60")  # seconds; nobody waits longer for a page
application = get_wsgi_application()

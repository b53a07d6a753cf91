"""One settings file. Everything that differs between installations comes from the environment (see .env.example)."""

from __future__ import annotations

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from . import embedded, environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

#: Raise it when pages change their looks: readers' caches go by it.
VERSION = "0.1.0"

DEBUG = environment.debug()
SECRET_KEY = environment.secret_key("SECRET_KEY", debug=DEBUG, directory=VAR_DIR)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # the site itself is ours: indicators.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tables2",
    "csp",
    "indicators",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "welfare.urls"
WSGI_APPLICATION = "welfare.wsgi.application"
AUTH_USER_MODEL = "indicators.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

# PostgreSQL only. The embedded server's address is known without starting it.
DATABASES = {"default": environment.database("DATABASE_URL", embedded.url)}
DATABASES["default"]["TEST"] = {"NAME": environment.text("TEST_DATABASE_NAME") or None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Kept in this process until the next release or edit of the catalogue, which name the state in the key: never by the
# clock. "pages" holds whole answers of at most 0.4 MB.
_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": None}
CACHES = {
    "default": _MEMORY | {"LOCATION": "values", "OPTIONS": {"MAX_ENTRIES": 300}},
    "pages": _MEMORY | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 150}},
}

LANGUAGE_CODE = environment.text("LANGUAGE_CODE")
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # numbers are formatted by indicators.numbers, the same everywhere

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Scripts and styles from this origin only; nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG

EMAIL_BACKEND, _email = environment.email("EMAIL_URL")
globals().update(_email)

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker(
    "CELERY_BROKER_URL", directory=VAR_DIR / "broker"
)
CELERY_TASK_IGNORE_RESULT = True  # the job table is the truth
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "indicators.sweep_jobs", "schedule": 60.0},
    "send reminders": {"task": "indicators.send_reminders", "schedule": crontab(hour="8-16", minute=0)},
}

DJANGO_TABLES2_TEMPLATE = "indicators/table.html"
LOGIN_URL = "admin:login"

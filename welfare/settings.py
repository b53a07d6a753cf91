"""One settings file. Everything that differs between installations comes from the environment (see .env.example)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from . import embedded, environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var")

#: Raise it when pages change their looks: readers' caches go by it.
VERSION = "0.1.0"

DEBUG = environment.debug()
SECRET_KEY = environment.secret_key("SECRET_KEY", debug=DEBUG, directory=VAR_DIR)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
HTTPS = not DEBUG and environment.boolean("HTTPS", default=True)

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
    "django_prometheus",
    "django_structlog",
    "axes",
    "indicators",  # before allauth: our templates of its pages are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "welfare.proxy.TrustedProxy",  # whoever asks for the reader's address afterwards gets the true one
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",  # outside all that may answer: static files and errors get the policy too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "welfare.compression.Compression",
    "welfare.outages.Outages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "welfare.urls"
WSGI_APPLICATION = "welfare.wsgi.application"
AUTH_USER_MODEL = "indicators.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

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
if limits := environment.timeouts("STATEMENT_TIMEOUT"):
    _options = DATABASES["default"]["OPTIONS"]
    _options["options"] = f"{_options.get('options', '')} {limits}".strip()
DATABASES["default"]["CONN_MAX_AGE"] = 0 if DEBUG else 60  # seconds
DATABASES["default"]["CONN_HEALTH_CHECKS"] = not DEBUG  # a kept one may be of a server that was started again since
DATABASES["default"]["TEST"] = {"NAME": environment.text("TEST_DATABASE_NAME") or None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Kept in this process until the next release or edit of the catalogue, which name the state in the key: never by the
# clock. "names": what figures are about; "pages": whole answers; "compressed": what came of them (a tenth).
#: Larger answers are made anew each time, so that the memory of a full cache has a bound.
LARGEST_KEPT = 400_000  # bytes
_MEMORY = {"BACKEND": "welfare.memory.Values", "TIMEOUT": None}
CACHES = {
    "default": _MEMORY | {"LOCATION": "values", "OPTIONS": {"MAX_ENTRIES": 300}},
    "names": _MEMORY | {"LOCATION": "names", "OPTIONS": {"MAX_ENTRIES": 150}},
    "pages": _MEMORY | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 150}},
    "compressed": _MEMORY | {"LOCATION": "compressed", "OPTIONS": {"MAX_ENTRIES": 150}},
    # A page's frame; made anew each time where templates are being edited.
    "template_fragments": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if DEBUG
    else _MEMORY | {"LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 300}},
}

LANGUAGE_CODE = environment.text("LANGUAGE_CODE")
LOCALE_PATHS = [BASE_DIR / "indicators" / "locale"]  # our words before Django's own
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # numbers are formatted by indicators.values.numbers, the same everywhere

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
#: Where a full disk keeps everybody from saving. Of a server elsewhere only that server can tell.
WATCHED_FOLDERS = {"media": MEDIA_ROOT}
if environment.given("DATABASE_URL") is None:
    WATCHED_FOLDERS["database"] = embedded.data_folder()
LEAST_FREE = environment.integer("LEAST_FREE_SPACE") * 1024 * 1024  # bytes
STORAGES = {
    "default": {"BACKEND": "welfare.storage.Media"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "welfare.storage.Storage"
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
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a day's work

# HTTPS. Health checks ask from inside, over plain HTTP.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
TRUSTED_PROXY = environment.networks("TRUSTED_PROXY")
if any(TRUSTED_PROXY):
    # welfare.proxy drops this header where it does not come from the proxy.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CSRF_FAILURE_VIEW = "indicators.views.errors.csrf_failure"

# What one request may bring. The largest honest one is a month's page without JavaScript: some 400 cells.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o640

# Logs: JSON lines on standard error, with a number for each request and task.
logs.configure()
LOGGING = logs.logging(json=not DEBUG)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = None  # asking who it is would make public pages depend on the session
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = False

METRICS_TOKEN = environment.text("METRICS_TOKEN")
METRICS_DIR = environment.text("PROMETHEUS_MULTIPROC_DIR")
POSTGRES_PROGRAMS = embedded.programs_folder()  # pg_dump and pg_restore, where the system has none
BACKUP_DIR = environment.folder("BACKUP_DIR", VAR_DIR / "backups")

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

# Signing in: docs/security.md. Passwords after NIST SP 800-63B: long and not known to everyone, nothing else.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "indicators.signin.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "indicators.signin.forms.SignInForm",
    "reauthenticate": "indicators.signin.forms.PasswordAgainForm",
    "change_password": "indicators.signin.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False  # ends with the browser
ACCOUNT_LOGOUT_REDIRECT_URL = "overview"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
MFA_ADAPTER = "indicators.signin.adapter.CodeAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "indicators.signin.forms.CodeForm",
    "reauthenticate": "indicators.signin.forms.CodeAgainForm",
    "activate_totp": "indicators.signin.forms.SwitchOnForm",
    "deactivate_totp": "indicators.signin.forms.SwitchOffForm",
}
ACCOUNT_RATE_LIMITS = False  # kept by each process for itself; indicators.signin.limits keeps them in the database
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]  # as counted_name gives it: from known devices each for itself
AXES_USERNAME_CALLABLE = "indicators.signin.limits.counted_name"
AXES_LOCKOUT_CALLABLE = "indicators.signin.adapter.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or who guesses on could lock out for ever
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]  # welfare.proxy makes sure of it
AXES_DISABLE_ACCESS_LOG = True  # the security log tells it
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["login", "code"]
AXES_VERBOSE = False
# It wants a limit for each address. There is one: indicators.signin.limits.MOST_FROM_ADDRESS.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

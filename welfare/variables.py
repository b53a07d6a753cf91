"""The variables that an installation may set: what each means, an example, and its value when it is not set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """What a variable means, an example for `.env.example`, and its value when it is not set."""

    name: str
    meaning: str
    example: str
    default: str = ""


VARIABLES = {
    variable.name: variable
    for variable in [
        Variable(
            "SECRET_KEY",
            "Signs sessions and tokens: at least 32 random characters, kept secret. Not set: development,\n"
            "with a key made once in var/secret-key. Required when DEBUG is off.",
            "",
        ),
        Variable(
            "DEBUG",
            "Development settings: 1 or 0. Not set: 1 until SECRET_KEY is set, then 0. Never 1 on a network.",
            "0",
        ),
        Variable(
            "ALLOWED_HOSTS",
            "Names under which the site may be asked for, separated by commas. Not set: this computer only.",
            "localhost,127.0.0.1,[::1]",
            "localhost,127.0.0.1,[::1]",
        ),
        Variable(
            "DATABASE_URL",
            "PostgreSQL 15 or newer: postgresql://user:password@host:5432/name, or a socket's folder with\n"
            "postgresql://user@/name?host=/run/postgresql. Not set: the embedded server in var/pg.",
            "postgresql://welfare:password@localhost:5432/welfare",
        ),
        Variable(
            "CELERY_BROKER_URL",
            "Where jobs wait for the worker: redis://host:6379/0 (Valkey or Redis), or\n"
            "filesystem:///folder. Not set: files in var/broker.",
            "redis://localhost:6379/0",
            "filesystem://",
        ),
        Variable(
            "EMAIL_URL",
            "How mail leaves: smtp://user:password@host:25, smtp+tls://…:587 (STARTTLS), smtps://…:465,\n"
            "file:///folder, or console: (prints it). ?from=name@host sets the sender. Not set: console:",
            "smtp+tls://user:password@mail.example.vn:587?from=welfare@example.vn",
            "console:",
        ),
        Variable(
            "HTTPS",
            "1: with DEBUG off, plain HTTP is sent on to HTTPS and browsers are told to stay there. 0 only to try\n"
            "an installation on this computer. Not set: 1.",
            "1",
            "1",
        ),
        Variable(
            "TRUSTED_PROXY",
            "Addresses or networks of the reverse proxy, separated by commas; `unix` for one that comes over a\n"
            "socket. Only what they say of the reader's address and of HTTPS is believed. Not set: nobody.",
            "172.30.0.0/24",
        ),
        Variable(
            "METRICS_TOKEN",
            "Who sends this as `Authorization: Bearer …` may read /metrics. Not set: only this computer and\n"
            "private networks may.",
            "",
        ),
        Variable(
            "PROMETHEUS_MULTIPROC_DIR",
            "Folder in which the web processes add up their counters for /metrics; deploy/gunicorn.conf.py empties it\n"
            "at the start. Not set: each process counts for itself.",
            "/tmp/metrics",
        ),
        Variable(
            "STATEMENT_TIMEOUT",
            "Seconds after which the database breaks off one statement; half of it for a lock or an idle\n"
            "transaction. 0: never. Not set: 60 in the web server, 0 in the worker and in commands.",
            "60",
            "0",
        ),
        Variable(
            "VAR_DIR",
            "Folder for what the installation writes: uploaded reports, the files of releases, collected static\n"
            "files. Not set: var/ in the project.",
            "/var/lib/welfare",
        ),
        Variable(
            "LEAST_FREE_SPACE",
            "Megabytes that must be free where uploaded files are kept (and the embedded database): below, /readyz says\n"
            "that the disk is full and `well` is false, and the staff's first page says so. Not set: 500.",
            "500",
            "500",
        ),
        Variable(
            "BACKUP_DIR",
            "Folder whose newest back-up /metrics tells the age of. Not set: backups/ in VAR_DIR.",
            "/var/backups/welfare",
        ),
        Variable(
            "GUNICORN_BIND",
            "Address and port of the application server (deploy/gunicorn.conf.py). Not set: port 8000 of every address.",
            "127.0.0.1:8000",
            "0.0.0.0:8000",
        ),
        Variable("WEB_PROCESSES", "Its processes. Not set: 3.", "3", "3"),
        Variable("WEB_THREADS", "Threads of each: a long download takes one. Not set: 8.", "8", "8"),
        Variable("LANGUAGE_CODE", "Language of addresses without a prefix: vi or en. Not set: vi.", "vi", "vi"),
        Variable(
            "TEST_DATABASE_NAME",
            "Name of the database that the tests make and drop, for two test runs side by side.\n"
            "Not set: test_ and the name of the database.",
            "test_mine",
        ),
    ]
}

#: What only docker-compose.yml takes from .env: the site does not read it.
OF_COMPOSE = [
    Variable("SERVER_NAME", "The name of the site in the DNS. Required.", "welfare.example.vn"),
    Variable("VERSION", "The version that is checked out, and so the image that runs. Required.", "0.1.0"),
    Variable(
        "OWN_NETWORKS",
        "Addresses or networks behind which a whole office sits, as the internet sees them, separated by commas:\n"
        "there the proxy takes ten times as many requests and sign-ins. Not set: each address is one reader.",
        "203.0.113.7,10.14.0.0/16",
    ),
    Variable(
        "SUBNET",
        "First three numbers of the network between the containers, if your own network has these too; in\n"
        "use after `docker compose down`. Not set: 172.30.0.",
        "172.30.0",
    ),
    Variable("HTTP_PORT", "Port of the server for plain HTTP, which is sent on to HTTPS. Not set: 80.", "80"),
    Variable("HTTPS_PORT", "Its port for HTTPS. Not set: 443.", "443"),
]

"""Set the database's roles: what the site may do to each table, and what a reporting tool may read.

The owner (who runs `migrate`) is not the site. So even a fault that lets somebody run SQL through the site cannot
change what was published, write history, or take a trigger away.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from psycopg import sql

#: Tables of which the site may do less than everything. The history is written by a trigger, in its owner's name.
KEPT = {
    "indicators_release": "SELECT, INSERT",
    "indicators_figure": "SELECT, INSERT, UPDATE (superseded_in_id)",
    "indicators_releasefile": "SELECT, INSERT",
    "indicators_change": "SELECT",
    # Written by triggers, in their owner's name.
    "indicators_figureseries": "SELECT",
    "indicators_areasum": "SELECT",
    "indicators_formerlabel": "SELECT",
    "indicators_cataloguestate": "SELECT",
    "django_migrations": "SELECT",
}
ALL = "SELECT, INSERT, UPDATE, DELETE"  # but not TRUNCATE, REFERENCES or TRIGGER

#: What a reporting tool does not read: drafts, people, and how they sign in.
PRIVATE = frozenset(
    {"report", "draftfigure", "change", "user", "membership", "job", "idempotencykey", "keptreading",
     "user_groups", "user_user_permissions"}
)  # fmt: skip

PUBLISHED_REPORTS = """
CREATE SCHEMA IF NOT EXISTS reporting;
CREATE OR REPLACE VIEW reporting.report AS
    SELECT id, area_id, period, title, body_id, url, published_on, cut_off, note, illustrative, amends_id, reason
    FROM indicators_report WHERE status = 'published';
"""


def create(*, application: str, reporting: str, passwords: dict[str, str]) -> None:
    """Make both roles, or bring their rights up to date. Run as the owner, after each `migrate`."""
    with connection.cursor() as cursor:
        for role in (application, reporting):
            _make(role, passwords.get(role))
        tables = connection.introspection.table_names(cursor)
        _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        _run("GRANT USAGE ON SCHEMA public TO {}, {}", application, reporting)
        for table in tables:
            _run("REVOKE ALL ON {} FROM {}, {}", table, application, reporting)
            _run(f"GRANT {KEPT.get(table, ALL)} ON {{}} TO {{}}", table, application)
        _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", application)
        _let_read(reporting)


def _let_read(role: str) -> None:
    """Grant a role reading the catalogue and everything published, of reports only those that were."""
    for model in apps.get_app_config("indicators").get_models():
        if model._meta.model_name not in PRIVATE:
            _run("GRANT SELECT ON {} TO {}", model._meta.db_table, role)
    with connection.cursor() as cursor:
        cursor.execute(PUBLISHED_REPORTS)
    _run("GRANT USAGE ON SCHEMA reporting TO {}", role)
    _run("GRANT SELECT ON reporting.report TO {}", role)
    _run("ALTER ROLE {} SET default_transaction_read_only = on", role)
    _run("ALTER ROLE {} SET statement_timeout = '5min'", role)


def _make(role: str, password: str | None) -> None:
    """Create a role that may sign in and nothing else; with a new password where one is given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        exists = cursor.fetchone() is not None
    if not exists:
        _run("CREATE ROLE {} LOGIN NOINHERIT NOCREATEDB NOCREATEROLE", role)
    if password:
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _run(statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

"""Set the database's roles: what the site may do to each table, and what a reporting tool may read.

The owner (who runs `migrate`) is not the site. So even a fault that lets somebody run SQL through the site cannot
change what was published, write history, or take a trigger away.
"""

from __future__ import annotations

from django.db import connection
from psycopg import sql

READ, ADD = "SELECT", "SELECT, INSERT"
ALL = "SELECT, INSERT, UPDATE, DELETE"  # but not TRUNCATE, REFERENCES or TRIGGER


def _every(prefix: str, names: str, rights: str) -> dict[str, str]:
    return {f"{prefix}_{name}": rights for name in names.split()}


#: What the site may do to each table. Of a table that is not here it may do nothing, and create_roles says so.
SITE = {
    "indicators_figure": "SELECT, INSERT, UPDATE (superseded_in_id)",
    **_every("indicators", "release releasefile source secondsource", ADD),
    # Written by triggers, in their owner's name.
    **_every("indicators", "change figureseries areasum formerlabel cataloguestate", READ),
    # Drafts and work.
    **_every("indicators", "report draftfigure keptreading job idempotencykey", ALL),
    # The catalogue, kept by administrators.
    **_every("indicators", "area areasuccession topic unit dimension category indicator breakdown", ALL),
    **_every("indicators", "indicatorphrase body responsibility seriesbreak form formarea formline", ALL),
    # People, their rights, their sessions.
    **_every("indicators", "user user_groups user_user_permissions membership", ALL),
    **_every("axes", "accessattempt accessattemptexpiration accessfailurelog accesslog", ALL),
    **_every("account", "emailaddress emailconfirmation", ALL),
    "mfa_authenticator": ALL,
    "usersessions_usersession": ALL,
    "django_session": ALL,
    "django_admin_log": ALL,
    # Written by `migrate`.
    **_every("django", "migrations content_type", READ),
    **_every("auth", "permission group group_permissions", READ),
}

#: All that a reporting tool reads: the catalogue and what is published. Of reports it reads a view.
REPORTING = frozenset(
    _every(
        "indicators",
        "figure secondsource source figureseries areasum release releasefile cataloguestate formerlabel",
        READ,
    )
    | _every("indicators", "area areasuccession topic unit dimension category indicator breakdown", READ)
    | _every("indicators", "indicatorphrase body responsibility seriesbreak form formarea formline", READ)
)

PUBLISHED_REPORTS = """
CREATE SCHEMA IF NOT EXISTS reporting;
CREATE OR REPLACE VIEW reporting.report AS
    SELECT id, area_id, period, title, body_id, url, published_on, cut_off, note, illustrative, amends_id, reason,
        release_id, source_id
    FROM indicators_report WHERE status = 'published';
"""


def create(*, application: str, reporting: str, passwords: dict[str, str]) -> list[str]:
    """Make both roles, or bring their rights to what stands above. Run as the owner, after each `migrate`.

    Return the tables that stand in neither list: nobody may do anything to them.
    """
    for role in (application, reporting):
        _make(role, passwords.get(role))
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    _take_all(tables, application, reporting)
    _run("GRANT USAGE ON SCHEMA public TO {}, {}", application, reporting)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", application)
    for table in tables:
        if table in SITE:
            _run(f"GRANT {SITE[table]} ON {{}} TO {{}}", table, application)
    _let_read([table for table in tables if table in REPORTING], reporting)
    return [table for table in tables if table not in SITE]


def _take_all(tables: list[str], *roles: str) -> None:
    """Take every right away, everybody's too, and those that a default would give to tables of the future."""
    everyone = ", ".join(["PUBLIC", *("{}" for _ in roles)])
    _run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for where in ("", "IN SCHEMA public "):
        _run(f"ALTER DEFAULT PRIVILEGES {where}REVOKE ALL ON TABLES FROM {everyone}", *roles)
    for table in tables:
        _run(f"REVOKE ALL ON {{}} FROM {everyone}", table, *roles)


def _let_read(tables: list[str], role: str) -> None:
    """Grant a role reading some tables, and of reports only those that were published. It writes nothing."""
    for table in tables:
        _run("GRANT SELECT ON {} TO {}", table, role)
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

"""What the site's own role can do to what is published: nothing (R3). And all that it must do, it can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from indicators import services
from indicators.management import roles as roles_module
from indicators.models import Change, Figure, Job, Release, ReleaseFile, User

from .support import factories as make

pytestmark = pytest.mark.django_db


def sql(statement: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def roles() -> tuple[str, str]:
    """Roles are the whole server's: named after this test's database, and gone with its transaction."""
    name = sql("SELECT current_database()")[0][0]
    application, reporting = f"{name}_site", f"{name}_reporting"
    call_command("create_roles", application=application, reporting=reporting, verbosity=0)
    return application, reporting


@pytest.fixture
def as_site(roles: tuple[str, str]) -> Iterator[None]:
    """Everything after this is done as the site's role."""
    sql(f'SET LOCAL ROLE "{roles[0]}"')
    yield
    sql("RESET ROLE")


@pytest.fixture
def published() -> Release:
    """The province's own figure, and a sum of its one district's."""
    return make.published(make.cell(10), make.cell(4, area=make.district()))


def refused(work: Any) -> bool:
    """Whether the database refuses; what was tried is taken back either way."""
    try:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


#: Every way at what is public and at the history: through the ORM and through SQL.
ATTEMPTS = {
    "ORM update of a figure": lambda: Figure.objects.update(value=11),
    "ORM save of a figure": lambda: Figure.objects.first().save(),
    "ORM delete of figures": lambda: Figure.objects.all()._raw_delete("default"),
    "ORM update of a release": lambda: Release.objects.update(reason="x"),
    "ORM delete of releases": lambda: Release.objects.all()._raw_delete("default"),
    "ORM update of the history": lambda: Change.objects.update(way="x"),
    "ORM delete of the history": lambda: Change.objects.all().delete(),
    "ORM history of one's own": lambda: Change.objects.create(
        table="report", row_id=1, operation="U", at="2026-01-01T00:00Z", actor_id=1, way="x"
    ),
    "SQL update of a figure": lambda: sql("UPDATE indicators_figure SET value = 11"),
    "SQL update of a figure's release": lambda: sql("UPDATE indicators_figure SET release_id = 1, value = 3"),
    "SQL delete of figures": lambda: sql("DELETE FROM indicators_figure"),
    "SQL truncate of figures": lambda: sql("TRUNCATE indicators_figure CASCADE"),
    "SQL update of a release": lambda: sql("UPDATE indicators_release SET released_at = now()"),
    "SQL delete of releases": lambda: sql("DELETE FROM indicators_release"),
    "SQL truncate of releases": lambda: sql("TRUNCATE indicators_release CASCADE"),
    "SQL update of the history": lambda: sql("UPDATE indicators_change SET way = 'x'"),
    "SQL delete of the history": lambda: sql("DELETE FROM indicators_change"),
    "SQL update of a sum": lambda: sql("UPDATE indicators_areasum SET value = 11"),
    "SQL delete of sums": lambda: sql("DELETE FROM indicators_areasum"),
    "SQL truncate of sums": lambda: sql("TRUNCATE indicators_areasum"),
    "SQL truncate of the history": lambda: sql("TRUNCATE indicators_change"),
}

#: What only the site's own rights forbid: an owner could.
TRICKS = {
    "taking a trigger away": lambda: sql("DROP TRIGGER keep ON indicators_figure"),
    "switching triggers off": lambda: sql("ALTER TABLE indicators_figure DISABLE TRIGGER ALL"),
    "switching triggers off for the session": lambda: sql("SET LOCAL session_replication_role = replica"),
    "replacing a trigger's function": lambda: sql(
        "CREATE OR REPLACE FUNCTION welfare_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    ),
    "dropping a table": lambda: sql("DROP TABLE indicators_figure CASCADE"),
    "making a table": lambda: sql("CREATE TABLE mine (id int)"),
    "making a migration seem applied": lambda: sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())"
    ),
    "reading the server's files": lambda: sql("SELECT pg_read_file('/etc/passwd')"),
    "running a program": lambda: sql("COPY indicators_area TO PROGRAM 'true'"),
}


def triggers(state: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")
    for table in ("figure", "secondsource", "areasum", "release", "report", "draftfigure", "change"):
        sql(f"ALTER TABLE indicators_{table} {state} TRIGGER USER")


@pytest.mark.parametrize("what", [*ATTEMPTS, *TRICKS])
def test_the_site_cannot(published: Release, as_site: None, what: str) -> None:
    assert refused((ATTEMPTS | TRICKS)[what])


@pytest.mark.parametrize("what", ATTEMPTS)
def test_each_of_the_two_guards_refuses_alone(published: Release, roles: tuple[str, str], what: str) -> None:
    """Rights without triggers, triggers without rights; and the control: with neither, it goes through."""
    attempt = ATTEMPTS[what]
    triggers("DISABLE")
    assert not refused(attempt), "the control: it must be possible without the guards"
    superseding_aside = "save of a figure" in what
    with transaction.atomic():
        sql(f'SET LOCAL ROLE "{roles[0]}"')
        assert refused(attempt) or superseding_aside
        sql("RESET ROLE")
    triggers("ENABLE")
    assert refused(attempt) or "history of one's own" in what


def test_the_site_does_its_work(as_site: None) -> None:
    first = make.published(make.cell(10))
    amended = services.amend(report=make.report_of(first), by=make.report_of(first).created_by, reason="sửa lỗi")
    services.save_cells(
        report=amended, cells=[make.cell(12, version=amended.draft_figures.get().version)], by=amended.created_by,
        way="grid",
    )  # fmt: skip
    services.submit(report=amended, by=amended.created_by, note="đã đối chiếu")
    second = services.publish(report=amended, by=make.reviewer())
    figures = list(Figure.objects.filter(superseded_in=None).values_list("pk", flat=True))
    third = services.withdraw(figures=figures, reason="số liệu sai", by=make.reviewer())
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert Change.objects.filter(table="draft_figure").exists()
    assert Job.objects.filter(kind=Job.Kind.RELEASE_FILES).count() == 3
    assert not ReleaseFile.objects.exists()
    draft = make.report("2024-05")
    services.delete_report(report=draft, by=draft.created_by)
    User.objects.filter(username="nhap").update(first_name="A")


# --- reporting -----------------------------------------------------------------------------


def test_reporting_reads_what_is_public_and_nothing_else(published: Release, roles: tuple[str, str]) -> None:
    make.report("2024-06")
    sql(f'SET LOCAL ROLE "{roles[1]}"')
    assert sql("SELECT value FROM indicators_figure")[0][0] == 10
    assert len(sql("SELECT title FROM reporting.report")) == 1
    closed = ("draftfigure", "report", "change", "user", "membership", "job")
    for table in [
        *(f"indicators_{name}" for name in closed),
        "django_session",
        "axes_accessattempt",
        "mfa_authenticator",
    ]:
        assert refused(lambda table=table: sql(f"SELECT * FROM {table}")), table
    assert refused(lambda: sql("INSERT INTO indicators_topic (slug) VALUES ('x')"))
    sql("RESET ROLE")


# --- every table, each right ---------------------------------------------------------------

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

#: Columns by which somebody could sign in as another, or take over a request of theirs.
SECRETS = {
    "indicators_user.password", "mfa_authenticator.data", "django_session.session_key", "django_session.session_data",
    "usersessions_usersession.session_key", "account_emailconfirmation.key", "indicators_idempotencykey.key",
}  # fmt: skip
NO_SECRETS = {"indicators_area.sort_key"}  # the order of names
SECRET = re.compile(r"password|secret|token|session|recovery|(^|_)key$|credential")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def held(role: str, table: str) -> list[str]:
    asked = "SELECT right_ FROM unnest(%s::text[]) AS right_ WHERE has_table_privilege(%s, %s, right_)"
    return [right for (right,) in sql(asked, [*RIGHTS], role, table)]


def test_every_table_is_classified() -> None:
    """A table that nobody thought of: name it in SITE, and in REPORTING only if all of it is public."""
    assert sorted(roles_module.SITE) == sorted(tables())
    assert set(roles_module.SITE) >= roles_module.REPORTING


def test_each_role_holds_exactly_what_its_list_says(roles: tuple[str, str]) -> None:
    for table in tables():
        whole = [right for right in roles_module.SITE[table].split(", ") if "(" not in right]
        assert held(roles[0], table) == whole, table
        assert held(roles[1], table) == (["SELECT"] if table in roles_module.REPORTING else []), table


def readable(role: str) -> set[str]:
    """Columns with a secret's name that a role may read, whether by the table or by the column."""
    asked = """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT')"""
    columns = {f"{table}.{column}" for table, column in sql(asked, role)}
    return {column for column in columns if column in SECRETS or SECRET.search(column.split(".")[1])}


def test_reporting_reads_no_secret(roles: tuple[str, str]) -> None:
    assert readable(roles[1]) == NO_SECRETS
    assert readable(roles[0]) >= SECRETS  # the control: the site reads them, and they are found
    sql(f'GRANT SELECT (password) ON indicators_user TO "{roles[1]}"')  # the control: one column is found too
    assert "indicators_user.password" in readable(roles[1])
    call_command("create_roles", application=roles[0], reporting=roles[1], verbosity=0)
    assert readable(roles[1]) == NO_SECRETS


@pytest.mark.parametrize("where", ["", "IN SCHEMA public"])
def test_a_default_gives_nobody_a_right_on_a_table_of_the_future(roles: tuple[str, str], where: str) -> None:
    for who in (f'"{roles[1]}"', "PUBLIC"):
        sql(f"ALTER DEFAULT PRIVILEGES {where} GRANT SELECT ON TABLES TO {who}")
    sql("CREATE TABLE indicators_before (id int)")
    assert held(roles[1], "indicators_before") == ["SELECT"]  # the control
    call_command("create_roles", application=roles[0], reporting=roles[1], stderr=StringIO(), verbosity=0)
    sql("CREATE TABLE indicators_after (id int)")
    for table in ("indicators_before", "indicators_after"):
        assert [held(role, table) for role in roles] == [[], []]


def test_a_new_table_is_nobodys_until_it_is_classified_and_the_roles_are_made_again(
    roles: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sql("CREATE TABLE indicators_new (id int)")
    assert held(roles[0], "indicators_new") == []
    said = StringIO()
    call_command("create_roles", application=roles[0], reporting=roles[1], stderr=said, verbosity=0)
    assert "indicators_new: nobody may read or write it" in said.getvalue()
    assert held(roles[0], "indicators_new") == []
    monkeypatch.setitem(roles_module.SITE, "indicators_new", "SELECT, INSERT")
    call_command("create_roles", application=roles[0], reporting=roles[1], verbosity=0)
    assert held(roles[0], "indicators_new") == ["SELECT", "INSERT"]
    assert held(roles[1], "indicators_new") == []

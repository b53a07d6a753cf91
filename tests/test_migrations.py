"""Every migration can be taken back and made again with figures in the tables; what that loses is known (R7)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from indicators.models import Area, DraftFigure, Indicator, Report
from tools import bench_figures

ALIAS, APP = "moved", "indicators"
SMALL, FULL = 5_000, 1_000_000  # figures

#: Columns left out of the comparison: numbers of rows that their migration writes anew from the figures; what only the
#: former version reads of a release, written when a migration is taken back.
LEFT_OUT = {"indicators_figureseries": "id", "indicators_areasum": "id", "indicators_release": "report_id"}
#: Taken back is lost, as docs/deploy.md says.
LOST = {"indicators_formerlabel", "indicators_cataloguestate"}

#: All that migrations make beside rows.
SHAPE = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_name LIKE 'indicators%'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'indicators%'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'indicators%'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
UNION ALL SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid)
    FROM pg_proc WHERE proname LIKE 'welfare%' ORDER BY 1, 2
"""


@contextmanager
def filled(rows: int) -> Iterator[Any]:
    """A connection to a database of our own with that many figures; it is gone afterwards."""
    here = connections["default"].settings_dict
    name = f"welfare_{ALIAS}_{os.getpid()}"  # tests may run beside each other
    url = urlunsplit(urlsplit(bench_figures.url_of(rows))._replace(path=f"/{name}"))
    bench_figures.make(url, rows)
    connections.databases[ALIAS] = {**here, "NAME": name}
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.databases[ALIAS]
        run(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def run(url: str, statement: str) -> None:
    with psycopg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(statement)


def worked_on() -> None:
    """A draft with a cell, its history, and a name that changed after a release."""
    with transaction.atomic(using=ALIAS):
        query("SELECT set_config('welfare.actor', '1', true)")
        area, indicator = Area.objects.using(ALIAS).first(), Indicator.objects.using(ALIAS).first()
        assert area
        assert indicator
        month = date(2025, 1, 1)
        report = Report.objects.using(ALIAS).create(area=area, period=month, title="Nháp", created_by_id=1)
        DraftFigure.objects.using(ALIAS).create(
            report=report, area=area, indicator=indicator, basis="month", period=month, value=7, saved_by_id=1
        )
        Area.objects.using(ALIAS).filter(pk=area.pk).update(name_vi="Tên mới")


def query(statement: str) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def held() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a sum over all that is in them."""
    tables = [
        name for (name,) in query("SELECT tablename FROM pg_tables WHERE tablename LIKE 'indicators%' ORDER BY 1")
    ]
    return {table: contents(table) for table in tables}


def contents(table: str) -> tuple[int, int]:
    row = f"(to_jsonb(t) - '{LEFT_OUT[table]}')" if table in LEFT_OUT else "t"
    ((count, total),) = query(f"SELECT count(*), coalesce(sum(hashtextextended({row}::text, 0)), 0) FROM {table} t")
    return count, int(total)


def migrations() -> list[str]:
    """The names of ours, in order."""
    loader = MigrationExecutor(connections[ALIAS]).loader
    return sorted(name for app, name in loader.disk_migrations if app == APP)


def move(target: str | None) -> float:
    """Go to a migration, from either side; seconds."""
    begun = time.monotonic()
    MigrationExecutor(connections[ALIAS]).migrate([(APP, target)])
    return time.monotonic() - begun


def told(figures: int, back: dict[str, float], forth: dict[str, float]) -> None:
    print(f"\n{figures} figures; seconds back, forth:")
    print("\n".join(f"  {name}: {back[name]:.2f}, {forth[name]:.2f}" for name in sorted(back)), flush=True)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("rows", [SMALL, pytest.param(FULL, marks=pytest.mark.soak)])
def test_every_migration_goes_back_and_forth_with_figures_in_the_tables(rows: int, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), filled(rows):
        worked_on()
        names, before, shape = migrations(), held(), query(SHAPE)
        assert before["indicators_figure"][0] > rows * 0.9
        assert before["indicators_formerlabel"][0] == 1
        back = {name: move(earlier) for earlier, name in reversed([*pairwise(names)])}
        assert query(SHAPE) != shape
        forth = {name: move(name) for name in names[1:]}
        told(before["indicators_figure"][0], back, forth)
        after = held()
        assert query(SHAPE) == shape
        assert {table: after[table] for table in after if table not in LOST} == {
            table: before[table] for table in before if table not in LOST
        }
        assert after["indicators_formerlabel"][0] == 0, "if it is kept, docs/deploy.md says too much"
        if rows == FULL:  # takes as long at any size
            back[names[0]] = move(None)
            assert query(SHAPE) == []
            forth[names[0]] = move(names[0])
            told(0, {names[0]: back[names[0]]}, forth)

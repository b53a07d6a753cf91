"""Fill a database of the bench with made-up published figures: 34 provinces, their communes, 10 years.

    python -m tools.bench_figures ROWS

The database `welfare_bench_ROWS` is made on the server of DATABASE_URL (or the embedded one), migrated and
filled; one that is there already is kept, and brought up to date. Nothing in it speaks of a real place.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PROVINCES, COMMUNES, MONTHS = 34, 3321, 120
TABLES = "indicators_area, indicators_category, indicators_figure, indicators_indicator, indicators_release, indicators_report"

#: Names as long as real ones, and some that a CSV must quote or make harmless.
CATALOGUE = """
INSERT INTO indicators_user
    (id, username, password, is_superuser, is_staff, is_active, first_name, last_name, email, date_joined)
SELECT n, 'user' || n, '!', false, true, true, '', '', '', now() FROM generate_series(1, 2) n;
INSERT INTO indicators_topic (slug, name_vi, name_en, position) VALUES ('employment', 'Việc làm', 'Employment', 1);
INSERT INTO indicators_unit (slug, name_vi, name_en, position) VALUES ('person', 'người', 'persons', 1);
INSERT INTO indicators_dimension (slug, name_vi, name_en, position) VALUES ('channel', 'Kênh', 'Channel', 1);
INSERT INTO indicators_category (slug, name_vi, name_en, position, dimension_id)
SELECT 'channel_' || n, 'Kênh giải quyết việc làm ' || n, 'Channel of placement ' || n, n, 1 FROM generate_series(1, 5) n;
INSERT INTO indicators_indicator (slug, name_vi, name_en, definition_vi, definition_en, why_vi, why_en, decimals,
    measure, direction, non_negative, folded, topic_id, unit_id, position)
SELECT 'indicator_' || lpad(n::text, 2, '0'), 'Số người, chỉ tiêu thứ ' || n, 'People, indicator number ' || n, '', '', '', '',
    0, 'flow', 'up', true, '', 1, 1, n FROM generate_series(1, %(indicators)s) n;
INSERT INTO indicators_area (code, public_code, level, type_vi, name_vi, name_en, parent_id, sort_key, folded)
SELECT lpad(n::text, 2, '0'), lpad(n::text, 2, '0'), 'province', 'Tỉnh', 'Tỉnh mẫu ' || n, 'Sample province ' || n, NULL,
    lpad(n::text, 2, '0'), '' FROM generate_series(1, %(provinces)s) n;
INSERT INTO indicators_area (code, public_code, level, type_vi, name_vi, name_en, parent_id, sort_key, folded)
SELECT lpad(n::text, 5, '0'), lpad(n::text, 5, '0'), 'commune', 'Xã', 'Xã mẫu ' || n, 'Sample commune ' || n,
    (SELECT id FROM indicators_area WHERE code = lpad((n %% %(provinces)s + 1)::text, 2, '0')), lpad(n::text, 5, '0'), ''
FROM generate_series(1, %(communes)s) n;
"""

REPORTS = """
INSERT INTO indicators_report (area_id, period, title, url, text, file, note, external_id, illustrative, reason,
    status, return_reason, submit_note, version, created_at, created_by_id, submitted_by_id, submitted_at,
    reviewed_by_id, reviewed_at)
SELECT (SELECT min(id) FROM indicators_area), month, 'Báo cáo tháng ' || to_char(month, 'MM/YYYY') || ', cả nước',
    'https://example.vn/bao-cao/' || to_char(month, 'YYYY-MM'), '', '', '', '', false, '', 'submitted', '', '', 1,
    now(), 1, 1, now(), 2, now()
FROM generate_series('2015-01-01'::timestamptz, '2024-12-01', '1 month') month ORDER BY month;
"""

RELEASE = """
INSERT INTO indicators_release (number, released_at, kind, reason, released_by_id, transaction_id)
SELECT %(number)s, period::timestamptz + interval '35 days', 'publish', '', 2, 0
FROM indicators_report ORDER BY id OFFSET %(number)s - 1 LIMIT 1;
"""

PUBLISHED = """
UPDATE indicators_report SET status = 'published', release_id = %(number)s
WHERE id = (SELECT id FROM indicators_report ORDER BY id OFFSET %(number)s - 1 LIMIT 1);
"""

#: One month: every province with all its categories, and as many commune figures as make the size.
FIGURES = """
INSERT INTO indicators_figure (area_id, indicator_id, category_id, basis, period, value, qualifier, missing_reason, note,
    report_id, release_id, status)
SELECT a.id, i.id, c.id, 'month', r.period,
    CASE WHEN (a.id + i.id * 7 + %(number)s) %% 97 = 0 THEN NULL
         ELSE round((1000 + (a.id * 31 + i.id * 17 + coalesce(c.id, 0) * 13 + %(number)s * 7) %% 9000)::numeric
            / (1 + coalesce(c.id, 0) %% 2), 1)
    END,
    'exact', CASE WHEN (a.id + i.id * 7 + %(number)s) %% 97 = 0 THEN 'chưa thống kê' ELSE '' END,
    CASE WHEN (a.id + i.id + %(number)s) %% 50 = 0 THEN 'theo báo cáo "nhanh", số liệu sơ bộ' ELSE '' END,
    r.id, %(number)s, 'published'
FROM (SELECT id, period FROM indicators_report ORDER BY id OFFSET %(number)s - 1 LIMIT 1) r
CROSS JOIN indicators_indicator i
CROSS JOIN indicators_area a
LEFT JOIN indicators_category c ON a.level = 'province' AND c.position <= 2
WHERE a.level = 'province' OR (i.id - 1) * %(communes)s + a.id - %(provinces)s <= %(commune_rows)s
UNION ALL
SELECT a.id, i.id, NULL, 'month', r.period, 5000 + (a.id * 31 + i.id * 17 + %(number)s * 7) %% 9000, 'exact', '', '',
    r.id, %(number)s, 'published'
FROM (SELECT id, period FROM indicators_report ORDER BY id OFFSET %(number)s - 1 LIMIT 1) r
CROSS JOIN indicators_indicator i CROSS JOIN indicators_area a WHERE a.level = 'province';
"""


def url_of(rows: int) -> str:
    """Return the address of the bench's database of that size."""
    from welfare import embedded

    parts = urlsplit(os.environ.get("DATABASE_URL") or embedded.start())
    return urlunsplit(parts._replace(path=f"/welfare_bench_{rows}"))


def ensure(rows: int) -> str:
    """Return the address of a filled database of about `rows` figures."""
    url = url_of(rows)
    if _filled(url):
        _migrate(url)
    else:
        make(url, rows)
    return url


def make(url: str, rows: int) -> None:
    """Fill a database of that address, in place of any that is there."""
    _make(url)
    _migrate(url)
    _fill(url, rows)


def _migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


def _filled(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT to_regclass('bench_filled')").fetchone() != (None,)
    except psycopg.OperationalError:
        return False


def _make(url: str) -> None:
    name = urlsplit(url).path.strip("/")
    home = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(home, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def _fill(url: str, rows: int) -> None:
    """Fill the database month by month, all in the one transaction that may fill its releases."""
    indicators = max(2, -(-rows // (COMMUNES * MONTHS)))
    monthly = rows // MONTHS
    size = {
        "indicators": indicators, "provinces": PROVINCES, "communes": COMMUNES,
        "commune_rows": monthly - indicators * PROVINCES * 3,
    }  # fmt: skip
    started = time.monotonic()
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('welfare.actor', '1', true), set_config('welfare.way', 'bench', true)")
        for part in (CATALOGUE, REPORTS):
            for statement in part.strip().rstrip(";").split(";\n"):
                connection.execute(statement, size if "%(" in statement else None)
        for number in range(1, MONTHS + 1):
            connection.execute(RELEASE, {"number": number})
            connection.execute(FIGURES, {"number": number, **size})
            connection.execute(PUBLISHED, {"number": number})
            if number % 10 == 0:
                print(f"month {number} of {MONTHS}, {time.monotonic() - started:.0f} s", flush=True)
        connection.execute("CREATE TABLE bench_filled ()")
        # For the sums of communes, which are made at the commit. Ours alone: shared tables would stay locked for others.
        connection.execute(f"ANALYZE {TABLES}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE, SKIP_LOCKED)")


if __name__ == "__main__":
    print(ensure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))

#!/bin/sh
# Once both receivers are connected: from now on a save waits for one of them. Run once after the first start.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (wal_a, wal_b)';
SELECT pg_reload_conf();
SQL

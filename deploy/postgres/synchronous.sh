#!/bin/sh
# From now on a save waits until a receiver has it. Run once after the first start, and after recover.sh.
# Usage: synchronous.sh [NAMES]    not given: whichever of the two is faster. 'FIRST 1 (wal_b, wal_a)': wal_b, and
# wal_a only while wal_b is not connected. '': no save waits any more.
set -eu
waited=0
until [ "$(psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -Atc 'SELECT pg_is_in_recovery()' 2>/dev/null)" = f ]; do
    [ $((waited % 30)) -ne 0 ] || echo "waiting until the database has replayed its log ($waited s)"
    waited=$((waited + 1)) && sleep 1
done
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --quiet --output=/dev/null \
    --set=names="${1-ANY 1 (wal_a, wal_b)}" <<'SQL'
CHECKPOINT; -- a receiver begins there: after recover.sh it must be in the new history
SELECT pg_create_physical_replication_slot(name, true) FROM (VALUES ('wal_a'), ('wal_b')) AS receiver (name)
WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = name);
ALTER SYSTEM SET synchronous_standby_names = :'names';
SELECT pg_reload_conf();
SQL

#!/bin/sh
# Run once, when the database is made: the roles that receive the WAL and that the site connects as come later
# (`manage.py create_roles`); this makes the one for replication and lets it in from the stack's own network.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set=password="$(cat /run/secrets/replication_password)" <<'SQL'
CREATE ROLE wal_receiver REPLICATION LOGIN PASSWORD :'password';
SELECT pg_create_physical_replication_slot('wal_a', true), pg_create_physical_replication_slot('wal_b', true);
SQL
echo "host replication wal_receiver samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"

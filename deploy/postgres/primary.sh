#!/bin/sh
# Run once, when the database is made: the role that receives the WAL, let in from the stack's own network. The role
# that the site connects as comes later (`manage.py create_roles`), and so does waiting for the receivers (synchronous.sh).
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set=password="$(cat /run/secrets/replication_password)" <<'SQL'
CREATE ROLE wal_receiver REPLICATION LOGIN PASSWORD :'password';
SELECT pg_create_physical_replication_slot('wal_a', true), pg_create_physical_replication_slot('wal_b', true);
SQL
echo "host replication wal_receiver samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"

#!/bin/bash
# What the official image does at its start, as far as docker-compose.yml uses it: the data is made once, by the
# variables POSTGRES_…, the scripts of /docker-entrypoint-initdb.d run on it, and the server runs as its own user.
set -eu
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" && chmod 0700 "$PGDATA" && chown -R postgres "$PGDATA"
    exec gosu postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    # shellcheck disable=SC2086  # several options in one variable
    initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 $POSTGRES_INITDB_ARGS
    echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
    pg_ctl -w start -o "-c listen_addresses="
    psql --username "$POSTGRES_USER" --dbname postgres --command "CREATE DATABASE \"$POSTGRES_DB\""
    for script in /docker-entrypoint-initdb.d/*.sh; do if [ -x "$script" ]; then "$script"; else . "$script"; fi; done
    pg_ctl -m fast -w stop
fi
exec "$@"

#!/bin/sh
# Keeps every byte of WAL as it is written, and tells the server once it is on this disk: a save is acknowledged
# only when one of two such receivers has it. Usage: receive.sh NAME
set -eu
PGPASSWORD="$(cat /run/secrets/replication_password)"
export PGPASSWORD
exec pg_receivewal --host=database --username=wal_receiver --directory=/wal --slot="$1" --synchronous --no-password \
    --dbname="application_name=$1"

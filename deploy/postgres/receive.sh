#!/bin/sh
# Keeps every byte of WAL as it is written, and tells the server once it is on this disk: a save is acknowledged
# only when one of two such receivers has it. Usage: receive.sh NAME   (PGHOST and PGUSER say where and as whom)
set -eu
WAL="${WAL:-/var/lib/postgresql/data}"
PGPASSWORD="$(cat /run/secrets/replication_password)"
export PGPASSWORD
# What the base back-ups of the last weeks do not need: one a week, and one is whole after a day at the latest.
while sleep 86400; do find "$WAL" -maxdepth 1 -name '????????????????????????' -mtime +35 -delete; done &
exec pg_receivewal --directory="$WAL" --slot="$1" --synchronous --no-password --dbname="application_name=$1"

#!/bin/sh
# Keeps every byte of WAL as it is written, and tells the server once it is on this disk: a save is acknowledged
# only when one of two such receivers has it. Usage: receive.sh NAME   (PGHOST and PGUSER say where and as whom)
set -eu
WAL="${WAL:-/var/lib/postgresql/data}"
PGPASSWORD="$(cat /run/secrets/replication_password)"
export PGPASSWORD
# What the base back-ups of the last weeks do not need: one a week, and one is whole after a day at the latest.
while sleep 86400; do find "$WAL" -maxdepth 1 -name '????????????????????????' -mtime +35 -delete; done &
# A server that was laid down from a base back-up does not know its receivers: without this they, and every save, would
# wait until somebody runs synchronous.sh.
pg_receivewal --create-slot --if-not-exists --slot="$1" --no-password --dbname="application_name=$1" || true
exec pg_receivewal --directory="$WAL" --slot="$1" --synchronous --no-password --dbname="application_name=$1"

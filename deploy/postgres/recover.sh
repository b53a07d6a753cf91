#!/bin/sh
# Lays a base back-up and the received WAL where the server finds them: when it starts next, it replays all of it.
# Usage: recover.sh [TIME]    TIME: only what was saved until then, as '2026-11-22 09:30:00+07'.
# What was there is set aside, never deleted. The server and both receivers must be stopped.
set -eu
BASE="${BASE:-/base}"
WAL="${WAL:-/wal_a /wal_b}"
now="$(date -u +%Y%m%dT%H%M%SZ)"
until="$(date -u -d "${1:-now + 1 day}" +%Y%m%dT%H%M%SZ)"
ready="$(dirname "$PGDATA")/wal_$now"

base=""
for each in "$BASE"/[0-9]*; do
    if [ -d "$each" ] && expr "$(basename "$each")" '<' "$until" >/dev/null; then base="$each"; fi
done
[ -n "$base" ] || { echo "No base back-up in $BASE was whole before $until." >&2; exit 1; }
[ ! -e "$PGDATA/postmaster.pid" ] || { echo "The server still runs, or was killed: stop it, remove $PGDATA/postmaster.pid." >&2; exit 1; }

# One of the two may lack the end: of a segment that neither has whole, the one that was written further is taken.
filled() { tr -d '\000' < "$1" | wc -c; }
mkdir "$ready"
for folder in $WAL; do
    for file in "$folder"/????????????????????????  "$folder"/????????.history; do
        [ ! -e "$file" ] || [ -e "$ready/$(basename "$file")" ] || cp "$file" "$ready/"
    done
done
for folder in $WAL; do
    for file in "$folder"/????????????????????????.partial; do
        [ -e "$file" ] || continue
        name="$(basename "$file" .partial)"
        if [ -e "$ready/$name" ] && [ "$(filled "$ready/$name")" -ge "$(filled "$file")" ]; then continue; fi
        cp "$file" "$ready/$name"
    done
done

cp -a "$base" "$PGDATA.new"
cat >> "$PGDATA.new/postgresql.auto.conf" <<CONF
restore_command = 'cp "$ready/%f" "%p"'
recovery_target_time = '${1:-}'
recovery_target_action = 'promote'
CONF
touch "$PGDATA.new/recovery.signal"
[ ! -e "$PGDATA" ] || mv "$PGDATA" "${PGDATA}_before_$now"
mv "$PGDATA.new" "$PGDATA"

# The server begins a new history: what the receivers hold of the old one is set aside.
for folder in $WAL; do
    [ -d "$folder" ] || continue
    mkdir "$folder/before_$now"
    for file in "$folder"/0*; do [ ! -e "$file" ] || mv "$file" "$folder/before_$now/"; done
done
echo "Ready: $(basename "$base") and the WAL after it. Start the server, then run synchronous.sh."

#!/bin/sh
# A copy of the whole server, from which recover.sh replays the received WAL. Its name is the moment it was whole.
# The four newest are kept. (PGHOST and PGUSER say where and as whom.)
set -eu
BASE="${BASE:-/var/lib/postgresql/data}"
PGPASSWORD="$(cat /run/secrets/replication_password)"
export PGPASSWORD
rm -rf "$BASE/part"
pg_basebackup --pgdata="$BASE/part" --wal-method=none --checkpoint=fast --manifest-checksums=SHA256 --no-password
pg_verifybackup --no-parse-wal --quiet "$BASE/part"
name="$(date -u +%Y%m%dT%H%M%SZ)"
mv "$BASE/part" "$BASE/$name"
ls -d "$BASE"/[0-9]* | head -n -4 | xargs -r rm -rf
echo "$name is whole"

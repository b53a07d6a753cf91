#!/bin/sh
# Restores the newest back-up beside the site, compares, and takes it away again. Fails where it does not hold.
set -eu
newest="$(find "${BACKUP_DIR:-/var/backups/welfare}" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' | sort | tail -n 1)"
[ -n "$newest" ] || { echo "there is no back-up" >&2; exit 1; }
exec python manage.py verify_backup "$newest"

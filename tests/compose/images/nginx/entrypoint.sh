#!/bin/sh
# What the official image does at its start, as far as docker-compose.yml uses it: templates are filled in with the
# variables that are set, then the scripts of /docker-entrypoint.d that may be run are run, then the server.
set -eu
if [ "$1" = nginx ]; then
    names="$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/${\1} /p' | tr -d '\n')"
    for template in /etc/nginx/templates/*.template; do
        envsubst "$names" < "$template" > "$NGINX_ENVSUBST_OUTPUT_DIR/$(basename "$template" .template)"
    done
    for script in /docker-entrypoint.d/*.sh; do
        if [ -x "$script" ]; then "$script"; else echo "ignoring $script, not executable" >&2; fi
    done
fi
exec "$@"

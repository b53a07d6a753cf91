#!/bin/sh
# Writes down, in nginx' words, the addresses behind which a whole office sits: OWN_NETWORKS, separated by commas.
# The image runs it before nginx starts.
set -eu
for network in $(echo "${OWN_NETWORKS:-}" | tr ',;' '  '); do echo "$network 1;"; done > "$NGINX_TMP/own-networks.conf"

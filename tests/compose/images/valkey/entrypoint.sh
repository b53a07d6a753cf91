#!/bin/sh
# The official image listens on every address of its container.
set -eu
[ "$1" = valkey-server ] || exec "$@"
exec "$@" --protected-mode no

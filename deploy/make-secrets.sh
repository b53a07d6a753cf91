#!/bin/sh
# Makes secrets/ with random passwords, once; never overwrites. Puts the certificate there where it is given, and lets
# the containers' users read what they are handed, whatever the umask was.
# Usage: make-secrets.sh [FULLCHAIN KEY]    with both at the first time and after each renewal
set -eu
umask 077
[ $# -eq 0 ] || { full="$(realpath "$1")" && key="$(realpath "$2")"; }
cd "$(dirname "$0")/.."
mkdir -p secrets
new() { [ -s "secrets/$1" ] || head -c 36 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n=' > "secrets/$1"; }
new secret_key; new owner_password; new site_password; new replication_password
[ -s secrets/owner_database_url ] ||
    printf 'postgresql://welfare_owner:%s@database:5432/welfare' "$(cat secrets/owner_password)" > secrets/owner_database_url
[ -s secrets/site_database_url ] ||
    printf 'postgresql://welfare_site:%s@database:5432/welfare' "$(cat secrets/site_password)" > secrets/site_database_url
# Written into the same file: a container that runs sees the new one.
[ $# -eq 0 ] || { cat "$full" > secrets/certificate.pem && cat "$key" > secrets/certificate.key; }
chmod 0711 secrets && chmod 0644 secrets/*   # the containers' users must read what is mounted; others cannot list the folder
chmod -R a+rX deploy
[ -s secrets/certificate.pem ] && [ -s secrets/certificate.key ] || { echo "secrets/ is ready, but for the certificate: $0 FULLCHAIN KEY"; exit 0; }
echo "secrets/ is ready."

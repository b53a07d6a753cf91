#!/bin/sh
# Makes secrets/ with random passwords, once; never overwrites. The certificate is yours to put there:
# secrets/certificate.pem and secrets/certificate.key.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets
new() { [ -s "secrets/$1" ] || head -c 36 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n=' > "secrets/$1"; }
new secret_key; new owner_password; new site_password; new replication_password
[ -s secrets/owner_database_url ] ||
    printf 'postgresql://welfare_owner:%s@database:5432/welfare' "$(cat secrets/owner_password)" > secrets/owner_database_url
[ -s secrets/site_database_url ] ||
    printf 'postgresql://welfare_site:%s@database:5432/welfare' "$(cat secrets/site_password)" > secrets/site_database_url
chmod 0711 secrets && chmod 0644 secrets/*   # the containers' users must read what is mounted; others cannot list the folder
echo "secrets/ is ready. Put secrets/certificate.pem and secrets/certificate.key there."

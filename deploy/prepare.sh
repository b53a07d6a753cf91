#!/bin/sh
# Before each start of a new version, as the tables' owner: tables, the catalogue, the site's rights, static files.
set -eu
python manage.py migrate --noinput
python manage.py load_reference
python manage.py create_roles --application-password-file /run/secrets/site_password
python manage.py collectstatic --noinput --verbosity 0

#!/usr/bin/env bash
# Run once by a database container on an empty data folder: the service's own login role, which is no superuser, and its
# database. Reads DB_USER, DB_PASSWORD and DB_NAME; the schema is the service's own work, at its start.
set -euo pipefail
: "${DB_USER:?set DB_USER}" "${DB_PASSWORD:?set DB_PASSWORD}" "${DB_NAME:?set DB_NAME}"

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv user DB_USER
\getenv password DB_PASSWORD
\getenv database DB_NAME
create role :"user" login password :'password' nosuperuser nocreatedb nocreaterole;
create database :"database" owner :"user";
revoke all on database :"database" from public;
SQL

#!/usr/bin/env bash
# Writes .env with a random password for each database and each service's role, and the key that prescriptions are signed by,
# for docker-compose. An .env that is there stays: the databases keep the passwords that they were made with.
set -euo pipefail
cd "$(dirname "$0")"
if [[ -e .env ]]; then
  echo '.env is there already; nothing was changed'
  exit 0
fi
password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
umask 077
for service in *-service; do
  name=$(tr a-z A-Z <<<"${service%-service}")
  printf '%s_DB_SUPERUSER_PASSWORD=%s\n%s_DB_PASSWORD=%s\n' "$name" "$(password)" "$name" "$(password)"
done >.env
printf 'SIGNING_KEY=%s\n' "$(head -c 32 /dev/urandom | base64)" >>.env
echo '.env is written: random passwords and a key to sign by, readable by you alone'

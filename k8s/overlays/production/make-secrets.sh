#!/usr/bin/env bash
# Writes secrets/: a random password for each service's role, the key that prescriptions are signed by, and the keys of the object store that the backups go to, from
# BACKUP_ACCESS_KEY_ID and BACKUP_SECRET_ACCESS_KEY. Files that are there stay: the databases keep their passwords.
set -euo pipefail
cd "$(dirname "$0")"
password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }
umask 077
mkdir -p secrets
write() { # NAME LINE...
  local file=secrets/$1.env
  shift
  if [[ -e $file ]]; then
    echo "$file is there already, and stays"
  else
    printf '%s\n' "$@" >"$file"
    echo "$file is written"
  fi
}
awk '/^kind: /{kind=$2} kind=="ConfigMap" && /^  name: /{name=$2} kind=="ConfigMap" && /^  DB_USER: /{print name, $2}' ../base/services.yaml |
while read -r service role; do
  key=()
  if grep -q "name: $service, key: SIGNING_KEY" ../base/services.yaml; then key=("SIGNING_KEY=$(head -c 32 /dev/urandom | base64)"); fi
  write "$service" "username=$role" "password=$(password)" ${key[@]+"${key[@]}"}
done
[[ -e secrets/backups.env ]] || : "${BACKUP_ACCESS_KEY_ID:?is missing: the key of your object store}" "${BACKUP_SECRET_ACCESS_KEY:?is missing}"
write backups "ACCESS_KEY_ID=${BACKUP_ACCESS_KEY_ID:-}" "SECRET_ACCESS_KEY=${BACKUP_SECRET_ACCESS_KEY:-}"

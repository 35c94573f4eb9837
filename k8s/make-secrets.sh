#!/usr/bin/env bash
# Writes secrets.yaml, for trying the fleet on Minikube, with the passwords and keys that ../make-env.sh made. It is not in git.
# Which secrets there are, the manifests beside it say: each is one that a container asks for.
set -euo pipefail
cd "$(dirname "$0")"
[[ -e ../.env ]] || { echo 'k8s/make-secrets.sh: there is no .env; run ./make-env.sh first' >&2; exit 1; }
umask 077

# what .env calls it; docker-compose.yml has one name space for all, Kubernetes a Secret for each
variable_of() { # SECRET KEY
  local prefix
  prefix=$(tr 'a-z-' 'A-Z_' <<<"${1%-service}")
  case $2 in
    DB_PASSWORD) echo "${prefix}_DB_PASSWORD" ;;
    AUTH_CLIENT_KEY) echo "${prefix}_CLIENT_KEY" ;;
    POSTGRES_PASSWORD) echo "${prefix}_SUPERUSER_PASSWORD" ;;
    *) echo "$2" ;;
  esac
}

asked_for=$(cat ./*-db.yaml ./*-service.yaml gateway.yaml identity.yaml |
  sed -nE 's/.*secretKeyRef: \{ name: ([a-z-]+), key: ([A-Z_]+)(, optional: true)? \}.*/\1 \2 \3/p' | sort -u)
written=
last=
while read -r secret key optional; do
  variable=$(variable_of "$secret" "$key")
  value=$(sed -n "s/^$variable=//p" ../.env | tail -n 1)
  if [[ -z $value ]]; then
    [[ -n $optional ]] && continue
    echo "k8s/make-secrets.sh: $variable is missing in .env; run ./make-env.sh, which adds it" >&2
    exit 1
  fi
  if [[ $secret != "$last" ]]; then
    written+="---
apiVersion: v1
kind: Secret
metadata:
  name: $secret
  labels: { app.kubernetes.io/part-of: hospital-fleet }
stringData:
"
    last=$secret
  fi
  written+="  $key: '$value'
"
done <<<"$asked_for"
printf '# Written by make-secrets.sh from .env, for trying things.\n%s' "$written" >secrets.yaml
echo 'k8s/secrets.yaml is written, readable by you alone'

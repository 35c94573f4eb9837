#!/usr/bin/env bash
# Writes secrets/, which is not in git:
# - for each service and the gateway the password of its role, the key by which it gets tokens, for prescription-service the
#   key to sign by, and for the gateway the one that its sessions are encrypted by;
# - issuer.env: whose tokens the services take, from AUTH_ISSUER (and AUTH_ROLES_CLAIM, by default where Keycloak has the roles);
# - backups.env: the keys of the object store, from BACKUP_ACCESS_KEY_ID and BACKUP_SECRET_ACCESS_KEY;
# - keycloak-realm.json: the realm beside this file with the services' public keys, to import into Keycloak.
# What is there stays: the databases keep their passwords. What is missing is added.
set -euo pipefail
cd "$(dirname "$0")"
command -v openssl >/dev/null || { echo 'make-secrets.sh: openssl is missing; install it' >&2; exit 1; }
umask 077
mkdir -p secrets

password() { openssl rand -base64 24 | tr '+/' '-_'; }
# P-256, PKCS#8, on one line
private_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -outform DER | openssl base64 -A; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
value_of() { sed -n "s/^$2=//p" "secrets/$1.env"; }
asks_for() { grep -q "name: $1, key: $2" ../base/services.yaml; }

write() { # NAME LINE...
  local file=secrets/$1.env line added=
  shift
  [[ -e $file ]] || { printf '%s\n' "$@" >"$file"; echo "$file is written"; return; }
  for line in "$@"; do
    grep -q "^${line%%=*}=" "$file" || { printf '%s\n' "$line" >>"$file"; added+=" ${line%%=*}"; }
  done
  echo "$file is there already, and stays${added:+, with what was missing:$added}"
}

# the public half of a service's key as a JSON Web Key, named by its thumbprint (RFC 7638)
public_jwk() { # SERVICE
  local point x y kid
  # the last 64 bytes of the public key are the point
  point=$(value_of "$1" AUTH_CLIENT_KEY | openssl base64 -d -A | openssl pkey -inform DER -pubout -outform DER | tail -c 64 | openssl base64 -A)
  x=$(openssl base64 -d -A <<<"$point" | head -c 32 | base64url)
  y=$(openssl base64 -d -A <<<"$point" | tail -c 32 | base64url)
  kid=$(printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$x" "$y" | openssl dgst -sha256 -binary | base64url)
  printf '{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"%s","x":"%s","y":"%s"}' "$kid" "$x" "$y"
}

[[ -e secrets/issuer.env ]] || : "${AUTH_ISSUER:?is missing: the address of your OpenID provider, such as https://login.example.org/realms/hospital}"
[[ -e secrets/backups.env ]] || : "${BACKUP_ACCESS_KEY_ID:?is missing: the key of your object store}" "${BACKUP_SECRET_ACCESS_KEY:?is missing}"

realm=$(<keycloak-realm.json)
while read -r service role; do
  lines=("username=$role" "password=$(password)")
  if asks_for "$service" SIGNING_KEY; then lines+=("SIGNING_KEY=$(openssl rand -base64 32)"); fi
  if asks_for "$service" SESSION_KEY; then lines+=("SESSION_KEY=$(openssl rand -base64 32)"); fi
  if asks_for "$service" AUTH_CLIENT_KEY; then lines+=("AUTH_CLIENT_KEY=$(private_key)"); fi
  write "$service" "${lines[@]}"
  if asks_for "$service" AUTH_CLIENT_KEY; then
    # as a string within JSON; sed takes one of the two backslashes
    keys=$(sed 's/"/\\\\"/g' <<<"{\"keys\":[$(public_jwk "$service")]}")
    realm=$(sed "s|@$service@|$keys|" <<<"$realm")
  fi
done < <(awk '/^kind: /{kind=$2} kind=="ConfigMap" && /^  name: /{name=$2} kind=="ConfigMap" && /^  DB_USER: /{print name, $2}' ../base/services.yaml)
write issuer "AUTH_ISSUER=${AUTH_ISSUER:-}" AUTH_AUDIENCE=hospital "AUTH_ROLES_CLAIM=${AUTH_ROLES_CLAIM:-realm_access.roles}"
write backups "ACCESS_KEY_ID=${BACKUP_ACCESS_KEY_ID:-}" "SECRET_ACCESS_KEY=${BACKUP_SECRET_ACCESS_KEY:-}"
printf '%s\n' "$realm" >secrets/keycloak-realm.json
echo 'secrets/keycloak-realm.json is written: import it if your issuer is Keycloak'

#!/usr/bin/env bash
# Writes .env for docker-compose: a random password for each database, each service's role and the sample people, the keys by
# which services get tokens and prescriptions are signed. What is there already stays: databases keep the passwords that they
# were made with. What is missing is added, so this can be run again after an update, or after a line was taken out.
set -euo pipefail
cd "$(dirname "$0")"
command -v openssl >/dev/null || {
  echo 'make-env.sh: openssl is missing. Install it (apt-get install openssl, brew install openssl); Git Bash has it.' >&2
  exit 1
}
umask 077
[[ -e .env ]] && was_there=yes || was_there=
touch .env
# a last line without an end would swallow the first one that is added
if [[ -n $(tail -c 1 .env) ]]; then echo >>.env; fi

password() { openssl rand -base64 24 | tr '+/' '-_'; }
# P-256, PKCS#8, on one line
private_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -outform DER | openssl base64 -A; }
public_key() { openssl base64 -d -A | openssl pkey -inform DER -pubout -outform DER | openssl base64 -A; }
value_of() { sed -n "s/^$1=//p" .env | tail -n 1; }

added=()
add() { # NAME PROGRAM...
  local name=$1 value
  shift
  [[ -z $(value_of "$name") ]] || return 0
  value=$("$@")
  printf '%s=%s\n' "$name" "$value" >>.env
  added+=("$name")
}

# all that docker-compose does not start without
required=$(grep -oE '\$\{[A-Z_]+:\?' docker-compose.yml | tr -d '${:?' | sort -u)
client_keys=$(grep '_CLIENT_KEY$' <<<"$required")
for name in $required; do
  case $name in
    *_CLIENT_KEY) add "$name" private_key ;;
    SERVICE_PUBLIC_KEYS) ;;
    *) add "$name" password ;;
  esac
done
add SIGNING_KEY openssl rand -base64 32

# identity knows the services by these. One that is there already stays beside the new one: two keys at a time
public_keys=$(value_of SERVICE_PUBLIC_KEYS)
before=$public_keys
for name in $client_keys; do
  service=$(tr 'A-Z_' 'a-z-' <<<"${name%_CLIENT_KEY}")
  [[ $service == gateway ]] || service+=-service
  entry=$service=$(value_of "$name" | public_key)
  [[ ,$public_keys, == *",$entry,"* ]] || public_keys+=${public_keys:+,}$entry
done
if [[ $public_keys != "$before" ]]; then
  others=$(grep -v '^SERVICE_PUBLIC_KEYS=' .env)
  printf '%s\nSERVICE_PUBLIC_KEYS=%s\n' "$others" "$public_keys" >.env.new
  mv .env.new .env
  added+=(SERVICE_PUBLIC_KEYS)
fi

if [[ -z $was_there ]]; then
  echo '.env is written: random passwords and keys, readable by you alone'
elif (( ${#added[@]} > 0 )); then
  echo ".env was there already. What was missing is added, the rest stays: ${added[*]}"
else
  echo '.env is there already, and nothing is missing; nothing was changed'
fi

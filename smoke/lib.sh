# What the smoke scripts are made of. Needs bash, curl and node.

status= body= token= who=

# NAME: who does what follows. IDENTITY_URL says where to sign in, with SAMPLE_STAFF_PASSWORD or what .env has; without it,
# the local fleet's own issuer and password are used.
as() {
  [[ $1 == "$who" ]] && return
  who=$1
  token=$(cd .. && node fleet/dist/token.js "$who" "${signing_in[@]}")
  printf '  (as %s)\n' "$who"
}

step() { printf '\n%s\n' "$1"; }

request() { # METHOD URL [JSON]
  local answer
  answer=$(curl -sS --max-time 20 -X "$1" "$2" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' ${3:+-d "$3"} -w '\n%{http_code}') || {
    echo "  $1 $2 was not answered; is FLEET_URL right?" >&2
    exit 1
  }
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  printf '  %s %s -> %s\n' "$1" "$2" "$status"
}
post() { request POST "$1" "$2"; }
put() { request PUT "$1" "$2"; }
get() { request GET "$1"; }

get_pdf() { # URL
  local type
  type=$(curl -sS --max-time 20 -H "Authorization: Bearer $token" -o /dev/null -w '%{http_code} %{content_type}' "$1")
  printf '  GET %s -> %s\n' "$1" "$type"
  if [[ $type != '200 application/pdf' ]]; then
    echo '  WRONG: expected 200 application/pdf' >&2
    exit 1
  fi
}

field() { # PATH: of the last answer, such as doctor.name
  node -e 'const [json, path] = process.argv.slice(1); const v = path.split(".").reduce((o, k) => o?.[k], JSON.parse(json)); console.log(String(v))' "$body" "$1"
}

show() { printf '  %s: %s\n' "$1" "$(field "$1")"; }

expect() { # STATUS PATH VALUE
  local found
  found=$(field "$2")
  if [[ $status != "$1" || $found != "$3" ]]; then
    echo "  WRONG: expected status $1 with $2 = $3, got status $status with $2 = $found" >&2
    echo "  $body" >&2
    exit 1
  fi
  printf '  ok: %s = %s\n' "$2" "$3"
}

utc_time() { node -e 'console.log(new Date(process.argv[1] * 1000).toISOString())' "$1"; }

#!/usr/bin/env bash
# Lints the documents that `npm run openapi` has written, and compiles the client that is generated from them.
# An error or a warning fails. Nothing is downloaded, and nothing is reported to anybody.
set -euo pipefail
cd "$(dirname "$0")/.."
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

npx redocly lint --config openapi/redocly.yaml --format stylish openapi/documents/*.json
npx spectral lint --ruleset openapi/spectral.yaml --fail-severity hint openapi/documents/*.json

client=examples/typescript-client
bash $client/generate-types.sh
npx tsc --project $client/tsconfig.json
npx eslint --config $client/eslint.config.mjs $client
echo 'the typed client compiles'

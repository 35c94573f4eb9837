#!/usr/bin/env bash
# Writes types/<service>.d.ts for each document that `npm run openapi` has written.
set -euo pipefail
cd "$(dirname "$0")"

for document in ../../openapi/documents/*.json; do
  # a field with a default may be left out of a request
  npx openapi-typescript "$document" --output "types/$(basename "$document" .json).d.ts" --default-non-nullable=false >/dev/null
done

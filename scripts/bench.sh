#!/usr/bin/env bash
# Builds and runs every benchmark in bench/, or those named; each prints lines of JSON with its ratio.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .cache
flock .cache/build.lock node scripts/build.mjs
npx esbuild test/support/mariadb-server.ts --outbase=. --outdir=dist --platform=node --format=esm --log-level=warning
for file in ${*:-bench/*.ts}; do
  node "dist/${file%.ts}.js"
done

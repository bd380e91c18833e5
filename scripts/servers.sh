#!/usr/bin/env bash
# Sees to it that there are servers for the tests that want them: a redis-server, and one that speaks the protocol of
# MongoDB (secantusd-py of the PyPI package secantusdb, in a virtual environment below target/). As root or under CI it
# installs what is missing; without those rights it names it, and the tests that want it say that they are skipped.
# MONGO_TEST_URI may name a MongoDB of one's own instead, SECANTUSD a secantusd-py.
set -euo pipefail
cd "$(dirname "$0")/.."
SECANTUSDB="secantusdb==0.7.0b3"
VENV="${CARGO_TARGET_DIR:-target}/secantus"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  [ "$(id -u)" = 0 ] || [ -n "${CI:-}" ]
}

packages() {
  command -v apt-get >/dev/null || return 1
  as_root apt-get update -q >/dev/null || return 1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

missing() {
  echo "$1" >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
}

redis() {
  redis-server --version 2>/dev/null | head -n 1
}

mongo() {
  if [ -n "${MONGO_TEST_URI:-}" ]; then
    echo "the MongoDB of MONGO_TEST_URI"
    return 0
  fi
  local candidate
  for candidate in "${SECANTUSD:-}" "$VENV/bin/secantusd-py" "$(command -v secantusd-py || true)"; do
    if [ -n "$candidate" ] && "$candidate" --help >/dev/null 2>&1; then
      echo "secantusd-py at $candidate"
      return 0
    fi
  done
  return 1
}

if [ -z "$(redis)" ]; then
  if may_install && packages redis-server; then
    # The package starts a server of its own, which is not ours.
    as_root service redis-server stop >/dev/null 2>&1 || true
  fi
fi
if [ -n "$(redis)" ]; then
  echo "Tests of Redis run on $(redis)"
else
  missing "Tests of Redis need redis-server 7 or newer in the path (Debian: sudo apt-get install redis-server)."
fi

if ! mongo >/dev/null && may_install; then
  python3 -c 'import ensurepip' >/dev/null 2>&1 || packages python3 python3-venv || true
  { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q --disable-pip-version-check "$SECANTUSDB"; } || true
fi
if mongo >/dev/null; then
  echo "Tests of MongoDB run on $(mongo)"
else
  missing "Tests of MongoDB need secantusd-py (python3 -m venv $VENV && $VENV/bin/pip install $SECANTUSDB), or MONGO_TEST_URI set to a replica set of your own."
fi

#!/usr/bin/env bash
# Fuzzes the API from its own document, with every check of Schemathesis: as a key, as the owner, as nobody, and last
# what ends the owner's own session. Starts a server of its own in a folder of its own and ends it. Any answer that is
# undocumented, or any that the server logged as its own fault, fails.
# MINICRM names another binary, EXAMPLES how many examples an operation gets; settings of the server (MONGO_URI,
# REDIS_URL, …) are passed on. Further arguments go to `st run`.
set -euo pipefail
cd "$(dirname "$0")/.."
SCHEMATHESIS="schemathesis==4.32.5"
TARGET="${CARGO_TARGET_DIR:-target}"
VENV="$TARGET/schemathesis"
MINICRM="$(realpath "${MINICRM:-$TARGET/release/minicrm}")"
SCRIPTS="$PWD/scripts/fuzz-api"

if ! "$VENV/bin/st" --version 2>/dev/null | grep -qF "${SCHEMATHESIS#*==}"; then
  python3 -m venv "$VENV" && "$VENV/bin/pip" install -q --disable-pip-version-check "$SCHEMATHESIS"
fi
ST="$(realpath "$VENV/bin/st")"

FOLDER="$(mktemp -d)"
SERVER=""
finish() {
  if [ -n "$SERVER" ]; then kill "$SERVER" 2>/dev/null || true; wait "$SERVER" 2>/dev/null || true; fi
  rm -rf "$FOLDER"
}
trap finish EXIT

cd "$FOLDER"
export DATA_DIR="$FOLDER/data" LOG="${LOG:-warn}" SIGN_IN_PER_MINUTE=0 SIGN_IN_PER_MINUTE_OVERALL=0
PORT="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
export PORT
"$MINICRM" serve >said 2>log &
SERVER=$!
for _ in $(seq 300); do
  if grep -q "#token=" said; then break; fi
  if ! kill -0 "$SERVER" 2>/dev/null; then cat log >&2; exit 1; fi
  sleep 0.1
done

last_word() { awk 'NF {word = $NF} END {print word}'; }
key() { "$MINICRM" api-key create --name fuzz | last_word; }
session() {
  local link
  link="$("$MINICRM" sign-in-link | last_word)"
  curl -sf -o /dev/null -c - -H 'content-type: application/json' -d "{\"token\": \"${link#*#token=}\"}" \
    "http://localhost:$PORT/api/auth/link" | awk '$6 == "minicrm_session" {print $7}'
}

# What ends the session it is asked with, or the owner's way in.
ENDING=(signOut endSessions endSession leaveWorkspace switchWorkspace)
FAILED=0
# fuzz WHO AUTHENTICATION ARGUMENTS…
fuzz() {
  local who="$1" auth="$2"
  shift 2
  echo "== $who"
  cp "$SCRIPTS/schemathesis.toml" .
  if [ -n "$auth" ]; then printf '\n[auth.openapi]\n%s\n' "$auth" >>schemathesis.toml; fi
  PYTHONPATH="$SCRIPTS" SCHEMATHESIS_HOOKS=hooks "$ST" --config-file schemathesis.toml run \
    "http://localhost:$PORT/api-docs/openapi.json" -n "${EXAMPLES:-30}" --no-color "$@" || FAILED=1
}
all_but_ending() { printf -- '--exclude-operation-id %s ' "${ENDING[@]}"; }

"$MINICRM" demo >/dev/null 2>&1
# shellcheck disable=SC2046
fuzz "a key" "key = { bearer = \"$(key)\" }" $(all_but_ending) "$@"
# shellcheck disable=SC2046
fuzz "the owner" "session = { api_key = \"$(session)\" }" $(all_but_ending) "$@"
# shellcheck disable=SC2046
fuzz "nobody" "" $(all_but_ending) "$@"
for operation in "${ENDING[@]}"; do
  fuzz "the owner: $operation" "session = { api_key = \"$(session)\" }" --include-operation-id "$operation" "$@"
done

if ! curl -sf "http://localhost:$PORT/health/ready" >/dev/null; then
  echo "The server is not well after it." >&2
  FAILED=1
fi
# An error of ours is logged, whatever was answered.
if grep -E "cannot answer|a handler panicked|Status code: 50[01]" log; then
  echo "The server logged faults of its own." >&2
  FAILED=1
fi
exit "$FAILED"

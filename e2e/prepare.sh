#!/usr/bin/env bash
# Sees to it that there is a browser for the journeys: a Chromium that starts. Installs one as root or under CI, by the
# system's packages where they hold a real one (on Ubuntu they hold a snap), or else the one Playwright brings.
# Without those rights it names what is missing. CHROMIUM may name a browser of one's own.
set -euo pipefail
cd "$(dirname "$0")"

starts() {
  [ -n "$1" ] && timeout 60 "$1" --version 2>/dev/null | grep -Eq '^(Chromium|Google Chrome)( for Testing)? [0-9]'
}

bundled() {
  node --input-type=module -e 'console.log((await import("@playwright/test")).chromium.executablePath())'
}

found() {
  local candidate
  for candidate in "${CHROMIUM:-}" /usr/bin/chromium "$(bundled)"; do
    if starts "$candidate"; then
      echo "Journeys run in $("$candidate" --version 2>/dev/null | head -n 1)"
      return 0
    fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# True if the system's packages hold a Chromium that is not only a pointer to a snap.
packaged() {
  command -v apt-get >/dev/null || return 1
  as_root apt-get update -q >/dev/null || return 1
  local candidate
  candidate="$(apt-cache policy chromium 2>/dev/null | awk '/Candidate:/ {print $2}')"
  [[ -n "$candidate" && "$candidate" != "(none)" && "$candidate" != *snap* ]]
}

if found; then exit 0; fi

if [ -n "${CHROMIUM:-}" ]; then
  echo "CHROMIUM names $CHROMIUM, which does not start as a Chromium." >&2
fi
if [ "$(id -u)" != 0 ] && [ -z "${CI:-}" ]; then
  echo "The journeys need Chromium at /usr/bin/chromium (Debian: sudo apt-get install chromium), or the one of Playwright (cd e2e && npx playwright install --with-deps chromium), or CHROMIUM set to one of your own." >&2
  exit 1
fi

if packaged; then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fonts-noto-color-emoji || true
  if found; then exit 0; fi
fi
npx --no-install playwright install --with-deps chromium || true
if found; then exit 0; fi
echo "No Chromium could be installed: neither by apt-get nor by Playwright. Install one, or set CHROMIUM to one of your own." >&2
exit 1

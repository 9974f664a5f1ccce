# Sourced by the other scripts: brings a fresh machine to where the build can run. Each step says what it does, on
# standard error, and is skipped when there is nothing to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p .cache

say() { printf '%s\n' "• $*" >&2; }

require_node() {
  if ! command -v node >/dev/null; then
    say 'Node.js is missing. Install Node 20.19 or later (https://nodejs.org), then run this again.'
    exit 1
  fi
  if ! node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)'; then
    say "Node.js $(node --version) is too old. Install Node 20.19 or later, then run this again."
    exit 1
  fi
}

may_use_apt() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }

# install_packages COMMAND_OR_FILE=PACKAGE ...: installs the packages whose command or file is missing.
install_packages() {
  local pair probe missing=()
  for pair in "$@"; do
    probe=${pair%%=*}
    if [[ $probe == /* ]]; then [ -e "$probe" ] || missing+=("${pair#*=}"); else
      command -v "$probe" >/dev/null || missing+=("${pair#*=}"); fi
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! may_use_apt; then
    say "Missing: ${missing[*]}. Ask an administrator to run: apt-get install ${missing[*]}"
    return 1
  fi
  say "Installing ${missing[*]} with apt (log: .cache/apt.log)"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >>.cache/apt.log 2>&1 || { say 'apt failed; the end of its log:'; tail -5 .cache/apt.log >&2; return 1; }
}

install_compiler() { install_packages g++=g++ make=make python3=python3; }

softhsm_places=(/usr/lib/softhsm/libsofthsm2.so /usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so
  /usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so)

# Sets SOFTHSM2_MODULE. Without the right to install, the packages are unpacked beside the project.
install_softhsm() {
  local place
  for place in "${softhsm_places[@]}" .cache/softhsm/usr/lib/softhsm/libsofthsm2.so; do
    [ -e "$place" ] && { SOFTHSM2_MODULE=$(realpath "$place"); break; }
  done
  if [ -z "${SOFTHSM2_MODULE:-}" ] && may_use_apt; then
    install_packages /usr/lib/softhsm/libsofthsm2.so=softhsm2
    SOFTHSM2_MODULE=/usr/lib/softhsm/libsofthsm2.so
  elif [ -z "${SOFTHSM2_MODULE:-}" ]; then
    unpack_softhsm
    SOFTHSM2_MODULE=$PWD/.cache/softhsm/usr/lib/softhsm/libsofthsm2.so
  fi
  export SOFTHSM2_MODULE
}

# apt downloads for anybody when its lists and cache are in a folder of their own. All that SoftHSM 2 needs besides
# (OpenSSL 3, the C++ library) is on every Debian and Ubuntu.
unpack_softhsm() {
  say 'Unpacking SoftHSM 2 beside the project (.cache/softhsm), since nothing may be installed here'
  local state=$PWD/.cache/apt-state package
  mkdir -p .cache/softhsm "$state/lists/partial" "$state/cache/archives/partial"
  local options=(-o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=)
  (cd .cache/softhsm && apt-get "${options[@]}" update && apt-get "${options[@]}" download libsofthsm2) >>.cache/apt.log 2>&1 || {
    say 'SoftHSM 2 could not be downloaded. Ask an administrator to run: apt-get install softhsm2'
    return 1
  }
  for package in .cache/softhsm/*.deb; do dpkg -x "$package" .cache/softhsm; done
}

# Native packages compile against Node's headers. Where Node came with them, nothing needs to be fetched for that.
use_local_headers() {
  local prefix
  prefix=$(node -p 'require("node:path").dirname(require("node:path").dirname(process.execPath))')
  if [ -z "${npm_config_nodedir:-}" ] && [ -e "$prefix/include/node/node_version.h" ]; then export npm_config_nodedir=$prefix; fi
}

# npm's own record of what is installed tells whether the lock file has moved on.
install_npm_packages() {
  if [ -e node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then return 0; fi
  use_local_headers
  say 'Installing npm packages (some are compiled; a minute or two; log: .cache/npm.log)'
  # Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, as one has that was written
  # where a registry does not carry them all. This takes the locked versions and leaves the lock file alone.
  npm install --no-save --no-audit --no-fund >.cache/npm.log 2>&1 || { say 'npm failed; the end of its log:'; tail -15 .cache/npm.log >&2; return 1; }
  touch node_modules/.package-lock.json
}

build() {
  say 'Building'
  flock .cache/build.lock node scripts/build.mjs
}

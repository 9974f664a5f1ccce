#!/usr/bin/env bash
# npm run demo: from a fresh machine to a gateway with a card agent that a person can click through.
# With `-- --once --json` the main job is done once without a browser, and the last line is its result.
source "$(dirname "$0")/prepare.sh"
require_node
install_compiler
install_softhsm
install_npm_packages
build
exec node --enable-source-maps dist/src/cli.js demo "$@"

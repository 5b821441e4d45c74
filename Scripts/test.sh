#!/usr/bin/env bash
# Installs what is missing and runs all tests, in release. With ATTUNE_DATA set, the tests on real data run too.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install.sh
swift build -c release --build-tests
swift build -c release --product attune
swift test -c release --skip-build "$@"

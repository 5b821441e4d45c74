#!/usr/bin/env bash
# From a fresh clone: installs, builds, fetches a pretrained encoder, fine-tunes it, scores it and uses it.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install.sh
swift build -c release --product attune
attune=.build/release/attune

"$attune" download all-MiniLM-L6-v2
"$attune" run sentiment --output runs/sentiment --overwrite
echo
"$attune" evaluate runs/sentiment/best --split test
echo
"$attune" predict runs/sentiment/best "Not a single complaint, and I complain for a living."

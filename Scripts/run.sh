#!/usr/bin/env bash
# The main job from nothing: install, build, fetch a pretrained encoder, fine-tune it, score it, use it.
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

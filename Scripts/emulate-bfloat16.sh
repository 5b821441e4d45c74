#!/usr/bin/env bash
# Runs the compiled bfloat16 kernels with their instructions emulated: see emulate_bfloat16.c. Needs x86-64 with AVX-512
# and half a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(mktemp)
trap 'rm -f "$program"' EXIT
clang -std=gnu17 -O2 -I Sources/CKernels/include Scripts/emulate_bfloat16.c Sources/CKernels/*.c -lm -o "$program"
"$program"

#!/usr/bin/env bash
# Builds the tests with AddressSanitizer, in a folder of its own, and runs those of numbers, models, texts and files; with
# arguments, which go to `swift test`, others. With SANITIZER=thread, ThreadSanitizer instead.
set -euo pipefail
cd "$(dirname "$0")/.."

sanitizer=${SANITIZER:-address}
folder=.build/$sanitizer-sanitizer
# What the Swift runtime keeps until the end is no leak.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}

if [ $# = 0 ]; then
  # Left out: the compiler fuses multiply and add elsewhere when it instruments, so that AVX2 and AVX-512 round differently.
  set -- --filter '^(BaseTests|ConfigurationTests|DatasetsTests|TensorTests|TextTests|TrainingTests|TransformerTests)\.' \
    --skip widthOfRegistersDoesNotChangeABit
fi
swift build -c release --build-tests --sanitize="$sanitizer" --scratch-path "$folder"
swift build -c release --product attune --sanitize="$sanitizer" --scratch-path "$folder"
swift test -c release --skip-build --sanitize="$sanitizer" --scratch-path "$folder" "$@"
